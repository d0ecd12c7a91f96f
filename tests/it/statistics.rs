//! The yearly figures, and the records that prove them.

use crate::support::{Person, Town, another_town, isolated, psql_as, shared, town, with};
use anjuan::domain::actor::Actor;
use anjuan::domain::permission::Role;
use anjuan::statistics::recompute;
use serde_json::{Value, json};

async fn registered(admin: &Person, name: &str, from: &str) -> String {
    let new = json!({"name": name, "in_post_from": from});
    admin.post("/officers", new).await.ok()["id"].as_str().expect("an id").to_owned()
}

async fn certified(admin: &Person, name: &str, from: &str, to: &str) -> String {
    let id = registered(admin, name, from).await;
    let card = json!({"number": format!("C-{name}"), "valid_from": from, "valid_to": to, "reason": "首次核发"});
    admin.post(&format!("/officers/{id}/certificates"), card).await.ok();
    id
}

/// The cell of a column, in the first row of whichever table has it.
fn cell<'r>(report: &'r Value, column: &str) -> &'r Value {
    let tables = report["tables"].as_array().expect("tables");
    let cells = tables.iter().flat_map(|table| table["rows"][0]["cells"].as_array().expect("cells"));
    let mut named = cells.filter(|cell| cell["column"] == column);
    named.next().unwrap_or_else(|| panic!("no cell {column}"))
}

async fn figure(reader: &Person, query: &str, column: &str) -> Value {
    cell(&reader.get(&format!("/statistics/annual/2023{query}")).await.ok(), column)["value"].clone()
}

fn link(cell: &Value) -> String {
    cell["records"].as_str().expect("a link").to_owned()
}

async fn three_officers(town: &Town<'_>) -> Person {
    let admin = town.admin().await;
    certified(&admin, "王伟", "2022-01-01", "2026-12-31").await;
    certified(&admin, "李强", "2022-01-01", "2023-06-30").await;
    registered(&admin, "张敏", "2023-03-01").await;
    admin
}

#[actix_web::test]
async fn every_figure_is_the_sum_of_the_records_it_lists() {
    let town = town(shared()).await;
    three_officers(&town).await;
    let clerk = town.clerk().await;
    let report = clerk.get("/statistics/annual/2023").await.ok();
    assert_eq!((&report["year"], &report["agency"]["code"]), (&json!(2023), &json!(town.code)));
    for table in report["tables"].as_array().expect("tables") {
        for cell in table["rows"][0]["cells"].as_array().expect("cells") {
            let records = clerk.all(&link(cell)).await;
            let sum = |side: &str| records.iter().filter(|one| one["side"] == side).count();
            match &cell["value"] {
                Value::Null => assert!(cell["state"] == "not_applicable", "{cell}"),
                Value::Number(value) if !cell["column"].as_str().is_some_and(|id| id.contains("amount")) => {
                    assert_eq!(Some(records.len() as u64), value.as_u64(), "{cell}");
                }
                Value::Number(value) => {
                    let sum: i64 = records.iter().filter_map(|one| one["amount_fen"].as_i64()).sum();
                    assert_eq!(Some(sum), value.as_i64(), "{cell}");
                }
                ratio => {
                    assert_eq!(ratio["numerator"].as_u64(), Some(sum("numerator") as u64), "{cell}");
                    assert_eq!(ratio["denominator"].as_u64(), Some(sum("denominator") as u64), "{cell}");
                }
            }
        }
    }
    let officers = clerk.all(&link(cell(&report, "officers"))).await;
    let mut names: Vec<_> = officers.iter().filter_map(|one| one["label"].as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["张敏", "李强", "王伟"]);
    let href = officers[0]["href"].as_str().expect("a link");
    assert_eq!(clerk.get(href).await.ok()["id"], officers[0]["id"]);
}

#[actix_web::test]
async fn one_officer_more_is_one_more_at_once() {
    let town = town(shared()).await;
    let admin = three_officers(&town).await;
    for n in 4..8 {
        registered(&admin, &format!("赵{n}"), "2023-05-01").await;
        assert_eq!(figure(&admin, "", "officers").await, json!(n));
    }
}

