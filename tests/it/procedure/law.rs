//! The procedure as the law has it, read from `law.txt`, and where a case stands by it.

use anjuan::domain::stage::Step;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use uuid::Uuid;

pub static LAW: LazyLock<Vec<Line>> = LazyLock::new(|| parsed(include_str!("law.txt")));

/// One step, or one event that is none.
#[derive(Debug)]
pub struct Line {
    /// `None` for an event.
    pub step: Option<Step>,
    pub name: String,
    pub roles: Vec<String>,
    /// Who else it is in cases of one procedure.
    roles_in: Option<(String, Vec<String>)>,
    /// Whether the walks take it.
    pub walked: bool,
    at: Vec<(String, Condition)>,
    need: Vec<Need>,
    pub forms: Vec<Form>,
}

impl Line {
    /// Who may take it in a case of that procedure.
    pub fn roles_in(&self, procedure: &str) -> &[String] {
        match &self.roles_in {
            Some((only, roles)) if only == procedure => roles,
            _ => &self.roles,
        }
    }
}

/// One way to take a step.
#[derive(Debug)]
pub struct Form {
    pub name: String,
    also: Vec<Need>,
    effects: Vec<(Effect, Condition)>,
}

#[derive(Debug)]
struct Need {
    condition: Condition,
    /// The refusal that says so; `None` where the members at fault may be told in several ways.
    code: Option<String>,
}

impl Form {
    fn takes_from(&self) -> impl Iterator<Item = &String> {
        self.effects.iter().filter_map(|(effect, _)| match effect {
            Effect::Drop(things) | Effect::Move(things, _) => Some(things),
            _ => None,
        })
    }

    /// Some forms only show what is refused wherever the case stands.
    pub fn is_ever_lawful(&self) -> bool {
        !self.also.iter().any(|need| matches!(need.condition.0[..], [Atom::Never]))
    }
}

/// Any of these.
#[derive(Debug)]
struct Condition(Vec<Atom>);

#[derive(Debug)]
enum Atom {
    Always,
    Never,
    Holds(String, bool),
    Word(String, String, bool),
}

#[derive(Debug)]
enum Effect {
    Fact(String, bool),
    Word(String, String),
    New(String),
    Drop(String),
    Move(String, String),
}

/// Where a case stands.
#[derive(Debug, Clone)]
pub struct State {
    facts: BTreeSet<String>,
    words: BTreeMap<String, String>,
    /// Steps that something may still be done about, by what they are.
    things: BTreeMap<String, Vec<Uuid>>,
    /// The thing that the next step is about; the last of its kind where nothing is said.
    pub about: Option<Uuid>,
}

/// What stands against a step, or a form of it.
pub type Codes = Vec<String>;

pub const WRONG_STAGE: &str = "step_not_lawful_at_this_stage";

impl State {
    pub fn filed(procedure: &str, facts: &[&str]) -> Self {
        let words = [("stage", "filed"), ("procedure", procedure)];
        let nothing = [("told", "none"), ("review", "none"), ("discussed", "none"), ("decision", "none")];
        let remedies = [("unpaid", "nothing"), ("recon", "none"), ("suit", "none")];
        let all = words.into_iter().chain(nothing).chain(remedies);
        Self {
            facts: facts.iter().map(|fact| (*fact).to_owned()).collect(),
            words: all.map(|(name, word)| (name.to_owned(), word.to_owned())).collect(),
            things: BTreeMap::new(),
            about: None,
        }
    }

    pub fn word(&self, name: &str) -> &str {
        self.words.get(name).map_or("", String::as_str)
    }

    pub fn has(&self, name: &str) -> bool {
        self.facts.contains(name) || self.last(name).is_some()
    }

    /// The thing of this kind that a form is about.
    pub fn last(&self, things: &str) -> Option<Uuid> {
        let all = self.things.get(things)?;
        self.about.filter(|about| all.contains(about)).or_else(|| all.last().copied())
    }

    /// Where the thing that the next step is about stands in the lists that the form takes from.
    fn place(&self, form: &Form) -> Option<usize> {
        let mut lists = form.takes_from().filter_map(|list| self.things.get(list));
        lists.find_map(|list| list.iter().position(|one| Some(*one) == self.about))
    }

