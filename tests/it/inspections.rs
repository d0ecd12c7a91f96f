//! Inspections: written as drafts, submitted for good, corrected by a new one.

use crate::support::{another_town, isolated, psql_as, shared, town};
use serde_json::{Value, json};
use uuid::Uuid;

fn path_of(inspection: &Value) -> String {
    format!("/inspections/{}", inspection["id"].as_str().expect("an id"))
}

#[actix_web::test]
async fn a_draft_is_filled_in_and_submitted() {
    let town = town(shared()).await;
    let field = town.field().await;
    let author = &field.author;
    let draft = author.post("/inspections", json!({"inspected_on": "2023-07-20"})).await.ok();
    assert_eq!((&draft["state"], &draft["countable"]["reason"]), (&json!("draft"), &json!("draft")));
    let path = path_of(&draft);
    let early = author.post(&format!("{path}/submissions"), json!({})).await;
    early.problem(422, "value_invalid");
    assert_eq!(early.faults(), [("/kind".into(), "member_missing".into())]);
    let mut rest = field.whole();
    rest.as_object_mut().expect("members").remove("state");
    let filled = author.patch(&path, rest).await.ok();
    assert_eq!(filled["matters"][0]["code"], json!(field.matter));
    let submitted = author.post(&format!("{path}/submissions"), json!({})).await;
    assert_eq!(submitted.status, 201);
    let body = submitted.ok();
    assert_eq!(body["countable"], json!({"countable": true, "rule": "S9", "reason": null}));
    assert_eq!(body, author.get(&path).await.ok());
    assert!(body["officers"].as_array().expect("two").iter().all(|one| one["certificate_number"].is_string()));
    assert!(body["matters"][0]["matter_version_id"].is_string());
    author.patch(&path, json!({"method": null})).await.problem(409, "inspection_already_submitted");
    author.post(&format!("{path}/submissions"), json!({})).await.problem(409, "inspection_already_submitted");
}

#[actix_web::test]
async fn only_its_author_changes_or_submits_a_draft() {
    let town = town(shared()).await;
    let field = town.field().await;
    let path = path_of(&field.author.post("/inspections", json!({})).await.ok());
    let colleague = town.squad_leader().await;
    assert_eq!(colleague.get(&path).await.status, 200);
    colleague.patch(&path, json!({"kind": "special"})).await.problem(409, "draft_of_another_person");
    colleague.post(&format!("{path}/submissions"), json!({})).await.problem(409, "draft_of_another_person");
    town.clerk().await.post("/inspections", json!({})).await.problem(403, "not_permitted");
}

