//! The procedure of a case: every stage meets every step, and the table that people read is written from the code.

mod contents;
mod desk;
mod ends;
mod evidence;
mod followed;
mod history;
mod law;
mod memory;
mod nouns;
mod over_http;

pub use desk::{Desk, Trail};
pub use history::{Attempt, lawful_forms};

use anjuan::domain::deadline::Rolls;
use anjuan::domain::deadline_rule::DeadlineRule;
use anjuan::domain::penalty::Procedure;
use anjuan::domain::permission::Permission;
use anjuan::domain::refusal::{Refusal, Rule, Text};
use anjuan::domain::stage::{Stage, Step};
use std::path::Path;

#[test]
fn the_procedure_people_read_is_the_one_in_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/case-procedure.md");
    let told = written();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("docs/");
        std::fs::write(&path, &told).expect("written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == told, "docs/case-procedure.md is not the code: run `UPDATE=1 cargo test procedure`");
}

/// Every refusal says what to do about it, not only no: after its colon, in Chinese and in English.
#[test]
fn every_rule_says_what_to_do() {
    let zh = |text: &str| ["应当", "请", "无需"].iter().any(|word| text.contains(word)) && text.chars().count() >= 3;
    let en = |text: &str| text.chars().next().is_some_and(char::is_lowercase) && text.len() >= 5;
    let speaks = |rule: &Rule| rule.remedy_zh().is_some_and(zh) && rule.remedy_en().is_some_and(en);
    let told = |rule: &Rule| (rule.code(), rule.title_zh(), rule.title_en());
    let silent: Vec<_> = Rule::ALL.iter().filter(|rule| !speaks(rule)).map(told).collect();
    assert_eq!(silent, [], "say what is wrong and, after a colon (： and `: `), what is to be done");
    let half = |rule: &Rule| rule.title_zh().contains([',', ';', ':', '(', ')']);
    let narrow: Vec<_> = Rule::ALL.iter().filter(|rule| half(rule)).map(told).collect();
    assert_eq!(narrow, [], "Chinese texts have full-width marks: ，；：（）");
}

/// What a client is shown carries it, whatever the case adds.
#[test]
fn every_detail_says_what_to_do() {
    for rule in Rule::ALL {
        let shown = Refusal::new(*rule, Text::new("甲", "this one")).detail;
        let (zh, en) = (rule.remedy_zh().unwrap_or_default(), rule.remedy_en().unwrap_or_default());
        assert_eq!((shown.zh, shown.en), (format!("甲：{zh}"), format!("this one: {en}")), "{}", rule.code());
    }
}

/// Which steps lead from stage to stage, and how many keep a case where it is.
fn diagram(procedure: Procedure) -> String {
    let mut text = format!("\n## {} `{procedure}` at a glance\n\n```mermaid\nstateDiagram-v2\n", procedure.label_zh());
    Stage::ALL.iter().for_each(|stage| text += &format!("    state \"{} {stage}\" as {stage}\n", stage.label_zh()));
    text += "    [*] --> filed: 立案\n";
    for from in Stage::ALL {
        for to in Stage::ALL.iter().filter(|to| *to != from) {
            let leads = |step: &&Step| from.after(**step, procedure) == Some(*to);
            let steps: Vec<_> = Step::ALL.iter().filter(leads).map(|step| step.label_zh()).collect();
            if !steps.is_empty() {
                text += &format!("    {from} --> {to}: {}\n", steps.join("、"));
            }
        }
    }
    text + "    closed --> [*]\n```\n"
}

fn written() -> String {
    let mut text = "# The procedure of a case 案件程序\n\nGENERATED from `src/domain/stage.rs` and `src/domain/deadline_rule.rs` by \
        `UPDATE=1 cargo test procedure`; do not edit.\n"
        .to_owned();
    text += "\n## Steps\n\n| step | resource | who may | rests on |\n|---|---|---|---|\n";
    for step in Step::ALL {
        let who = |of: Permission| of.roles().iter().map(|role| format!("`{role}`")).collect::<Vec<_>>().join(" ");
        let mut roles = who(step.permission());
        let others = Procedure::ALL.iter().filter(|one| step.permission_in(**one) != step.permission());
        others.for_each(|one| roles += &format!("; {}: {}", one.label_zh(), who(step.permission_in(*one))));
        text += &format!(
            "| {} `{step}` | `POST /cases/{{case_id}}/{}` | {} | {} |\n",
            step.label_zh(),
            step.resource(),
            roles,
            step.legal_basis()
        );
    }
    for procedure in Procedure::ALL {
        text += &diagram(*procedure);
        text += &format!("\n## {} `{procedure}`: the stage that a step leads to\n\n| stage |", procedure.label_zh());
        Step::ALL.iter().for_each(|step| text += &format!(" {} |", step.label_zh()));
        text += &format!("\n|---|{}\n", "---|".repeat(Step::ALL.len()));
        for stage in Stage::ALL {
            text += &format!("| {} `{stage}` |", stage.label_zh());
            for step in Step::ALL {
                let after = stage.after(*step, *procedure);
                text += &format!(" {} |", after.map_or("—".to_owned(), |after| format!("`{after}`")));
            }
            text += "\n";
        }
    }
    text += "\n## Time limits, as shipped\n\nA rule that an administrator sets (`/procedure-rules`) takes the place of its row from a day on. \
        `rolls`: a last day on an off-day moves to the next working day.\n\n\
        | limit | length | whose time | runs from | ends with | when it is over | rests on |\n|---|---|---|---|---|---|---|\n";
    for rule in DeadlineRule::ALL {
        let limit = rule.limit();
        text += &format!(
            "| {} `{rule}` | {} `{}`{} | {} | {} | {} | {} `{}` | {} |\n",
            rule.label_zh(),
            limit.length,
            limit.unit,
            if limit.rolls == Rolls::Forward { ", rolls" } else { "" },
            rule.bound().label_zh(),
            rule.starts(),
            rule.ends(),
            rule.missed().label_zh(),
            rule.missed(),
            rule.legal_basis()
        );
    }
    text
}
