//! 工作日历: the end of time limits, and the yearly notices by which they are counted.

use crate::support::{Answer, Client, beside, isolated, shared, town};
use reqwest::Method;
use serde_json::{Value, json};

/// Start, length, unit, where the count ends, and where it ends after rolling.
const GOLDEN: &[(&str, u32, &str, &str, &str)] = &[
    ("2023-09-25", 5, "working_days", "2023-10-08", "2023-10-08"),
    ("2023-09-27", 7, "working_days", "2023-10-12", "2023-10-12"),
    ("2024-02-05", 5, "working_days", "2024-02-18", "2024-02-18"),
    ("2024-04-30", 5, "working_days", "2024-05-10", "2024-05-10"),
    ("2024-09-12", 7, "working_days", "2024-09-24", "2024-09-24"),
    ("2025-01-24", 7, "working_days", "2025-02-10", "2025-02-10"),
    ("2025-09-28", 20, "working_days", "2025-10-31", "2025-10-31"),
    ("2026-02-12", 5, "working_days", "2026-02-26", "2026-02-26"),
    ("2026-09-23", 7, "working_days", "2026-10-10", "2026-10-10"),
    ("2025-09-26", 5, "working_days", "2025-10-10", "2025-10-10"),
    ("2025-04-25", 10, "working_days", "2025-05-13", "2025-05-13"),
    ("2024-02-07", 7, "working_days", "2024-02-22", "2024-02-22"),
    ("2025-04-30", 3, "working_days", "2025-05-08", "2025-05-08"),
    ("2025-12-26", 7, "working_days", "2026-01-07", "2026-01-07"),
    ("2025-12-05", 20, "working_days", "2026-01-05", "2026-01-05"),
    ("2026-02-13", 2, "working_days", "2026-02-24", "2026-02-24"),
    ("2025-09-30", 2, "working_days", "2025-10-10", "2025-10-10"),
    ("2025-09-17", 15, "days", "2025-10-02", "2025-10-09"),
    ("2023-07-03", 90, "days", "2023-10-01", "2023-10-07"),
    ("2025-08-05", 60, "days", "2025-10-04", "2025-10-09"),
    ("2024-09-16", 15, "days", "2024-10-01", "2024-10-08"),
    ("2026-09-20", 15, "days", "2026-10-05", "2026-10-08"),
    ("2025-03-10", 6, "months", "2025-09-10", "2025-09-10"),
    ("2025-09-10", 3, "months", "2025-12-10", "2025-12-10"),
    ("2025-08-31", 6, "months", "2026-02-28", "2026-02-28"),
    ("2024-02-29", 1, "years", "2025-02-28", "2025-02-28"),
];

fn due(start: &str, days: u32, unit: &str) -> String {
    format!("/calendar/due-date?start={start}&days={days}&unit={unit}")
}

/// What the State Council might say of 2027.
fn notice_of_2027() -> Value {
    let off = |date: &str| json!({"date": date, "name": "元旦", "off": true});
    let made_up = |date: &str| json!({"date": date, "name": "春节", "off": false});
    let mut days = vec![off("2026-12-31"), off("2027-01-01"), off("2027-01-02"), made_up("2027-01-03")];
    days.extend((5..=11).map(|n| json!({"date": format!("2027-02-{n:02}"), "name": "春节", "off": true})));
    days.extend([made_up("2027-01-31"), made_up("2027-02-14")]);
    for date in ["2027-04-05", "2027-05-01", "2027-05-02", "2027-05-03", "2027-06-09", "2027-09-15"] {
        days.push(json!({"date": date, "name": "假日", "off": true}));
    }
    days.extend((1..=7).map(|n| json!({"date": format!("2027-10-{n:02}"), "name": "国庆节", "off": true})));
    json!({"source": "国办发明电〔2026〕7号", "published_on": "2026-11-10", "days": days, "statutory": ["2027-01-01",
        "2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08", "2027-04-05", "2027-05-01", "2027-05-02", "2027-06-09",
        "2027-09-15", "2027-10-01", "2027-10-02", "2027-10-03"]})
}