#[actix_web::test]
async fn everything_that_stands_in_the_way_is_told_at_once() {
    let server = isolated();
    let town = town(&server).await;
    let field = town.field().await;
    let unclaimed = server.matter(anjuan::domain::act::ActClass::Inspection).await;
    let powerless = format!("UPDATE anjuan.agency SET powers = '{{penalty}}' WHERE id = '{}'", town.id);
    psql_as(&mut server.database.superuser(), &town.id, &powerless).expect("the power is gone");
    let change =
        json!({"inspected_on": "2099-01-01", "matter_codes": [field.matter, unclaimed], "rectify_by": "2023-01-01"});
    let refused = field.author.post("/inspections", field.whole_but(change)).await;
    let problem = refused.problem(409, "inspection_not_within_power");
    assert!(problem["legal_basis"].as_str().expect("articles").contains("行政处罚法 第四十二条"), "{problem}");
    let expected = [
        ("", "inspection_not_within_power"),
        ("/rectify_by", "dates_run_backwards"),
        ("/inspected_on", "date_in_the_future"),
        ("/officer_ids/0", "officer_certificate_invalid_on_act_date"),
        ("/officer_ids/1", "officer_certificate_invalid_on_act_date"),
        ("/matter_codes/1", "matter_not_claimed_on_act_date"),
    ];
    assert_eq!(refused.faults(), expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
}

#[actix_web::test]
async fn a_certificate_must_be_valid_on_the_day_of_the_inspection() {
    let town = town(shared()).await;
    let field = town.field().await;
    let admin = town.admin().await;
    let zhao = admin.post("/officers", json!({"name": "赵敏", "in_post_from": "2022-01-01"})).await.ok();
    let id = zhao["id"].as_str().expect("an id");
    let card = json!({"number": format!("Z-{}", town.code), "valid_from": "2022-01-01", "valid_to": "2023-06-30", "reason": "首次核发"});
    admin.post(&format!("/officers/{id}/certificates"), card).await.ok();
    let on = |day: &str| field.whole_but(json!({"inspected_on": day, "officer_ids": [field.officers[0], id]}));
    let refused = field.author.post("/inspections", on("2023-07-01")).await;
    refused.problem(409, "officer_certificate_invalid_on_act_date");
    assert_eq!(field.author.post("/inspections", on("2023-06-30")).await.status, 201);
    for alone in [json!([id]), json!([id, id]), json!([])] {
        let whole = field.whole_but(json!({"inspected_on": "2023-06-30", "officer_ids": alone}));
        field.author.post("/inspections", whole).await.problem(409, "two_officers_required");
    }
}

#[actix_web::test]
async fn what_an_inspection_points_to_must_be_there() {
    let server = shared();
    let (here, there) = (town(server).await, another_town(server).await);
    let (field, elsewhere) = (here.field().await, there.field().await);
    let change = json!({"object_id": elsewhere.object, "led_to_case_id": Uuid::now_v7(), "supersedes": Uuid::now_v7(),
                        "matter_codes": [field.matter, "no-such-matter"]});
    let refused = field.author.post("/inspections", field.whole_but(change)).await;
    refused.problem(422, "value_invalid");
    let codes: Vec<String> = refused.faults().into_iter().map(|(_, code)| code).collect();
    assert_eq!(codes, ["unknown_object", "unknown_case", "unknown_inspection", "unknown_matter"]);
    let twice = field.whole_but(json!({"matter_codes": [field.matter, "x", field.matter, "x"]}));
    let repeated = ["/matter_codes/2", "/matter_codes/3"].map(|place| (place.to_owned(), "repeated_item".to_owned()));
    assert_eq!(field.author.post("/inspections", twice).await.faults(), repeated);
    let foreign = json!({"officer_ids": [field.officers[0], elsewhere.officers[0]]});
    let refused = field.author.post("/inspections", field.whole_but(foreign)).await;
    refused.problem(409, "officer_of_another_agency");
    let path = path_of(&field.author.post("/inspections", field.whole()).await.ok());
    elsewhere.author.get(&path).await.problem(404, "not_found");
    elsewhere.author.post(&format!("{path}/submissions"), json!({})).await.problem(404, "not_found");
    assert!(elsewhere.author.all("/inspections").await.is_empty());
}

#[actix_web::test]
async fn patrols_and_incomplete_records_are_entered_but_do_not_count() {
    let town = town(shared()).await;
    let field = town.field().await;
    for (change, reason) in [
        (json!({"object_id": null}), json!("no_object")),
        (json!({"findings": null}), json!("incomplete")),
        (json!({"matter_codes": []}), json!("incomplete")),
        (json!({"result": "rectification_ordered"}), json!("incomplete")),
        (json!({"result": "rectification_ordered", "rectify_by": "2023-08-01"}), Value::Null),
    ] {
        let submitted = field.author.post("/inspections", field.whole_but(change.clone())).await.ok();
        assert_eq!(submitted["countable"]["reason"], reason, "{change}");
    }
}

#[actix_web::test]
async fn a_correction_takes_the_place_of_what_it_corrects_and_only_one_does() {
    let server = isolated();
    let town = town(&server).await;
    let field = town.field().await;
    let author = &field.author;
    let wrong = author.post("/inspections", field.whole_but(json!({"object_id": null}))).await;
    let path = path_of(&wrong.ok());
    let correction = field.whole_but(json!({"supersedes": wrong.ok()["id"]}));
    let attempts = (0..8).map(|_| author.post("/inspections", correction.clone()));
    let answers = futures_util::future::join_all(attempts).await;
    let made: Vec<Value> = answers.iter().filter(|one| one.status == 201).map(|one| one.ok()).collect();
    assert_eq!(made.len(), 1);
    answers.iter().filter(|one| one.status != 201).for_each(|one| {
        one.problem(409, "inspection_already_superseded");
    });
    let corrected = author.get(&path).await;
    assert_eq!(corrected.ok()["superseded_by"], made[0]["id"]);
    assert_eq!(corrected.ok()["countable"]["reason"], "superseded");
    assert_ne!(corrected.header("etag"), wrong.header("etag"), "what is shown has changed");
    let figures = "DO $$ BEGIN ASSERT (SELECT array_agg(counter || '=' || n || '@' || traits ORDER BY counter, traits)
        FROM (SELECT counter, traits, sum(quantity) AS n FROM anjuan.statistical_posting
              WHERE subject_kind = 'inspection' AND on_date = '2023-07-20'
              GROUP BY counter, traits HAVING sum(quantity) <> 0) s)
        = ARRAY['inspections=1@3', 'inspections_entered=1@0']; END $$";
    psql_as(&mut server.database.app(), &town.id, figures).expect("the pair counts once");
}

