//! An officer: what is registered, and what must hold.

use crate::domain::day::Period;
use crate::domain::ids::{EntryId, OfficerId};
pub use crate::domain::origin::Origin;
use crate::domain::refusal::{Refusal, Rule, Text};
use crate::domain::values::{Code, PersonName, Title};
use chrono::{DateTime, NaiveDate, Utc};

/// 执法人员 as registered.
#[derive(Debug, Clone)]
pub struct Officer {
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

/// The time in post, when it runs forward.
pub fn in_post(from: NaiveDate, to: Option<NaiveDate>) -> Result<Period, Refusal> {
    Period::new(from, to).ok_or_else(|| {
        let detail = Text::new("离岗日期早于到岗日期", "The officer would leave before arriving");
        Refusal::new(Rule::DatesRunBackwards, detail).at("/in_post_to")
    })
}
