//! Unused matters on the wire.

use super::model;
use super::store::{self, Unused, Wanted};
use crate::auth::Authorized;
use crate::db::Db;
use crate::db::page::Page;
use crate::domain::act::ActClass;
use crate::domain::permission::may::ReadClaims;
use crate::domain::refusal::Text;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Code, Title};
use crate::http::{ListQuery, Listed, Refusals, Reply, page_reply};
use crate::problem::{Fault, Problem};
use actix_web::get;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 统计口径: whose matters are looked through.
    pub enum UnusedBy {
        /// Each claim of each visible agency.
        Claim = "claim" "按认领",
        /// The whole catalogue: what none of the visible agencies used.
        Catalogue = "catalogue" "按目录",
    }
}

/// What counts as unused.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UnusedMatterQuery {
    /// Unused for so many years, and held all the while: 5 when left out.
    #[serde(default)]
    #[param(minimum = 1, maximum = 50)]
    years: Option<u32>,
    /// The last day of those years: today when left out.
    #[serde(default)]
    on: Option<NaiveDate>,
    /// `claim` when left out.
    #[serde(default)]
    #[param(inline)]
    by: Option<UnusedBy>,
    /// Matters of this kind of act.
    #[serde(default)]
    #[param(inline)]
    act_class: Option<ActClass>,
}

/// 长期未行使的事项
#[derive(Debug, Serialize, ToSchema)]
pub struct UnusedMatterReply {
    /// Whose claim; null in the catalogue's view.
    agency_code: Option<Code>,
    matter_code: Code,
    act_class: ActClass,
    /// On the last day; null when no version is in force on it.
    name: Option<Title>,
    claimed_from: Option<NaiveDate>,
    /// The last case filed in the matter or inspection made in it; null when there never was one.
    last_used_on: Option<NaiveDate>,
}

page_reply!(UnusedMatterPage of UnusedMatterReply);

impl From<Unused> for UnusedMatterReply {
    fn from(unused: Unused) -> Self {
        Self {
            agency_code: unused.agency_code,
            matter_code: unused.matter_code,
            act_class: unused.act_class,
            name: unused.name,
            claimed_from: unused.claimed_from,
            last_used_on: unused.last_used_on,
        }
    }
}

/// 长期未行使的事项: held for so many years, and never used in them. By matter code.
///
/// Used means: a case was filed that is tagged with the matter, or an inspection of it was submitted. Imported records count.
/// What was claimed, or came into force, only meanwhile is not listed.
#[utoipa::path(tag = "matter claims", operation_id = "unused_matters_list", security(("bearer" = [])),
    params(ListQuery, UnusedMatterQuery), responses((status = 200, body = UnusedMatterPage, headers(("Link" = String))), Refusals))]
#[get("/unused-matters")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<ReadClaims>,
    Listed(list, asked): Listed<UnusedMatterQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let page = list.page(view)?;
        let to = asked.on.unwrap_or_else(|| view.today());
        let from = first_day(to, asked.years.unwrap_or(model::YEARS))?;
        let of_catalogue = asked.by == Some(UnusedBy::Catalogue);
        let wanted = Wanted { from, to, class: asked.act_class, of_catalogue };
        let (items, next_place) = store::page(view, wanted, &page)?;
        let total = list.counts().then(|| store::count(view, wanted)).transpose()?;
        Reply::listed(&Page { items, next_place, total }.map(UnusedMatterReply::from))
    })
    .await
}

fn first_day(to: NaiveDate, years: u32) -> Result<NaiveDate, Problem> {
    model::first_day(to, years).ok_or_else(|| {
        let max = model::YEARS_MAX;
        let detail = Text::new(format!("years 应为 1–{max}"), format!("years is 1 to {max}"));
        Problem::invalid(vec![Fault::new("/query/years", "not_valid", detail)])
    })
}
