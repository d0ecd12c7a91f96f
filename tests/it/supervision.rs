//! What supervisors tell the agencies below, what these answer, and how case files are drawn and scored.

use crate::support::{Squad, Town, county, shared, town, town_below};
use serde_json::{Value, json};

fn opinion(town: &Town<'_>, case: Option<&str>) -> Value {
    json!({"agency_code": town.code, "case_id": case.map(|path| path.trim_start_matches("/cases/")), "subject": "案卷问题",
        "findings": "询问笔录缺少权利义务告知。", "demands": "请核查并整改。", "legal_bases": ["《行政执法监督条例》"],
        "issued_by": "林志强", "issued_on": "2023-06-01", "due_on": "2023-06-15"})
}

fn answer(on: &str) -> Value {
    json!({"answered_on": on, "answer": "已组织核查。", "measures": "补正笔录。", "answered_by": "陈建国"})
}

fn check(on: &str, verdict: &str, due_on: Option<&str>) -> Value {
    json!({"checked_on": on, "verdict": verdict, "note": "复查情况。", "due_on": due_on})
}

fn path(noun: &str, act: &Value, rest: &str) -> String {
    format!("/{noun}/{}/{rest}", act["id"].as_str().expect("an id"))
}

#[actix_web::test]
async fn an_opinion_is_answered_sent_back_answered_late_and_settled() {
    let above = county(shared()).await;
    let below = town_below(&above).await;
    let (supervisor, squad) = (above.supervisor().await, below.squad().await);
    let case = squad.investigated().await;
    squad.head.post("/supervisor-opinions", opinion(&below, Some(&case))).await.problem(403, "not_permitted");
    let issued = supervisor.post("/supervisor-opinions", opinion(&below, Some(&case))).await.ok();
    assert_eq!(
        (&issued["state"], &issued["overdue"], &issued["agency_code"]),
        (&json!("open"), &json!(true), &json!(below.code))
    );
    let read = squad.leader.all("/supervisor-opinions?overdue=true").await;
    assert_eq!((read.len(), &read[0]["id"], &read[0]["supervisor_code"]), (1, &issued["id"], &json!(above.code)));
    let (answers, checks) =
        (path("supervisor-opinions", &issued, "answers"), path("supervisor-opinions", &issued, "follow-ups"));
    supervisor.post(&checks, check("2023-06-05", "settled", None)).await.problem(409, "supervision_unanswered");
    squad.head.post(&answers, answer("2023-05-31")).await.problem(409, "dates_run_backwards");
    let answered = squad.head.post(&answers, answer("2023-06-10")).await.ok();
    assert_eq!(
        (&answered["state"], &answered["late"], &answered["overdue"]),
        (&json!("answered"), &json!(false), &json!(false))
    );
    squad.head.post(&answers, answer("2023-06-11")).await.problem(409, "supervision_already_answered");
    let refused = supervisor.post(&checks, check("2023-06-20", "insufficient", None)).await;
    assert_eq!(refused.faults(), [("/due_on".into(), "supervision_due_day_does_not_fit".into())]);
    let back = supervisor.post(&checks, check("2023-06-20", "insufficient", Some("2023-06-30"))).await.ok();
    assert_eq!((&back["state"], &back["due_on"]), (&json!("open"), &json!("2023-06-30")));
    let late = squad.head.post(&answers, answer("2023-07-02")).await.ok();
    assert_eq!((&late["late"], late["answers"].as_array().expect("answers").len()), (&json!(true), 2));
    let settled = supervisor.post(&checks, check("2023-07-05", "settled", None)).await.ok();
    assert_eq!((&settled["state"], &settled["follow_ups"][1]["verdict"]), (&json!("settled"), &json!("settled")));
    supervisor.post(&checks, check("2023-07-06", "withdrawn", None)).await.problem(409, "supervision_settled");
    assert_eq!(supervisor.all("/supervisor-opinions?state=open").await.len(), 0);
    assert_eq!(squad.leader.all("/supervisor-opinions?state=settled").await, [settled]);
}

