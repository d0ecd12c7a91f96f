//! Lists of what is registered, kept and done: narrowed, sorted and counted like the large ones.

use super::ids;
use crate::support::{Client, PASSWORD, Person, shared, town};
use anjuan::domain::act::ActClass;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A list with what is asked of it.
struct Asking<'c> {
    client: &'c Client,
    path: String,
}

impl Asking<'_> {
    fn with(&self, query: &str) -> String {
        let join = if self.path.contains('?') { '&' } else { '?' };
        format!("{}{join}{query}", self.path)
    }

    /// Each query finds so many rows, and `total` says the same.
    async fn finds(&self, queries: &[(&str, usize)]) {
        for (query, count) in queries {
            let page = self.client.get(&self.with(&format!("{query}&include_total=true&limit=1"))).await.ok();
            assert_eq!(page["total"].as_u64(), Some(*count as u64), "{} {query}", self.path);
            let all = self.client.all(&self.with(query)).await;
            assert_eq!(all.len(), *count, "{} {query}", self.path);
        }
    }

    /// Every order shows each row once, page by page, and the other way about.
    async fn runs(&self, orders: &[&str], key: &str) {
        for order in orders {
            for minus in ["", "-"] {
                let named = |rows: &[Value]| -> Vec<String> { rows.iter().map(|one| one[key].to_string()).collect() };
                let paged = named(&self.client.all(&self.with(&format!("sort={minus}{order}&limit=1"))).await);
                let whole = named(&self.client.all(&self.with(&format!("sort={minus}{order}&limit=200"))).await);
                assert_eq!(paged, whole, "{} {minus}{order}", self.path);
                assert_eq!(paged.iter().collect::<BTreeSet<_>>().len(), paged.len(), "{} {minus}{order}", self.path);
                assert!(paged.len() > 1, "{} has something to sort", self.path);
            }
        }
    }

    /// Wrong queries are refused with every fault at once.
    async fn refuses(&self, query: &str, (status, code): (u16, &str), faults: &[&str]) {
        let refused = self.client.get(&self.with(query)).await;
        refused.problem(status, code);
        let pointers: Vec<String> = refused.faults().into_iter().map(|(pointer, _)| pointer).collect();
        assert_eq!(pointers, faults.iter().map(|name| format!("/query/{name}")).collect::<Vec<_>>(), "{query}");
    }
}

#[actix_web::test]
async fn accounts_are_found_by_name_role_state_and_use() {
    let town = town(shared()).await;
    let (admin, clerk) = (shared().platform_admin().await, town.clerk().await);
    let officer = town.certified_officer("王伟").await;
    let new = json!({"username": format!("LI.QIANG-{}", town.code), "display_name": "李强", "password": PASSWORD,
        "roles": ["officer", "clerk"], "agency_code": town.code, "officer_id": officer});
    let opened = admin.post("/accounts", new).await.ok();
    let list = Asking { client: &admin, path: format!("/accounts?agency={}", town.code) };
    list.finds(&[
        ("", 2),
        ("q=QIANG", 1),
        ("q=李", 1),
        ("q=%25", 0),
        ("role=clerk", 2),
        ("role=officer", 1),
        ("role=auditor", 0),
        ("state=active", 2),
        ("state=disabled", 0),
        (&format!("officer_id={officer}"), 1),
        ("last_used_from=2020-01-01", 1),
        ("last_used_to=2020-01-01", 0),
        ("from=2020-01-01&to=9999-12-31", 2),
        ("to=2020-01-01", 0),
    ])
    .await;
    list.runs(&["username", "display_name", "last_used_at", "recorded_at"], "id").await;
    let newest = ids(&admin.all(&list.with("sort=-recorded_at")).await);
    assert_eq!(newest[0], opened["id"].as_str().expect("an id"));
    let by_use = admin.all(&list.with("sort=-last_used_at")).await;
    assert_eq!(by_use[0]["username"], clerk.username.as_str(), "who never logged in stands at the end");
    list.refuses("sort=password&state=gone", (400, "query_malformed"), &["sort", "state"]).await;
}

#[actix_web::test]
async fn agencies_are_found_by_name_level_and_power() {
    let town = town(shared()).await;
    let reader = town.clerk().await;
    let list = Asking { client: &reader, path: format!("/agencies?q={}", town.code) };
    list.finds(&[
        ("", 1),
        ("level=town", 1),
        ("level=county", 0),
        ("power=penalty", 1),
        ("go_live_from=2020-01-01", 0),
        ("credit_code=91110000600037341L", 0),
    ])
    .await;
    let named = Asking { client: &reader, path: "/agencies?q=镇人民政府".to_owned() };
    assert!(reader.get(&named.with("include_total=true")).await.ok()["total"].as_i64() >= Some(1));
    let codes: Vec<Value> = reader.all("/agencies?sort=-code&limit=200").await;
    assert!(codes.is_sorted_by(|a, b| a["code"].as_str() >= b["code"].as_str()));
    named.refuses("go_live_from=2024-01-01&go_live_to=2023-01-01", (422, "value_invalid"), &["go_live_to"]).await;
    named.refuses("agency=x", (400, "query_malformed"), &["agency"]).await;
}