#[actix_web::test]
async fn a_stock_is_what_there_is_on_its_date() {
    let town = town(shared()).await;
    let admin = three_officers(&town).await;
    for (on, officers, certified) in [("2023-02-28", 2, 2), ("2023-06-30", 3, 2), ("2023-07-01", 3, 1)] {
        let query = format!("?stocks_on={on}");
        assert_eq!(figure(&admin, &query, "officers").await, json!(officers), "{on}");
        let rate = figure(&admin, &query, "certificate_rate").await;
        assert_eq!(rate, json!({"numerator": certified, "denominator": officers}), "{on}");
    }
    let report = admin.get("/statistics/annual/2023").await.ok();
    assert_eq!((&report["stocks_on"], &report["provisional"]), (&json!("2023-12-31"), &json!(false)));
    assert_eq!(cell(&report, "certificate_rate")["display"], "33.33%");
    let running = admin.get("/statistics/annual/2998").await.ok();
    assert_eq!(running["provisional"], json!(true));
}

#[actix_web::test]
async fn what_is_left_out_is_listed_with_its_reason() {
    let town = town(shared()).await;
    let admin = three_officers(&town).await;
    registered(&admin, "后来者", "2024-02-01").await;
    let report = admin.get("/statistics/annual/2023").await.ok();
    let reasons = async |column: &str| {
        let mut reasons = Vec::new();
        for one in admin.all(&format!("{}&excluded=true", link(cell(&report, column)))).await {
            reasons.push((one["label"].as_str().unwrap_or_default().to_owned(), one["reason"].clone()));
        }
        reasons.sort_by(|one, other| one.0.cmp(&other.0));
        reasons
    };
    assert_eq!(reasons("officers").await, [("后来者".to_owned(), json!("not_yet"))]);
    let uncertified = [("张敏".to_owned(), json!("not_part")), ("李强".to_owned(), json!("not_part"))];
    assert_eq!(reasons("officers_certified").await, uncertified);
}

#[actix_web::test]
async fn figures_are_told_as_they_were_known_and_are_the_same_when_asked_again() {
    let server = isolated();
    let town = town(&server).await;
    let admin = three_officers(&town).await;
    let before = admin.get("/statistics/annual/2023").await.ok();
    let position = before["journal_position"].as_i64().expect("a position");
    let placed = before["as_of"].as_str().expect("an instant").to_owned();
    registered(&admin, "赵六", "2023-05-01").await;
    let after = admin.get("/statistics/annual/2023").await.ok();
    assert_eq!(cell(&after, "officers")["value"], json!(4));
    let again = admin.get(&format!("/statistics/annual/2023?as_of_position={position}")).await.ok();
    assert_eq!(again, before, "the same terms give the same answer, digest and all");
    let then = admin.get(&format!("/statistics/annual/2023?as_of={placed}")).await.ok();
    assert_eq!(cell(&then, "officers")["value"], json!(3));
    assert_eq!(admin.all(&link(cell(&before, "officers"))).await.len(), 3, "its records are those known then");
    let refused = admin.get(&format!("/statistics/annual/2023?as_of_position={}", position + 1000)).await;
    refused.problem(422, "value_invalid");
    assert_eq!(refused.faults(), [("/query/as_of_position".to_owned(), "unknown_position".to_owned())]);
    admin.get("/statistics/annual/2023?as_of=2999-01-01T00:00:00Z").await.problem(422, "value_invalid");
    let both = format!("/statistics/annual/2023?as_of={placed}&as_of_position={position}");
    admin.get(&both).await.problem(422, "value_invalid");
}

#[actix_web::test]
async fn nothing_declared_is_not_zero_and_no_power_is_not_applicable() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let report = admin.get("/statistics/annual/2023").await.ok();
    let state = |column: &str| cell(&report, column)["state"].clone();
    assert_eq!(state("officers"), "zero");
    assert_eq!(state("fine"), "zero", "the town has the power to punish");
    assert_eq!(state("detention"), "not_applicable", "a town can never detain");
    assert_eq!(state("certificate_rate"), "not_applicable", "nothing over nothing");
    assert_eq!(state("disclosures"), "not_applicable");
    let codes: Vec<&Value> = report["checks"].as_array().expect("checks").iter().map(|one| &one["code"]).collect();
    assert!(codes.contains(&&json!("figure_not_declared")), "{codes:?}");
}

