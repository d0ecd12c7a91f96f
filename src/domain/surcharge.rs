//! 加处罚款 (surcharge): three per cent of the fine for each day it is late, never more than the fine. 行政处罚法 第七十二条,
//! 行政强制法 第四十五条.

use super::day::Period;
use super::posting::Paid;
use super::text_enum::text_enum;
use super::values::Fen;
use chrono::NaiveDate;

text_enum! {
    /// 加处罚款的计算基数: the law says the fine; after a part payment many count on what is unpaid.
    pub enum SurchargeBase {
        WholeFine = "whole_fine" "罚款全额",
        Unpaid = "unpaid" "未缴部分",
    }
}

/// 加处罚款的标准. A sector law may set another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SurchargeRule {
    /// Of the base, for each day.
    pub per_mille: u32,
    /// Of the fine, in all.
    pub cap_percent: u32,
    pub base: SurchargeBase,
}

impl SurchargeRule {
    /// 行政处罚法 第七十二条, in force since 2021-07-15. That it is counted on the whole fine is our reading.
    pub const STATUTORY: Self = Self { per_mille: 30, cap_percent: 100, base: SurchargeBase::WholeFine };
}

/// A fine, and what happened to it.
#[derive(Debug, Clone, Copy)]
pub struct Late<'f> {
    pub fine: Fen,
    /// The last day in time, after its roll-over.
    pub pay_by: NaiveDate,
    /// What was paid of the fine, in any order.
    pub paid: &'f [Paid],
    /// 复议、诉讼期间: does not count (行政处罚法 第七十三条).
    pub pending: &'f [Period],
    /// 批准延期、分期的期间: does not count (行政处罚法 第六十六条).
    pub deferred: &'f [Period],
}

/// 加处罚款, and how it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surcharge {
    pub amount: Fen,
    /// The days that count.
    pub overdue_days: u32,
    pub pending_days: u32,
    pub deferred_days: u32,
    pub is_capped: bool,
    /// The day on which the fine was paid in full, if it was by then.
    pub paid_up_on: Option<NaiveDate>,
}

impl SurchargeRule {
    /// As it stands at the end of that day.
    pub fn of(self, late: &Late<'_>, on: NaiveDate) -> Surcharge {
        let paid_up_on = paid_up_on(late).filter(|day| *day <= on);
        let last = paid_up_on.unwrap_or(on);
        let within = |periods: &[Period], day: NaiveDate| periods.iter().any(|period| period.contains(day));
        let cap = i128::from(late.fine.get()) * i128::from(self.cap_percent) / 100;
        let (mut overdue_days, mut pending_days, mut deferred_days, mut thousandths) = (0, 0, 0, 0_i128);
        for day in late.pay_by.iter_days().skip(1).take_while(|day| *day <= last) {
            if within(late.pending, day) {
                pending_days += 1;
            } else if within(late.deferred, day) {
                deferred_days += 1;
            } else {
                overdue_days += 1;
                thousandths += self.base_on(late, day) * i128::from(self.per_mille);
            }
        }
        let accrued = thousandths / 1000; // parts of a fen are dropped, in favour of the party
        let amount = i64::try_from(accrued.min(cap)).ok().and_then(|fen| Fen::new(fen).ok()).unwrap_or(Fen::MAX);
        Surcharge {
            amount,
            overdue_days,
            pending_days,
            deferred_days,
            is_capped: accrued >= cap && cap > 0,
            paid_up_on,
        }
    }

    fn base_on(self, late: &Late<'_>, day: NaiveDate) -> i128 {
        let fine = i128::from(late.fine.get());
        match self.base {
            SurchargeBase::WholeFine => fine,
            SurchargeBase::Unpaid => (fine - paid_before(late.paid, day)).max(0),
        }
    }
}

fn paid_before(paid: &[Paid], day: NaiveDate) -> i128 {
    paid.iter().filter(|one| one.on < day).map(|one| i128::from(one.amount_fen.get())).sum()
}