    /// Whether the form takes the thing that the next step is about, or none.
    pub fn concerns(&self, form: &Form) -> bool {
        form.takes_from().next().is_none() || self.about.is_none() || self.place(form).is_some()
    }

    fn holds(&self, condition: &Condition) -> bool {
        condition.0.iter().any(|atom| match atom {
            Atom::Always => true,
            Atom::Never => false,
            Atom::Holds(name, so) => self.has(name) == *so,
            Atom::Word(name, word, so) => (self.word(name) == word) == *so,
        })
    }

    fn unmet<'n>(&self, needs: &'n [Need]) -> Vec<&'n Need> {
        needs.iter().filter(|need| !self.holds(&need.condition)).collect()
    }

    /// What stands against every form of the step, by the law: the stage alone, or what the law needs besides.
    pub fn against_step(&self, line: &Line) -> Codes {
        let here = line.at.iter().any(|(stage, only)| stage == self.word("stage") && self.holds(only));
        if !here {
            return vec![WRONG_STAGE.to_owned()];
        }
        codes(&self.unmet(&line.need))
    }

    /// Whether there is any lawful form of the step.
    pub fn may(&self, line: &Line) -> bool {
        self.against_step(line).is_empty() && line.forms.iter().any(|form| self.unmet(&form.also).is_empty())
    }

    /// `None` when this form is lawful; else the refusals that have to be among those told.
    pub fn against_form(&self, line: &Line, form: &Form) -> Option<Codes> {
        let (step, unmet) = (self.against_step(line), self.unmet(&form.also));
        if step.is_empty() && unmet.is_empty() {
            return None;
        }
        // Where the step is unlawful anyway, what its content would lack need not be found out.
        Some(if step.is_empty() { codes(&unmet) } else { step })
    }

    /// What is true after a lawful form.
    pub fn after(&self, form: &Form, id: Uuid) -> Self {
        let (mut after, place) = (Self { about: None, ..self.clone() }, self.place(form));
        let taken = |things: &mut Vec<Uuid>| match place.filter(|place| *place < things.len()) {
            Some(place) => Some(things.remove(place)),
            None => things.pop(),
        };
        for (effect, _) in form.effects.iter().filter(|(_, only)| self.holds(only)) {
            match effect {
                Effect::Fact(name, true) => drop(after.facts.insert(name.clone())),
                Effect::Fact(name, false) => drop(after.facts.remove(name)),
                Effect::Word(name, word) => drop(after.words.insert(name.clone(), word.clone())),
                Effect::New(things) => after.things.entry(things.clone()).or_default().push(id),
                Effect::Drop(things) => drop(taken(after.things.entry(things.clone()).or_default())),
                Effect::Move(from, to) => {
                    let moved = taken(after.things.entry(from.clone()).or_default());
                    after.things.entry(to.clone()).or_default().extend(moved);
                }
            }
        }
        after
    }
}

fn codes(unmet: &[&Need]) -> Codes {
    let mut codes: Codes = unmet.iter().filter_map(|need| need.code.clone()).collect();
    codes.sort();
    codes.dedup();
    codes
}

/// The law's line of a step. A step without one is not tested: that is an error of its own.
pub fn line_of(step: Step) -> &'static Line {
    let missing = || {
        panic!(
            "the step `{step}` has no line in tests/it/procedure/law.txt: write from the law who may take it, at which stages, what \
             it needs and what holds afterwards; then its contents in contents.rs and its noun in nouns.rs"
        )
    };
    LAW.iter().find(|line| line.step == Some(step)).unwrap_or_else(missing)
}

/// Every form of every step and event.
pub fn forms() -> impl Iterator<Item = (&'static Line, &'static Form)> {
    LAW.iter().flat_map(|line| line.forms.iter().map(move |form| (line, form)))
}

