//! 裁量基准 (行政处罚法 第三十四条): how the range of a matter's penalties is to be used, and what must be said by whoever
//! leaves it.

use super::day::Period;
use super::decision::Penalty;
use super::ids::{AgencyId, DiscretionBenchmarkId, DiscretionStepId, EntryId, MatterId};
use super::penalty::{PenaltyKind, PenaltySet};
use super::refusal::{Refusal, Refusals, Rule, Text};
use super::text_enum::text_enum;
use super::values::{Code, Fen, Passage, Title};
use chrono::{DateTime, Utc};

text_enum! {
    /// 违法程度: how grave the violation is, in the words of a benchmark.
    pub enum ViolationSeverity {
        Slight = "slight" "轻微",
        Minor = "minor" "较轻",
        Ordinary = "ordinary" "一般",
        Serious = "serious" "较重",
        Grave = "grave" "严重",
    }
}

/// 裁量基准 of one matter: issued by an agency for itself and everything below it, in force for a period.
#[derive(Debug, Clone)]
pub struct Benchmark {
    pub id: DiscretionBenchmarkId,
    pub matter: MatterId,
    pub matter_code: Code,
    pub issuer: AgencyId,
    /// The paper that it stands in.
    pub document: Title,
    pub valid: Period,
    pub steps: Vec<Step>,
    pub content_digest: Vec<u8>,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

/// 裁量阶次: one step of a benchmark.
#[derive(Debug, Clone)]
pub struct Step {
    pub id: DiscretionStepId,
    pub severity: ViolationSeverity,
    /// 适用情形
    pub circumstances: Passage,
    /// Empty: no penalty is imposed.
    pub kinds: PenaltySet,
    /// Present when the kinds name a fine.
    pub fine: Option<FineRange>,
}

/// 罚款幅度
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FineRange {
    /// From … to … fen.
    Amount { min: Fen, max: Fen },
    /// From … to … percent of something that the case fixes (货值金额, 违法所得, 工程造价); 100 is once.
    Share { of: Title, min_percent: i32, max_percent: i32 },
}

/// A step that a decision applies, with the amount that its multiples refer to.
#[derive(Debug, Clone)]
pub struct Applied<'b> {
    pub step: &'b Step,
    pub base: Option<Fen>,
}

impl FineRange {
    /// The smallest and the largest fine, when the base is known where one is needed.
    fn bounds(&self, base: Option<Fen>) -> Option<(i128, i128)> {
        match self {
            Self::Amount { min, max } => Some((min.get().into(), max.get().into())),
            Self::Share { min_percent, max_percent, .. } => {
                let base = i128::from(base?.get());
                // The lower bound is rounded up and the upper one down: inside is inside.
                let (min, max) = (base * i128::from(*min_percent), base * i128::from(*max_percent));
                Some(((min + 99) / 100, max / 100))
            }
        }
    }
}

/// Amounts that a step's multiples refer to, and that the decision leaves out. `pointer` is the list of applied steps.
pub fn bases_are_stated(applied: &[Applied]) -> Result<(), Vec<Refusal>> {
    let mut refusals = Refusals::default();
    for (place, one) in applied.iter().enumerate() {
        if let (Some(FineRange::Share { of, .. }), None) = (&one.step.fine, one.base) {
            let detail = Text::new(
                format!("该阶次按{of}计算罚款：应写明其数额"),
                format!("This step counts by {of}: state its amount"),
            );
            refusals.add(Refusal::new(Rule::DiscretionBaseMissing, detail).at(format!("/discretion/{place}/base_fen")));
        }
    }
    refusals.into_result()
}

/// Whether the penalties stay within the steps applied: only kinds that one of them names, and a fine between the sum of
/// the lower and the sum of the upper bounds (several violations are weighed one by one and punished together).
pub fn within(applied: &[Applied], penalties: &[Penalty]) -> Result<(), Vec<Refusal>> {
    let mut refusals = Refusals::default();
    for (place, penalty) in penalties.iter().enumerate() {
        if !applied.iter().any(|one| one.step.kinds.contains(penalty.kind)) {
            let zh = format!("所适用的裁量阶次没有{}", penalty.kind.label_zh());
            let en = format!("The steps applied do not name {}", penalty.kind);
            refusals.add(deviates(Text::new(zh, en)).at(format!("/penalties/{place}/kind")));
        }
    }
    let fines = applied.iter().filter_map(|one| one.step.fine.as_ref().map(|fine| fine.bounds(one.base)));
    let Some(bounds) = fines.collect::<Option<Vec<_>>>() else { return refusals.into_result() };
    let (min, max) = bounds.iter().fold((0, 0), |(low, high), (min, max)| (low + min, high + max));
    let fined = penalties.iter().position(|penalty| penalty.kind == PenaltyKind::Fine);
    let amount = fined.and_then(|place| penalties[place].amount_fen).map_or(0, |fen| i128::from(fen.get()));
    if !bounds.is_empty() && !(min..=max).contains(&amount) {
        let zh = format!("罚款应为 {} 元至 {} 元", yuan(min), yuan(max));
        let en = format!("The fine lies between {} and {} yuan", yuan(min), yuan(max));
        let at = fined.map_or("/penalties".to_owned(), |place| format!("/penalties/{place}/amount_fen"));
        refusals.add(deviates(Text::new(zh, en)).at(at));
    }
    refusals.into_result()
}

