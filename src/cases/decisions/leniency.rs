//! 从轻、减轻处罚: why the penalty is milder than it would have been. 行政处罚法 第三十条至第三十二条.

use crate::cases::file::CaseFile;
use crate::cases::parties;
use crate::cases::parties::model::Capacity;
use crate::domain::penalty::Outcome;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::text_enum::text_enum;
use crate::domain::values::Passage;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 从轻或者减轻
    pub enum LeniencyKind {
        /// 从轻: within the range that the law gives
        Lighter = "lighter" "从轻",
        /// 减轻: below that range; the figures count it
        Reduced = "reduced" "减轻",
    }
}

text_enum! {
    /// 从轻、减轻的情形
    pub enum LeniencyGround {
        /// 已满十四周岁不满十八周岁: 行政处罚法 第三十条
        Minor = "minor" "未成年人",
        /// 尚未完全丧失辨认或者控制自己行为能力: 行政处罚法 第三十一条
        DiminishedCapacity = "diminished_capacity" "限制责任能力",
        /// 主动消除或者减轻违法行为危害后果: 行政处罚法 第三十二条第一项
        HarmUndone = "harm_undone" "主动消除或者减轻危害后果",
        /// 受他人胁迫或者诱骗: 第三十二条第二项
        Coerced = "coerced" "受他人胁迫或者诱骗",
        /// 主动供述行政机关尚未掌握的违法行为: 第三十二条第三项
        Confessed = "confessed" "主动供述",
        /// 配合行政机关查处违法行为有立功表现: 第三十二条第四项
        Merit = "merit" "有立功表现",
        /// 法律、法规、规章规定的其他情形: 第三十二条第五项
        Other = "other" "其他法定情形",
    }
}

/// 从轻、减轻处罚
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Leniency {
    pub kind: LeniencyKind,
    #[schema(min_items = 1, max_items = 7)]
    pub grounds: Vec<LeniencyGround>,
    pub reason: Passage,
}

/// 行政处罚法 第三十条: of somebody of 14 to 17 it is asked; each ground that follows from the parties has to be there.
pub fn judge(file: &CaseFile, outcome: Outcome, leniency: Option<&Leniency>, refusals: &mut Refusals) {
    let states = |ground: LeniencyGround| leniency.is_some_and(|one| one.grounds.contains(&ground));
    let has_minor = parties::has_minor(file);
    if outcome == Outcome::Penalty && has_minor && !states(LeniencyGround::Minor) {
        refusals.add(Refusal::of(Rule::LeniencyMissing).at("/leniency"));
    }
    let diminished = file.parties.iter().any(|one| one.details.capacity == Some(Capacity::Diminished));
    let unfounded = states(LeniencyGround::Minor) && !has_minor
        || states(LeniencyGround::DiminishedCapacity) && !diminished
        || leniency.is_some() && outcome != Outcome::Penalty;
    if unfounded {
        refusals.add(Refusal::of(Rule::LeniencyUnfounded).at("/leniency"));
    }
}
