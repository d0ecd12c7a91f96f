//! 执法行为的共同前提: whoever acts, in whatever matter, on whatever day. Every refusal is told, each with its article.

use super::ids::{AgencyId, CertificateId, MatterId, MatterVersionId, OfficerId};
use super::qualification::Qualification;
use super::refusal::{Refusal, Refusals, Rule, Text};
use super::text_enum::text_enum;
use chrono::{DateTime, NaiveDate, Utc};

text_enum! {
    /// 权责类别
    pub enum ActClass {
        /// 行政处罚
        Penalty = "penalty" "行政处罚",
        /// 行政许可
        Licence = "licence" "行政许可",
        /// 行政强制
        Coercion = "coercion" "行政强制",
        /// 行政检查
        Inspection = "inspection" "行政检查",
        /// 行政征收
        Levy = "levy" "行政征收",
        /// 行政给付
        Payment = "payment" "行政给付",
        /// 行政确认
        Confirmation = "confirmation" "行政确认",
        /// 行政裁决
        Adjudication = "adjudication" "行政裁决",
        /// 行政奖励
        Reward = "reward" "行政奖励",
        /// 其他
        Other = "other" "其他",
    }
}

text_enum! {
    /// 执法权: the kinds of act an agency may do at all.
    pub enum Power {
        /// 行政处罚
        Penalty = "penalty" "行政处罚",
        /// 行政拘留
        Detention = "detention" "行政拘留",
        /// 行政许可
        Licence = "licence" "行政许可",
        /// 行政强制措施
        CoerciveMeasure = "coercive_measure" "行政强制措施",
        /// 行政强制执行
        CoerciveExecution = "coercive_execution" "行政强制执行",
        /// 行政检查
        Inspection = "inspection" "行政检查",
        /// 行政征收
        Levy = "levy" "行政征收",
        /// 行政征用
        Expropriation = "expropriation" "行政征用",
        /// 行政裁决
        Adjudication = "adjudication" "行政裁决",
        /// 行政确认
        Confirmation = "confirmation" "行政确认",
        /// 行政给付
        Payment = "payment" "行政给付",
        /// 行政奖励
        Reward = "reward" "行政奖励",
        /// 其他
        Other = "other" "其他",
    }
}

/// An agency as far as its lawfulness to act is asked.
#[derive(Debug, Clone)]
pub struct ActingAgency {
    pub id: AgencyId,
    pub code: String,
    pub name: String,
    pub is_town: bool,
    pub powers: Vec<Power>,
}

impl ActingAgency {
    /// 行政处罚法 第十七条, 行政强制法 第十七条: an agency acts within its powers.
    pub fn has_power(&self, power: Power) -> Result<(), Refusal> {
        if self.powers.contains(&power) {
            return Ok(());
        }
        let (name, label) = (&self.name, power.label_zh());
        let zh = format!("{name}没有{label}权，应当移送有权机关，或者由平台管理员登记该项权力的依据");
        let en = format!(
            "{name} has no power of {}: transfer the case to a body that has it, or have the power registered",
            power.as_str()
        );
        let rule = if power == Power::CoerciveMeasure { Rule::CoercionPowerMissing } else { Rule::PowerMissing };
        Err(Refusal::new(rule, Text::new(zh, en)))
    }
}

/// A matter as it stood for an agency on the day of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterOnDay {
    pub matter: MatterId,
    pub code: String,
    pub class: ActClass,
    /// The version in force that day.
    pub version: Option<MatterVersionId>,
    /// The agency's claim held that day.
    pub is_claimed: bool,
}

/// The most officers that one act names; the law names a least number only.
pub const OFFICERS_MAX: usize = 10;

