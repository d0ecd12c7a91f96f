//! What must be said before a change, and how it must be said: `If-Match` (RFC 9110), and lists that name something.

use crate::support::{Answer, Person, shared, town};
use reqwest::Method;
use reqwest::header::HeaderValue;
use serde_json::json;

async fn changed(admin: &Person, path: &str, tags: &[&[u8]]) -> Answer {
    let mut request = admin.request(Method::PATCH, path).json(&json!({"post": "队员"}));
    for tag in tags {
        request = request.header("If-Match", HeaderValue::from_bytes(tag).expect("a header"));
    }
    admin.send(request).await
}

#[actix_web::test]
async fn a_version_that_is_missing_unreadable_or_old_is_told_apart() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let created = admin.post("/officers", json!({"name": "王伟", "in_post_from": "2023-01-01"})).await;
    let path = format!("/officers/{}", created.ok()["id"].as_str().expect("an id"));
    changed(&admin, &path, &[]).await.problem(428, "version_required");
    let unreadable: [&[u8]; 6] = [b"", b"1", b"\"1", b"w/\"1\"", b"\"1\" \"2\"", b"\xff"];
    for tag in unreadable {
        changed(&admin, &path, &[tag]).await.problem(400, "version_unreadable");
    }
    let old: [&[u8]; 4] = [b"\"0\"", b"W/\"1\"", b"\"somebody-else\"", b"\"\xe6\""];
    for tag in old {
        let stale = changed(&admin, &path, &[tag]).await;
        stale.problem(412, "stale_version");
        assert_eq!(stale.header("etag"), "\"1\"", "what to ask for next");
    }
    changed(&admin, &path, &[b"\"0\", W/\"9\"", b"\"1\""]).await.ok();
    changed(&admin, &path, &[b"*"]).await.ok();
}

#[actix_web::test]
async fn a_first_notice_needs_no_version_but_an_unreadable_one_is_not_overlooked() {
    let admin = shared().platform_admin().await;
    let notice = json!({"source": "国办发明电〔2030〕1号", "published_on": "2030-11-01", "days": []});
    let request = admin.request(Method::PUT, "/calendar/years/2031").header("If-Match", "1").json(&notice);
    admin.send(request).await.problem(400, "version_unreadable");
}

#[actix_web::test]
async fn a_list_that_names_nothing_is_refused_where_it_stands() {
    let town = town(shared()).await;
    let (admin, squad) = (town.admin().await, town.squad().await);
    let case = squad.ready().await;
    for (person, path, pointer) in [
        (&admin, "/officers?fields=".to_owned(), "/query/fields"),
        (&admin, "/officers?fields=%20,".to_owned(), "/query/fields"),
        (&squad.leader, format!("{case}?include="), "/query/include"),
        (&squad.leader, format!("{case}?include=,"), "/query/include"),
    ] {
        let refused = person.get(&path).await;
        refused.problem(400, "query_malformed");
        assert_eq!(refused.faults(), [(pointer.to_owned(), "too_few".to_owned())], "{path}");
    }
}
