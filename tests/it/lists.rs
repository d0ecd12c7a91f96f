//! Lists: filters, orders, cursors that belong to them, sparse members, totals.

mod plans;
mod registers;

use crate::support::{shared, town};
use serde_json::{Value, json};

fn ids(items: &[Value]) -> Vec<String> {
    items.iter().map(|one| one["id"].as_str().expect("an id").to_owned()).collect()
}

#[actix_web::test]
async fn a_list_runs_through_every_case_once_in_every_order() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    for (name, day) in [("池有根", "2023-03-16"), ("范守田", "2023-03-14"), ("安达公司", "2023-03-15")] {
        let mut filing = squad.filing();
        filing["party"] = json!({"kind": "individual", "name": name});
        filing["filed_on"] = json!(day);
        squad.files(filing).await;
    }
    let decided = squad.ready().await;
    squad.head.post(&format!("{decided}/decisions"), squad.decision()).await.ok();
    let decided = decided.trim_start_matches("/cases/").to_owned();
    for order in ["filed_on", "decided_on", "closed_on", "case_number", "party_name", "recorded_at"] {
        for minus in ["", "-"] {
            let paged = ids(&squad.leader.all(&format!("/cases?sort={minus}{order}&limit=1")).await);
            assert_eq!(paged, ids(&squad.leader.all(&format!("/cases?sort={minus}{order}")).await));
            let unlike: std::collections::BTreeSet<_> = paged.iter().collect();
            assert_eq!((paged.len(), unlike.len()), (4, 4), "{minus}{order}");
            if order == "decided_on" || order == "case_number" {
                assert_eq!(paged[0], decided, "cases without the value stand at the end, whichever way it runs");
            }
        }
    }
    let rising = ids(&squad.leader.all("/cases?sort=filed_on").await);
    let falling = ids(&squad.leader.all("/cases").await);
    assert_eq!(falling, rising.into_iter().rev().collect::<Vec<_>>(), "newest first when nothing is said");
}

#[actix_web::test]
async fn a_cursor_belongs_to_its_list_order_and_filters() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    squad.files(squad.filing()).await;
    squad.files(squad.filing()).await;
    let first = squad.leader.get("/cases?stage=filed&limit=1").await.ok();
    let cursor = first["next_cursor"].as_str().expect("a second page");
    let second = squad.leader.get(&format!("/cases?stage=filed&limit=7&fields=stage&cursor={cursor}")).await.ok();
    assert_eq!(second["items"].as_array().map(Vec::len), Some(1), "another length and other members are no other list");
    for other in ["/cases?limit=1", "/cases?stage=filed&sort=filed_on", "/cases?stage=closed", "/inspections?limit=1"] {
        let join = if other.contains('?') { '&' } else { '?' };
        squad.leader.get(&format!("{other}{join}cursor={cursor}")).await.problem(400, "cursor_invalid");
    }
    let altered = format!("x{cursor}");
    for garbage in ["", "x", ".", "e30", "bnVsbA.AAAA", &altered] {
        squad.leader.get(&format!("/cases?stage=filed&cursor={garbage}")).await.problem(400, "cursor_invalid");
    }
}

#[actix_web::test]
async fn a_list_shows_only_the_members_asked_for_and_counts_on_request() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    for _ in 0..3 {
        squad.files(squad.filing()).await;
    }
    let page = squad.leader.get("/cases?fields=party,%20stage&limit=2&include_total=true").await.ok();
    let members: Vec<&String> = page["items"][0].as_object().expect("an item").keys().collect();
    assert_eq!(members, ["id", "party", "stage"]);
    assert_eq!((page["total"].as_i64(), page["items"].as_array().map(Vec::len)), (Some(3), Some(2)));
    assert!(squad.leader.get("/cases").await.ok().get("total").is_none(), "counted only on request");
    let none = squad.leader.get("/cases?stage=closed&include_total=true").await.ok();
    assert_eq!(none["total"], 0);
    let refused = squad.leader.get("/officers?fields=name,secret,other").await;
    refused.problem(400, "query_malformed");
    let unknown = ("/query/fields".to_owned(), "unknown_member".to_owned());
    assert_eq!(refused.faults(), [unknown.clone(), unknown]);
    squad.leader.get("/cases?sort=secret").await.problem(400, "query_malformed");
    squad.leader.get("/cases?sort=--filed_on").await.problem(400, "query_malformed");
}

