//! Imported inspections and cases: what is refused, what is told, what counts.

use crate::support::{Person, Town, counts, shared, town};
use anjuan::domain::act::ActClass;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

/// A town with an administrator, two certified officers and two claimed matters, all imported.
struct Place<'s> {
    town: Town<'s>,
    admin: Person,
    penalty: String,
    inspection: String,
}

async fn place() -> Place<'static> {
    let server = shared();
    let town = town(server).await;
    let admin = town.admin().await;
    let (penalty, inspection) = (server.matter(ActClass::Penalty).await, server.matter(ActClass::Inspection).await);
    let officer = |number: &str, name: &str| {
        json!({"agency_code": town.code, "name": name, "certificate_number": number,
            "valid_from": "2022-01-01", "valid_to": "2026-12-31"})
    };
    let officers = [officer("Y1", "王伟"), officer("Y2", "李强")];
    assert_eq!(counts(&admin.import("kind=officers", &officers).await), (2, 0, 0, 0));
    let claim = |code: &str| json!({"agency_code": town.code, "matter_code": code, "valid_from": "2022-09-01"});
    let claims = [claim(&penalty), claim(&inspection)];
    assert_eq!(counts(&admin.import("kind=matter-claims", &claims).await), (2, 0, 0, 0));
    Place { town, admin, penalty, inspection }
}

impl Place<'_> {
    fn inspection(&self, id: &str) -> Value {
        json!({
            "agency_code": self.town.code, "external_id": id, "inspected_on": "2023-04-19",
            "object": {"kind": "organisation", "name": "永安市某建材有限公司", "code": "91110000600037341L"},
            "matter_codes": [self.inspection], "officer_certificates": ["Y1", "Y2"], "complete": true,
            "kind": "routine", "result": "no_problem",
        })
    }

    fn case(&self, id: &str) -> Value {
        json!({
            "agency_code": self.town.code, "external_id": id, "case_number": "永安砂罚决字[2023]1号",
            "procedure": "ordinary", "matter_codes": [self.penalty],
            "party": {"kind": "individual", "name": "张某", "code": "350481199001010018"},
            "officer_certificates": ["Y1", "Y2"], "filed_on": "2023-03-01",
            "decided_at": "2023-04-01T10:00:00+08:00", "outcome": "penalty", "mitigated": false,
            "penalties": [{"kind": "fine", "amount_fen": 20_000}, {"kind": "confiscation_of_property", "amount_fen": null}],
            "legal_review": {"reviewed_on": "2023-03-28", "corrected": false}, "hearing_held_on": null,
            "closed_on": "2023-05-02", "reconsideration": {"requested_on": "2023-04-20", "corrected": true},
            "paid": [{"on": "2023-04-10", "amount_fen": 20_000}],
        })
    }

    /// The sum of a counter's postings of the town, and of their amounts.
    fn posted(&self, counter: &str) -> (i64, i64) {
        #[derive(QueryableByName)]
        struct Sum {
            #[diesel(sql_type = BigInt)]
            n: i64,
            #[diesel(sql_type = BigInt)]
            fen: i64,
        }
        let sum: Sum = diesel::sql_query(format!(
            "SELECT coalesce(sum(quantity), 0)::bigint AS n, coalesce(sum(amount_fen), 0)::bigint AS fen \
             FROM anjuan.statistical_posting WHERE agency_id = '{}' AND counter = '{counter}'",
            self.town.id
        ))
        .get_result(&mut self.town.server.database.superuser())
        .expect("a sum");
        (sum.n, sum.fen)
    }
}

fn faults(rows: &[(i64, String, Vec<(String, String)>)], line: usize) -> Vec<(&str, &str)> {
    rows[line - 1].2.iter().map(|(pointer, code)| (pointer.as_str(), code.as_str())).collect()
}

#[actix_web::test]
async fn an_imported_inspection_counts_when_it_has_an_object_and_a_complete_record() {
    let place = place().await;
    let mut patrol = place.inspection("J2");
    patrol["object"] = Value::Null;
    let mut incomplete = place.inspection("J3");
    incomplete["complete"] = json!(false);
    incomplete["result"] = json!("现场已整改");
    incomplete["led_to_case"] = json!("nowhere");
    let import = place.admin.import("kind=inspections", &[place.inspection("J1"), patrol, incomplete]).await;
    assert_eq!(counts(&import), (3, 0, 0, 1));
    assert_eq!((place.posted("inspections").0, place.posted("inspections_uncounted").0), (1, 2));
    let officer = place.town.officer().await;
    assert_eq!(officer.all("/inspection-objects").await.len(), 1, "the same enterprise is one object");
    let shown = officer.all("/inspections").await;
    assert_eq!(shown.len(), 3);
    assert!(shown.iter().any(|one| one["findings"] == "现场已整改" && one["result"] == "other"));
    let mut corrected = place.inspection("J1");
    corrected["complete"] = json!(false);
    let import = place.admin.import("kind=inspections&on_conflict=supersede", &[corrected]).await;
    assert_eq!(counts(&import), (1, 0, 0, 0));
    assert_eq!((place.posted("inspections").0, place.posted("inspections_uncounted").0), (0, 3));
}

