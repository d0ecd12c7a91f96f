use super::*;
use crate::domain::penalty::Procedure;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

const TOWN: AgencyId = AgencyId::from_uuid(Uuid::from_u128(1));
const COUNTY: AgencyId = AgencyId::from_uuid(Uuid::from_u128(2));
const ELSEWHERE: AgencyId = AgencyId::from_uuid(Uuid::from_u128(3));

fn row(number: i64, issuer: AgencyId, from: &str, to: Option<&str>, terms: ProcedureTerms) -> Arc<ProcedureRule> {
    Arc::new(ProcedureRule {
        id: ProcedureRuleId::from_uuid(Uuid::from_u128(number.unsigned_abs().into())),
        number,
        issuer,
        valid: Period { from: day(from), to: to.map(day) },
        source: Title::parse("某省规定").expect("a source"),
        terms,
        author: AccountId::from_uuid(Uuid::nil()),
        content_digest: Vec::new(),
        entry_id: EntryId::from_uuid(Uuid::nil()),
        recorded_at: DateTime::UNIX_EPOCH,
    })
}

fn statement(length: u32) -> ProcedureTerms {
    ProcedureTerms::TimeLimit(TimeLimitTerms {
        rule: DeadlineRule::Statement,
        length,
        unit: LimitUnit::WorkingDays,
        rolls: None,
        not_counted: Vec::new(),
        extension: None,
        reading: None,
    })
}

#[test]
fn what_the_statutes_set_from_a_day_on_is_set_otherwise_by_a_row() {
    let shipped = ProcedureRules::default();
    let first = |rules: &ProcedureRules, procedure, on| rules.reconsideration_first(procedure, day(on)).0;
    assert!(!first(&shipped, Procedure::Summary, "2023-12-31") && first(&shipped, Procedure::Summary, "2024-01-01"));
    assert!(!first(&shipped, Procedure::Ordinary, "2024-01-01"));
    let most = |rules: &ProcedureRules, of, on| rules.amount_limit(of, day(on)).get();
    for (of, before, since) in [
        (AmountLimitOf::SummaryFineOfCitizen, 50_00, 200_00),
        (AmountLimitOf::SummaryFineOfOrganisation, 1_000_00, 3_000_00),
        (AmountLimitOf::CollectionOnTheSpot, 20_00, 100_00),
    ] {
        assert_eq!((most(&shipped, of, "2021-07-14"), most(&shipped, of, "2021-07-15")), (before, since));
    }
    let set =
        |procedure, required| ProcedureTerms::ReconsiderationFirst(ReconsiderationFirstTerms { procedure, required });
    let amount_fen = Fen::new(500_00).expect("an amount");
    let dearer = AmountLimitTerms { of: AmountLimitOf::SummaryFineOfCitizen, amount_fen };
    let rows = [
        row(1, TOWN, "2025-01-01", Some("2025-12-31"), set(None, true)),
        row(2, TOWN, "2025-07-01", None, set(Some(Procedure::Summary), false)),
        row(3, TOWN, "2025-01-01", None, ProcedureTerms::AmountLimit(dearer)),
    ];
    let rules = ProcedureRules::of(&rows, &[TOWN]);
    assert!(first(&rules, Procedure::Ordinary, "2025-01-01") && !first(&rules, Procedure::Ordinary, "2026-01-01"));
    assert!(first(&rules, Procedure::Summary, "2025-06-30") && !first(&rules, Procedure::Summary, "2025-07-01"));
    assert_eq!(most(&rules, AmountLimitOf::SummaryFineOfCitizen, "2025-01-01"), 500_00);
    assert_eq!(most(&rules, AmountLimitOf::SummaryFineOfOrganisation, "2025-01-01"), 3_000_00);
}

#[test]
fn the_nearest_rule_that_holds_on_the_day_counts_and_then_the_one_that_began_last() {
    let all = [
        row(1, DEPLOYMENT, "2020-01-01", None, statement(3)),
        row(2, DEPLOYMENT, "2024-01-01", Some("2024-12-31"), statement(4)),
        row(3, COUNTY, "2025-01-01", None, statement(6)),
        row(4, TOWN, "2026-01-01", None, statement(7)),
        row(5, ELSEWHERE, "2020-01-01", None, statement(9)),
        row(6, TOWN, "2026-01-01", None, statement(8)),
    ];
    let rules = ProcedureRules::of(&all, &[TOWN, COUNTY]);
    let length = |on: &str| rules.limit(DeadlineRule::Statement, day(on)).limit.length;
    assert_eq!(
        ["2019-12-31", "2020-01-01", "2024-12-31", "2025-01-01", "2026-01-01"].map(length),
        [5, 3, 4, 6, 8],
        "as shipped; everybody's; the later one; the county's; the town's, corrected"
    );
    let county = ProcedureRules::of(&all, &[COUNTY]);
    assert_eq!(county.limit(DeadlineRule::Statement, day("2026-06-01")).limit.length, 6);
    let found = rules.limit(DeadlineRule::Statement, day("2026-06-01"));
    assert_eq!((found.limit.rolls, found.row.map(|row| row.number)), (Rolls::Forward, Some(6)));
    assert_eq!(rules.limit(DeadlineRule::Handling, day("2026-06-01")).extension, None, "nobody extends by default");
}

fn threshold(field: Option<&str>, party_kinds: &[PartyKind], yuan: i64, inclusive: bool) -> ProcedureTerms {
    ProcedureTerms::Threshold(ThresholdTerms {
        purpose: ThresholdPurpose::Hearing,
        of: ThresholdOf::Fine,
        field: field.map(|text| Title::parse(text).expect("a field")),
        party_kinds: party_kinds.to_vec(),
        amount_fen: Fen::new(yuan * 100).expect("an amount"),
        inclusive,
    })
}

#[test]
fn no_amount_is_large_until_somebody_says_so_and_the_closest_row_decides() {
    let ecology = Title::parse("生态环境").expect("a field");
    let ask = |rules: &ProcedureRules, party, field: Option<&Title>, fen: i64| {
        let fine = Penalty { kind: PenaltyKind::Fine, amount_fen: Some(Fen::new(fen).expect("an amount")) };
        let warning = Penalty { kind: PenaltyKind::Warning, amount_fen: None };
        match rules.large(ThresholdPurpose::Hearing, day("2026-03-01"), party, field, &[warning, fine]) {
            Threshold::Unset => "unset".to_owned(),
            Threshold::Below => "below".to_owned(),
            Threshold::Reached(row) => row.number.to_string(),
        }
    };
    use PartyKind::{Individual, Organisation};
    assert_eq!(ask(&ProcedureRules::default(), Individual, None, 1_000_000), "unset");
    let all = [
        row(1, DEPLOYMENT, "2026-01-01", None, threshold(None, &[Individual], 5_000, false)),
        row(2, DEPLOYMENT, "2026-01-01", None, threshold(None, &[Organisation], 50_000, false)),
        row(3, DEPLOYMENT, "2026-01-01", None, threshold(Some("生态环境"), &[], 5_000, true)),
    ];
    let rules = ProcedureRules::of(&all, &[TOWN]);
    assert_eq!(ask(&rules, Individual, None, 500_000), "below", "超过 does not include the amount");
    assert_eq!(ask(&rules, Individual, None, 500_001), "1");
    assert_eq!(ask(&rules, Organisation, None, 500_001), "below");
    assert_eq!(ask(&rules, Organisation, Some(&ecology), 500_000), "3", "以上 does");
    assert_eq!(ask(&rules, PartyKind::SoleTrader, None, 500_001), "unset");
}