fn paid_up_on(late: &Late<'_>) -> Option<NaiveDate> {
    let days = late.paid.iter().map(|one| one.on);
    days.filter(|day| day.succ_opt().is_some_and(|next| paid_before(late.paid, next) >= late.fine.get().into())).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn after(days: i64) -> NaiveDate {
        day("2025-10-09") + chrono::Duration::days(days)
    }

    fn fen(amount: i64) -> Fen {
        Fen::new(amount).expect("an amount")
    }

    /// 20 000 元, to be paid by 2025-10-09.
    const FINE: i64 = 2_000_000;

    fn late<'f>(paid: &'f [Paid], pending: &'f [Period]) -> Late<'f> {
        Late { fine: fen(FINE), pay_by: after(0), paid, pending, deferred: &[] }
    }

    #[test]
    fn three_per_cent_a_day_up_to_the_fine() {
        for (days, expected) in [(0, 0), (1, 60_000), (10, 600_000), (33, 1_980_000), (34, FINE), (400, FINE)] {
            let paid = [Paid { on: after(days), amount_fen: fen(FINE) }];
            let found = SurchargeRule::STATUTORY.of(&late(&paid, &[]), after(500));
            assert_eq!((found.amount.get(), i64::from(found.overdue_days)), (expected, days), "{days} days");
            assert_eq!((found.is_capped, found.paid_up_on), (days >= 34, Some(after(days))), "{days} days");
            assert_eq!(SurchargeRule::STATUTORY.of(&late(&[], &[]), after(days)).amount.get(), expected);
        }
    }

    #[test]
    fn days_of_a_remedy_and_of_a_deferral_do_not_count() {
        let paid = [Paid { on: day("2025-10-19"), amount_fen: fen(FINE) }];
        let pending = [Period { from: day("2025-10-12"), to: Some(day("2025-10-15")) }];
        let found = SurchargeRule::STATUTORY.of(&late(&paid, &pending), after(500));
        assert_eq!((found.amount.get(), found.overdue_days, found.pending_days), (360_000, 6, 4));
        let both = Late { deferred: &[Period { from: day("2025-10-14"), to: None }], ..late(&[], &pending) };
        let found = SurchargeRule::STATUTORY.of(&both, after(500));
        assert_eq!((found.overdue_days, found.pending_days, found.deferred_days), (2, 4, 494));
    }

    #[test]
    fn after_a_part_payment_the_base_is_the_fine_or_what_is_unpaid() {
        let paid = [Paid { on: after(10), amount_fen: fen(FINE / 2) }];
        let by =
            |base| SurchargeRule { base, ..SurchargeRule::STATUTORY }.of(&late(&paid, &[]), after(20)).amount.get();
        assert_eq!((by(SurchargeBase::WholeFine), by(SurchargeBase::Unpaid)), (1_200_000, 900_000));
    }

    proptest! {
        #[test]
        fn it_is_the_formula_of_the_law(fine in 0..100_000_000_i64, days in 0..200_i64, from in 0..100_i64, length in 0..50_i64) {
            let pending = [Period { from: after(from + 1), to: Some(after(from + length)) }].map(|one| one);
            let pending: &[Period] = if length == 0 { &[] } else { &pending };
            let found = SurchargeRule::STATUTORY.of(&Late { fine: fen(fine), ..late(&[], pending) }, after(days));
            let stopped = (days.min(from + length) - from).max(0);
            prop_assert_eq!(i64::from(found.overdue_days), days - stopped);
            prop_assert_eq!(found.amount.get(), fine.min(fine * 3 * (days - stopped) / 100));
        }

        #[test]
        fn it_never_shrinks_nor_exceeds_the_fine(fine in 0..100_000_000_i64, part in 0..100_000_000_i64, days in 0..200_i64) {
            let paid = [Paid { on: after(days / 2), amount_fen: fen(part.min(fine)) }];
            for base in [SurchargeBase::WholeFine, SurchargeBase::Unpaid] {
                let rule = SurchargeRule { base, ..SurchargeRule::STATUTORY };
                let on = |days| rule.of(&Late { fine: fen(fine), ..late(&paid, &[]) }, after(days)).amount.get();
                prop_assert!(on(days) <= on(days + 1) && on(days + 1) <= fine);
            }
        }
    }
}
