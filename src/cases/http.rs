//! Cases on the wire.

use super::deadlines;
use super::listing::{CaseFilters, CaseOrder};
use super::model::{Case, CaseSource, FilingApproval, tags_of};
use super::parties::model::{CaseParty, NewParty, PartySet};
use super::reply::{self, CaseReply, NextSteps};
use super::{steps, store};
use crate::acts::{Act, premises};
use crate::auth::Authorized;
use crate::db::page::Sort;
use crate::db::{Db, Recorded, Tx};
use crate::domain::act::{Power, in_order, not_in_the_future};
use crate::domain::ids::{CaseId, CertificateId, MatterId, MatterVersionId, OfficerId};
use crate::domain::origin::Origin;
use crate::domain::party::Party;
use crate::domain::penalty::Procedure;
use crate::domain::permission::may::{ReadCases, WorkCases};
use crate::domain::posting::CaseFacts;
use crate::domain::refusal::{Refusal, Refusals as Refused, Rule, Text};
use crate::domain::stage::Stage;
use crate::domain::values::{Code, Passage, PersonName, Title};
use crate::http::{IdempotencyKeyHeader, ListQuery, Listed, Once, Query, Refusals, Reply, digest, page_reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::{Code as ProblemCode, Problem};
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// 立案
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCase {
    /// Minted by the client, or left to the server.
    #[serde(default)]
    pub(super) id: Option<CaseId>,
    pub(super) procedure: Procedure,
    pub(super) source: CaseSource,
    pub(super) party: NewParty,
    /// 其他当事人, where there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 99)]
    pub(super) other_parties: Vec<NewParty>,
    /// 打标: may wait until after filing, but not until the decision.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub(super) matter_codes: Vec<Code>,
    /// 承办人员: at least two, each certified on the day of filing.
    #[schema(min_items = 1, max_items = 10)]
    pub(super) officer_ids: Vec<OfficerId>,
    pub(super) summary: Passage,
    pub(super) filed_on: NaiveDate,
    #[serde(default)]
    pub(super) place: Option<Title>,
    /// 立案审批人, with the day of the approval: before the case counts as filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) approved_by: Option<PersonName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) approved_on: Option<NaiveDate>,
}

page_reply!(CasePage of CaseReply);

/// 立案
///
/// 行政处罚法 第五十四条; two certified officers (第四十二条), matters claimed on the day of filing (第二十四条).
#[utoipa::path(tag = "cases", operation_id = "cases_create", security(("bearer" = [])), request_body = NewCase,
    params(IdempotencyKeyHeader),
    responses((status = 201, body = CaseReply), (status = 200, body = CaseReply), Refusals))]
#[post("/cases")]
pub async fn create(db: Data<Db>, caller: Authorized<WorkCases>, once: Once<NewCase>) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, |tx, new| file(tx, new, Refused::default(), |_, _| Ok(()))).await
}

/// Files a case, unless something stands against it besides what was found already; `also` writes what belongs to it.
pub(super) fn file(
    tx: &mut Tx,
    new: &NewCase,
    refused: Refused,
    also: impl FnOnce(&mut Tx, &Case) -> Result<(), Problem>,
) -> Result<Recorded<Reply>, Problem> {
    if let Some(existing) = new.id.map(|id| store::find_own(tx, id)).transpose()?.flatten() {
        return filed_before(tx, existing, new);
    }
    let filing = filing_of(tx, new, refused)?;
    let facts = CaseFacts::filed(filing.case.procedure, filing.case.filed_on, filing.case.is_tagged());
    store::insert(tx, &filing.case, &filing.officers, &filing.tags, &facts)?;
    if let Some(set) = filing.parties {
        store::add_parties(tx, filing.case.id, &set)?;
    }
    also(tx, &filing.case)?;
    let mut file = steps::store::file(tx, filing.case)?;
    deadlines::tell(tx, &mut file)?;
    let reply = reply::masked(tx, &file)?;
    let entry = Entry::new(Kind::CaseFiled, reply.id.uuid(), &reply.fact()?).in_case(reply.id);
    tx.record(entry, reply.tagged(1)?.as_created(format!("/api/v1/cases/{}", reply.id)))
}

fn filed_before(tx: &mut Tx, existing: Case, new: &NewCase) -> Result<Recorded<Reply>, Problem> {
    if existing.content_digest != digest(new)? {
        return Err(Problem::new(ProblemCode::IdExists));
    }
    let file = steps::store::file(tx, existing)?;
    let reply = reply::masked(tx, &file)?;
    Ok(tx.unchanged(reply.tagged(file.case.version)?))
}

/// A case about to be filed.
struct Filing {
    case: Case,
    officers: Vec<(OfficerId, Option<CertificateId>)>,
    tags: Vec<(MatterId, Option<MatterVersionId>)>,
    /// Where more is known of the party than the case's row holds, or there are several.
    parties: Option<PartySet>,
}

