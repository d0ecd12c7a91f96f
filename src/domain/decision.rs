//! 处罚决定的内容: what a decision may say, whoever makes it, live or imported.

use super::act::{ActingAgency, Power};
use super::party::PartyKind;
use super::penalty::{Outcome, PenaltyKind, PenaltySet};
use super::refusal::{Refusal, Refusals, Rule, Text};
use super::values::{AmountUnit, Fen};

/// One kind of penalty in a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Penalty {
    pub kind: PenaltyKind,
    /// 分. A fine states it; a confiscation may have no determinable value.
    #[serde(default)]
    pub amount_fen: Option<Fen>,
}

/// 行政处罚法 第五十一条: on the spot there is a warning or a fine up to the limit, and nothing else.
pub fn within_summary_limits(party: PartyKind, most: Fen, penalties: &[Penalty]) -> Result<(), Vec<Refusal>> {
    let (limit, mut refusals) = (most.get(), Refusals::default());
    for (place, penalty) in penalties.iter().enumerate() {
        let refuse = |text: Text, member: &str| {
            Refusal::new(Rule::SummaryLimitExceeded, text).at(format!("/penalties/{place}/{member}"))
        };
        if !matches!(penalty.kind, PenaltyKind::Warning | PenaltyKind::Fine) {
            let zh = format!("{}不能当场作出", penalty.kind.label_zh());
            refusals.add(refuse(Text::new(zh, format!("{} cannot be imposed on the spot", penalty.kind)), "kind"));
        }
        if penalty.kind == PenaltyKind::Fine && penalty.amount_fen.is_some_and(|fen| fen.get() > limit) {
            let most = most.display(AmountUnit::Yuan, if limit % 100 == 0 { 0 } else { 2 });
            let zh = format!("对{}当场罚款不得超过 {most} 元", party.label_zh());
            let en = format!("A fine of {party} on the spot is at most {most} yuan");
            refusals.add(refuse(Text::new(zh, en), "amount_fen"));
        }
    }
    refusals.into_result()
}

/// 行政处罚法 第十八条: a town never detains, and nobody else without the power.
pub fn detention_within_power(agency: &ActingAgency, penalties: &[Penalty]) -> Result<(), Refusal> {
    let Some(place) = penalties.iter().position(|penalty| penalty.kind == PenaltyKind::Detention) else {
        return Ok(());
    };
    let at = format!("/penalties/{place}/kind");
    if agency.is_town {
        let zh = format!("{}不得决定行政拘留", agency.name);
        let detail = Text::new(zh, format!("{} can never impose detention", agency.name));
        return Err(Refusal::new(Rule::DetentionNotATownPower, detail).at(at));
    }
    agency.has_power(Power::Detention).map_err(|refusal| refusal.at(at))
}

/// 行政处罚法 第五十七条: a penalty names its kinds, everything else names none. 第五十九条: amounts where they belong.
pub fn consistent(outcome: Outcome, penalties: &[Penalty]) -> Result<(), Vec<Refusal>> {
    let mut refusals = Refusals::default();
    if (outcome == Outcome::Penalty) == penalties.is_empty() {
        let zh =
            format!("{}{}处罚种类", outcome.label_zh(), if penalties.is_empty() { "必须写明" } else { "不得写明" });
        let en =
            format!("The outcome {outcome} names {} penalty", if penalties.is_empty() { "at least one" } else { "no" });
        refusals.add(Refusal::new(Rule::OutcomeContradictsPenalties, Text::new(zh, en)).at("/penalties"));
    }
    let mut named = PenaltySet::EMPTY;
    for (place, penalty) in penalties.iter().enumerate() {
        let kind = penalty.kind;
        let mut refuse = |rule: Rule, zh: String, en: String, member: &str| {
            refusals.add(Refusal::new(rule, Text::new(zh, en)).at(format!("/penalties/{place}/{member}")));
        };
        if named.contains(kind) {
            refuse(
                Rule::PenaltyKindRepeated,
                format!("{}重复", kind.label_zh()),
                format!("{kind} is named twice"),
                "kind",
            );
        }
        if kind.must_carry_amount() && penalty.amount_fen.is_none_or(Fen::is_zero) {
            let en = format!("{kind} must state an amount");
            refuse(Rule::PenaltyNeedsAmount, format!("{}必须写明数额", kind.label_zh()), en, "amount_fen");
        }
        if !kind.may_carry_amount() && penalty.amount_fen.is_some() {
            let en = format!("{kind} has no amount");
            refuse(Rule::PenaltyTakesNoAmount, format!("{}没有数额", kind.label_zh()), en, "amount_fen");
        }
        named.insert(kind);
    }
    refusals.into_result()
}

