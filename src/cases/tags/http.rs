//! Tags on the wire.

use crate::acts::{as_of, claimed_matters};
use crate::auth::Authorized;
use crate::cases::file::CaseFile;
use crate::cases::investigation_conclusions::InvestigationConclusion;
use crate::cases::model::{Case, tags_of};
use crate::cases::recusals;
use crate::cases::steps::store as steps;
use crate::cases::store as cases;
use crate::db::{Db, Tx, View};
use crate::domain::act::{MatterOnDay, in_order, matters_are_penalties, matters_may_be_applied, not_in_the_future};
use crate::domain::ids::{CaseId, EntryId, MatterId, MatterVersionId};
use crate::domain::permission::may::{ReadCases, WorkCases};
use crate::domain::refusal::Refusals as Refused;
use crate::domain::values::{Code, Title};
use crate::http::{IfMatch, IfMatchHeader, Json, Refusals, Reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use actix_web::web::{Data, Path};
use actix_web::{get, put};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 打标: the whole set; it replaces the one before.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTags {
    /// Claimed by the agency on the day the case was filed.
    #[schema(min_items = 1, max_items = 50)]
    matter_codes: Vec<Code>,
    /// 适用哪一日的规定 (行政处罚法 第三十七条): the day of the violation, or a later one whose rules punish less. When left out, the violation as
    /// the investigation concluded it, and the day of filing before that.
    #[serde(default)]
    law_of: Option<NaiveDate>,
}

/// 案件标签
#[derive(Debug, Serialize, ToSchema)]
pub struct TagsReply {
    case_id: CaseId,
    /// Which set of tags counts; 0 while there is none.
    revision: i32,
    matters: Vec<TagReply>,
    entry_id: EntryId,
}

/// One matter that the case is about.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagReply {
    matter_id: MatterId,
    matter_code: Code,
    /// The version in force on the day whose rules apply.
    matter_version_id: Option<MatterVersionId>,
    /// 事项名称 in the words of that version. The case keeps them, whatever becomes of the catalogue.
    name: Option<Title>,
    /// 设定依据 in the words of that version.
    legal_bases: Vec<Title>,
}

fn reply_of(view: &mut View, case: &Case) -> Result<TagsReply, Problem> {
    let references =
        cases::references(view, std::slice::from_ref(case))?.remove(&(case.agency, case.id)).unwrap_or_default();
    let matters = references.tags.into_iter().map(|tag| TagReply {
        matter_id: tag.matter,
        matter_code: tag.code,
        matter_version_id: tag.version,
        name: tag.name,
        legal_bases: tag.legal_bases,
    });
    Ok(TagsReply { case_id: case.id, revision: case.tag_revision, matters: matters.collect(), entry_id: case.entry_id })
}

/// 案件标签
#[utoipa::path(tag = "cases", operation_id = "case_tags_get", security(("bearer" = [])),
    params(("case_id" = inline(CaseId), Path)), responses((status = 200, body = TagsReply, headers(("ETag" = String))),
    (status = 304), Refusals))]
#[get("/cases/{case_id}/tags")]
pub async fn show(db: Data<Db>, caller: Authorized<ReadCases>, id: Path<CaseId>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let case = cases::find(view, *id)?;
        Reply::one(case.version, &reply_of(view, &case)?)
    })
    .await
}

/// 打标: until the decision; the version asked for is that of the case.
#[utoipa::path(tag = "cases", operation_id = "case_tags_replace", security(("bearer" = [])), request_body = NewTags,
    params(("case_id" = inline(CaseId), Path), IfMatchHeader),
    responses((status = 200, body = TagsReply, headers(("ETag" = String))), Refusals))]
#[put("/cases/{case_id}/tags")]
pub async fn replace(
    db: Data<Db>,
    caller: Authorized<WorkCases>,
    id: Path<CaseId>,
    if_match: IfMatch,
    Json(new): Json<NewTags>,
) -> Result<Reply, Problem> {
    db.write(&caller.actor, move |tx| {
        let case = cases::lock(tx, *id)?;
        if_match.require(case.version)?;
        case.may_be_tagged()?;
        let file = steps::file(tx, case)?;
        let matters = matters_of(tx, &file, &new)?;
        let tagged = cases::tag(tx, file, &tags_of(&matters))?;
        let reply = reply_of(tx, &tagged)?;
        let entry = Entry::new(Kind::CaseTagged, tagged.id.uuid(), &reply).in_case(tagged.id);
        tx.record(entry, Reply::one(tagged.version, &reply)?)
    })
    .await
}

/// The matters, claimed on the day of filing and punishable, each in the words of the day whose rules apply.
fn matters_of(tx: &mut Tx, file: &CaseFile, new: &NewTags) -> Result<Vec<MatterOnDay>, Problem> {
    let (mut refusals, today) = (Refused::default(), tx.today());
    recusals::against_author(file, &tx.actor, &mut refusals);
    let concluded = file.last::<InvestigationConclusion>().map(|(_, one)| one.violation.last_day());
    if let Some(day) = new.law_of {
        refusals.check(not_in_the_future(day, today, "/law_of"));
        refusals.check(in_order(concluded.unwrap_or(day), day, "/law_of"));
    }
    refusals.into_result()?;
    let filed = claimed_matters(tx, &new.matter_codes, file.case.filed_on, "/matter_codes")?;
    matters_are_penalties(&filed, "/matter_codes")?;
    let Some(day) = new.law_of.or(concluded) else { return Ok(filed) };
    let then = as_of(tx, filed.clone(), &new.matter_codes, day)?;
    if new.law_of.is_some() {
        matters_may_be_applied(&then, day, "/matter_codes")?;
    }
    // The catalogue may begin after the violation: then it has no other words than those of the filing.
    let known = |(then, filed): (MatterOnDay, MatterOnDay)| if then.version.is_some() { then } else { filed };
    Ok(then.into_iter().zip(filed).map(known).collect())
}
