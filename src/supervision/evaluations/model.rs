//! An evaluation: its plan with the seed, the sample that follows from it, and what a sheet must hold.

use crate::db::page::{At, Place};
use crate::domain::act::{in_order, not_in_the_future};
use crate::domain::hex::hex;
use crate::domain::ids::{AccountId, AgencyId, CaseId, EntryId, EvaluationId};
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::values::{Code, Passage, Title};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

/// 评分项目
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreItem {
    pub code: Code,
    pub name: Title,
    /// 分值
    #[schema(minimum = 1, maximum = 1000)]
    pub points: u32,
}

/// 一项的得分
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemScore {
    pub code: Code,
    #[schema(maximum = 1000)]
    pub points: u32,
    /// 发现的问题: asked where points are taken off.
    #[serde(default)]
    pub finding: Option<Passage>,
}

/// 评分表
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EvaluationSheet {
    pub evaluation_id: EvaluationId,
    pub scores: Vec<ItemScore>,
    /// 得分
    pub total: u32,
    /// 满分
    pub out_of: u32,
}

/// 评查方案: what is drawn from, how many, and by which seed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Plan {
    pub title: Title,
    /// One agency, or the whole subtree.
    pub agency_code: Option<Code>,
    pub closed_from: NaiveDate,
    pub closed_to: NaiveDate,
    pub sample_size: u32,
    pub items: Vec<ScoreItem>,
    /// 随机种子: 32 bytes in hexadecimal.
    pub seed: String,
}

/// 抽取结果
#[derive(Debug, Clone)]
pub struct Drawing {
    /// How many cases it was drawn from.
    pub population: i32,
    /// SHA-256 over the ids of all of them.
    pub population_digest: String,
    pub drawn: Vec<DrawnCase>,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

/// A case of the sample.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DrawnCase {
    pub agency: AgencyId,
    pub case: CaseId,
}

/// 案卷评查
#[derive(Debug, Clone)]
pub struct Evaluation {
    pub id: EvaluationId,
    pub agency: AgencyId,
    pub plan: Plan,
    pub content_digest: Vec<u8>,
    pub author: AccountId,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
    pub drawing: Option<Drawing>,
}

impl Evaluation {
    /// Its place in a list, the newest first.
    pub fn place(&self) -> Place {
        Place { at: At::Instant(self.recorded_at), id: self.id.uuid(), agency: self.agency.uuid() }
    }
}

impl Plan {
    pub fn out_of(&self) -> u32 {
        self.items.iter().map(|item| item.points).sum()
    }

    pub fn judge(&self, today: NaiveDate, refusals: &mut Refusals) {
        refusals.check(in_order(self.closed_from, self.closed_to, "/closed_to"));
        refusals.check(not_in_the_future(self.closed_to, today, "/closed_to"));
        for (place, item) in self.items.iter().enumerate() {
            if self.items[..place].iter().any(|before| before.code == item.code) {
                refusals.add(Refusal::of(Rule::ScoreItemsUnfit).at(format!("/items/{place}/code")));
            }
        }
    }

    /// Every item once, within its points; points that are taken off have a finding.
    pub fn judge_scores(&self, scores: &[ItemScore], refusals: &mut Refusals) {
        for item in self.items.iter().filter(|item| !scores.iter().any(|score| score.code == item.code)) {
            let detail = Text::new(format!("缺少评分项目 {}", item.code), format!("Item {} is not scored", item.code));
            refusals.add(Refusal::new(Rule::ScoreItemsUnfit, detail).at("/scores"));
        }
        for (place, score) in scores.iter().enumerate() {
            let item = self.items.iter().find(|item| item.code == score.code);
            let repeated = scores[..place].iter().any(|before| before.code == score.code);
            let fits = item.is_some_and(|item| score.points <= item.points) && !repeated;
            if !fits {
                refusals.add(Refusal::of(Rule::ScoreItemsUnfit).at(format!("/scores/{place}")));
            }
            if item.is_some_and(|item| score.points < item.points) && score.finding.is_none() {
                refusals.add(Refusal::of(Rule::ScoreFindingMissing).at(format!("/scores/{place}/finding")));
            }
        }
    }

    /// 随机抽取: each case has a rank, SHA-256 over the seed, its agency's id and its own; the lowest ranks are the sample. Whoever
    /// knows seed and population draws the same.
    pub fn draw(&self, population: &[DrawnCase]) -> Vec<DrawnCase> {
        let rank = |one: &DrawnCase| -> [u8; 32] {
            let mut rank = Sha256::new();
            rank.update(self.seed.as_bytes());
            rank.update(one.agency.uuid().as_bytes());
            rank.update(one.case.uuid().as_bytes());
            rank.finalize().into()
        };
        let mut ranked: Vec<_> = population.iter().map(|one| (rank(one), one.clone())).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        let size = usize::try_from(self.sample_size).unwrap_or_default();
        ranked.into_iter().take(size).map(|(_, one)| one).collect()
    }
}

/// SHA-256 over the ids of the population, in their order.
pub fn digest_of(population: &[DrawnCase]) -> String {
    let mut ids: Vec<_> = population.iter().map(|one| (one.agency, one.case)).collect();
    ids.sort_unstable();
    let mut digest = Sha256::new();
    for (agency, case) in ids {
        digest.update(agency.uuid().as_bytes());
        digest.update(case.uuid().as_bytes());
    }
    hex(&digest.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn plan(seed: &str, sample_size: u32) -> Plan {
        Plan {
            title: Title::parse("评查").expect("a title"),
            agency_code: None,
            closed_from: NaiveDate::default(),
            closed_to: NaiveDate::default(),
            sample_size,
            items: vec![],
            seed: seed.to_owned(),
        }
    }

    fn population() -> Vec<DrawnCase> {
        let one = |n: u128| DrawnCase {
            agency: AgencyId::from_uuid(Uuid::from_u128(n % 3)),
            case: CaseId::from_uuid(Uuid::from_u128(n)),
        };
        (1..=100).map(one).collect()
    }

    #[test]
    fn the_same_seed_draws_the_same_whatever_the_order_and_another_draws_another() {
        let mut turned = population();
        turned.reverse();
        let ids = |all: Vec<DrawnCase>| all.iter().map(|one| one.case).collect::<Vec<_>>();
        let drawn = ids(plan("a", 10).draw(&population()));
        assert_eq!(drawn.len(), 10);
        assert_eq!(drawn, ids(plan("a", 10).draw(&turned)));
        assert_ne!(drawn, ids(plan("b", 10).draw(&population())));
        assert_eq!(digest_of(&population()), digest_of(&turned));
        assert_eq!(plan("a", 500).draw(&population()).len(), 100);
    }
}
