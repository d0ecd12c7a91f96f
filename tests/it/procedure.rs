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
use anjuan::domain::refusal::Rule;
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

/// Every refusal says what to do about it, not only no.
#[test]
fn every_rule_says_what_to_do() {
    let says = |zh: &str| ["应", "请", "先", "无需", ":"].iter().any(|word| zh.contains(word));
    let silent: Vec<_> =
        Rule::ALL.iter().filter(|rule| !says(rule.title_zh())).map(|rule| (rule.code(), rule.title_zh())).collect();
    assert_eq!(silent, [], "tell in the rule's text what is to be done, in Chinese and English");
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
