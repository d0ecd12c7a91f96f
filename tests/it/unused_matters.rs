//! Matters that were held for years and never used.

use crate::support::{another_town, county, shared, town, town_below};
use anjuan::domain::act::ActClass;
use serde_json::{Value, json};

fn codes(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["matter_code"].as_str().expect("a code")).collect()
}

#[actix_web::test]
async fn what_was_held_for_five_years_and_never_used_is_listed() {
    let server = shared();
    let town = town(server).await;
    let (squad, field, admin) = (town.squad().await, town.field().await, town.admin().await);
    let claims = format!("/agencies/{}/matter-claims", town.code);
    let mut held = Vec::new();
    for (from, to) in
        [("2010-01-01", None), ("2010-01-01", None), ("2020-01-01", None), ("2010-01-01", Some("2019-12-31"))]
    {
        let matter = server.matter(ActClass::Penalty).await;
        admin
            .post(&claims, json!({"matter_code": matter, "valid_from": from, "valid_to": to, "basis": "承接书"}))
            .await
            .ok();
        held.push(matter);
    }
    let mut filing = squad.filing();
    filing["matter_codes"] = json!([held[1]]);
    squad.files(filing).await;
    let unused = async |query: &str| admin.all(&format!("/unused-matters?limit=1&{query}")).await;
    let found = unused("on=2023-12-31").await;
    assert_eq!(codes(&found), [&held[0]], "used, claimed only since, and given up are left out");
    assert_eq!(
        (&found[0]["agency_code"], &found[0]["claimed_from"], &found[0]["last_used_on"]),
        (&json!(town.code), &json!("2010-01-01"), &Value::Null)
    );
    // Before the case was filed the second was unused, too; five years after it, it is again.
    assert_eq!(codes(&unused("on=2023-03-15").await), [&held[0], &held[1]]);
    let later = unused("on=2025-03-17&years=2").await;
    assert_eq!(codes(&later).iter().filter(|code| held.iter().any(|one| one == *code)).count(), 3);
    assert_eq!(
        later.iter().find(|one| one["matter_code"] == json!(held[1])).expect("used long ago")["last_used_on"],
        "2023-03-16"
    );
    // An inspection is a use as well.
    let more = json!({"matter_codes": [held[0]], "inspected_on": "2023-07-20"});
    field.author.post("/inspections", field.whole_but(more)).await.ok();
    assert!(unused("on=2023-12-31").await.is_empty());
    assert!(unused("on=2023-12-31&act_class=inspection").await.is_empty());
}

#[actix_web::test]
async fn a_supervisor_looks_through_the_whole_catalogue_and_nobody_beyond_their_own() {
    let county = county(shared()).await;
    let (here, there) = (town_below(&county).await, town_below(&county).await);
    let matter = shared().matter(ActClass::Penalty).await;
    for town in [&here, &there] {
        let claim = json!({"matter_code": matter, "valid_from": "2010-01-01", "basis": "承接书"});
        town.admin().await.post(&format!("/agencies/{}/matter-claims", town.code), claim).await.ok();
    }
    let squad = here.squad().await;
    let mut filing = squad.filing();
    filing["matter_codes"] = json!([matter]);
    squad.files(filing).await;
    let supervisor = county.supervisor().await;
    let found = supervisor.all("/unused-matters?on=2023-12-31").await;
    let of = |agency: &str| found.iter().filter(|one| one["agency_code"] == json!(agency)).collect::<Vec<_>>();
    assert!(of(&here.code).iter().all(|one| one["matter_code"] != json!(matter)));
    assert_eq!(codes(&of(&there.code).into_iter().cloned().collect::<Vec<_>>()), [&matter]);
    let catalogue = async |client: &crate::support::Person| {
        let all = client.all("/unused-matters?by=catalogue&on=2023-12-31&limit=200").await;
        all.iter().any(|one| one["matter_code"] == json!(matter) && one["agency_code"].is_null())
    };
    assert!(!catalogue(&supervisor).await, "one town used it");
    assert!(catalogue(&another_town(shared()).await.admin().await).await, "nobody that this reader sees used it");
    let narrowed = supervisor.all(&format!("/unused-matters?on=2023-12-31&agency={}", here.code)).await;
    assert!(narrowed.iter().all(|one| one["agency_code"] == json!(here.code)));
    supervisor.get("/unused-matters?agency=none").await.problem(404, "not_found");
    for bad in ["years=0", "years=51", "years=x", "by=x", "on=2023-02-30", "cursor=x"] {
        let status = supervisor.get(&format!("/unused-matters?{bad}")).await.status;
        assert!(matches!(status, 400 | 422), "{bad}: {status}");
    }
    let young = town(shared()).await.admin().await;
    assert!(young.all("/unused-matters?on=1901-01-01").await.is_empty());
}