fn parsed(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (number, raw) in text.lines().enumerate() {
        let (told, number) = (raw.trim(), number + 1);
        if told.is_empty() || told.starts_with('#') {
            continue;
        }
        if told == "unwalked" {
            lines.last_mut().expect("a step").walked = false;
            continue;
        }
        let (keyword, rest) = told.split_once(' ').unwrap_or_else(|| panic!("law.txt line {number}: {told}"));
        if matches!(keyword, "step" | "event") {
            lines.push(begun(keyword == "step", rest, number));
            continue;
        }
        let line = lines.last_mut().unwrap_or_else(|| panic!("law.txt line {number}: no step yet"));
        match keyword {
            "at" => line.at = rest.split_whitespace().map(stage).collect(),
            "need" => line.need.push(need(rest, number)),
            "form" => line.forms.push(form(rest, number)),
            "also" => line.forms.last_mut().expect("a form").also.push(need(rest, number)),
            other => panic!("law.txt line {number}: what is `{other}`?"),
        }
    }
    lines
}

fn begun(is_step: bool, rest: &str, number: usize) -> Line {
    let mut parts = rest.split('|').map(str::trim);
    let name = parts.next().expect("a name").to_owned();
    let step = is_step.then(|| name.parse().unwrap_or_else(|_| panic!("law.txt line {number}: no step {name}")));
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    let (usual, other) = parts.next().map_or(("", None), |told| match told.split_once(';') {
        Some((usual, other)) => (usual, other.split_once(':')),
        None => (told, None),
    });
    let roles_in = other.map(|(procedure, roles)| (procedure.trim().to_owned(), words(roles)));
    Line {
        step,
        name,
        roles: words(usual),
        roles_in,
        walked: true,
        at: Vec::new(),
        need: Vec::new(),
        forms: Vec::new(),
    }
}

fn stage(text: &str) -> (String, Condition) {
    match text.split_once('[') {
        Some((stage, only)) => (stage.to_owned(), condition(only.trim_end_matches(']'))),
        None => (text.to_owned(), Condition(vec![Atom::Always])),
    }
}

fn need(text: &str, number: usize) -> Need {
    let (told, code) = text.split_once(':').unwrap_or_else(|| panic!("law.txt line {number}: no refusal"));
    let code = code.trim();
    Need { condition: condition(told), code: (code != "-").then(|| code.to_owned()) }
}

fn condition(text: &str) -> Condition {
    let atom = |text: &str| {
        if text == "never" {
            return Atom::Never;
        }
        if let Some((name, word)) = text.split_once("!=") {
            return Atom::Word(name.to_owned(), word.to_owned(), false);
        }
        if let Some((name, word)) = text.split_once('=') {
            return Atom::Word(name.to_owned(), word.to_owned(), true);
        }
        match text.strip_prefix('!') {
            Some(name) => Atom::Holds(name.to_owned(), false),
            None => Atom::Holds(text.to_owned(), true),
        }
    };
    Condition(text.trim().split('|').map(atom).collect())
}

fn form(text: &str, number: usize) -> Form {
    let (name, told) = text.split_once(':').unwrap_or_else(|| panic!("law.txt line {number}: no effects"));
    let (mut effects, mut words) = (Vec::new(), told.split_whitespace());
    while let Some(word) = words.next() {
        let mut thing = || words.next().unwrap_or_else(|| panic!("law.txt line {number}: {word} what?"));
        let (effect, only) = match word {
            "new" => guarded(thing(), |name| Effect::New(name.to_owned())),
            "drop" => guarded(thing(), |name| Effect::Drop(name.to_owned())),
            "move" => {
                let from = thing();
                guarded(thing(), |to| Effect::Move(from.to_owned(), to.to_owned()))
            }
            _ => guarded(word, |word| changed(word, number)),
        };
        effects.push((effect, only));
    }
    Form { name: name.trim().to_owned(), also: Vec::new(), effects }
}

fn guarded(text: &str, effect: impl Fn(&str) -> Effect) -> (Effect, Condition) {
    match text.split_once('?') {
        Some((told, only)) => (effect(told), condition(only)),
        None => (effect(text), Condition(vec![Atom::Always])),
    }
}

fn changed(text: &str, number: usize) -> Effect {
    if let Some(name) = text.strip_prefix('+') {
        return Effect::Fact(name.to_owned(), true);
    }
    if let Some(name) = text.strip_prefix('-') {
        return Effect::Fact(name.to_owned(), false);
    }
    let (name, word) = text.split_once('=').unwrap_or_else(|| panic!("law.txt line {number}: what is `{text}`?"));
    Effect::Word(name.to_owned(), word.to_owned())
}
