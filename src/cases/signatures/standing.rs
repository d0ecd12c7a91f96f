//! Which signatures a document wants, which it has, and what an unsigned one bars.

use super::model::FileSignature;
use crate::cases::file::{CaseFile, Done};
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::signature::{ELECTRONIC, SignatureManner, WANTED, Wanted};
use crate::domain::text_enum::text_enum;
use serde_json::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

text_enum! {
    /// 签名情况
    pub enum SigningStanding {
        Unsigned = "unsigned" "尚未签名",
        Signed = "signed" "已签名",
        Refused = "refused" "拒绝签名",
        Absent = "absent" "不在场",
    }
}

/// A signature that a document wants, and how it stands.
#[derive(Debug)]
pub struct WantedStanding {
    pub wanted: &'static Wanted,
    pub standing: SigningStanding,
    /// The document says so itself; no signature is recorded beside it.
    pub is_said_in_document: bool,
}

pub fn of(file: &CaseFile, done: &Done) -> Vec<WantedStanding> {
    let applies = |wanted: &&Wanted| applies(wanted, file, done);
    WANTED.iter().filter(applies).map(|wanted| standing(wanted, file, done)).collect()
}

fn applies(wanted: &Wanted, file: &CaseFile, done: &Done) -> bool {
    let says = |(member, values): (&str, &[&str])| {
        done.content.get(member).and_then(Value::as_str).is_some_and(|value| values.contains(&value))
    };
    wanted.step == done.step
        && wanted.procedure.is_none_or(|procedure| procedure == file.case.procedure)
        && wanted.only.is_none_or(says)
}

/// What is recorded beside the document comes before what it says itself.
fn standing(wanted: &'static Wanted, file: &CaseFile, done: &Done) -> WantedStanding {
    let of_it: Vec<&FileSignature> = under(file, done).filter(|one| wanted.by.contains(&one.role)).collect();
    let signed = of_it.iter().filter(|one| one.manner.is_signed());
    let signers: BTreeSet<_> = signed.map(|one| (one.officer, one.name.as_str())).collect();
    let has = |manner| of_it.iter().any(|one| one.manner == manner);
    let recorded = match () {
        () if signers.len() >= wanted.least => SigningStanding::Signed,
        () if has(SignatureManner::Refused) => SigningStanding::Refused,
        () if has(SignatureManner::Absent) => SigningStanding::Absent,
        () => SigningStanding::Unsigned,
    };
    if recorded != SigningStanding::Unsigned {
        return WantedStanding { wanted, standing: recorded, is_said_in_document: false };
    }
    let said = said(wanted, done).and_then(|word| word.parse::<SigningStanding>().ok());
    let standing = said.unwrap_or(SigningStanding::Unsigned);
    WantedStanding { wanted, standing, is_said_in_document: standing != SigningStanding::Unsigned }
}

/// The signatures under a document.
pub fn under<'f>(file: &'f CaseFile, done: &Done) -> impl Iterator<Item = &'f FileSignature> {
    let (step, document): (_, Uuid) = (done.step, done.id);
    file.signatures.iter().filter(move |one| one.step == step && one.document == document)
}

fn said<'d>(wanted: &Wanted, done: &'d Done) -> Option<&'d str> {
    done.content.get(wanted.said_in?)?.as_str()
}

/// 行政处罚法 第五十五条, 行政强制法 第十八条: a record that is to be signed electronically is signed, or the refusal noted, before the case
/// is reviewed or decided. What was signed on paper says so itself.
pub fn against_unsigned(file: &CaseFile, refusals: &mut Refusals) {
    for done in &file.done {
        for one in of(file, done).iter().filter(|one| one.wanted.is_binding) {
            if one.standing == SigningStanding::Unsigned && said(one.wanted, done) == Some(ELECTRONIC) {
                let roles: Vec<&str> = one.wanted.by.iter().map(|role| role.label_zh()).collect();
                let (label, on, id, basis) = (done.step.label_zh(), done.on, done.id, one.wanted.legal_basis);
                let zh = format!(
                    "{on} {label}的文书 {id} 尚未由{}签名（{basis}）：请签名，或者注明拒绝签名（POST …/signatures）",
                    roles.join("、")
                );
                let en = format!(
                    "The document {id} of the step {} on {on} is unsigned: have it signed, or note the refusal (POST …/signatures)",
                    done.step
                );
                refusals.add(Refusal::new(Rule::SignatureMissing, Text::new(zh, en)));
            }
        }
    }
}
