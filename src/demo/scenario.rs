//! The year as data: who, what, when. Dated acts are put in order; the replay performs them.

use super::Outcome;
use crate::domain::day::shanghai;
use crate::domain::permission::Role;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone as _, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

pub const TOWN: &str = "350481102";
pub const YEAR: i32 = 2023;
pub const AGENCIES: &str = include_str!("../../data/demo/agencies.ndjson");
pub const MATTERS: &str = include_str!("../../data/demo/matters.ndjson");
const CLAIMS: &str = include_str!("../../data/demo/claims.ndjson");
const FEE_ITEMS: &str = include_str!("../../data/demo/fee-items.ndjson");
const DECLARED: &str = include_str!("../../data/demo/declared-figures.ndjson");

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Login {
    pub username: String,
    pub name: String,
    pub role: Role,
    pub agency_code: Option<String>,
    #[serde(default)]
    pub certificate_number: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Officer {
    pub name: String,
    pub title: String,
    pub in_post_from: NaiveDate,
    pub certificates: Vec<Certificate>,
    pub trainings: Vec<Training>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Certificate {
    pub number: String,
    pub valid_from: NaiveDate,
    pub valid_to: NaiveDate,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Training {
    pub held_on: NaiveDate,
    pub hours: i32,
    pub subject: String,
    pub passed: Option<bool>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Inspection {
    pub inspected_on: NaiveDate,
    pub object: Option<String>,
    pub matter_codes: Vec<String>,
    pub officer_numbers: Vec<String>,
    pub kind: String,
    pub reason: String,
    pub findings: String,
    pub result: String,
    pub rectify_by: Option<NaiveDate>,
    pub complete: bool,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Case {
    pub key: String,
    pub procedure: String,
    pub source: String,
    pub summary: String,
    pub party: Value,
    pub matter_codes: Vec<String>,
    pub officer_numbers: Vec<String>,
    pub filed_on: NaiveDate,
    pub place: String,
    pub investigation_acts: Vec<InvestigationAct>,
    pub steps: Vec<Step>,
    pub recordings: Vec<Recording>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct InvestigationAct {
    pub kind: String,
    pub performed_at: DateTime<Utc>,
    pub officer_numbers: Vec<String>,
    pub summary: String,
    /// What its document holds, by the member of its kind.
    #[serde(flatten)]
    pub document: Map<String, Value>,
}

/// A step of the procedure. In its content `@handlers` stands for the officers of the case, `@matter` for the legal bases of its
/// matter, and `@` with another noun for the step of that noun before.
#[derive(Debug, Clone, Deserialize)]
pub struct Step {
    pub noun: String,
    pub at: DateTime<Utc>,
    pub by: Hand,
    pub content: Value,
}

/// Who takes a step.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hand {
    Handlers,
    Clerk,
    SquadLeader,
    LegalReviewer,
    DecisionMaker,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Recording {
    pub phase: String,
    pub kind: String,
    pub occurred_at: DateTime<Utc>,
    pub description: String,
}

/// One dated act of the year.
#[derive(Debug, Clone)]
pub enum Act {
    Catalogue,
    Register(Officer),
    Certify { officer: String, certificate: Certificate },
    Train { officer: String, training: Training },
    Import { kind: &'static str, rows: String },
    Objects(Vec<Value>),
    Inspect(Inspection),
    File(Case),
    Investigate { case: Case, act: InvestigationAct },
    Record { case: Case, recording: Recording },
    Take { case: Case, step: Step },
    Declare(Vec<Value>),
}

/// The platform goes live for the town; what is older is entered on that day.
fn go_live() -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 9, 1).expect("a date")
}

/// The demo's first moment.
pub fn founded_at() -> DateTime<Utc> {
    at(go_live(), 8, 0)
}

fn at(day: NaiveDate, hour: u32, minute: u32) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_opt(hour, minute, 0).expect("a time of day");
    shanghai().from_local_datetime(&day.and_time(time)).single().expect("no summer time").to_utc()
}

pub fn people() -> Outcome<Vec<Login>> {
    Ok(serde_json::from_str(include_str!("../../data/demo/people.json"))?)
}

/// The whole year in the order of time.
pub fn acts() -> Outcome<Vec<(DateTime<Utc>, Act)>> {
    let mut acts = vec![(at(go_live(), 8, 10), Act::Catalogue)];
    staff(&mut acts)?;
    for (day, rows) in by_day(CLAIMS, "valid_from")? {
        acts.push((at(day.max(go_live()), 9, 0), Act::Import { kind: "matter-claims", rows }));
    }
    for (day, rows) in by_day(FEE_ITEMS, "configured_on")? {
        acts.push((at(day, 16, 0), Act::Import { kind: "fee-items", rows }));
    }
    let objects = serde_json::from_str(include_str!("../../data/demo/objects.json"))?;
    acts.push((at(go_live(), 10, 0), Act::Objects(objects)));
    let inspections: Vec<Inspection> = serde_json::from_str(include_str!("../../data/demo/inspections.json"))?;
    acts.extend(inspections.into_iter().map(|one| (at(one.inspected_on, 17, 0), Act::Inspect(one))));
    let cases: Vec<Case> = serde_json::from_str(include_str!("../../data/demo/cases.json"))?;
    cases.into_iter().for_each(|case| steps(case, &mut acts));
    let declared = DECLARED.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    acts.push((at(NaiveDate::from_ymd_opt(YEAR, 12, 29).expect("a date"), 15, 0), Act::Declare(declared)));
    acts.sort_by_key(|(when, _)| *when);
    Ok(acts)
}

fn staff(acts: &mut Vec<(DateTime<Utc>, Act)>) -> Outcome<()> {
    let officers: Vec<Officer> = serde_json::from_str(include_str!("../../data/demo/officers.json"))?;
    for officer in officers {
        acts.push((at(officer.in_post_from.max(go_live()), 8, 20), Act::Register(officer.clone())));
        let name = officer.name.clone();
        for certificate in officer.certificates {
            let act = Act::Certify { officer: name.clone(), certificate: certificate.clone() };
            acts.push((at(certificate.valid_from.max(go_live()), 8, 30), act));
        }
        for training in officer.trainings {
            let act = Act::Train { officer: name.clone(), training: training.clone() };
            acts.push((at(training.held_on.max(go_live()), 17, 30), act));
        }
    }
    Ok(())
}

/// A case's acts. What happened at a moment is entered five minutes later, in the order of the procedure.
fn steps(case: Case, acts: &mut Vec<(DateTime<Utc>, Act)>) {
    let entered = |when: DateTime<Utc>| when + chrono::Duration::minutes(5);
    let first = case
        .recordings
        .iter()
        .map(|one| one.occurred_at)
        .chain(case.investigation_acts.iter().map(|one| one.performed_at))
        .min();
    let filed_at =
        first.map_or(at(case.filed_on, 9, 0), |first| first.min(at(case.filed_on, 9, 0)).max(at(case.filed_on, 0, 1)));
    acts.push((filed_at, Act::File(case.clone())));
    for act in &case.investigation_acts {
        acts.push((entered(act.performed_at), Act::Investigate { case: case.clone(), act: act.clone() }));
    }
    for recording in &case.recordings {
        acts.push((entered(recording.occurred_at), Act::Record { case: case.clone(), recording: recording.clone() }));
    }
    for step in &case.steps {
        acts.push((entered(step.at), Act::Take { case: case.clone(), step: step.clone() }));
    }
}

/// Rows of an import file, gathered by the day on which they were entered.
fn by_day(rows: &str, member: &str) -> Outcome<BTreeMap<NaiveDate, String>> {
    let mut days: BTreeMap<NaiveDate, String> = BTreeMap::new();
    for line in rows.lines() {
        let row: Value = serde_json::from_str(line)?;
        let day = row[member].as_str().ok_or("a row without its day")?.parse()?;
        let rows = days.entry(day).or_default();
        rows.push_str(line);
        rows.push('\n');
    }
    Ok(days)
}