/// 行政处罚法 第四十二条: so many different officers of the agency, each with a certificate valid on the day. Returns the
/// certificates in the order of the officers. `pointer` is where the request lists them.
pub fn officers_may_act(
    asked: &[OfficerId],
    known: impl Fn(OfficerId) -> Option<Qualification>,
    day: NaiveDate,
    at_least: usize,
    pointer: &str,
) -> Result<Vec<CertificateId>, Vec<Refusal>> {
    let mut refusals = Refusals::default();
    let mut different: Vec<OfficerId> = Vec::new();
    let mut certificates = Vec::new();
    for (place, officer) in asked.iter().enumerate() {
        let at = format!("{pointer}/{place}");
        if !different.contains(officer) {
            different.push(*officer);
        }
        let Some(qualification) = known(*officer) else {
            let detail = Text::new("不是本执法主体的执法人员", "Not an officer of this agency");
            refusals.add(Refusal::new(Rule::OfficerOfAnotherAgency, detail).at(at));
            continue;
        };
        match qualification.on(day) {
            Ok(held) => certificates.push(held.certificate),
            Err(refusal) => refusals.add(refusal.at(at)),
        }
    }
    if different.len() < at_least || different.len() != asked.len() {
        let zh = format!("需要 {at_least} 名不同的执法人员");
        let detail = Text::new(zh, format!("{at_least} different officers are needed"));
        refusals.add(Refusal::new(Rule::TwoOfficersRequired, detail).at(pointer));
    }
    refusals.into_result().map(|()| certificates)
}

/// 行政处罚法 第二十四条: every matter was in force and claimed on the day.
pub fn matters_may_be_applied(matters: &[MatterOnDay], day: NaiveDate, pointer: &str) -> Result<(), Vec<Refusal>> {
    let mut refusals = Refusals::default();
    for (place, matter) in matters.iter().enumerate() {
        let (code, at) = (&matter.code, format!("{pointer}/{place}"));
        if matter.version.is_none() {
            let detail =
                Text::new(format!("{code} 在 {day} 没有生效版本"), format!("{code} was not in force on {day}"));
            refusals.add(Refusal::new(Rule::MatterNotInForce, detail).at(at.clone()));
        }
        if !matter.is_claimed {
            let detail = Text::new(format!("{day} 未认领 {code}"), format!("{code} was not claimed on {day}"));
            refusals.add(Refusal::new(Rule::MatterNotClaimed, detail).at(at));
        }
    }
    refusals.into_result()
}

/// 行政处罚法 第四条: what is punished is punishable by law, regulation or rule: a case is about penalty matters.
pub fn matters_are_penalties(matters: &[MatterOnDay], pointer: &str) -> Result<(), Vec<Refusal>> {
    let mut refusals = Refusals::default();
    for (place, matter) in matters.iter().enumerate().filter(|(_, one)| one.class != ActClass::Penalty) {
        let (code, class) = (&matter.code, matter.class.label_zh());
        let zh = format!("{code} 是{class}事项，案件应当选用行政处罚事项");
        let en = format!("{code} is a matter of {}: a case is about penalty matters", matter.class);
        refusals.add(Refusal::new(Rule::MatterNotPenalty, Text::new(zh, en)).at(format!("{pointer}/{place}")));
    }
    refusals.into_result()
}

/// An act lies in the past or on the day itself.
pub fn not_in_the_future(day: NaiveDate, today: NaiveDate, pointer: &str) -> Result<(), Refusal> {
    if day <= today {
        return Ok(());
    }
    let detail = Text::new(format!("{day} 晚于今天 {today}"), format!("{day} is after today, {today}"));
    Err(Refusal::new(Rule::DateInTheFuture, detail).at(pointer))
}

/// The same for an act whose moment is told.
pub fn moment_not_in_the_future(moment: DateTime<Utc>, now: DateTime<Utc>, pointer: &str) -> Result<(), Refusal> {
    if moment <= now {
        return Ok(());
    }
    let detail = Text::new(format!("{moment} 尚未到来"), format!("{moment} has not come yet"));
    Err(Refusal::new(Rule::DateInTheFuture, detail).at(pointer))
}

/// The day that another does not lie before, and what it is.
#[derive(Debug, Clone, Copy)]
pub struct Earlier {
    day: NaiveDate,
    zh: &'static str,
    en: &'static str,
}

impl Earlier {
    pub const fn filing(day: NaiveDate) -> Self {
        Self { day, zh: "立案日期", en: "the day of filing, " }
    }

    pub const fn notice(day: NaiveDate) -> Self {
        Self { day, zh: "事先告知的日期", en: "the day of the prior notice, " }
    }