async fn put(client: &Client, year: i32, notice: &Value, if_match: Option<&str>) -> Answer {
    let request = client.request(Method::PUT, &format!("/calendar/years/{year}")).json(notice);
    client.send(if_match.iter().fold(request, |request, tag| request.header("If-Match", *tag))).await
}

#[actix_web::test]
async fn time_limits_end_where_the_law_and_the_notices_say() {
    let officer = town(shared()).await.officer().await;
    for (start, days, unit, last, rolled) in GOLDEN {
        let found = officer.get(&due(start, *days, unit)).await.ok();
        assert_eq!((&found["last_day"], &found["due_date"]), (&json!(last), &json!(rolled)), "{start} + {days} {unit}");
        assert_eq!((&found["rolls"], &found["rolled"]), (&json!("forward"), &json!(last != rolled)));
        assert_eq!((&found["start"], &found["days"], &found["unit"]), (&json!(start), &json!(days), &json!(unit)));
        let strict = officer.get(&format!("{}&rolls=none", due(start, *days, unit))).await.ok();
        assert_eq!(strict["due_date"], json!(last), "{start} + {days} {unit} without rolling");
    }
    let rolled = officer.get(&due("2024-09-16", 15, "days")).await.ok();
    let golden_week: Vec<_> = (1..=7).map(|day| json!(format!("2024-10-{day:02}"))).collect();
    assert_eq!(rolled["skipped"], json!(golden_week));
    let basis = "民法典 第二百零一条; 民法典 第二百零三条; 国务院办公厅关于节假日安排的通知";
    assert_eq!(rolled["legal_basis"], basis);
}

#[actix_web::test]
async fn a_year_without_a_notice_is_named_and_refused() {
    let officer = town(shared()).await.officer().await;
    for (path, year) in [
        (due("2026-12-30", 5, "working_days"), "2027"),
        (due("2026-12-30", 5, "days"), "2027"),
        (due("2005-03-01", 3, "working_days"), "2005"),
        (due("9999-12-31", 1, "working_days"), "10000"),
        (due("2025-06-01", 36_500, "working_days"), "2027"),
    ] {
        let refused = officer.get(&path).await;
        let told = refused.problem(422, "calendar_not_published");
        assert!(told["detail"].as_str().is_some_and(|detail| detail.starts_with(year)), "{path}: {told}");
        assert_eq!(refused.faults(), [("/query/start".to_owned(), "calendar_not_published".to_owned())]);
    }
    officer.get(&due("2026-12-30", 1, "working_days")).await.ok();
    let unrolled = officer.get(&format!("{}&rolls=none", due("2026-12-30", 5, "days"))).await.ok();
    assert_eq!(unrolled["due_date"], "2027-01-04", "nothing had to be looked up");
    officer.get("/calendar/years/2027").await.problem(404, "not_found");
    officer.get("/calendar/years/2027/versions").await.problem(404, "not_found");
}

#[actix_web::test]
async fn a_limit_beyond_sense_is_refused_for_its_value() {
    let officer = town(shared()).await.officer().await;
    let (undocumented, beyond) = ((400, "query_malformed", "not_valid"), (422, "value_invalid", "out_of_range"));
    for (days, unit, (status, code, fault)) in [
        ("0", "working_days", undocumented),
        ("-1", "days", undocumented),
        ("36501", "days", undocumented),
        ("1201", "months", beyond),
        ("101", "years", beyond),
        ("4294967297", "days", undocumented),
        ("99999999999999999999999999", "working_days", undocumented),
    ] {
        let refused = officer.get(&format!("/calendar/due-date?start=2025-01-01&days={days}&unit={unit}")).await;
        refused.problem(status, code);
        assert_eq!(refused.faults(), [("/query/days".to_owned(), fault.to_owned())], "{days} {unit}");
    }
    let refused = officer.get(&format!("{}&rolls=none", due("9999-12-31", 1, "years"))).await;
    refused.problem(422, "value_invalid");
    assert_eq!(refused.faults()[0].0, "/query/start");
    let long = officer.get(&format!("{}&rolls=none&explain=true", due("2020-01-01", 36_500, "days"))).await;
    long.problem(422, "value_invalid");
    assert_eq!(long.faults(), [("/query/explain".to_owned(), "too_long".to_owned())]);
    for bad in [
        "start=2023-02-30&days=1&unit=days",
        "start=12023-01-01&days=1&unit=days",
        "start=2023-01-01&days=x&unit=days",
        "start=2023-01-01&days=1.5&unit=days",
        "start=2023-01-01&days=&unit=days",
        "start=2023-01-01&days=1&unit=hours",
        "start=2023-01-01&days=1&unit=days&rolls=back",
        "start=2023-01-01&days=1&unit=days&days=2",
        "start=2023-01-01&days=1&unit=days&agency=x",
        "days=1&unit=days",
        "start=2023-01-01&days=1",
    ] {
        officer.get(&format!("/calendar/due-date?{bad}")).await.problem(400, "query_malformed");
    }
    shared().stranger().get(&due("2023-01-03", 1, "days")).await.problem(401, "not_authenticated");
}