#[actix_web::test]
async fn claims_and_fee_items_are_found_by_matter_and_day() {
    let server = shared();
    let town = town(server).await;
    let (admin, penalty) = (town.admin().await, town.claimed_matter().await);
    let inspected = server.matter(ActClass::Inspection).await;
    let claim = town.claims(&inspected, "2023-05-01").await;
    let back = json!({"on": "2023-06-01", "reason": "职权收回"});
    admin.post(&format!("/agencies/{}/matter-claims/{claim}/returns", town.code), back).await.ok();
    let list = Asking { client: &admin, path: format!("/agencies/{}/matter-claims", town.code) };
    list.finds(&[
        ("", 2),
        ("on=2023-07-01", 1),
        ("returned=true", 1),
        ("returned=false", 1),
        ("act_class=inspection", 1),
        (&format!("matter_code={penalty}"), 1),
        ("matter_code=%25", 0),
        ("matter_name=%25", 0),
        ("from=2023-05-01&to=2023-05-01", 1),
        ("origin=import", 0),
    ])
    .await;
    list.runs(&["matter_code", "valid_from", "returned_on", "recorded_at"], "id").await;
    assert_eq!(
        ids(&admin.all(&list.with("sort=returned_on")).await)[0],
        claim,
        "what has no such day stands at the end"
    );
    list.refuses("from=2024-01-01&to=2023-01-01&sort=x", (400, "query_malformed"), &["sort", "to"]).await;
    list.refuses(
        "from=2024-01-01&to=2023-01-01&limit=0&returned=x",
        (400, "query_malformed"),
        &["limit", "returned", "to"],
    )
    .await;

    let items = Asking { client: &admin, path: format!("/agencies/{}/fee-items", town.code) };
    for (matter, code) in [(penalty, "1030501990001"), (town.claimed_matter().await, "2030501990002")] {
        let item =
            json!({"matter_code": matter, "fee_code": code, "name": "住建罚没收入", "configured_on": "2022-10-18"});
        admin.post(&items.path, item).await.ok();
    }
    items
        .finds(&[
            ("", 2),
            ("q=罚没", 2),
            ("fee_code=10305", 1),
            ("fee_code=_", 0),
            ("origin=live", 2),
            ("from=2022-10-19", 0),
            ("to=2022-10-18", 2),
        ])
        .await;
    items.runs(&["matter_code", "fee_code", "configured_on", "recorded_at"], "id").await;
}

#[actix_web::test]
async fn declared_figures_are_found_by_measure_period_and_revision() {
    let town = town(shared()).await;
    let clerk = town.clerk().await;
    for (year, value) in [("2022", 70), ("2023", 74), ("2023", 75)] {
        let figure = json!({"measure": "disputes_mediated", "period_from": format!("{year}-01-01"),
            "period_to": format!("{year}-12-31"), "value": value, "document": format!("安砂镇{year}年台账")});
        clerk.post("/declared-figures", figure).await.ok();
    }
    let list = Asking { client: &clerk, path: "/declared-figures".to_owned() };
    list.finds(&[
        ("", 3),
        ("current=true", 2),
        ("current=false", 1),
        ("measure=disputes_mediated", 3),
        ("measure=officers", 0),
        ("q=2022", 1),
        ("from=2023-01-01", 2),
        ("to=2022-12-31", 1),
        ("origin=import", 0),
    ])
    .await;
    list.runs(&["recorded_at", "period_from", "period_to", "measure"], "id").await;
    let values: Vec<Value> = clerk.all("/declared-figures").await.iter().map(|one| one["value"].clone()).collect();
    assert_eq!(values, [75, 74, 70], "the newest first when nothing is said");
}

#[actix_web::test]
async fn recordings_are_found_by_phase_kind_person_and_day() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let path = format!("{}/recordings", squad.files(squad.filing()).await);
    for (kind, at, text) in [
        ("photo", "2023-03-20T09:30:00+08:00", "占道摊点现场照片"),
        ("video", "2023-03-21T00:30:00+08:00", "劝导过程录像"),
    ] {
        let recording = json!({"phase": "investigation", "kind": kind, "officer_ids": squad.officers,
            "occurred_at": at, "description": text});
        squad.leader.post(&path, recording).await.ok();
    }
    let list = Asking { client: &squad.leader, path };
    list.finds(&[
        ("", 2),
        ("phase=investigation", 2),
        ("phase=service", 0),
        ("kind=photo", 1),
        ("q=摊点", 1),
        (&format!("officer_id={}", squad.officers[0]), 2),
        ("officer_id=01890000-0000-7000-8000-000000000000", 0),
        ("device_id=01890000-0000-7000-8000-000000000000", 0),
        ("from=2023-03-21", 1),
        ("to=2023-03-20", 1),
        ("from=2023-03-20&to=2023-03-21", 2),
    ])
    .await;
    list.runs(&["occurred_at", "recorded_at"], "id").await;
    list.refuses("from=2023-03-21&to=2023-03-20", (422, "value_invalid"), &["to"]).await;
}