    pub const fn decision(day: NaiveDate) -> Self {
        Self { day, zh: "作出决定的日期", en: "the day of the decision, " }
    }

    pub const fn service(day: NaiveDate) -> Self {
        Self { day, zh: "送达日期", en: "the day of service, " }
    }

    pub const fn closure(day: NaiveDate) -> Self {
        Self { day, zh: "结案日期", en: "the day of the closure, " }
    }

    /// What was done in the case before.
    pub const fn step_before(day: NaiveDate) -> Self {
        Self { day, zh: "此前步骤的日期", en: "the day of a step before it, " }
    }
}

impl From<NaiveDate> for Earlier {
    fn from(day: NaiveDate) -> Self {
        Self { day, zh: "", en: "" }
    }
}

/// One date of a record does not lie before another.
pub fn in_order(earlier: impl Into<Earlier>, later: NaiveDate, pointer: &str) -> Result<(), Refusal> {
    let Earlier { day, zh, en } = earlier.into();
    if day <= later {
        return Ok(());
    }
    let detail = Text::new(format!("{later} 早于{zh} {day}"), format!("{later} is before {en}{day}"));
    Err(Refusal::new(Rule::DatesRunBackwards, detail).at(pointer))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::day::Period;
    use crate::domain::qualification::Holding;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn officer(n: u128) -> OfficerId {
        OfficerId::from_uuid(Uuid::from_u128(n))
    }

    /// Officers 1 and 2 are certified in 2023; nobody else is known.
    fn known(id: OfficerId) -> Option<Qualification> {
        let year = Period { from: day("2023-01-01"), to: Some(day("2023-12-31")) };
        let certificate = CertificateId::from_uuid(id.uuid());
        let held = Holding { certificate, number: "1".into(), holds: Some(year), suspended: vec![] };
        (id.uuid().as_u128() <= 2).then(|| Qualification {
            officer: id,
            name: "王伟".into(),
            in_post: Period { from: day("2022-01-01"), to: None },
            certificates: vec![held],
        })
    }

    fn rules(asked: &[u128], on: &str) -> Vec<Rule> {
        let asked: Vec<_> = asked.iter().map(|n| officer(*n)).collect();
        let refused = officers_may_act(&asked, known, day(on), 2, "/officer_ids").err().unwrap_or_default();
        refused.into_iter().map(|refusal| refusal.rule).collect()
    }

    #[test]
    fn two_different_certified_officers_of_the_agency_may_act() {
        assert_eq!(rules(&[1, 2], "2023-12-31"), []);
        assert_eq!(rules(&[1, 2], "2024-01-01"), [Rule::CertificateInvalidOnActDate; 2]);
        assert_eq!(rules(&[1], "2023-06-01"), [Rule::TwoOfficersRequired]);
        assert_eq!(rules(&[1, 1], "2023-06-01"), [Rule::TwoOfficersRequired]);
        assert_eq!(rules(&[1, 9], "2023-06-01"), [Rule::OfficerOfAnotherAgency]);
        assert_eq!(rules(&[], "2023-06-01"), [Rule::TwoOfficersRequired]);
    }

    #[test]
    fn every_matter_at_fault_is_named() {
        let matter = |is_claimed, in_force: bool| MatterOnDay {
            matter: MatterId::from_uuid(Uuid::nil()),
            code: "350481-CF-0001".into(),
            class: ActClass::Penalty,
            version: in_force.then(|| MatterVersionId::from_uuid(Uuid::nil())),
            is_claimed,
        };
        let asked = [matter(true, true), matter(false, true), matter(false, false)];
        let refused = matters_may_be_applied(&asked, day("2023-01-01"), "/matter_codes").expect_err("refused");
        let told: Vec<_> = refused.iter().map(|refusal| (refusal.rule, refusal.pointer.as_str())).collect();
        assert_eq!(
            told,
            [
                (Rule::MatterNotClaimed, "/matter_codes/1"),
                (Rule::MatterNotInForce, "/matter_codes/2"),
                (Rule::MatterNotClaimed, "/matter_codes/2"),
            ]
        );
    }
}
