//! An agency: its place in the tree and its powers.

use crate::db::page::{At, Sort};
use crate::domain::act::Power;
use crate::domain::ids::{AgencyId, EntryId};
use crate::domain::refusal::{Refusal, Rule, Text};
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Code, CreditCode, Title};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use utoipa::IntoParams;

text_enum! {
    /// 行政层级
    pub enum Level {
        /// 省级
        Province = "province" "省级",
        /// 市级
        City = "city" "市级",
        /// 县级
        County = "county" "县级",
        /// 乡级
        Town = "town" "乡级",
    }
}

text_enum! {
    /// What agencies are sorted by.
    pub enum AgencyOrder {
        Code = "code" "编码",
        Name = "name" "名称",
        GoLiveOn = "go_live_on" "上线日期",
        RecordedAt = "recorded_at" "登记时间",
    }
}

pub type AgencySort = Sort<AgencyOrder>;

/// Which agencies a list shows. Everything that is given must fit.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AgencyFilters {
    /// A minus before it lets the order fall: `code` when left out. Agencies without the value stand at the end.
    #[serde(default)]
    #[param(inline)]
    pub sort: Option<AgencySort>,
    /// Part of the name, or the beginning of the code.
    #[serde(default)]
    #[param(min_length = 1, max_length = 200)]
    pub q: Option<Title>,
    /// Only what stands directly below the agency of this code.
    #[serde(default)]
    #[param(inline)]
    pub parent_code: Option<Code>,
    /// Of this level only.
    #[serde(default)]
    #[param(inline)]
    pub level: Option<Level>,
    /// Agencies that have the power for this kind of act.
    #[serde(default)]
    #[param(inline)]
    pub power: Option<Power>,
    /// The whole credit code.
    #[serde(default)]
    #[param(inline)]
    pub credit_code: Option<CreditCode>,
    /// Went live on this day or later.
    #[serde(default)]
    pub go_live_from: Option<NaiveDate>,
    /// Went live on this day or earlier.
    #[serde(default)]
    pub go_live_to: Option<NaiveDate>,
}

impl Agency {
    /// Where the agency stands in an order.
    pub fn at(&self, order: AgencyOrder) -> At {
        match order {
            AgencyOrder::Code => At::Text(self.code.to_string()),
            AgencyOrder::Name => At::Text(self.name.to_string()),
            AgencyOrder::GoLiveOn => At::day(self.go_live_on),
            AgencyOrder::RecordedAt => At::Instant(self.recorded_at),
        }
    }
}

/// 执法主体
#[derive(Debug, Clone)]
pub struct Agency {
    pub id: AgencyId,
    pub code: Code,
    pub name: Title,
    pub parent: Option<Parent>,
    pub level: Level,
    pub credit_code: Option<CreditCode>,
    /// 上线日期: from this day on its acts are recorded here.
    pub go_live_on: Option<NaiveDate>,
    pub powers: Vec<Power>,
    pub content_digest: Vec<u8>,
    pub version: i64,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

/// 上级主体
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parent {
    pub id: AgencyId,
    pub code: Code,
}

/// The powers of an agency: as asked, each once, else what its level usually has. 行政处罚法 第十八条: never detention
/// for a town.
pub fn powers(level: Level, asked: Option<&[Power]>) -> Result<Vec<Power>, Refusal> {
    let Some(asked) = asked else { return Ok(usual_powers(level)) };
    if level == Level::Town && asked.contains(&Power::Detention) {
        let detail = Text::new("乡镇不得有行政拘留权", "A town cannot have the power of detention");
        return Err(Refusal::new(Rule::DetentionNotATownPower, detail).at("/powers"));
    }
    Ok(Power::ALL.iter().copied().filter(|power| asked.contains(power)).collect())
}

fn usual_powers(level: Level) -> Vec<Power> {
    match level {
        Level::Town => vec![Power::Penalty, Power::Inspection],
        _ => Power::ALL.iter().copied().filter(|power| *power != Power::Detention).collect(),
    }
}

/// An agency may not come to stand below itself. `above` are the new parent and everything above it.
pub fn may_stand_below(agency: AgencyId, above: &[AgencyId]) -> Result<(), Refusal> {
    if !above.contains(&agency) {
        return Ok(());
    }
    let detail = Text::new("上级主体是本主体或者其下级", "The parent is the agency itself or stands below it");
    Err(Refusal::new(Rule::AgencyTreeLoops, detail).at("/parent_code"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_town_can_never_detain() {
        let refused = powers(Level::Town, Some(&[Power::Penalty, Power::Detention])).expect_err("never");
        assert_eq!(refused.rule, Rule::DetentionNotATownPower);
        assert!(powers(Level::County, Some(&[Power::Detention])).is_ok());
    }

    #[test]
    fn powers_default_to_what_the_level_usually_has() {
        assert_eq!(powers(Level::Town, None), Ok(vec![Power::Penalty, Power::Inspection]));
        let county = powers(Level::County, None).expect("no rule refuses them");
        assert_eq!(county.len(), Power::ALL.len() - 1);
        assert!(!county.contains(&Power::Detention));
    }

    #[test]
    fn a_power_given_twice_is_held_once() {
        let asked = [Power::Inspection, Power::Penalty, Power::Inspection];
        assert_eq!(powers(Level::Town, Some(&asked)), Ok(vec![Power::Penalty, Power::Inspection]));
        assert_eq!(powers(Level::Town, Some(&[])), Ok(vec![]));
    }
}