#[actix_web::test]
async fn a_foreign_agency_is_not_found_and_a_subtree_is_for_supervisors() {
    let server = shared();
    let (here, there) = (town(server).await, another_town(server).await);
    let clerk = here.clerk().await;
    clerk.get(&format!("/statistics/annual/2023?agency={}", there.code)).await.problem(404, "not_found");
    clerk.get("/statistics/annual/2023?scope=subtree").await.problem(403, "not_permitted");
    let platform = server.platform_admin().await;
    platform.get("/statistics/annual/2023").await.problem(422, "value_invalid");
    three_officers(&there).await;
    assert_eq!(figure(&platform, &format!("?agency={}", there.code), "officers").await, json!(3));
    let supervisor = there.person(&[Role::Supervisor]).await;
    let report = supervisor.get("/statistics/annual/2023?scope=subtree").await.ok();
    let rows = report["tables"][0]["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 2, "a row for each agency and the total");
    assert_eq!((&rows[1]["agency"], &rows[1]["cells"][0]["value"]), (&Value::Null, &json!(3)));
    assert_eq!(supervisor.all(&link(&rows[1]["cells"][0])).await.len(), 3);
}

#[actix_web::test]
async fn the_csv_says_what_the_json_says() {
    let town = town(shared()).await;
    let admin = three_officers(&town).await;
    let report = admin.get("/statistics/annual/2023").await.ok();
    let asked = format!("/statistics/annual/2023?as_of_position={}", report["journal_position"]);
    let csv = admin.get(&format!("{asked}&format=csv")).await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let text = csv.text.trim_start_matches('\u{feff}');
    let lines: Vec<&str> = text.lines().collect();
    for table in report["tables"].as_array().expect("tables") {
        let at = lines.iter().position(|line| *line == table["title"]).expect("the table's title");
        let shown: Vec<String> = lines[at + 2].split(',').map(str::to_owned).collect();
        let cells = table["rows"][0]["cells"].as_array().expect("cells");
        let expected: Vec<&str> = cells.iter().filter_map(|cell| cell["display"].as_str()).collect();
        assert_eq!(shown[1..], expected, "{}", table["title"]);
    }
    assert!(text.contains(report["digest"].as_str().expect("a digest")));
    let accepting = admin.request(reqwest::Method::GET, &asked).header("Accept", "text/csv");
    assert_eq!(admin.send(accepting).await.text, csv.text);
}

#[actix_web::test]
async fn any_period_can_be_asked_for() {
    let town = town(shared()).await;
    let admin = three_officers(&town).await;
    let report = admin.get("/statistics/periods/2023-01-01/2023-03-31").await.ok();
    assert_eq!((&report["year"], &report["stocks_on"]), (&Value::Null, &json!("2023-03-31")));
    assert_eq!(admin.all(&link(cell(&report, "officers"))).await.len(), 3);
    admin.get("/statistics/periods/2023-03-31/2023-01-01").await.problem(422, "value_invalid");
    for absent in ["annual/0", "annual/abc", "periods/2023-02-30/2023-03-01"] {
        admin.get(&format!("/statistics/{absent}")).await.problem(404, "not_found");
    }
    admin.get("/statistics/annual/2023?profile=XX").await.problem(422, "value_invalid");
    let records = "/statistics/annual/2023/records?table=town&column=generals";
    admin.get(records).await.problem(422, "value_invalid");
}

#[actix_web::test]
async fn forms_and_measures_are_published() {
    let town = town(shared()).await;
    let clerk = town.clerk().await;
    let forms = clerk.all("/report-profiles").await;
    let ids: Vec<&Value> = forms.iter().map(|form| &form["id"]).collect();
    assert_eq!(ids, ["FJ-TOWN", "HA-2020", "SX-2021", "ZJ-2019", "ZJ-2024"]);
    let form = clerk.get("/report-profiles/ZJ-2019").await.ok();
    assert_eq!((&form["built_in"], &form["profile"]["amount_unit"]), (&json!(true), &json!("万元")));
    clerk.get("/report-profiles/XX").await.problem(404, "not_found");
    let measures = clerk.all("/statistics/measures?limit=10").await;
    assert!(measures.iter().any(|one| one["id"] == "penalty_decisions"));
    assert_eq!(clerk.all("/statistics/measures").await, measures);
}

#[actix_web::test]
async fn one_claim_more_makes_one_more() {
    let town = town(shared()).await;
    let clerk = town.clerk().await;
    for n in 1..4 {
        town.claimed_matter().await;
        assert_eq!(figure(&clerk, "", "matters_claimed").await, json!(n));
    }
    assert_eq!(figure(&clerk, "?stocks_on=2021-12-31", "matters_claimed").await, json!(0));
    let report = clerk.get("/statistics/annual/2023").await.ok();
    let claims = clerk.all(&link(cell(&report, "matters_claimed"))).await;
    assert_eq!(claims.len(), 3);
    let href = claims[0]["href"].as_str().expect("a link");
    assert_eq!(clerk.get(href).await.ok()["id"], claims[0]["id"]);
}

#[actix_web::test]
async fn a_decision_stands_in_its_heaviest_kind_with_its_amount() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    let mut decision = squad.decision();
    decision["penalties"] = json!([{"kind": "warning"}, {"kind": "fine", "amount_fen": 1_234_567}]);
    squad.hears_of(&case, with(squad.notice(), json!({"intended_penalties": decision["penalties"]}))).await;
    squad.head.post(&format!("{case}/decisions"), decision).await.ok();
    let clerk = town.clerk().await;
    let report = clerk.get("/statistics/annual/2023").await.ok();
    let value = |column: &str| cell(&report, column)["value"].clone();
    assert_eq!((value("fine"), value("warning_or_criticism"), value("total")), (json!(1), json!(0), json!(1)));
    assert_eq!((value("amount"), &cell(&report, "amount")["display"]), (json!(1_234_567), &json!("1.23")));
    assert_eq!(value("case_tag_rate"), json!({"numerator": 1, "denominator": 1}));
    for column in ["fine", "total", "amount", "cases_total"] {
        let records = clerk.all(&link(cell(&report, column))).await;
        assert_eq!(records.len(), 1, "{column}");
        assert!(case.ends_with(records[0]["id"].as_str().expect("an id")), "{column}");
    }
    assert!(clerk.all(&link(cell(&report, "warning_or_criticism"))).await.is_empty());
}