#[actix_web::test]
async fn each_day_of_a_count_is_explained_on_request() {
    let officer = town(shared()).await.officer().await;
    let plain = officer.get(&due("2026-02-13", 2, "working_days")).await.ok();
    assert_eq!(plain["day_by_day"], Value::Null);
    let told = officer.get(&format!("{}&explain=true", due("2026-02-13", 2, "working_days"))).await.ok();
    let days = told["day_by_day"].as_array().expect("days");
    assert_eq!(days.len(), 12);
    let trigger =
        json!({"date": "2026-02-13", "number": null, "role": "trigger", "kind": "working_day", "holiday": null});
    let made_up =
        json!({"date": "2026-02-14", "number": 1, "role": "counted", "kind": "make_up_day", "holiday": "春节"});
    let off = json!({"date": "2026-02-17", "number": null, "role": "off_day", "kind": "day_off", "holiday": "春节"});
    assert_eq!((&days[0], &days[1], &days[4]), (&trigger, &made_up, &off));
    assert_eq!((&days[11]["number"], &days[11]["role"]), (&json!(2), &json!("counted")));
    let told = officer.get(&format!("{}&explain=true", due("2025-09-17", 15, "days"))).await.ok();
    let roles: Vec<_> = told["day_by_day"].as_array().expect("days").iter().map(|day| day["role"].clone()).collect();
    assert_eq!(
        (&roles[14], &roles[15], &roles[21], &roles[22]),
        (&json!("counted"), &json!("rolled_over"), &json!("rolled_over"), &json!("rolled_to"))
    );
    let unknown = officer.get(&format!("{}&rolls=none&explain=true", due("2026-12-30", 3, "days"))).await.ok();
    assert_eq!(unknown["day_by_day"][2]["kind"], Value::Null, "{unknown}");
}

#[actix_web::test]
async fn the_years_that_are_known_say_how_their_days_divide() {
    let officer = town(shared()).await.officer().await;
    let years = officer.all("/calendar/years").await;
    let of = |year: i32| years.iter().find(|one| one["year"] == year).cloned().unwrap_or_default();
    for (year, working) in
        [(2019, 250), (2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)]
    {
        assert_eq!((&of(year)["working_days"], &of(year)["version"]), (&json!(working), &json!(0)), "{year}");
        assert!(of(year)["source"].as_str().is_some_and(|source| source.contains("www.gov.cn")), "{year}");
    }
    assert_eq!((&of(2024)["statutory_days"], &of(2025)["statutory_days"]), (&json!(11), &json!(13)));
    assert_eq!((&of(2013)["statutory_days"], &of(2019)["statutory_days"]), (&Value::Null, &json!(11)));
    // 中秋节 falls on 国庆节: which days are statutory is left to a notice.
    assert_eq!((&of(2020)["statutory_days"], &of(2024)["make_up_days"]), (&Value::Null, &json!(8)));
    let seen = officer.get("/calendar/years/2026").await;
    let year = seen.ok();
    assert_eq!(year["days"][0], json!({"date": "2026-01-01", "name": "元旦", "off": true}));
    assert_eq!((year["statutory"][1].as_str(), year["working_days"].as_u64()), (Some("2026-02-16"), Some(248)));
    let again = officer.request(Method::GET, "/calendar/years/2026").header("If-None-Match", seen.header("etag"));
    assert_eq!(officer.send(again).await.status, 304);
    let of_2023 = officer.get("/calendar/years/2023").await.ok();
    assert_eq!(of_2023["days"][0]["date"], "2022-12-31", "the notice of 2023 settles it");
    assert!(officer.all("/calendar/years/2023/versions").await.is_empty(), "it came with the program");
    for odd in ["1999", "99999", "-1", "x", "20270"] {
        officer.get(&format!("/calendar/years/{odd}")).await.problem(404, "not_found");
    }
}