/// 行政处罚法 第四十四条, 第四十五条: what is decided is no heavier than what the party was told. Every kind that is decided was told, with
/// no less an amount; only a warning or a public criticism, the mildest kinds, may each stand in the place of one kind that is dropped.
pub fn not_heavier_than_told(told: &[Penalty], decided: &[Penalty]) -> Result<(), Vec<Refusal>> {
    let mut refusals = Refusals::default();
    let mut dropped: Vec<PenaltyKind> = told.iter().map(|one| one.kind).collect();
    dropped.retain(|kind| !decided.iter().any(|one| one.kind == *kind));
    for (place, one) in decided.iter().enumerate() {
        let kind = one.kind;
        let Some(before) = told.iter().find(|before| before.kind == kind) else {
            match dropped.iter().position(|other| kind.is_milder_than(*other)) {
                Some(replaced) => drop(dropped.swap_remove(replaced)),
                None => {
                    let zh = format!("没有告知过{}：应当重新告知", kind.label_zh());
                    let text = Text::new(zh, format!("The party was not told of {kind}: tell it again"));
                    refusals.add(Refusal::new(Rule::HeavierThanTold, text).at(format!("/penalties/{place}/kind")));
                }
            }
            continue;
        };
        if let (Some(told), Some(fen)) = (before.amount_fen, one.amount_fen)
            && fen > told
        {
            let zh = format!("{}数额高于事先告知的数额：应当重新告知", kind.label_zh());
            let text = Text::new(zh, format!("{kind} is more than the party was told: tell it again"));
            refusals.add(Refusal::new(Rule::HeavierThanTold, text).at(format!("/penalties/{place}/amount_fen")));
        }
    }
    refusals.into_result()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::procedure_rule::{AmountLimitOf, ProcedureRules};
    use PenaltyKind::{ConfiscationOfProperty, Detention, Fine, Warning};
    use chrono::NaiveDate;

    fn penalty(kind: PenaltyKind, fen: i64) -> Penalty {
        Penalty { kind, amount_fen: (fen >= 0).then(|| Fen::new(fen).expect("an amount")) }
    }

    fn rules(verdict: Result<(), Vec<Refusal>>) -> Vec<(Rule, String)> {
        let refused = verdict.err().unwrap_or_default();
        refused.into_iter().map(|refusal| (refusal.rule, refusal.pointer)).collect()
    }

    #[test]
    fn on_the_spot_a_citizen_pays_at_most_200_yuan_and_an_organisation_3000() {
        use PartyKind::{Individual, Organisation, SoleTrader};
        let today = NaiveDate::from_ymd_opt(2021, 7, 15).expect("a day");
        for (party, most) in [(Individual, 200_00), (SoleTrader, 200_00), (Organisation, 3_000_00)] {
            let limit = ProcedureRules::default().amount_limit(AmountLimitOf::summary_fine(party), today);
            assert!(within_summary_limits(party, limit, &[penalty(Fine, most), penalty(Warning, -1)]).is_ok());
            let refused = rules(within_summary_limits(party, limit, &[penalty(Fine, most + 1)]));
            assert_eq!(refused, [(Rule::SummaryLimitExceeded, "/penalties/0/amount_fen".into())]);
        }
        let refused = rules(within_summary_limits(Organisation, Fen::MAX, &[penalty(ConfiscationOfProperty, -1)]));
        assert_eq!(refused, [(Rule::SummaryLimitExceeded, "/penalties/0/kind".into())]);
    }

    #[test]
    fn a_town_never_detains() {
        let mut agency = ActingAgency {
            id: crate::domain::actor::DEPLOYMENT,
            code: "350481102".into(),
            name: "安砂镇".into(),
            is_town: true,
            powers: vec![Power::Penalty, Power::Detention],
        };
        let refused = |agency: &ActingAgency| {
            detention_within_power(agency, &[penalty(Warning, -1), penalty(Detention, -1)]).err().map(|no| no.rule)
        };
        assert_eq!(refused(&agency), Some(Rule::DetentionNotATownPower));
        agency.is_town = false;
        assert_eq!(refused(&agency), None);
        agency.powers = vec![Power::Penalty];
        assert_eq!(refused(&agency), Some(Rule::PowerMissing));
    }

    #[test]
    fn outcome_penalties_and_amounts_fit_together() {
        assert!(consistent(Outcome::Penalty, &[penalty(Fine, 1), penalty(ConfiscationOfProperty, -1)]).is_ok());
        assert!(consistent(Outcome::NoPenaltyMinor, &[]).is_ok());
        assert_eq!(rules(consistent(Outcome::Penalty, &[]))[0].0, Rule::OutcomeContradictsPenalties);
        assert_eq!(
            rules(consistent(Outcome::Transferred, &[penalty(Warning, -1)]))[0].0,
            Rule::OutcomeContradictsPenalties
        );
        let refused = rules(consistent(Outcome::Penalty, &[penalty(Fine, -1), penalty(Warning, 5), penalty(Fine, 0)]));
        let told: Vec<_> = refused.iter().map(|(rule, _)| *rule).collect();
        use Rule::{PenaltyKindRepeated, PenaltyNeedsAmount, PenaltyTakesNoAmount};
        assert_eq!(told, [PenaltyNeedsAmount, PenaltyTakesNoAmount, PenaltyKindRepeated, PenaltyNeedsAmount]);
    }

    #[test]
    fn what_is_decided_is_no_heavier_than_what_was_told() {
        use PenaltyKind::{BusinessRestriction, Closure, LicenceRevocation, LicenceSuspension, OccupationBan, Other};
        use PenaltyKind::{PublicCriticism, SuspensionOfProduction};
        let refused = |told: &[Penalty], decided: &[Penalty]| rules(not_heavier_than_told(told, decided)).len();
        let (fine, revoked) = (penalty(Fine, 5000), penalty(LicenceRevocation, -1));
        for milder in [penalty(Fine, 5000), penalty(Fine, 1), penalty(Warning, -1)] {
            assert_eq!(refused(&[fine], &[milder]), 0, "{milder:?}");
        }
        let (warning, criticism) = (penalty(Warning, -1), penalty(PublicCriticism, -1));
        assert_eq!(refused(&[fine, revoked], &[warning, criticism]), 0, "one for each that is dropped");
        assert_eq!(refused(&[fine], &[warning, criticism]), 1, "two for one");
        assert_eq!(refused(&[warning], &[criticism]), 1);
        assert_eq!(refused(&[criticism], &[warning]), 0);
        assert_eq!(refused(&[penalty(Other, -1)], &[warning]), 1, "nobody knows how heavy it is");
        for (told, decided) in [
            (LicenceRevocation, LicenceSuspension),
            (BusinessRestriction, LicenceRevocation),
            (OccupationBan, Closure),
            (Closure, SuspensionOfProduction),
        ] {
            assert_eq!(refused(&[fine, penalty(told, -1)], &[fine, penalty(decided, -1)]), 1, "{told}, then {decided}");
        }
        assert_eq!(refused(&[fine], &[]), 0);
        let told = rules(not_heavier_than_told(&[fine], &[penalty(Fine, 5001), penalty(Warning, -1)]));
        let expected =
            [(Rule::HeavierThanTold, "/penalties/0/amount_fen"), (Rule::HeavierThanTold, "/penalties/1/kind")];
        assert_eq!(told, expected.map(|(rule, at)| (rule, at.to_owned())));
        assert_eq!(refused(&[fine], &[fine, revoked]), 1);
        assert_eq!(refused(&[revoked], &[fine]), 1, "an amount that nobody was told");
        assert_eq!(refused(&[penalty(ConfiscationOfProperty, -1)], &[penalty(ConfiscationOfProperty, 100)]), 0);
    }
}
