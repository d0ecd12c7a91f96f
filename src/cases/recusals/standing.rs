//! Where each request for recusal stands, and whom it bars from the case.

use super::decisions::RecusalDecision;
use super::{Recusal, RecusalPerson};
use crate::cases::file::CaseFile;
use crate::cases::predecessor::{self, Recused};
use crate::domain::actor::Actor;
use crate::domain::ids::{CaseStepId, OfficerId};
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::values::PersonName;
use chrono::NaiveDate;

#[derive(Debug, Clone)]
pub struct Standing {
    pub id: CaseStepId,
    pub recusal: Recusal,
    pub decision: Option<RecusalDecision>,
}

/// 回避: who is barred from the case, here or in a case from which it comes.
pub fn recused(file: &CaseFile) -> Vec<Recused> {
    let granted = standings(file).into_iter().filter_map(|one| {
        let decision = one.decision.filter(|decided| decided.granted)?;
        Some(Recused { person: one.recusal.concerned, since: decision.decided_on })
    });
    granted.chain(predecessor::all(file).flat_map(|one| one.recused)).collect()
}

/// Somebody whom a step names as acting in the case without being held to a certificate: who chairs, reviews, writes down.
#[derive(Debug, Clone)]
pub struct Official {
    pub name: PersonName,
    pub officer: Option<OfficerId>,
    /// The member that names them.
    pub pointer: String,
}

impl RecusalPerson {
    /// Where both say which officer it is, that decides; otherwise the name does.
    fn is(&self, official: &Official) -> bool {
        match (self.officer_id, official.officer) {
            (Some(one), Some(other)) => one == other,
            _ => self.name == official.name,
        }
    }

    pub fn is_author(&self, author: &Actor) -> bool {
        self.account_id == Some(author.account) || (self.officer_id.is_some() && self.officer_id == author.officer)
    }
}

/// In the order of the requests.
pub fn standings(file: &CaseFile) -> Vec<Standing> {
    let standing = |id: CaseStepId, recusal: Recusal| Standing {
        id,
        recusal,
        decision: file.all::<RecusalDecision>().map(|(_, one)| one).find(|one| one.recusal_id == id),
    };
    file.all::<Recusal>().map(|(done, recusal)| standing(CaseStepId::from_uuid(done.id), recusal)).collect()
}

/// Requests that wait for the head.
pub fn open(file: &CaseFile) -> Vec<Standing> {
    standings(file).into_iter().filter(|one| one.decision.is_none()).collect()
}

/// 行政处罚法 第四十三条: while it is undecided the investigation goes on, but nobody decides the case.
pub fn against_deciding(file: &CaseFile, refusals: &mut Refusals) {
    if !open(file).is_empty() {
        refusals.add(Refusal::of(Rule::RecusalUndecided));
    }
}

/// Officers and officials of an act of that day: none of them is recused.
pub fn against_acting(
    file: &CaseFile,
    officers: &[OfficerId],
    officials: &[Official],
    day: NaiveDate,
    refusals: &mut Refusals,
) {
    let barred: Vec<_> = recused(file).into_iter().filter(|one| one.since <= day).collect();
    for one in barred.iter().map(|one| &one.person) {
        for (place, _) in officers.iter().enumerate().filter(|(_, officer)| one.officer_id == Some(**officer)) {
            refusals.add(refused(one).at(format!("/officer_ids/{place}")));
        }
        for official in officials.iter().filter(|official| one.is(official)) {
            refusals.add(refused(one).at(&*official.pointer));
        }
    }
}

/// Who is recused records no step in the case, either, whatever day it is to count by.
pub fn against_author(file: &CaseFile, author: &Actor, refusals: &mut Refusals) {
    for one in recused(file).into_iter().filter(|one| one.person.is_author(author)) {
        refusals.add(refused(&one.person));
    }
}

fn refused(person: &RecusalPerson) -> Refusal {
    let name = &person.name;
    let zh = format!("{name}已回避，不得再办理本案；请由其他人员办理，或者变更承办人");
    let en = format!("{name} is recused from the case: let another act, or change the handlers");
    Refusal::new(Rule::OfficerRecused, Text::new(zh, en))
}