#[actix_web::test]
async fn a_person_is_the_same_object_by_number_and_name_together() {
    let place = place().await;
    let of = |id: &str, name: &str, code: Value| {
        let mut row = place.inspection(id);
        row["object"] = json!({"kind": "individual", "name": name, "code": code});
        row["result"] = json!(id); // words of its own are kept as the findings
        row
    };
    let number = || json!("11010519491231002X");
    let rows = [
        of("J1", "池有根", number()),
        of("J2", "池有根", json!("11010519491231002x")),
        // An import sees no identity numbers: whoever guesses one does not learn whose it is.
        of("J3", "别人", number()),
        of("J4", "池有根", Value::Null),
        of("J5", "池有根", Value::Null),
    ];
    let import = place.admin.import("kind=inspections", &rows).await;
    assert_eq!(counts(&import), (5, 0, 0, 0), "{:?}", place.admin.rows_of(&import).await);
    let officer = place.town.officer().await;
    let objects: HashMap<Value, Value> = officer
        .all("/inspections")
        .await
        .iter()
        .map(|one| (one["findings"].clone(), one["object_id"].clone()))
        .collect();
    let object = |id: &str| objects.get(&json!(id)).filter(|one| !one.is_null()).expect(id);
    assert_eq!(object("J1"), object("J2"), "number and name are the same");
    assert_eq!(object("J4"), object("J5"), "of those without a number the name is the same");
    let apart: HashSet<&Value> = ["J1", "J3", "J4"].map(object).into();
    assert_eq!(apart.len(), 3, "one of the two alone makes nobody the same");
    let named: Vec<Value> = officer.all("/inspection-objects").await;
    let names: Vec<&str> = named.iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!((names.len(), names.iter().filter(|name| **name == "别人").count()), (3, 1));
}

#[actix_web::test]
async fn an_inspection_by_nobody_known_is_refused_and_one_without_a_valid_certificate_is_told() {
    let place = place().await;
    let mut unknown = place.inspection("J1");
    unknown["officer_certificates"] = json!(["Y1", "N9"]);
    unknown["matter_codes"] = json!(["no-such-matter"]);
    unknown["object"]["code"] = json!("91110000600037341K");
    unknown["inspected_on"] = json!("2099-01-01");
    let mut early = place.inspection("J2");
    early["inspected_on"] = json!("2021-12-31");
    let import = place.admin.import("kind=inspections", &[unknown, early]).await;
    assert_eq!(counts(&import), (1, 0, 1, 1));
    let rows = place.admin.rows_of(&import).await;
    let mut at: Vec<&str> = faults(&rows, 1).iter().map(|(pointer, _)| *pointer).collect();
    at.sort_unstable();
    assert_eq!(at, ["/inspected_on", "/matter_codes/0", "/object/code", "/officer_certificates/1"]);
    let path = format!("/imports/{}/rows?warnings=true", import["id"].as_str().expect("an id"));
    let warnings = place.admin.all(&path).await[0]["warnings"].clone();
    let codes: Vec<&str> = warnings.as_array().expect("a list").iter().filter_map(|one| one["code"].as_str()).collect();
    assert_eq!(codes.len(), 3, "two officers and a matter: {warnings}");
    assert!(codes.contains(&"matter_not_claimed_on_act_date") && codes.contains(&"officer_not_in_post_on_act_date"));
}

#[actix_web::test]
async fn an_imported_case_counts_with_everything_it_states() {
    let place = place().await;
    let import = place.admin.import("kind=cases", &[place.case("A-1")]).await;
    assert_eq!(counts(&import), (1, 0, 0, 0));
    for (counter, n, fen) in [
        ("cases_total", 1, 0),
        ("cases_tagged", 1, 0),
        ("cases_filed", 1, 0),
        ("cases_closed", 1, 0),
        ("penalty_decisions", 1, 20_000),
        ("legal_reviews", 1, 0),
        ("reconsiderations_corrected", 1, 0),
        ("fines_collected", 1, 20_000),
    ] {
        assert_eq!(place.posted(counter), (n, fen), "{counter}");
    }
    let shown = &place.town.clerk().await.all("/cases").await[0];
    assert_eq!((&shown["case_number"], &shown["stage"]), (&json!("永安砂罚决字〔2023〕1号"), &json!("closed")));
    assert_eq!((&shown["origin"], &shown["party"]["code"]), (&json!("import"), &json!("3504**********0018")));
}

