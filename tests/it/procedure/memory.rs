//! Thousands of random walks over the rules alone: a file in memory, steps that the law allows and steps that it does not.
//! At every point the law of this folder, what `next-steps` would say, and what taking the step comes to have to agree.

use super::contents::{Scene, content};
use super::history::{Attempt, DEEP};
use super::law::{self, Form, LAW, Line, State, WRONG_STAGE, line_of};
use super::nouns::{Verdict, account, judged, now};
use anjuan::cases;
use anjuan::cases::closures::gates;
use anjuan::cases::closures::model::PhaseWaiver;
use anjuan::cases::decisions::model::{Circumstances, Decision};
use anjuan::cases::file::{CaseFile, Done};
use anjuan::cases::investigation_acts::details::Details;
use anjuan::cases::investigation_acts::judged::judge;
use anjuan::cases::model::{Case, CaseSource};
use anjuan::cases::steps::next::{Judged, judge_steps};
use anjuan::domain::act::{ActingAgency, Power};
use anjuan::domain::actor::Actor;
use anjuan::domain::calendar::Calendar;
use anjuan::domain::day::legal_date;
use anjuan::domain::ids::{AgencyId, CaseId, DecisionId, EntryId, OfficerId};
use anjuan::domain::origin::Origin;
use anjuan::domain::party::{Party, PartyKind};
use anjuan::domain::penalty::Procedure;
use anjuan::domain::refusal::{Refusal, Refusals};
use anjuan::domain::stage::{Stage, Step};
use anjuan::domain::values::{Passage, PersonName, Title};
use chrono::NaiveDate;
use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use uuid::Uuid;

static CALENDAR: LazyLock<Arc<Calendar>> = LazyLock::new(|| Arc::new(Calendar::shipped()));

/// A case in memory, the law's view of it, and how it got there.
struct Walk {
    file: CaseFile,
    scene: Scene,
    trace: Vec<String>,
    /// What was said last of every step.
    next: Vec<Judged>,
}

#[derive(Debug, Clone, Copy)]
struct Start {
    summary: bool,
    tagged: bool,
    powerless: bool,
    measures: bool,
}

fn names(refusals: &[Refusal]) -> Vec<String> {
    let mut codes: Vec<String> = refusals.iter().map(|one| one.rule.code().to_owned()).collect();
    codes.sort();
    codes.dedup();
    codes
}

fn id<T>(of: impl Fn(Uuid) -> T) -> T {
    of(Uuid::now_v7())
}

impl Walk {
    fn begin(start: Start) -> Self {
        let on = NaiveDate::from_ymd_opt(2023, 3, 16).expect("a day");
        let officers = [id(OfficerId::from_uuid), id(OfficerId::from_uuid)];
        let has = [(start.tagged, "tagged"), (!start.powerless, "power_penalty"), (start.measures, "power_measures")];
        let facts: Vec<&str> = has.iter().filter(|(so, _)| *so).map(|(_, fact)| *fact).collect();
        let procedure = if start.summary { "summary" } else { "ordinary" };
        let powers = [(!start.powerless, Power::Penalty), (start.measures, Power::CoerciveMeasure)];
        let agency = id(AgencyId::from_uuid);
        let file = CaseFile {
            case: filed(agency, procedure, start.tagged, on),
            agency: ActingAgency {
                id: agency,
                code: "350481102".into(),
                name: "安砂镇人民政府".into(),
                is_town: true,
                powers: powers.iter().filter(|(so, _)| *so).map(|(_, power)| *power).collect(),
            },
            handlers: officers.iter().zip(["王伟", "李强"]).map(|(one, name)| (*one, named(name))).collect(),
            parties: Vec::new(),
            done: Vec::new(),
            signatures: Vec::new(),
            calendar: Arc::clone(&CALENDAR),
            rules: Arc::default(),
            newest_notice: None,
            told: Vec::new(),
            today: legal_date(now()),
        };
        let scene = Scene::filed(State::filed(procedure, &facts), officers.map(|one| one.to_string()), on);
        Self { file, scene, trace: vec![format!("{start:?}")], next: Vec::new() }
    }