fn filing_of(tx: &mut Tx, new: &NewCase, mut refusals: Refused) -> Result<Filing, Problem> {
    refusals.check(not_in_the_future(new.filed_on, tx.today(), "/filed_on"));
    refusals.check_all(is_approved(new));
    let parties = parties_of(tx, new)?;
    for (place, one) in
        parties.iter().enumerate().filter(|(place, one)| parties[..*place].iter().any(|other| other.is(one)))
    {
        let name = &one.party.name;
        let detail = Text::new(format!("{name}重复"), format!("{name} is named twice"));
        refusals.add(Refusal::new(Rule::PartyTwice, detail).at(format!("/other_parties/{}", place.saturating_sub(1))));
    }
    let act = Act { power: Power::Penalty, on: new.filed_on, officers: &new.officer_ids, matters: &new.matter_codes };
    let premises = premises(tx, &act, &mut refusals)?;
    refusals.into_result()?;
    let officers = new.officer_ids.iter().copied().zip(premises.certificates.into_iter().map(Some)).collect();
    let more = parties.len() > 1 || parties.iter().any(|one| !one.is_bare());
    let case = Case { party_revision: i32::from(more), ..case_of(tx, new, parties[0].party.clone())? };
    let parties = more.then_some(PartySet { revision: 1, from: new.filed_on, parties });
    Ok(Filing { case, officers, tags: tags_of(&premises.matters), parties })
}

/// 立案审批: who and when belong together, and come before the filing.
fn is_approved(new: &NewCase) -> Result<(), Vec<Refusal>> {
    let mut refusals = Refused::default();
    match (&new.approved_by, new.approved_on) {
        (Some(_), None) => refusals.add(Refusal::of(Rule::FilingApprovalIncomplete).at("/approved_on")),
        (None, Some(_)) => refusals.add(Refusal::of(Rule::FilingApprovalIncomplete).at("/approved_by")),
        (_, approved_on) => refusals.check(in_order(approved_on.unwrap_or(new.filed_on), new.filed_on, "/filed_on")),
    }
    refusals.into_result()
}

fn case_of(tx: &Tx, new: &NewCase, party: Party) -> Result<Case, Problem> {
    Ok(Case {
        agency: tx.actor.agency,
        id: new.id.unwrap_or_else(|| CaseId::from_uuid(tx.mint())),
        procedure: new.procedure,
        stage: Stage::Filed,
        source: Some(new.source),
        summary: Some(new.summary.clone()),
        place: new.place.clone(),
        party,
        filed_on: new.filed_on,
        decision: None,
        decided_on: None,
        closed_on: None,
        case_number: None,
        tag_revision: i32::from(!new.matter_codes.is_empty()),
        author: tx.actor.account,
        external_id: None,
        origin: Origin::Live,
        content_digest: digest(new)?,
        version: 1,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
        officer_revision: 1,
        party_revision: 0,
        approval: new.approved_by.clone().zip(new.approved_on).map(|(by, on)| FilingApproval { by, on }),
    })
}

/// All parties, the first one first; every value that is wrong is told at once.
fn parties_of(tx: &Tx, new: &NewCase) -> Result<Vec<CaseParty>, Problem> {
    let others = new.other_parties.iter().enumerate().map(|(place, one)| (one, format!("/other_parties/{place}")));
    let (mut parties, mut faults) = (Vec::new(), Vec::new());
    for (one, at) in [(&new.party, "/party".to_owned())].into_iter().chain(others) {
        match one.parse(tx.today(), &at) {
            Ok(party) => parties.push(party),
            Err(wrong) => faults.extend(wrong),
        }
    }
    if faults.is_empty() { Ok(parties) } else { Err(Problem::invalid(faults)) }
}

/// 案件列表
#[utoipa::path(tag = "cases", operation_id = "cases_list", security(("bearer" = [])), params(ListQuery, CaseFilters),
    responses((status = 200, body = CasePage, headers(("Link" = String))), Refusals))]
#[get("/cases")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<ReadCases>,
    Listed(list, wanted): Listed<CaseFilters>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let asked = list.asked(view, wanted.sort.unwrap_or(Sort::falling(CaseOrder::FiledOn)))?;
        let page = store::page(view, &wanted, &asked)?;
        Reply::listed(&page.replace(|cases| reply::seen(view, &cases))?)
    })
    .await
}

/// Which steps are shown.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NextStepsQuery {
    /// `true`: only the steps that may be taken now; `false`: only those that may not.
    #[serde(default)]
    lawful: Option<bool>,
}

/// 可进行的步骤: every step of the procedure, lawful now or not, with its reasons.
///
/// 打标 (`PUT /cases/{case_id}/tags`, with If-Match) and 全过程记录 (`POST /cases/{case_id}/recordings`) are no steps: they move no case
/// and are not listed here. A case is tagged before its decision, and recorded until it is closed.
#[utoipa::path(tag = "cases", operation_id = "case_next_steps_list", security(("bearer" = [])),
    params(("case_id" = inline(CaseId), Path), NextStepsQuery),
    responses((status = 200, body = NextSteps), Refusals))]
#[get("/cases/{case_id}/next-steps")]
pub async fn next_steps(
    db: Data<Db>,
    caller: Authorized<ReadCases>,
    id: Path<CaseId>,
    Query(asked): Query<NextStepsQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let case = store::find(view, *id)?;
        let file = steps::store::file(view, case)?;
        Reply::answer(&NextSteps::seen(&view.actor, &file).only(asked.lawful))
    })
    .await
}