#[actix_web::test]
async fn nobody_else_reads_or_answers_and_one_supervises_only_what_is_below() {
    let above = county(shared()).await;
    let below = town_below(&above).await;
    let elsewhere = town(shared()).await;
    let supervisor = above.supervisor().await;
    for code in [elsewhere.code.as_str(), above.code.as_str(), "nowhere"] {
        let mut wrong = opinion(&below, None);
        wrong["agency_code"] = json!(code);
        let refused = supervisor.post("/supervisor-opinions", wrong).await;
        assert_eq!(refused.faults(), [("/agency_code".into(), "supervised_unknown".into())]);
    }
    let theirs = elsewhere.squad().await.investigated().await;
    for case in [None, Some(theirs.as_str())] {
        let refused = supervisor.post("/supervision-orders", opinion(&below, case)).await;
        assert_eq!(refused.faults(), [("/case_id".into(), "supervised_unknown".into())]);
    }
    let mut backwards = opinion(&below, None);
    backwards["due_on"] = json!("2023-05-31");
    supervisor.post("/supervisor-opinions", backwards).await.problem(409, "dates_run_backwards");
    let issued = supervisor.post("/supervisor-opinions", opinion(&below, None)).await.ok();
    let (stranger, other) = (elsewhere.head().await, elsewhere.supervisor().await);
    stranger
        .post(&path("supervisor-opinions", &issued, "answers"), answer("2023-06-10"))
        .await
        .problem(404, "not_found");
    other
        .post(&path("supervisor-opinions", &issued, "follow-ups"), check("2023-06-10", "withdrawn", None))
        .await
        .problem(404, "not_found");
    assert_eq!(stranger.all("/supervisor-opinions").await.len(), 0);
    let head = below.head().await;
    head.post(&path("supervision-orders", &issued, "answers"), answer("2023-06-10")).await.problem(404, "not_found");
    let checks = path("supervisor-opinions", &issued, "follow-ups");
    let withdrawn = supervisor.post(&checks, check("2023-06-10", "withdrawn", None)).await;
    assert_eq!(withdrawn.ok()["state"], "settled");
}

#[actix_web::test]
async fn an_order_is_about_a_case_and_the_same_one_again_is_the_same() {
    let above = county(shared()).await;
    let below = town_below(&above).await;
    let (supervisor, squad) = (above.supervisor().await, below.squad().await);
    let case = squad.investigated().await;
    let mut order = opinion(&below, Some(&case));
    order["id"] = json!(uuid::Uuid::now_v7().to_string());
    let first = supervisor.post("/supervision-orders", order.clone()).await;
    let again = supervisor.post("/supervision-orders", order.clone()).await;
    assert_eq!((first.status, again.status, again.ok()), (201, 200, first.ok()));
    order["subject"] = json!("另一事由");
    supervisor.post("/supervision-orders", order).await.problem(409, "id_exists_with_other_content");
    let answered =
        squad.head.post(&path("supervision-orders", &first.ok(), "answers"), answer("2023-06-16")).await.ok();
    assert_eq!((&answered["kind"], &answered["late"]), (&json!("order"), &json!(true)));
}

/// A closed case: another body has taken it over.
async fn closed(squad: &Squad) -> String {
    let case = squad.investigated().await;
    let transfer = json!({"to": "justice", "recipient": "永安市公安局", "ground": "涉嫌妨害公务罪。",
        "legal_bases": ["《中华人民共和国行政处罚法》第二十七条"], "officer_ids": squad.officers, "report": "经核实,涉嫌犯罪。",
        "reported_on": "2023-03-21", "approved_by": "陈建国", "approved_at": "2023-03-22T09:00:00+08:00",
        "sent_at": "2023-03-22T15:00:00+08:00", "papers": ["letter", "investigation_report"]});
    let sent = squad.head.post(&format!("{case}/transfers"), transfer).await.ok();
    let accepted = json!({"transfer_id": sent["id"], "accepted_on": "2023-03-25", "document": "永公立字〔2023〕12号"});
    squad.leader.post(&format!("{case}/transfer-acceptances"), accepted).await.ok();
    squad.records(&case).await;
    let mut closure = squad.closure();
    closure["reason"] = json!("transferred");
    squad.head.post(&format!("{case}/closures"), closure).await.ok();
    case
}

