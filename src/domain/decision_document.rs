//! 行政处罚决定书 (decision document): what it must hold besides facts, basis and penalties. 行政处罚法 第三十三条, 第五十二条, 第五十九条.

use super::ids::CaseStepId;
use super::penalty::{Outcome, Procedure};
use super::refusal::{Refusal, Refusals, Rule, Text};
use super::text_enum::text_enum;
use super::values::{Passage, Title};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 不予处罚的情形
    pub enum ExemptionGround {
        /// 行政处罚法 第三十三条第一款: minor, corrected in time, no harm
        MinorCorrected = "minor_corrected" "违法行为轻微并及时改正,没有造成危害后果",
        /// 第三十三条第一款: the first time, slight harm, corrected in time
        FirstOffence = "first_offence" "初次违法且危害后果轻微并及时改正",
        /// 第三十三条第二款: the party proved that it was not at fault
        NoFault = "no_fault" "当事人有证据足以证明没有主观过错",
        /// 第三十条: under fourteen
        UnderFourteen = "under_fourteen" "不满十四周岁的未成年人有违法行为",
        /// 第三十一条: could not recognise or control the act
        Incapacity = "incapacity" "精神病人、智力残疾人在不能辨认或者不能控制自己行为时有违法行为",
        /// 第三十六条: found out too late
        LimitationPassed = "limitation_passed" "超过追究时效",
        /// 法律、法规、规章规定的其他情形
        Other = "other" "其他依法不予行政处罚的情形",
    }
}

impl ExemptionGround {
    /// 及时改正 is part of the ground.
    const fn needs_correction(self) -> bool {
        matches!(self, Self::MinorCorrected | Self::FirstOffence)
    }
}

/// 不予行政处罚的理由和教育
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Exemption {
    pub ground: ExemptionGround,
    /// 改正之日; needed of what was corrected in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_on: Option<NaiveDate>,
    /// 对当事人进行教育 (第三十三条第三款): what the party was told.
    pub education: Passage,
}

/// 救济途径: where the party may turn. The time limits are the law's: 行政复议法 第二十条, 行政诉讼法 第四十六条.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemediesTold {
    /// 行政复议机关
    pub reconsideration_body: Title,
    /// 有管辖权的人民法院
    pub court: Title,
}

/// 决定书的其他必备内容
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionDocument {
    /// 当事人的地址
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party_address: Option<Title>,
    /// 履行方式和期限
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub performance: Option<Passage>,
    /// 申请行政复议、提起行政诉讼的途径
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedies: Option<RemediesTold>,
    /// 证据: evidence of this case that was verified, beside the facts in words. Asked of a penalty where the case holds such evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub evidence_ids: Vec<CaseStepId>,
    /// 处罚地点; needed of a decision on the spot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Title>,
    /// 不予处罚的情形; needed of `no_penalty_minor`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exemption: Option<Exemption>,
}

impl DecisionDocument {
    /// 行政处罚法 第五十九条, 第五十二条: a decision that lacks a mandatory item is not issued.
    pub fn is_complete(&self, outcome: Outcome, procedure: Procedure) -> Result<(), Vec<Refusal>> {
        let mut refusals = Refusals::default();
        let mut needs = |is_there: bool, pointer: &str, zh: &str, en: &str| {
            if !is_there {
                let text = Text::new(format!("决定书缺少{zh}"), format!("The decision document lacks {en}"));
                refusals.add(Refusal::new(Rule::DecisionDocumentIncomplete, text).at(pointer));
            }
        };
        let has_performance = self.performance.is_some();
        if outcome == Outcome::Penalty {
            needs(self.party_address.is_some(), "/document/party_address", "当事人的地址", "the party's address");
            needs(has_performance, "/document/performance", "履行方式和期限", "the manner and time of performance");
            let (zh, en) = ("申请行政复议、提起行政诉讼的途径", "where to ask for reconsideration and to sue");
            needs(self.remedies.is_some(), "/document/remedies", zh, en);
            let is_placed = procedure == Procedure::Ordinary || self.place.is_some();
            needs(is_placed, "/document/place", "处罚地点", "the place of the penalty");
        }
        if outcome == Outcome::NoPenaltyMinor {
            self.exempts(&mut refusals);
        } else if self.exemption.is_some() {
            let text = Text::new(
                "只有轻微不予处罚的决定写明不予处罚的情形",
                "Only no_penalty_minor names a ground of exemption",
            );
            let contradicts = Refusal::new(Rule::OutcomeContradictsPenalties, text);
            refusals.add(contradicts.at("/document/exemption"));
        }
        refusals.into_result()
    }

    fn exempts(&self, refusals: &mut Refusals) {
        let Some(exemption) = &self.exemption else {
            return refusals.add(Refusal::of(Rule::ExemptionUnfounded).at("/document/exemption"));
        };
        if exemption.ground.needs_correction() && exemption.corrected_on.is_none() {
            let text = Text::new("应当写明改正之日", "State the day on which it was corrected");
            refusals.add(Refusal::new(Rule::ExemptionUnfounded, text).at("/document/exemption/corrected_on"));
        }
    }

    pub fn exempts_as_first_offence(&self) -> bool {
        self.exemption.as_ref().is_some_and(|one| one.ground == ExemptionGround::FirstOffence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(document: &DecisionDocument, outcome: Outcome, procedure: Procedure) -> Vec<String> {
        let refused = document.is_complete(outcome, procedure).err().unwrap_or_default();
        refused.into_iter().map(|refusal| refusal.pointer).collect()
    }

    #[test]
    fn a_penalty_is_not_issued_without_its_mandatory_items() {
        let (empty, all) = (DecisionDocument::default(), ["party_address", "performance", "remedies", "place"]);
        let at: Vec<_> = all.iter().map(|name| format!("/document/{name}")).collect();
        assert_eq!(told(&empty, Outcome::Penalty, Procedure::Summary), at);
        assert_eq!(told(&empty, Outcome::Penalty, Procedure::Ordinary), at[..3]);
        assert!(told(&empty, Outcome::Transferred, Procedure::Ordinary).is_empty());
        assert!(told(&empty, Outcome::NoPenaltyUnfounded, Procedure::Ordinary).is_empty());
    }

    #[test]
    fn what_is_too_minor_to_punish_says_why_and_that_the_party_was_taught() {
        let text = |text: &str| Passage::parse(text).expect("a passage");
        let exemption = |ground, corrected_on| Exemption { ground, corrected_on, education: text("当场教育。") };
        let of = |exemption| DecisionDocument { exemption, ..DecisionDocument::default() };
        let minor = |document: &DecisionDocument| told(document, Outcome::NoPenaltyMinor, Procedure::Ordinary);
        assert_eq!(minor(&of(None)), ["/document/exemption"]);
        let uncorrected = exemption(ExemptionGround::FirstOffence, None);
        assert_eq!(minor(&of(Some(uncorrected))), ["/document/exemption/corrected_on"]);
        let day = NaiveDate::from_ymd_opt(2023, 3, 1);
        assert!(minor(&of(Some(exemption(ExemptionGround::MinorCorrected, day)))).is_empty());
        let blameless = of(Some(exemption(ExemptionGround::NoFault, None)));
        assert!(minor(&blameless).is_empty());
        assert_eq!(told(&blameless, Outcome::NoPenaltyUnfounded, Procedure::Ordinary), ["/document/exemption"]);
    }
}