#[actix_web::test]
async fn a_loaded_notice_is_counted_by_at_once_on_every_server() {
    let server = isolated();
    let other = beside(&server);
    let (admin, officer) = (server.platform_admin().await, town(&server).await.officer().await);
    let there = officer.at(&other.url);
    let question = due("2026-12-30", 5, "working_days");
    there.get(&question).await.problem(422, "calendar_not_published");
    put(&officer, 2027, &notice_of_2027(), None).await.problem(403, "not_permitted");
    let loaded = put(&admin, 2027, &notice_of_2027(), None).await;
    assert_eq!((loaded.status, loaded.header("location").as_str()), (201, "/api/v1/calendar/years/2027"));
    for client in [&officer, &there.clone()] {
        let found = client.get(&question).await.ok();
        assert_eq!(found["due_date"], "2027-01-07");
        assert_eq!(found["skipped"], json!(["2026-12-31", "2027-01-01", "2027-01-02"]));
    }
    let year = there.get("/calendar/years/2027").await;
    assert_eq!((year.ok(), year.header("etag")), (loaded.ok(), loaded.header("etag")));
    assert_eq!((&year.ok()["version"], &year.ok()["make_up_days"]), (&json!(1), &json!(3)));
    assert_eq!(year.ok()["statutory"].as_array().map(Vec::len), Some(13));
    // The neighbour that it reaches into counts one working day less.
    assert_eq!(there.get("/calendar/years/2026").await.ok()["working_days"], 247);
    let again = put(&admin, 2027, &notice_of_2027(), None).await;
    assert_eq!((again.status, again.ok()), (200, loaded.ok()), "the same again changes nothing");
    assert_eq!(admin.all("/calendar/years/2027/versions").await.len(), 1);
}

#[actix_web::test]
async fn a_correction_is_the_next_version_with_its_reason() {
    let server = isolated();
    let (admin, officer) = (server.platform_admin().await, town(&server).await.officer().await);
    let first = put(&admin, 2027, &notice_of_2027(), None).await;
    let mut corrected = notice_of_2027();
    corrected["days"].as_array_mut().expect("days").push(json!({"date": "2027-01-04", "name": "元旦", "off": true}));
    put(&admin, 2027, &corrected, None).await.problem(428, "version_required");
    put(&admin, 2027, &corrected, Some("\"7\"")).await.problem(412, "stale_version");
    let silent = put(&admin, 2027, &corrected, Some(&first.header("etag"))).await;
    silent.problem(422, "value_invalid");
    assert_eq!(silent.faults(), [("/reason".to_owned(), "member_missing".to_owned())]);
    corrected["reason"] = json!("国务院办公厅调整元旦假期");
    corrected.as_object_mut().expect("an object").remove("statutory");
    let second = put(&admin, 2027, &corrected, Some(&first.header("etag"))).await;
    assert_eq!((second.status, &second.ok()["version"]), (200, &json!(2)));
    assert_eq!(second.ok()["statutory"].as_array().map(Vec::len), Some(13), "those known before stay");
    assert_eq!(officer.get(&due("2026-12-30", 5, "working_days")).await.ok()["due_date"], "2027-01-08");
    put(&admin, 2027, &notice_of_2027(), Some(&first.header("etag"))).await.problem(412, "stale_version");
    let versions = officer.all("/calendar/years/2027/versions").await;
    let told: Vec<_> = versions.iter().map(|one| (one["version"].as_i64(), one["reason"].as_str())).collect();
    assert_eq!(told, [(Some(1), None), (Some(2), Some("国务院办公厅调整元旦假期"))]);
    assert_eq!(versions[0]["days"].as_array().map(|days| days.len() + 1), corrected["days"].as_array().map(Vec::len));
    let path = format!("/journal/{}", second.ok()["entry_id"].as_str().expect("an id"));
    assert_eq!(admin.get(&path).await.ok()["kind"], "calendar.year_loaded");
}