#[actix_web::test]
async fn a_case_is_found_by_its_number_its_party_its_officer_and_its_matter() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    let mut other = squad.filing();
    other["party"] =
        json!({"kind": "organisation", "name": "永安市安达砂液化气供应有限公司", "code": "91110000600037341L"});
    other["matter_codes"] = json!([]);
    squad.files(other).await;
    let found = async |query: &str| squad.leader.all(&format!("/cases?{query}")).await.len();
    let number = squad.leader.get(&case).await.ok()["case_number"].as_str().expect("a number").to_owned();
    let ascii = number.replace('〔', "[").replace('〕', "]");
    for query in [
        format!("case_number={number}"),
        format!("case_number={ascii}"),
        format!("case_number={}", &ascii[..ascii.find(']').expect("a bracket")]),
        format!("q={ascii}"),
        "party_name=有根".to_owned(),
        "q=有根".to_owned(),
        "party_code=350481199001010018".to_owned(),
        "party_kind=individual".to_owned(),
        format!("matter_code={}", squad.matter),
        "outcome=penalty".to_owned(),
        "decided_from=2023-04-01&decided_to=2023-04-01".to_owned(),
        "stage=decided&procedure=ordinary&source=patrol&origin=live".to_owned(),
    ] {
        assert_eq!(found(&query).await, 1, "{query}");
    }
    assert_eq!(found(&format!("officer_id={}", squad.officers[0])).await, 2);
    assert_eq!(found("officer_name=王").await, 2);
    assert_eq!(found("party_code=91110000600037341l").await, 1, "a code is found in small letters too");
    for query in ["outcome=transferred", "party_name=%25", "closed_from=2023-01-01", "case_number=%25", "q=_"] {
        assert_eq!(found(query).await, 0, "{query}");
    }
}

#[actix_web::test]
async fn who_may_not_see_identity_numbers_finds_nobody_by_one() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    squad.files(squad.filing()).await;
    let farmer = json!({"kind": "individual", "name": "范守田", "resident_id": "11010519491231002X"});
    squad.leader.post("/inspection-objects", farmer).await.ok();
    let clerk = town.clerk().await;
    for query in ["/cases?party_code=350481199001010018", "/inspection-objects?resident_id=11010519491231002X"] {
        assert_eq!((squad.leader.all(query).await.len(), clerk.all(query).await.len()), (1, 0), "{query}");
    }
    for masked in ["/cases?party_code=3504**********0018", "/inspection-objects?resident_id=1101**********002X"] {
        assert_eq!(squad.leader.all(masked).await.len(), 0);
    }
}

#[actix_web::test]
async fn officers_are_found_by_their_card_and_by_what_they_may_do_on_a_day() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let new = json!({"name": "李强", "in_post_from": "2022-01-01", "in_post_to": "2022-12-31"});
    let officer = admin.post("/officers", new).await.ok();
    let path = format!("/officers/{}/certificates", officer["id"].as_str().expect("an id"));
    let card = json!({"number": "闽A-1", "valid_from": "2022-01-01", "valid_to": "2023-12-31", "reason": "首次核发"});
    admin.post(&path, card).await.ok();
    let found = async |query: &str| admin.all(&format!("/officers?{query}")).await.len();
    for (query, count) in [
        ("certificate_number=闽A-1", 1),
        ("certificate_number=闽A", 0),
        ("q=闽A", 1),
        ("name=强", 1),
        ("certified=true&on=2023-12-31", 1),
        ("certified=true&on=2024-01-01", 0),
        ("certified=false&on=2024-01-01", 1),
        ("in_post=true&on=2022-12-31", 1),
        ("in_post=true&on=2023-01-01", 0),
        ("in_post=false&on=2023-01-01", 1),
    ] {
        assert_eq!(found(query).await, count, "{query}");
    }
}