#[actix_web::test]
async fn a_posting_that_its_record_does_not_bear_out_is_found() {
    let server = isolated();
    let town = town(&server).await;
    let admin = three_officers(&town).await;
    let id = registered(&admin, "赵六", "2023-05-01").await;
    let training = json!({"held_on": "2023-05-10", "subject": "行政处罚法", "hours": 8});
    admin.post(&format!("/officers/{id}/trainings"), training).await.ok();
    let squad = town.squad().await;
    let case = squad.ready().await;
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    let actor = Actor::system(uuid::Uuid::now_v7()).on_behalf_of(town.agency_id());
    let verdict = server.db.read_now(&actor, recompute::compare).expect("compared");
    assert_eq!(verdict.differences, []);
    assert!(verdict.records >= 9, "{} records", verdict.records);
    let forged = format!(
        "INSERT INTO anjuan.statistical_posting (agency_id, cause, subject_kind, subject_id, counter, on_date, traits, \
         quantity, amount_fen) SELECT agency_id, entry_id, 'officer', '{id}', 'officers', '2023-06-01', 0, 1, 0 \
         FROM anjuan.journal_entry LIMIT 1"
    );
    psql_as(&mut server.database.app(), &town.id, &forged).expect("as a bug might");
    let verdict = server.db.read_now(&actor, recompute::compare).expect("compared");
    let [difference] = verdict.differences.as_slice() else { panic!("{:?}", verdict.differences) };
    assert_eq!(difference.subject.id.to_string(), id);
    assert_eq!((difference.posted.count, difference.recomputed.count), (1, 0));
}
