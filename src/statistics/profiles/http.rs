//! Forms on the wire.

use super::{all, find};
use crate::auth::Authorized;
use crate::db::Db;
use crate::db::page::PageOf;
use crate::domain::permission::may::ReadStatistics;
use crate::domain::profile::{Form, Profile, ProfileFault};
use crate::http::query::PageQuery;
use crate::http::{Query, Refusals, Reply, page_reply};
use crate::problem::Problem;
use actix_web::get;
use actix_web::web::{Data, Path};
use serde::Serialize;
use utoipa::ToSchema;

/// 报表格式概要
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportProfileSummary {
    id: &'static str,
    version: i32,
    title: &'static str,
    basis: &'static str,
}

/// 报表格式
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportProfileReply {
    id: &'static str,
    version: i32,
    /// Whether it comes with the service.
    built_in: bool,
    profile: &'static Profile,
    warnings: Vec<ProfileWarning>,
}

/// 格式提示
#[derive(Debug, Serialize, ToSchema)]
pub struct ProfileWarning {
    pointer: &'static str,
    code: &'static str,
    detail: &'static str,
}

page_reply!(ReportProfilePage of ReportProfileSummary);

fn summary(form: &'static Form) -> ReportProfileSummary {
    let Profile { id, title, basis, .. } = &form.profile;
    ReportProfileSummary { id, version: form.version, title, basis }
}

fn warning(fault: &'static ProfileFault) -> ProfileWarning {
    ProfileWarning { pointer: &fault.pointer, code: fault.code, detail: &fault.detail.zh }
}

/// 报表格式列表, by id.
#[utoipa::path(tag = "report profiles", operation_id = "report_profiles_list", security(("bearer" = [])),
    params(PageQuery), responses((status = 200, body = ReportProfilePage), Refusals))]
#[get("/report-profiles")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<ReadStatistics>,
    Query(asked): Query<PageQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        view.narrow(asked.agency.as_deref())?;
        let page: PageOf<String> = PageOf::parse(asked.cursor.as_deref(), asked.limit)?;
        let mut forms: Vec<_> = all().iter().map(summary).collect();
        forms.sort_by_key(|form| form.id);
        forms.retain(|form| page.after.as_deref().is_none_or(|after| form.id > after));
        let (forms, next_cursor) = page.cut(forms, |form| form.id.to_owned());
        Reply::page(&forms, next_cursor)
    })
    .await
}

/// 报表格式
#[utoipa::path(tag = "report profiles", operation_id = "report_profiles_get", security(("bearer" = [])),
    params(("profile_id" = String, Path)), responses((status = 200, body = ReportProfileReply,
    headers(("ETag" = String))), (status = 304), Refusals))]
#[get("/report-profiles/{profile_id}")]
pub async fn show(db: Data<Db>, caller: Authorized<ReadStatistics>, id: Path<String>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |_| {
        let form = find(&id).ok_or_else(Problem::not_found)?;
        let (version, profile) = (form.version, &form.profile);
        let warnings = form.warnings.iter().map(warning).collect();
        let reply = ReportProfileReply { id: &profile.id, version, built_in: true, profile, warnings };
        Reply::one(version.into(), &reply)
    })
    .await
}