#[actix_web::test]
async fn a_sample_is_drawn_by_a_seed_that_is_known_before_and_scored() {
    let above = county(shared()).await;
    let below = town_below(&above).await;
    let (supervisor, squad) = (above.supervisor().await, below.squad().await);
    let today = above.server.clock.today().to_string();
    let mut cases = Vec::new();
    for _ in 0..3 {
        cases.push(closed(&squad).await.trim_start_matches("/cases/").to_owned());
    }
    squad.investigated().await; // open: not drawn from
    let plan = json!({"title": "2023 年案卷评查", "closed_from": "2023-01-01", "closed_to": "2023-12-31", "sample_size": 2,
        "items": [{"code": "A1", "name": "主体资格", "points": 40}, {"code": "A2", "name": "程序", "points": 60}]});
    let planned = supervisor.post("/case-evaluations", plan.clone()).await.ok();
    assert_eq!(
        (planned["seed"].as_str().expect("a seed").len(), &planned["drawing"], &planned["out_of"]),
        (64, &Value::Null, &json!(100))
    );
    let entries = above.auditor().await.all("/journal").await;
    assert!(
        entries.iter().any(|entry| entry["kind"] == "evaluation.planned" && entry["entry_id"] == planned["entry_id"])
    );
    let draw = path("case-evaluations", &planned, "drawings");
    let drawn = supervisor.post(&draw, json!({"drawn_by": "林志强"})).await.ok();
    assert_eq!((&drawn["drawing"]["population"], &drawn["seed"]), (&json!(3), &planned["seed"]));
    supervisor.post(&draw, json!({"drawn_by": "林志强"})).await.problem(409, "evaluation_already_drawn");
    let sample: Vec<String> = drawn["drawing"]["cases"]
        .as_array()
        .expect("cases")
        .iter()
        .map(|one| one["case_id"].as_str().expect("an id").to_owned())
        .collect();
    assert!(sample.len() == 2 && sample.iter().all(|one| cases.contains(one)), "{sample:?}");
    assert_eq!(sample, drawn_again(&planned["seed"], &below.id, &cases, 2));
    let left = cases.iter().find(|one| !sample.contains(one)).expect("one is left").clone();
    let sheets = path("case-evaluations", &planned, "sheets");
    let sheet = |case: &str, scores: Value| {
        json!({"case_id": case, "evaluated_on": today, "evaluated_by": "林志强",
        "scores": scores, "conclusion": "总体合格。", "demands": "补正送达回证。", "due_on": "2099-01-01"})
    };
    let whole = json!([{"code": "A1", "points": 40}, {"code": "A2", "points": 55, "finding": "送达回证缺少日期。"}]);
    let refused = supervisor
        .post(&sheets, sheet(&left, json!([{"code": "A1", "points": 41}, {"code": "A1", "points": 1}])))
        .await;
    let faults = refused.faults();
    for (at, code) in [
        ("/case_id", "case_not_drawn"),
        ("/scores", "score_items_do_not_fit"),
        ("/scores/0", "score_items_do_not_fit"),
        ("/scores/1", "score_items_do_not_fit"),
        ("/scores/1/finding", "score_finding_missing"),
    ] {
        assert!(faults.contains(&(at.into(), code.into())), "{at} {code} is not in {faults:?}");
    }
    let scored = supervisor.post(&sheets, sheet(&sample[0], whole.clone())).await.ok();
    assert_eq!(
        (&scored["sheet"]["total"], &scored["sheet"]["out_of"], &scored["state"]),
        (&json!(95), &json!(100), &json!("open"))
    );
    supervisor.post(&sheets, sheet(&sample[0], whole)).await.problem(409, "evaluation_sheet_already_made");
    assert_eq!(squad.leader.all("/case-evaluation-sheets").await, std::slice::from_ref(&scored));
    let answered = squad.head.post(&path("case-evaluation-sheets", &scored, "answers"), answer(&today)).await.ok();
    assert_eq!(answered["state"], "answered");
    assert_eq!(supervisor.all("/case-evaluation-sheets?state=answered").await.len(), 1);
    assert_eq!(squad.leader.all("/case-evaluations").await.len(), 0);
}

/// The sample, drawn once more by the published method.
fn drawn_again(seed: &Value, agency: &str, cases: &[String], size: usize) -> Vec<String> {
    use sha2::{Digest as _, Sha256};
    let bytes = |id: &str| id.parse::<uuid::Uuid>().expect("an id").into_bytes();
    let mut ranked: Vec<(Vec<u8>, String)> = cases
        .iter()
        .map(|case| {
            let mut rank = Sha256::new();
            rank.update(seed.as_str().expect("a seed"));
            rank.update(bytes(agency));
            rank.update(bytes(case));
            (rank.finalize().to_vec(), case.clone())
        })
        .collect();
    ranked.sort();
    ranked.into_iter().take(size).map(|(_, case)| case).collect()
}

#[actix_web::test]
async fn a_plan_looks_back_and_names_each_item_once() {
    let above = county(shared()).await;
    let supervisor = above.supervisor().await;
    let plan = json!({"title": "评查", "agency_code": "nowhere", "closed_from": "2099-02-01", "closed_to": "2099-01-01", "sample_size": 2,
        "items": [{"code": "A1", "name": "主体资格", "points": 40}, {"code": "A1", "name": "程序", "points": 60}]});
    let faults = supervisor.post("/case-evaluations", plan).await.faults();
    for (at, code) in [
        ("/agency_code", "supervised_unknown"),
        ("/closed_to", "dates_run_backwards"),
        ("/closed_to", "date_in_the_future"),
        ("/items/1/code", "score_items_do_not_fit"),
    ] {
        assert!(faults.contains(&(at.into(), code.into())), "{at} {code} is not in {faults:?}");
    }
}

