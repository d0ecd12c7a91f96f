//! An officer: what is registered, and what must hold.

use crate::db::page::Sort;
use crate::domain::day::Period;
use crate::domain::ids::{AgencyId, EntryId, OfficerId};
pub use crate::domain::origin::Origin;
use crate::domain::refusal::{Refusal, Rule, Text};
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Code, PersonName, Title};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use utoipa::IntoParams;

/// 执法人员 as registered.
#[derive(Debug, Clone)]
pub struct Officer {
    pub agency: AgencyId,
    pub id: OfficerId,
    pub external_id: Option<Code>,
    pub name: PersonName,
    pub post: Option<Title>,
    pub in_post: Period,
    pub origin: Origin,
    pub content_digest: Vec<u8>,
    pub version: i64,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

text_enum! {
    /// What officers are sorted by.
    pub enum OfficerOrder {
        Name = "name" "姓名",
        InPostFrom = "in_post_from" "到岗日期",
        InPostTo = "in_post_to" "离岗日期",
        RecordedAt = "recorded_at" "登记时间",
    }
}

pub type OfficerSort = Sort<OfficerOrder>;

/// Which officers a list shows. Everything that is given must fit.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfficerFilters {
    /// A minus before it lets the order fall: `name` when left out. Officers without the value stand at the end.
    #[serde(default)]
    #[param(inline)]
    pub sort: Option<OfficerSort>,
    /// Part of the name, or the beginning of a certificate's number.
    #[serde(default)]
    #[param(min_length = 1, max_length = 200)]
    pub q: Option<Title>,
    /// Part of the name.
    #[serde(default)]
    #[param(inline)]
    pub name: Option<PersonName>,
    /// The number of a certificate that the officer holds or held.
    #[serde(default)]
    #[param(inline)]
    pub certificate_number: Option<Code>,
    /// `true`: holds an enforcement certificate that is valid on the day `on`; `false`: holds none.
    #[serde(default)]
    pub certified: Option<bool>,
    /// `true`: in post on the day `on`; `false`: not in post.
    #[serde(default)]
    pub in_post: Option<bool>,
    /// The day for `certified` and `in_post`, today when left out.
    #[serde(default)]
    pub on: Option<NaiveDate>,
    #[serde(default)]
    #[param(inline)]
    pub origin: Option<Origin>,
    /// The person's key in the agency's own register.
    #[serde(default)]
    #[param(inline)]
    pub external_id: Option<Code>,
}

/// The time in post, when it runs forward.
pub fn in_post(from: NaiveDate, to: Option<NaiveDate>) -> Result<Period, Refusal> {
    Period::new(from, to).ok_or_else(|| {
        let detail = Text::new("离岗日期早于到岗日期", "The officer would leave before arriving");
        Refusal::new(Rule::DatesRunBackwards, detail).at("/in_post_to")
    })
}