#[actix_web::test]
async fn a_list_shows_the_latest_first_and_can_be_narrowed() {
    let town = town(shared()).await;
    let field = town.field().await;
    let author = &field.author;
    for (day, object) in [("2023-01-10", json!(field.object)), ("2023-05-10", json!(null)), ("2023-09-10", json!(null))]
    {
        author.post("/inspections", field.whole_but(json!({"inspected_on": day, "object_id": object}))).await.ok();
    }
    author.post("/inspections", json!({"inspected_on": "2023-05-11"})).await.ok();
    let days = async |query: &str| -> Vec<Value> {
        let found = author.all(&format!("/inspections?limit=2&{query}")).await;
        found.iter().map(|one| one["inspected_on"].clone()).collect()
    };
    assert_eq!(days("").await, ["2023-05-11", "2023-09-10", "2023-05-10", "2023-01-10"]);
    assert_eq!(days("state=draft").await, ["2023-05-11"]);
    assert_eq!(days("state=submitted&from=2023-05-10").await, ["2023-09-10", "2023-05-10"]);
    assert_eq!(days("from=2023-05-10&to=2023-05-10").await, ["2023-05-10"]);
    assert_eq!(days(&format!("object_id={}", field.object)).await, ["2023-01-10"]);
    author.get("/inspections?state=lost&from=2023-02-30").await.problem(400, "query_malformed");
}

#[actix_web::test]
async fn the_same_id_and_content_again_is_the_same_inspection() {
    let town = town(shared()).await;
    let field = town.field().await;
    let new = field.whole_but(json!({"id": Uuid::now_v7()}));
    let first = field.author.post("/inspections", new.clone()).await;
    let again = field.author.post("/inspections", new.clone()).await;
    assert_eq!((first.status, again.status, again.ok()), (201, 200, first.ok()));
    let other = field.whole_but(json!({"id": new["id"], "kind": "special"}));
    field.author.post("/inspections", other).await.problem(409, "id_exists_with_other_content");
}

#[actix_web::test]
async fn what_was_submitted_cannot_be_changed_even_by_sql() {
    let server = isolated();
    let town = town(&server).await;
    let field = town.field().await;
    let id = field.author.post("/inspections", field.whole()).await.ok()["id"].clone();
    let change = format!("UPDATE anjuan.inspection SET findings = '无' WHERE id = '{}'", id.as_str().expect("an id"));
    let refused = psql_as(&mut server.database.app(), &town.id, &change).expect_err("refused");
    assert!(refused.to_string().contains("append-only"), "{refused}");
}