#[actix_web::test]
async fn what_came_with_the_program_is_corrected_the_same_way() {
    let server = isolated();
    let admin = server.platform_admin().await;
    let seen = admin.get("/calendar/years/2025").await;
    assert!(seen.header("etag").starts_with("\"0-"), "{}", seen.header("etag"));
    let mut days = seen.ok()["days"].clone();
    days.as_array_mut().expect("days").retain(|day| day["date"] != "2025-10-11");
    let notice =
        json!({"source": "国办发明电〔2024〕12号", "published_on": "2024-11-12", "days": days, "reason": "更正"});
    put(&admin, 2025, &notice, None).await.problem(428, "version_required");
    let corrected = put(&admin, 2025, &notice, Some(&seen.header("etag"))).await;
    assert_eq!((corrected.status, &corrected.ok()["version"]), (200, &json!(1)));
    assert_eq!(corrected.ok()["working_days"], 247);
    assert_eq!(admin.get(&due("2025-09-30", 3, "working_days")).await.ok()["due_date"], "2025-10-13");
    assert_eq!(admin.all("/calendar/years").await.len(), 20);
}

#[actix_web::test]
async fn the_time_limits_of_cases_follow_a_corrected_notice() {
    let server = isolated();
    let (admin, town) = (server.platform_admin().await, town(&server).await);
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let mut notice = squad.notice();
    notice["notified_on"] = json!("2023-09-25");
    notice["hearing_offered"] = json!(true);
    squad.leader.post(&format!("{case}/prior-notices"), notice).await.ok();
    let due_on = |deadlines: &[Value]| {
        let hearing = deadlines.iter().find(|one| one["rule"] == "hearing_request").expect("the party may ask");
        hearing["due_on"].as_str().expect("a day").to_owned()
    };
    assert_eq!(due_on(&squad.leader.all(&format!("{case}/deadlines")).await), "2023-10-08");
    let seen = admin.get("/calendar/years/2023").await;
    let mut days = seen.ok()["days"].clone();
    days.as_array_mut().expect("days").retain(|day| day["date"] != "2023-10-08");
    let corrected =
        json!({"source": "更正通知", "published_on": "2023-09-20", "days": days, "reason": "10月8日不再上班"});
    put(&admin, 2023, &corrected, Some(&seen.header("etag"))).await.ok();
    assert_eq!(due_on(&squad.leader.all(&format!("{case}/deadlines")).await), "2023-10-09");
    let whole = squad.leader.get(&case).await.ok();
    assert_eq!(due_on(whole["deadlines"].as_array().expect("deadlines")), "2023-10-09");
    let second = beside(&server);
    let there = squad.leader.at(&second.url);
    assert_eq!(due_on(there.get(&case).await.ok()["deadlines"].as_array().expect("deadlines")), "2023-10-09");
}