/// An answer and a withdrawal are rows of two agencies: whoever comes first has it, and the other is told how it stands.
#[actix_web::test]
async fn of_an_answer_and_a_withdrawal_at_the_same_instant_one_is_kept() {
    let above = county(shared()).await;
    let below = town_below(&above).await;
    let (supervisor, squad) = (above.supervisor().await, below.squad().await);
    let mut firsts = Vec::new();
    for _ in 0..12 {
        let issued = supervisor.post("/supervisor-opinions", opinion(&below, None)).await.ok();
        let (answers, checks) =
            (path("supervisor-opinions", &issued, "answers"), path("supervisor-opinions", &issued, "follow-ups"));
        let answered = squad.head.post(&answers, answer("2023-06-10"));
        let withdrawn = supervisor.post(&checks, check("2023-06-10", "withdrawn", None));
        let (answered, withdrawn) = futures_util::future::join(answered, withdrawn).await;
        let shown = supervisor.all("/supervisor-opinions").await;
        let shown = shown.iter().find(|one| one["id"] == issued["id"]).expect("shown");
        let count = |member: &str| shown[member].as_array().expect("a list").len();
        // What was answered first may still be withdrawn; what was withdrawn first is answered no more.
        assert_eq!(withdrawn.status, 201, "{}", withdrawn.text);
        assert_eq!(count("answers"), usize::from(answered.status == 201), "{shown}");
        if answered.status != 201 {
            answered.problem(409, "supervision_settled");
        }
        assert_eq!((count("follow_ups"), &shown["state"]), (1, &json!("settled")));
        let places: i64 = places_of(&below, issued["id"].as_str().expect("an id"));
        assert_eq!(places, i64::try_from(count("answers") + 1).expect("few"), "each has a place of its own");
        firsts.push(answered.status);
    }
    eprintln!("answers: {firsts:?}");
}

/// How many places the replies of an act have.
fn places_of(town: &Town<'_>, act: &str) -> i64 {
    use diesel::RunQueryDsl as _;
    #[derive(diesel::QueryableByName)]
    struct Places {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        places: i64,
    }
    let query = format!("SELECT count(DISTINCT place) AS places FROM anjuan.supervision_reply WHERE act_id = '{act}'");
    let found: Places = diesel::sql_query(query).get_result(&mut town.server.database.superuser()).expect("counted");
    found.places
}

#[actix_web::test]
async fn the_lists_of_supervision_go_page_by_page() {
    let above = county(shared()).await;
    let below = town_below(&above).await;
    let (supervisor, squad) = (above.supervisor().await, below.squad().await);
    let mut issued = Vec::new();
    for day in [1, 1, 3, 2, 2] {
        let mut new = opinion(&below, None);
        new["issued_on"] = json!(format!("2023-06-0{day}"));
        issued.push(supervisor.post("/supervisor-opinions", new).await.ok());
    }
    supervisor
        .post(&path("supervisor-opinions", &issued[2], "follow-ups"), check("2023-06-10", "withdrawn", None))
        .await
        .ok();
    let days = |all: &[Value]| all.iter().map(|one| one["issued_on"].clone()).collect::<Vec<_>>();
    for (query, expected) in [
        ("", vec!["2023-06-03", "2023-06-02", "2023-06-02", "2023-06-01", "2023-06-01"]),
        ("state=open&", vec!["2023-06-02", "2023-06-02", "2023-06-01", "2023-06-01"]),
        ("state=settled&", vec!["2023-06-03"]),
    ] {
        let whole = supervisor.all(&format!("/supervisor-opinions?{query}limit=200")).await;
        assert_eq!(days(&whole), expected);
        for limit in 1..=3 {
            let paged = squad.leader.all(&format!("/supervisor-opinions?{query}limit={limit}")).await;
            assert_eq!(paged, whole, "{query} {limit}");
        }
    }
    supervisor.get("/supervisor-opinions?limit=0").await.problem(400, "query_malformed");
    supervisor.get("/supervisor-opinions?cursor=xyz").await.problem(400, "cursor_invalid");
    for size in 1..=3 {
        let plan = json!({"title": "案卷评查", "closed_from": "2023-01-01", "closed_to": "2023-12-31", "sample_size": size,
            "items": [{"code": "A1", "name": "主体资格", "points": 100}]});
        supervisor.post("/case-evaluations", plan).await.ok();
    }
    let whole = supervisor.all("/case-evaluations?limit=200").await;
    assert_eq!((whole.len(), supervisor.all("/case-evaluations?limit=1").await), (3, whole));
}