#[actix_web::test]
async fn a_corrected_case_is_a_new_revision_and_the_old_fact_stays_behind_it() {
    let place = place().await;
    place.admin.import("kind=cases", &[place.case("A-1")]).await;
    let mut corrected = place.case("A-1");
    corrected["penalties"] = json!([{"kind": "fine", "amount_fen": 50_000}]);
    corrected["matter_codes"] = json!([]);
    corrected["annulled_on"] = json!("2023-06-01");
    let refused = place.admin.import("kind=cases", std::slice::from_ref(&corrected)).await;
    assert_eq!(counts(&refused), (0, 0, 1, 0));
    let import = place.admin.import("kind=cases&on_conflict=supersede", &[corrected.clone(), place.case("A-1")]).await;
    assert_eq!(counts(&import), (2, 0, 0, 0));
    assert_eq!(place.posted("penalty_decisions"), (1, 20_000), "back to what it was");
    let import = place.admin.import("kind=cases&on_conflict=supersede", &[corrected]).await;
    assert_eq!(counts(&import), (1, 0, 0, 0));
    assert_eq!(place.posted("penalty_decisions"), (1, 50_000));
    assert_eq!((place.posted("cases_total").0, place.posted("cases_tagged").0), (1, 0));
    let case = place.town.clerk().await.all("/cases").await[0]["id"].as_str().expect("an id").to_owned();
    let timeline = place.town.clerk().await.all(&format!("/cases/{case}/timeline")).await;
    assert_eq!(timeline.len(), 4, "four entries of one case");
}

#[actix_web::test]
async fn a_case_that_contradicts_itself_or_the_law_is_refused() {
    let place = place().await;
    let with = |changes: &[(&str, Value)]| {
        let mut case = place.case("A-9");
        changes.iter().for_each(|(pointer, value)| {
            let (parent, member) = pointer.rsplit_once('/').expect("a pointer");
            case.pointer_mut(parent).expect("is there")[member] = value.clone();
        });
        case
    };
    let rows = [
        with(&[("/decided_at", json!("2023-02-01T10:00:00+08:00")), ("/closed_on", json!("2099-01-01"))]),
        with(&[("/penalties", json!([{"kind": "detention"}]))]),
        with(&[("/penalties", json!([{"kind": "fine", "amount_fen": -1}]))]),
        with(&[("/party/code", json!("350481199001010019"))]),
        with(&[("/decided_at", Value::Null), ("/outcome", json!("no_penalty_minor")), ("/penalties", json!([]))]),
        with(&[("/outcome", Value::Null)]),
        with(&[("/penalties", json!([]))]),
    ];
    let import = place.admin.import("kind=cases", &rows).await;
    assert_eq!(counts(&import), (0, 0, 7, 0));
    let told = place.admin.rows_of(&import).await;
    assert_eq!(faults(&told, 1), [("/decided_at", "dates_run_backwards"), ("/closed_on", "date_in_the_future"),]);
    assert_eq!(faults(&told, 2), [("/penalties/0/kind", "detention_not_within_power")]);
    assert_eq!(faults(&told, 3)[0].0, "/penalties/0/amount_fen");
    assert_eq!(faults(&told, 4)[0].0, "/party/code");
    assert_eq!(faults(&told, 5), [("/decided_at", "member_missing")]);
    assert_eq!(faults(&told, 6), [("/outcome", "outcome_contradicts_penalties")]);
    assert_eq!(faults(&told, 7), [("/penalties", "outcome_contradicts_penalties")]);
}

#[actix_web::test]
async fn what_should_not_have_been_is_told_and_counts() {
    let place = place().await;
    let mut beyond = place.case("A-2");
    beyond["procedure"] = json!("summary");
    beyond["case_number"] = json!("当场第7号");
    beyond["penalties"] = json!([{"kind": "fine", "amount_fen": 20_001}]);
    let mut early = place.case("A-3");
    early["filed_on"] = json!("2022-08-31");
    let import = place.admin.import("kind=cases", &[beyond, early]).await;
    assert_eq!(counts(&import), (2, 0, 0, 2));
    let path = format!("/imports/{}/rows?warnings=true", import["id"].as_str().expect("an id"));
    let rows = place.admin.all(&path).await;
    let codes = |line: usize| -> Vec<&str> {
        rows[line]["warnings"].as_array().expect("a list").iter().filter_map(|one| one["code"].as_str()).collect()
    };
    assert_eq!(codes(0), ["case_number_malformed", "summary_limit_exceeded"]);
    assert_eq!(codes(1), ["matter_not_claimed_on_act_date"]);
    assert_eq!(place.posted("penalty_decisions").0, 2);
}