fn deviates(detail: Text) -> Refusal {
    Refusal::new(Rule::DiscretionUnexplained, detail)
}

fn yuan(fen: i128) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fen(n: i64) -> Fen {
        Fen::new(n).expect("an amount")
    }

    fn step(kinds: &[PenaltyKind], fine: Option<FineRange>) -> Step {
        Step {
            id: DiscretionStepId::from_uuid(uuid::Uuid::nil()),
            severity: ViolationSeverity::Ordinary,
            circumstances: Passage::parse("首次").expect("a passage"),
            kinds: kinds.iter().copied().collect(),
            fine,
        }
    }

    fn fine(amount: i64) -> Penalty {
        Penalty { kind: PenaltyKind::Fine, amount_fen: Some(fen(amount)) }
    }

    fn share(min_percent: i32, max_percent: i32) -> FineRange {
        FineRange::Share { of: Title::parse("货值金额").expect("a title"), min_percent, max_percent }
    }

    #[test]
    fn a_fine_lies_between_the_bounds_and_on_them() {
        let range = FineRange::Amount { min: fen(500_00), max: fen(1_000_00) };
        let step = step(&[PenaltyKind::Warning, PenaltyKind::Fine], Some(range));
        let applied = [Applied { step: &step, base: None }];
        for amount in [500_00, 750_00, 1_000_00] {
            assert!(within(&applied, &[fine(amount)]).is_ok(), "{amount}");
        }
        for amount in [499_99, 1_000_01] {
            assert_eq!(within(&applied, &[fine(amount)]).expect_err("outside")[0].pointer, "/penalties/0/amount_fen");
        }
        let warned = [Penalty { kind: PenaltyKind::Warning, amount_fen: None }];
        assert_eq!(within(&applied, &warned).expect_err("no fine at all")[0].pointer, "/penalties");
    }

    #[test]
    fn multiples_need_their_base() {
        let step = step(&[PenaltyKind::Fine], Some(share(100, 300)));
        let without = [Applied { step: &step, base: None }];
        assert_eq!(bases_are_stated(&without).expect_err("no base")[0].pointer, "/discretion/0/base_fen");
        let with = [Applied { step: &step, base: Some(fen(10_01)) }];
        assert!(bases_are_stated(&with).is_ok());
        assert!(within(&with, &[fine(10_01)]).is_ok() && within(&with, &[fine(30_03)]).is_ok());
        assert!(within(&with, &[fine(10_00)]).is_err() && within(&with, &[fine(30_04)]).is_err());
    }

    #[test]
    fn a_kind_that_no_step_names_is_a_deviation() {
        let step = step(&[PenaltyKind::Warning], None);
        let penalties = [Penalty { kind: PenaltyKind::Closure, amount_fen: None }];
        let refused = within(&[Applied { step: &step, base: None }], &penalties).expect_err("closure");
        assert_eq!((refused[0].pointer.as_str(), refused[0].rule), ("/penalties/0/kind", Rule::DiscretionUnexplained));
    }

    proptest! {
        #[test]
        fn several_steps_add_up(parts in proptest::collection::vec((0_i64..1_000_000, 0_i64..1_000_000, 0_i64..=100), 1..5)) {
            let steps: Vec<Step> = parts.iter()
                .map(|(min, more, _)| step(&[PenaltyKind::Fine], Some(FineRange::Amount { min: fen(*min), max: fen(min + more) })))
                .collect();
            let applied: Vec<_> = steps.iter().map(|step| Applied { step, base: None }).collect();
            let each: i64 = parts.iter().map(|(min, more, at)| min + more * at / 100).sum();
            prop_assert!(within(&applied, &[fine(each)]).is_ok(), "what is lawful one by one is lawful together");
            let most: i64 = parts.iter().map(|(min, more, _)| min + more).sum();
            prop_assert!(within(&applied, &[fine(most + 1)]).is_err());
        }
    }
}