    /// What `next-steps` says of every step is what the law says.
    fn agrees(&mut self) {
        self.next = judge_steps(&self.file);
        for judged in &self.next {
            let line = line_of(judged.step);
            if !line.walked {
                continue;
            }
            let (law, told) = (self.scene.state.against_step(line), names(&judged.reasons));
            assert_eq!(
                told.is_empty(),
                self.scene.state.may(line),
                "next-steps on {}: told {told:?}, by the law {law:?}\n{}",
                judged.step,
                self.told()
            );
            if law == [WRONG_STAGE] {
                assert!(told.contains(&law[0]), "next-steps on {}: told {told:?}\n{}", judged.step, self.told());
            } else if !law.is_empty() {
                assert_eq!(told, law, "next-steps on {}\n{}", judged.step, self.told());
            }
            for choice in &judged.choices {
                let may = self.scene.may_choose(line, choice.member, choice.value);
                let told = names(&choice.reasons);
                assert_eq!(told.is_empty(), may, "{}: {} {told:?}\n{}", judged.step, choice.value, self.told());
            }
        }
    }

    /// Takes a form, or is refused, as the law says.
    fn tries(&mut self, line: &Line, form: &Form) {
        let (new, state) = (Uuid::now_v7(), self.scene.state.clone());
        let against = state.against_form(line, form);
        let Some(step) = line.step else {
            if against.is_none() {
                self.tag();
                self.moves(line, form, new);
            }
            return;
        };
        let body = content(&self.scene, step, &form.name, new);
        let told_before: Vec<_> = self.next.iter().filter(|one| one.step == step).collect();
        let depends = told_before.iter().any(|one| !one.choices.is_empty());
        let before = told_before.iter().flat_map(|one| names(&one.reasons)).collect::<Vec<_>>();
        let verdict = self.take(step, body.clone());
        let what = format!("{step}/{}", form.name);
        match (against, verdict) {
            (None, Ok(())) => self.moves(line, form, new),
            (None, Err(told)) => panic!("{what} is lawful, but refused: {told:?}\n{body}\n{}", self.told()),
            (Some(law), Ok(())) => panic!("{what} is unlawful ({law:?}), but taken\n{body}\n{}", self.told()),
            (Some(law), Err(told)) => {
                let codes = names(&told);
                for code in &law {
                    assert!(codes.contains(code), "{what}: refused for {codes:?}, not for {code}\n{}", self.told());
                }
                // Where it depends on a choice, what stands against each choice was told.
                let kept = before.iter().filter(|code| codes.contains(code)).count();
                let enough = if depends { kept > 0 || before.is_empty() } else { kept == before.len() };
                assert!(enough, "{what}: refused for {codes:?}, but told {before:?}\n{}", self.told());
            }
        }
    }

    fn moves(&mut self, line: &Line, form: &Form, new: Uuid) {
        self.trace.push(format!("{}/{} on {}", line.name, form.name, self.scene.day));
        let after = self.scene.state.after(form, new);
        self.scene.taken(line.step, &form.name, after, new);
        let (case, state) = (&self.file.case, &self.scene.state);
        let stands = (case.stage.as_str(), case.procedure.as_str());
        assert_eq!(stands, (state.word("stage"), state.word("procedure")), "{}", self.told());
    }

    fn told(&self) -> String {
        format!("after:\n  {}\n{:?}", self.trace.join("\n  "), self.scene.state)
    }

    fn tag(&mut self) {
        self.file.case.tag_revision += 1;
    }