#[actix_web::test]
async fn a_notice_is_refused_with_every_fault_at_once() {
    let admin = shared().platform_admin().await;
    let mut notice = notice_of_2027();
    let days = notice["days"].as_array_mut().expect("days");
    let first_new = days.len();
    for (date, off) in [("2027-03-08", false), ("2027-01-01", true), ("2026-05-01", true), ("2026-10-10", true)] {
        days.push(json!({"date": date, "name": "假日", "off": off}));
    }
    notice["statutory"] = json!(["2027-01-01", "2027-01-05"]);
    notice["published_on"] = json!("2999-01-01");
    let refused = put(&admin, 2027, &notice, None).await;
    refused.problem(422, "value_invalid");
    let at = |place: usize, rest: &str| format!("/days/{}/{rest}", first_new + place);
    let told: Vec<String> = refused.faults().into_iter().map(|(pointer, code)| format!("{pointer} {code}")).collect();
    assert_eq!(
        told,
        [
            at(0, "off make_up_day_not_weekend"),
            at(1, "date day_twice"),
            at(2, "date day_of_another_year"),
            at(3, "date day_of_another_year"),
            at(3, "off settled_by_another_notice"),
            "/statutory/1 statutory_day_not_off".to_owned(),
            "/statutory statutory_count".to_owned(),
            "/published_on date_in_the_future".to_owned(),
        ]
    );
    for (year, pointer) in [(1999, "/path/year"), (2101, "/path/year"), (-5, "/path/year")] {
        let refused = put(&admin, year, &notice_of_2027(), None).await;
        refused.problem(422, "value_invalid");
        assert_eq!(refused.faults()[0].0, pointer);
    }
    let empty = json!({"source": "x", "published_on": "2026-11-10", "days": []});
    assert!(matches!(put(&admin, 2027, &empty, None).await.status, 400 | 422));
    let unknown = json!({"source": "x", "published_on": "2026-11-10", "days": [{"date": "2027-01-01", "off": true}]});
    put(&admin, 2027, &unknown, None).await.problem(400, "body_malformed");
    admin.get("/calendar/years/2027").await.problem(404, "not_found");
}

#[actix_web::test]
async fn sixteen_administrators_load_one_year_and_one_of_them_does() {
    let server = isolated();
    let admin = server.platform_admin().await;
    let notice = |n: usize| {
        let mut notice = notice_of_2027();
        notice["source"] = json!(format!("第{n}次载入"));
        notice
    };
    let attempts = (0..16).map(|n| {
        let admin = &admin;
        async move { put(admin, 2027, &notice(n), None).await.status }
    });
    let answers = futures_util::future::join_all(attempts).await;
    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|status| matches!(status, 201 | 428)), "{answers:?}");
    assert_eq!(admin.all("/calendar/years/2027/versions").await.len(), 1);
}

#[actix_web::test]
async fn a_monitor_is_told_when_the_calendar_ends() {
    let server = isolated();
    let admin = server.platform_admin().await;
    let left = async || {
        let told = server.stranger().get("/metrics").await.text;
        let line = told.lines().find_map(|line| line.strip_prefix("anjuan_calendar_ends_in_days "));
        line.and_then(|number| number.parse::<i64>().ok()).expect("the gauge")
    };
    let until = |end: &str| (end.parse::<chrono::NaiveDate>().expect("a day") - server.clock.today()).num_days();
    assert_eq!(left().await, until("2026-12-31"));
    assert_eq!(server.stranger().get("/readyz").await.json()["calendar_ends_on"], "2026-12-31");
    let mut notice = notice_of_2027();
    notice["published_on"] = json!(server.clock.today());
    put(&admin, 2027, &notice, None).await.ok();
    assert_eq!(left().await, until("2027-12-31"));
    assert_eq!(server.stranger().get("/readyz").await.json()["calendar_ends_on"], "2027-12-31");
    server.clock.turn_to("2028-01-10T04:00:00Z".parse().expect("an instant"));
    assert_eq!(left().await, -10);
}

#[actix_web::test]
async fn no_notice_is_ever_changed_or_removed() {
    use crate::support::psql_as;
    let server = isolated();
    let admin = server.platform_admin().await;
    put(&admin, 2027, &notice_of_2027(), None).await.ok();
    let deployment = anjuan::domain::actor::DEPLOYMENT.uuid().to_string();
    let mut app = server.database.app();
    for statement in [
        "UPDATE anjuan.calendar_day SET off = NOT off",
        "DELETE FROM anjuan.calendar_notice",
        "INSERT INTO anjuan.calendar_day VALUES (2027, 1, '2027-03-08', 'x', false)",
        "INSERT INTO anjuan.calendar_day VALUES (2027, 1, '2026-11-08', 'x', true)",
    ] {
        assert!(psql_as(&mut app, &deployment, statement).is_err(), "{statement}");
    }
    let town = town(&server).await;
    let insert = "INSERT INTO anjuan.calendar_day VALUES (2027, 1, '2027-03-06', 'x', true)";
    assert!(psql_as(&mut app, &town.id, insert).is_err(), "a town loads no notice");
    psql_as(&mut app, &deployment, insert).expect("the statement itself is sound");
}