async fn placed(auditor: &Person, query: &str, count: usize) -> Vec<Value> {
    for _ in 0..200 {
        let found = auditor.all(query).await;
        if found.len() >= count {
            return found;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("{count} entries have no position");
}

#[actix_web::test]
async fn the_journal_is_found_by_who_what_and_when() {
    let town = town(shared()).await;
    let (auditor, squad) = (town.auditor().await, town.squad().await);
    let case = squad.files(squad.filing()).await;
    let id = case.trim_start_matches("/cases/");
    let tagged = placed(&auditor, &format!("/journal?case_id={id}"), 1).await;
    let (entry, account) = (&tagged[0], tagged[0]["account_id"].as_str().expect("an account"));
    let list = Asking { client: &auditor, path: "/journal?kind=case.filed".to_owned() };
    list.finds(&[
        (&format!("case_id={id}"), 1),
        (&format!("subject_id={}", entry["subject_id"].as_str().expect("a subject")), 1),
        (&format!("account_id={account}"), 1),
        (&format!("request_id={}", entry["request_id"].as_str().expect("a request")), 1),
        (&format!("from={pos}&to={pos}", pos = entry["pos"]), 1),
        ("recorded_from=2020-01-01", 1),
        ("recorded_to=2020-01-01", 0),
    ])
    .await;
    let rising = placed(&auditor, "/journal", 2).await;
    let positions = |rows: &[Value]| -> Vec<i64> { rows.iter().filter_map(|one| one["pos"].as_i64()).collect() };
    assert!(positions(&rising).is_sorted());
    let last = rising.last().expect("an entry")["pos"].clone();
    let falling = auditor.all(&format!("/journal?sort=-pos&limit=1&to={last}")).await;
    assert_eq!(positions(&falling), positions(&rising).into_iter().rev().collect::<Vec<_>>(), "the newest first");
    list.refuses(
        "from=9&to=8&recorded_from=2024-01-01&recorded_to=2023-01-01",
        (422, "value_invalid"),
        &["to", "recorded_to"],
    )
    .await;
}

#[actix_web::test]
async fn imports_and_their_rows_are_found_and_counted() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let row =
        |name: &str| json!({"agency_code": town.code, "external_id": name, "name": name, "in_post_from": "2022-01-01"});
    let bad = json!({"agency_code": town.code, "name": "无日期"});
    let first = admin.import("kind=officers&dry_run=true", &[row("王伟")]).await;
    let second = admin.import("kind=officers", &[row("王伟"), row("李强"), bad]).await;
    let list = Asking { client: &admin, path: "/imports".to_owned() };
    list.finds(&[
        ("", 2),
        ("kind=officers", 2),
        ("kind=cases", 0),
        ("state=completed", 2),
        ("state=failed", 0),
        ("dry_run=true", 1),
        ("has_rejected=true", 1),
        ("has_rejected=false", 1),
        (&format!("account_id={}", first["account_id"].as_str().expect("an account")), 2),
        ("from=2020-01-01", 2),
        ("to=2020-01-01", 0),
    ])
    .await;
    list.runs(&["recorded_at", "finished_at", "rows", "rejected"], "id").await;
    assert_eq!(ids(&admin.all("/imports").await)[0], second["id"].as_str().expect("an id"), "the newest first");
    let rows = Asking { client: &admin, path: format!("/imports/{}/rows", second["id"].as_str().expect("an id")) };
    rows.finds(&[("", 3), ("outcome=rejected", 1), ("warnings=true", 0)]).await;
}

#[actix_web::test]
async fn comparisons_unused_matters_and_changes_are_counted() {
    let town = town(shared()).await;
    let (admin, matter) = (town.admin().await, town.claimed_matter().await);
    town.certified_officer("王伟").await;
    for _ in 0..2 {
        let request = admin.request(reqwest::Method::POST, "/officer-reconciliations");
        admin.send(request.header("Content-Type", "application/x-ndjson").body("")).await.ok();
    }
    let list = Asking { client: &admin, path: "/officer-reconciliations".to_owned() };
    list.finds(&[("", 2), ("from=2020-01-01", 2), ("to=2020-01-01", 0)]).await;
    list.runs(&["recorded_at", "on"], "id").await;
    let one = ids(&admin.all("/officer-reconciliations").await)[0].clone();
    let lines = Asking { client: &admin, path: format!("/officer-reconciliations/{one}/lines") };
    lines.finds(&[("", 1), ("finding=extra", 1), ("finding=missing", 0)]).await;
    let unused = Asking { client: &admin, path: "/unused-matters?years=1".to_owned() };
    let here: Vec<Value> = admin.all("/unused-matters?years=1").await;
    unused.finds(&[("", here.len()), ("by=claim&act_class=coercion", 0)]).await;
    assert!(here.iter().all(|one| one["matter_code"] == matter.as_str()));
    let changes = admin.get("/matter-changes?from=2022-01-01&to=2022-01-01&include_total=true").await.ok();
    assert_eq!(changes["total"], 0, "a day does not differ from itself");
}
