//! Changes of the catalogue on the wire.

use super::store::{self, Between, Changed, Words};
use crate::auth::Authorized;
use crate::db::Db;
use crate::db::page::Page;
use crate::domain::act::ActClass;
use crate::domain::ids::MatterVersionId;
use crate::domain::permission::may::ReadMatters;
use crate::domain::refusal::Text;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Code, Title};
use crate::http::query::SharedListQuery;
use crate::http::{Listed, Refusals, Reply, page_reply};
use crate::problem::{Fault, Problem};
use actix_web::get;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 变化: what became of a matter between two days.
    pub enum MatterChangeKind {
        /// In force on the second day only.
        Added = "added" "新增",
        /// In force on the first day only.
        Ended = "ended" "取消",
        /// In force on both, in other words.
        Reworded = "reworded" "调整",
    }
}

/// Which two days are compared.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MatterChangeQuery {
    /// The first day.
    from: NaiveDate,
    /// The second day: today when left out.
    #[serde(default)]
    to: Option<NaiveDate>,
    /// Matters of this kind of act.
    #[serde(default)]
    #[param(inline)]
    act_class: Option<ActClass>,
}

/// 事项变化: a matter on two days.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatterChangeReply {
    matter_code: Code,
    act_class: ActClass,
    change: MatterChangeKind,
    /// On the first day; null when it was not in force.
    before: Option<MatterWordsReply>,
    /// On the second day; null when it is not in force.
    after: Option<MatterWordsReply>,
}

/// A matter's words on one day.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatterWordsReply {
    matter_version_id: MatterVersionId,
    name: Title,
    legal_bases: Vec<Title>,
}

page_reply!(MatterChangePage of MatterChangeReply);

impl From<Words> for MatterWordsReply {
    fn from(words: Words) -> Self {
        Self { matter_version_id: words.version, name: words.name, legal_bases: words.legal_bases }
    }
}

impl From<Changed> for MatterChangeReply {
    fn from(changed: Changed) -> Self {
        let change = match (&changed.before, &changed.after) {
            (None, _) => MatterChangeKind::Added,
            (_, None) => MatterChangeKind::Ended,
            _ => MatterChangeKind::Reworded,
        };
        Self {
            matter_code: changed.code,
            act_class: changed.class,
            change,
            before: changed.before.map(MatterWordsReply::from),
            after: changed.after.map(MatterWordsReply::from),
        }
    }
}

/// 目录变化: the difference of the catalogue between two days, by code.
///
/// Versions that follow one another in the same words are no difference.
#[utoipa::path(tag = "matters", operation_id = "matter_changes_list", security(("bearer" = [])),
    params(SharedListQuery, MatterChangeQuery), responses((status = 200, body = MatterChangePage, headers(("Link" = String))), Refusals))]
#[get("/matter-changes")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<ReadMatters>,
    Listed(list, asked): Listed<MatterChangeQuery, SharedListQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let to = asked.to.unwrap_or_else(|| view.today());
        runs_forward(asked.from, to)?;
        let between = Between { from: asked.from, to, class: asked.act_class };
        let (items, next_place) = store::page(view, between, &list.page()?)?;
        let total = list.counts().then(|| store::count(view, between)).transpose()?;
        Reply::listed(&Page { items, next_place, total }.map(MatterChangeReply::from))
    })
    .await
}

fn runs_forward(from: NaiveDate, to: NaiveDate) -> Result<(), Problem> {
    if from <= to {
        return Ok(());
    }
    let detail = Text::new("起始日期晚于截止日期", "The first day lies after the second");
    Err(Problem::invalid(vec![Fault::new("/query/to", "dates_run_backwards", detail)]))
}