    fn take(&mut self, step: Step, body: Value) -> Result<(), Vec<Refusal>> {
        let verdict = match step {
            Step::Investigate => self.investigated(&body)?,
            Step::Decide => self.decided(&body)?,
            Step::Close => self.closed(&body)?,
            _ => judged(step, &self.file, &body)?,
        };
        let author = account(step);
        let new = body["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
        let digest = body.to_string().into_bytes();
        self.file.done.push(Done { id: new, step, on: verdict.on, content: verdict.content, digest, author });
        let case = &mut self.file.case;
        case.procedure = case.stage.procedure_after(step, case.procedure);
        case.stage = verdict.stage;
        case.decision = if step == Step::Decide { Some(DecisionId::from_uuid(new)) } else { case.decision };
        case.decided_on = if step == Step::Decide { Some(verdict.on) } else { case.decided_on };
        Ok(())
    }

    fn investigated(&self, body: &Value) -> Result<Verdict, Vec<Refusal>> {
        let stage = self.file.after(Step::Investigate)?;
        let (kind, at) = (body["kind"].clone(), body["performed_at"].clone());
        let (kind, at) = (serde_json::from_value(kind).expect("a kind"), serde_json::from_value(at).expect("a moment"));
        let details: Details = serde_json::from_value(body.clone()).expect("details");
        let mut refusals = Refusals::default();
        judge(kind, &details, at, now(), &mut refusals);
        refusals.into_result()?;
        Ok(Verdict {
            stage,
            on: self.scene.day,
            content: json!({"kind": body["kind"], "officer_ids": body["officer_ids"]}),
        })
    }

    fn decided(&self, body: &Value) -> Result<Verdict, Vec<Refusal>> {
        let read = |member: &str| body[member].clone();
        let decision = Decision {
            id: id(DecisionId::from_uuid),
            case: self.file.case.id,
            outcome: serde_json::from_value(read("outcome")).expect("an outcome"),
            decided_at: serde_json::from_value(read("decided_at")).expect("a moment"),
            facts: passage("占道摆摊,事实清楚。"),
            legal_bases: Vec::new(),
            penalties: serde_json::from_value(read("penalties")).expect("penalties"),
            discretion: Vec::new(),
            discretion_reason: None,
            document: serde_json::from_value(read("document")).expect("a document"),
            violation: None,
            separate_act: Some(passage("另一摊位。")),
            leniency: None,
            nth: 1,
            supersedes: None,
            document_number: None,
            decider: account(Step::Decide),
            officers: Vec::new(),
            certificates: Vec::new(),
            content_digest: Vec::new(),
            entry_id: id(EntryId::from_uuid),
            recorded_at: now(),
        };
        let around = Circumstances {
            file: self.file.clone(),
            matters: Vec::new(),
            benchmarks: Vec::new(),
            actor: Actor { account: account(Step::Decide), ..Actor::system(Uuid::nil()) },
            last_investigated_at: None,
            earlier: Vec::new(),
            now: now(),
        };
        let stage = cases::decisions::model::judge(&self.file.case, &decision, &around)?;
        let content = json!({"outcome": decision.outcome, "penalties": decision.penalties});
        Ok(Verdict { stage, on: decision.decided_on(), content })
    }

    fn closed(&self, body: &Value) -> Result<Verdict, Vec<Refusal>> {
        let mut refusals = Refusals::default();
        let reason = serde_json::from_value(body["reason"].clone()).expect("a reason");
        let stage = refusals.check_all(self.file.after(Step::Close));
        let waived: Vec<PhaseWaiver> =
            serde_json::from_value(body["phases_without_recording"].clone()).expect("phases");
        gates::against_closing(&self.file, &mut refusals);
        gates::against_reason(&self.file, reason, &mut refusals);
        refusals.check_all(gates::is_recorded(&self.file, &[], &waived));
        refusals.into_result()?;
        Ok(Verdict { stage: stage.expect("lawful"), on: self.scene.day, content: json!({"reason": reason}) })
    }
}

fn named(name: &str) -> PersonName {
    PersonName::parse(name).expect("a name")
}

fn passage(text: &str) -> Passage {
    Passage::parse(text).expect("a text")
}

fn filed(agency: AgencyId, procedure: &str, tagged: bool, on: NaiveDate) -> Case {
    Case {
        agency,
        id: id(CaseId::from_uuid),
        procedure: procedure.parse().expect("a procedure"),
        stage: Stage::Filed,
        source: Some(CaseSource::Patrol),
        summary: Some(passage("巡查发现当事人占道摆摊。")),
        place: None,
        party: Party { kind: PartyKind::Individual, name: Title::parse("池有根").expect("a name"), code: None },
        filed_on: on,
        decided_on: None,
        closed_on: None,
        case_number: None,
        decision: None,
        officer_revision: 1,
        party_revision: 1,
        approval: None,
        tag_revision: i32::from(tagged),
        author: account(Step::Investigate),
        external_id: None,
        origin: Origin::Live,
        content_digest: Vec::new(),
        version: 1,
        entry_id: id(EntryId::from_uuid),
        recorded_at: now(),
    }
}

fn start() -> impl Strategy<Value = Start> {
    (any::<bool>(), prop::bool::weighted(0.9), prop::bool::weighted(0.05), prop::bool::weighted(0.6))
        .prop_map(|(summary, tagged, powerless, measures)| Start { summary, tagged, powerless, measures })
}

/// One choice: mostly among what is lawful.
fn picks() -> impl Strategy<Value = Vec<(u16, u8)>> {
    prop::collection::vec((any::<u16>(), any::<u8>()), 1..40)
}

/// `ANJUAN_WALKS`: longer runs.
fn walks() -> u32 {
    std::env::var("ANJUAN_WALKS").ok().map_or(2_000, |text| text.parse().expect("a number"))
}

proptest! {
    #![proptest_config(Config { cases: walks(), failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() })]

    #[test]
    fn no_unlawful_history_is_reached_and_no_lawful_step_refused(start in start(), picks in picks()) {
        let mut walk = Walk::begin(start);
        walk.agrees();
        for (choice, luck) in picks {
            let state = &walk.scene.state;
            let lawful: Vec<_> = law::forms().filter(|(line, form)| state.against_form(line, form).is_none()).collect();
            let all: Vec<_> = law::forms().collect();
            let from = if luck % 4 == 0 || lawful.is_empty() { all } else { lawful };
            let (line, form) = from[usize::from(choice) % from.len()];
            walk.tries(line, form);
            walk.agrees();
        }
    }
}

/// Every lawful form is reached by some walk, or the table says what nobody can do.
#[test]
fn every_form_that_the_law_knows_is_reached() {
    let mut reached: BTreeMap<(&String, &String), usize> = BTreeMap::new();
    for (summary, path) in DEEP {
        let mut walk = Walk::begin(Start { summary: *summary, tagged: true, powerless: false, measures: false });
        for text in *path {
            let step = Attempt::of(text);
            assert_eq!(walk.scene.state.against_form(step.line, step.form), None, "{text}\n{}", walk.told());
            walk.tries(step.line, step.form);
            *reached.entry((&step.line.name, &step.form.name)).or_default() += 1;
        }
    }
    let dice = crate::faults::Dice::of(2_023);
    for _ in 0..500 {
        let coin = || dice.below(2) == 0;
        let mut walk = Walk::begin(Start { summary: coin(), tagged: true, powerless: false, measures: coin() });
        for _ in 0..40 {
            let state = &walk.scene.state;
            let lawful: Vec<_> = law::forms().filter(|(line, form)| state.against_form(line, form).is_none()).collect();
            let rare = |(line, form): &(&Line, &Form)| reached.get(&(&line.name, &form.name)).copied().unwrap_or(0);
            let some = (0..6).filter(|_| !lawful.is_empty()).map(|_| lawful[dice.below(lawful.len())]);
            let Some((line, form)) = some.min_by_key(rare) else { break };
            walk.tries(line, form);
            *reached.entry((&line.name, &form.name)).or_default() += 1;
        }
    }
    let unreached = law::forms().filter(|(line, form)| !reached.contains_key(&(&line.name, &form.name)));
    let unreached = unreached.filter(|(_, form)| form.is_ever_lawful());
    let told: Vec<String> = unreached.map(|(line, form)| format!("{}/{}", line.name, form.name)).collect();
    assert_eq!(told, Vec::<String>::new());
}

#[test]
fn every_step_has_its_line_in_the_law_with_who_may_take_it() {
    for step in Step::ALL {
        let line = line_of(*step);
        for procedure in Procedure::ALL {
            let roles = step.permission_in(*procedure).roles().iter();
            let roles: Vec<String> = roles.map(ToString::to_string).collect();
            assert_eq!(line.roles_in(procedure.as_str()), roles, "who may {step}");
        }
        assert_eq!(line.walked, !line.forms.is_empty(), "{step} has no form");
    }
    assert_eq!(LAW.iter().filter(|line| line.step.is_some()).count(), Step::ALL.len(), "a step has two lines");
}
