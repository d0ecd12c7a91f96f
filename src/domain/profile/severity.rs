//! 处罚轻重: which kind of penalty a decision with several is counted in (S2, S3).

use crate::domain::penalty::{PenaltyKind, PenaltySet};

/// The order of a form, light to heavy, with the kinds that its table names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Severity {
    order: Vec<PenaltyKind>,
    named: PenaltySet,
}

impl Severity {
    pub fn new(order: Vec<PenaltyKind>, named: PenaltySet) -> Self {
        Self { order, named }
    }

    /// S2: the heaviest kind. A kind that the table does not name counts as 其他 before the heaviest is chosen, and a
    /// named kind beats 其他.
    pub fn class_of(&self, decided: PenaltySet) -> PenaltyKind {
        let rank = |kind: &PenaltyKind| self.order.iter().position(|one| one == kind);
        let named = decided.iter().filter(|kind| *kind != PenaltyKind::Other && self.named.contains(*kind));
        named.max_by_key(rank).unwrap_or(PenaltyKind::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PenaltyKind::*;
    use proptest::prelude::*;

    fn o1() -> Vec<PenaltyKind> {
        let mut order = vec![Other];
        order.extend(PenaltyKind::ALL.iter().copied().filter(|kind| *kind != Other));
        order
    }

    fn all() -> PenaltySet {
        PenaltyKind::ALL.iter().copied().collect()
    }

    #[test]
    fn the_heaviest_named_kind_counts() {
        let severity = Severity::new(o1(), all());
        for (kinds, class) in [
            (vec![Fine, ConfiscationOfGains], ConfiscationOfGains),
            (vec![Fine, Other], Fine),
            (vec![Warning, Fine], Fine),
            (vec![], Other),
        ] {
            assert_eq!(severity.class_of(kinds.into_iter().collect()), class);
        }
    }

    #[test]
    fn a_kind_that_an_old_form_does_not_name_counts_as_other_and_never_wins() {
        let named = [Warning, Fine, Other].into_iter().collect();
        let severity = Severity::new(o1(), named);
        assert_eq!(severity.class_of([PublicCriticism].into_iter().collect()), Other);
        assert_eq!(severity.class_of([Warning, Closure].into_iter().collect()), Warning);
    }

    #[test]
    fn two_forms_may_disagree_on_which_is_heavier() {
        let decided = [LicenceRevocation, SuspensionOfProduction].into_iter().collect();
        let mut other_order = o1();
        let from = other_order.iter().position(|kind| *kind == LicenceRevocation).expect("is there");
        let moved = other_order.remove(from);
        other_order.push(moved);
        assert_eq!(Severity::new(o1(), all()).class_of(decided), SuspensionOfProduction);
        assert_eq!(Severity::new(other_order, all()).class_of(decided), LicenceRevocation);
    }

    proptest! {
        #[test]
        fn every_decision_is_counted_in_exactly_one_kind(decided in 0u16..1 << 14, named in 0u16..1 << 14) {
            let (decided, named) = (PenaltySet::from_bits(decided).unwrap(), PenaltySet::from_bits(named).unwrap());
            let class = Severity::new(o1(), named).class_of(decided);
            prop_assert!(class == Other || (decided.contains(class) && named.contains(class)));
        }
    }
}
