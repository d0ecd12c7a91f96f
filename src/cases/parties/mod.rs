//! 当事人 (parties): whom a case is against, who represents them, and who was party when.

pub mod changes;
pub mod http;
pub mod model;

use super::case_mergers::CaseMerger;
use super::file::CaseFile;
use super::investigation_conclusions::InvestigationConclusion;
use crate::domain::party::{OF_AGE, PUNISHED_FROM};
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use changes::PartyChange;
use model::{Capacity, CaseParty};
use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::list);
}

/// Who was younger than so many years when the act began, as the report of the investigation says, or else the filing.
fn is_younger(file: &CaseFile, party: &CaseParty, years: i32) -> bool {
    let reported = file.last::<InvestigationConclusion>().map(|(_, report)| report.violation.began_on);
    let on = reported.unwrap_or(file.case.filed_on);
    party.born_on().is_some_and(|born| age(born, on).is_none_or(|age| age < years))
}

fn age(born: chrono::NaiveDate, on: chrono::NaiveDate) -> Option<i32> {
    i32::try_from(on.years_since(born)?).ok()
}

/// 已满十四周岁不满十八周岁
pub fn has_minor(file: &CaseFile) -> bool {
    file.parties.iter().any(|party| is_younger(file, party, OF_AGE))
}

/// What stands against any penalty, whatever it says: who is not punished at all, and who was not told.
pub fn against_penalty(file: &CaseFile, refusals: &mut Refusals) {
    for (place, party) in file.parties.iter().enumerate() {
        let (name, number) = (&party.party.name, place + 1);
        if is_younger(file, party, PUNISHED_FROM) {
            let zh = format!(
                "当事人{number} {name}不满十四周岁，不予行政处罚，应当责令监护人加以管教；有其他当事人的，可以先分案"
            );
            let en = format!(
                "Party {number}, {name}, is under 14 and is not punished; with others in the case, split it first"
            );
            refusals.add(Refusal::new(Rule::MinorNotPunished, Text::new(zh, en)).at("/outcome"));
        } else if is_younger(file, party, OF_AGE) && party.details.guardian.is_none() {
            let zh = format!("当事人{number} {name}不满十八周岁，应当写明监护人；请以变更当事人补充");
            let en = format!("Party {number}, {name}, is under 18: note the guardian, by a change of party");
            refusals.add(Refusal::new(Rule::GuardianMissing, Text::new(zh, en)).at("/outcome"));
        }
        if party.details.capacity == Some(Capacity::Incompetent) {
            let zh = format!("当事人{number} {name}不能辨认或者控制自己的行为，不予行政处罚");
            let en = format!("Party {number}, {name}, could not understand or control the act and is not punished");
            refusals.add(Refusal::new(Rule::IncompetentNotPunished, Text::new(zh, en)).at("/outcome"));
        }
    }
    party_was_told(file, refusals);
}

/// 行政处罚法 第四十四条: whoever became a party after the last notice has not been told yet.
fn party_was_told(file: &CaseFile, refusals: &mut Refusals) {
    let place = |id| file.done.iter().position(|done| done.id == id);
    let Some(told) = file.notice().and_then(|(done, _)| place(done.id)) else { return };
    let joined = file.all::<PartyChange>().filter(|(_, one)| one.needs_notice()).map(|(done, _)| done);
    let brings = |one: &CaseMerger| one.predecessor.as_ref().is_some_and(|other| other.brings_party);
    let merged = file.all::<CaseMerger>().filter(|(_, one)| brings(one)).map(|(done, _)| done);
    if joined.chain(merged).filter_map(|done| place(done.id)).any(|at| at > told) {
        refusals.add(Refusal::of(Rule::NewPartyUntold).at("/outcome"));
    }
}
