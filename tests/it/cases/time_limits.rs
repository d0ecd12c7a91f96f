//! Time limits of cases: each with what sets it running, what stops it, and what ends it.

use crate::support::{Squad, Town, isolated, shared, town, with};
use anjuan::cases::deadlines::reminders::keeper;
use chrono::{DateTime, Utc};
use reqwest::Method;
use serde_json::{Value, json};

async fn of(squad: &Squad, case: &str, rule: &str) -> Value {
    let told = squad.leader.all(&format!("{case}/deadlines")).await;
    told.iter().find(|one| one["rule"] == rule).cloned().unwrap_or_else(|| panic!("{rule} is not in {told:?}"))
}

fn stands(one: &Value) -> (&str, &str) {
    (one["due_on"].as_str().unwrap_or("unknown"), one["standing"].as_str().expect("a standing"))
}

/// Told, heard and decided on 1 April, a Saturday.
async fn decided(squad: &Squad) -> String {
    squad.decided().await
}

fn proof(squad: &Squad, done_on: &str) -> Value {
    with(squad.service(), json!({"done_on": done_on}))
}

#[actix_web::test]
async fn service_opens_the_time_to_pay_and_the_remedies_and_late_service_is_missed() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = decided(&squad).await;
    assert_eq!(stands(&of(&squad, &case, "decision_service").await), ("2023-04-12", "missed"));
    assert!(squad.leader.all(&format!("{case}/deadlines")).await.iter().all(|one| one["rule"] != "pay"));
    squad.leader.post(&format!("{case}/proofs-of-service"), proof(&squad, "2023-04-13")).await.ok();
    let service = of(&squad, &case, "decision_service").await;
    assert_eq!((stands(&service), &service["done_on"]), (("2023-04-12", "missed"), &json!("2023-04-13")));
    assert_eq!(service["legal_basis"], "行政处罚法 第六十一条");
    // The fifteenth day is a Friday; the sixtieth a Monday; six months end on 13 October.
    assert_eq!(stands(&of(&squad, &case, "pay").await), ("2023-04-28", "missed"));
    assert_eq!(stands(&of(&squad, &case, "reconsideration").await), ("2023-06-12", "lapsed"));
    assert_eq!(stands(&of(&squad, &case, "lawsuit").await), ("2023-10-13", "lapsed"));
    let court = of(&squad, &case, "court_application").await;
    assert_eq!((&court["started_on"], stands(&court)), (&json!("2023-10-13"), ("2024-01-13", "missed")));
    assert_eq!(squad.leader.get(&format!("{case}/surcharge?on=2023-04-29")).await.ok()["amount_fen"], 150);
    let paid = json!({"paid_on": "2023-04-20", "amount_fen": 5000, "channel": "electronic",
        "receipt_number": format!("{}-1", town.code)});
    squad.leader.post(&format!("{case}/payments"), paid).await.ok();
    assert_eq!(stands(&of(&squad, &case, "pay").await), ("2023-04-28", "met"));
    assert!(squad.leader.all(&format!("{case}/deadlines")).await.iter().all(|one| one["rule"] != "court_application"));
}

#[actix_web::test]
async fn a_remedy_ends_the_others_and_its_result_opens_the_court_for_fifteen_days() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = decided(&squad).await;
    squad.leader.post(&format!("{case}/proofs-of-service"), proof(&squad, "2023-04-03")).await.ok();
    let asked = json!({"requested_on": "2023-05-04", "body": "永安市人民政府", "claims": "请求撤销。"});
    let posted = squad.leader.post(&format!("{case}/reconsiderations"), asked).await;
    assert_eq!(posted.status, 201, "{}", posted.text);
    assert_eq!(stands(&of(&squad, &case, "reconsideration").await), ("2023-06-02", "met"));
    assert_eq!(stands(&of(&squad, &case, "lawsuit").await), ("2023-10-07", "met"));
    let answer = json!({"accepted": true, "answered_on": "2023-05-08"});
    squad.leader.post(&format!("{case}/reconsideration-acceptances"), answer).await.ok();
    let result = json!({"result": "upheld", "decided_on": "2023-06-20", "summary": "维持。"});
    squad.leader.post(&format!("{case}/reconsideration-results"), result).await.ok();
    let after = of(&squad, &case, "lawsuit_after_reconsideration").await;
    assert_eq!((stands(&after), &after["legal_basis"]), (("2023-07-05", "lapsed"), &json!("行政诉讼法 第四十五条")));
    let court = of(&squad, &case, "court_application").await;
    assert_eq!((&court["started_on"], stands(&court)), (&json!("2023-07-05"), ("2023-10-05", "missed")));
}

#[actix_web::test]
async fn a_suspension_stops_the_term_and_an_extension_needs_a_rule() {
    let server = shared();
    let (admin, town) = (server.platform_admin().await, town(server).await);
    let squad = town.squad().await;
    let extension = json!({"decided_on": "2023-06-10", "approved_by": "陈建国", "length": 30, "reason": "案情复杂。",
        "basis": "某部门规章 第六十四条", "told_on": "2023-06-11"});
    let case = squad.investigated().await;
    assert_eq!(of(&squad, &case, "handling").await["due_on"], "2023-06-14");
    super::next_step(&squad, &case, "extend_term", Some("term_extension_not_allowed")).await;
    let extensions = format!("{case}/term-extensions");
    let refused = squad.head.post(&extensions, extension.clone()).await;
    refused.problem(409, "term_extension_not_allowed");
    assert_eq!(refused.json()["legal_basis"], "行政处罚法 第六十条");
    admin
        .post(
            "/procedure-rules",
            json!({"agency_code": town.code, "valid_from": "2023-01-01",
        "source": "某部门规章 第六十四条", "time_limit": {"rule": "handling", "length": 90, "unit": "days",
        "not_counted": ["suspension", "announcement"], "extension": {"times_max": 1, "length_max": 30}}}),
        )
        .await
        .ok();
    super::next_step(&squad, &case, "extend_term", None).await;
    let suspension = json!({"of": "case", "ground": "party_unreachable", "reason": "当事人下落不明。", "from": "2023-03-25",
        "stops_case_term": true, "basis": "某部门规章 第六十五条", "told_on": "2023-03-25"});
    let stopped = squad.head.post(&format!("{case}/suspensions"), suspension).await.ok();
    let standing_still = of(&squad, &case, "handling").await;
    assert_eq!(stands(&standing_still), ("unknown", "suspended"));
    let stop = &standing_still["stops"][0];
    assert_eq!((&stop["from"], &stop["to"], &stop["kind"]), (&json!("2023-03-25"), &Value::Null, &json!("suspension")));
    assert_eq!((&stop["legal_basis"], &stop["step_id"]), (&json!("某部门规章 第六十五条"), &stopped["id"]));
    let resumption = json!({"suspension_id": stopped["id"], "resumed_on": "2023-04-04", "reason": "已联系上。"});
    squad.head.post(&format!("{case}/resumptions"), resumption).await.ok();
    assert_eq!(of(&squad, &case, "handling").await["due_on"], "2023-06-24", "ten days do not count");
    let mut long = extension.clone();
    long["length"] = json!(31);
    squad.head.post(&extensions, long).await.problem(409, "term_extension_exceeded");
    let mut late = extension.clone();
    (late["decided_on"], late["told_on"]) = (json!("2023-06-25"), json!("2023-06-25"));
    squad.head.post(&extensions, late).await.problem(409, "case_term_already_over");
    squad.leader.post(&extensions, extension.clone()).await.problem(403, "not_permitted");
    squad.head.post(&extensions, extension.clone()).await.ok();
    squad.head.post(&extensions, extension).await.problem(409, "term_extension_exceeded");
    super::next_step(&squad, &case, "extend_term", Some("term_extension_exceeded")).await;
    let whole = of(&squad, &case, "handling").await;
    assert_eq!(
        (&whole["due_on"], &whole["length"], &whole["extended_by"]),
        (&json!("2023-07-24"), &json!(120), &json!(30))
    );
    let told: Vec<_> = whole["told"].as_array().expect("told").iter().map(|one| one["due_on"].clone()).collect();
    assert_eq!(told, [json!("2023-06-14"), json!("2023-06-24"), json!("2023-07-24")]);
    let days = squad.leader.all(&format!("{case}/deadlines?explain=days")).await;
    let days = days[0]["day_by_day"].as_array().expect("days").clone();
    assert_eq!((days.len(), &days[9]["role"], &days[9]["date"]), (131, &json!("stopped"), &json!("2023-03-25")));
    assert_eq!((&days[130]["date"], &days[130]["number"]), (&json!("2023-07-24"), &json!(120)));
    squad.leader.get(&format!("{case}/deadlines?explain=all")).await.problem(400, "query_malformed");
}

async fn empowered(town: &Town<'_>) -> Squad {
    let platform = town.server.platform_admin().await;
    let path = format!("/agencies/{}", town.code);
    let tag = platform.get(&path).await.header("etag");
    let powers = json!({"powers": ["penalty", "inspection", "coercive_measure"]});
    let change = platform.request(Method::PATCH, &path).header("If-Match", tag).json(&powers);
    platform.send(change).await.ok();
    town.squad().await
}

fn measure(squad: &Squad) -> Value {
    json!({"kind": "seize_property", "imposed_at": "2023-03-20T10:00:00+08:00", "place": "集镇新街", "urgent": true,
        "officer_ids": squad.officers, "certificates_shown": true, "party_summoned": true,
        "told": {"reasons": true, "legal_bases": true, "rights": true, "remedies": true},
        "scene_record": "现场扣押烤炉一台。", "party_signature": "signed", "reasons": "防止证据损毁。",
        "legal_bases": ["《中华人民共和国行政强制法》第二十二条"], "remedies": "六十日内申请行政复议。", "days": 30,
        "things": [{"name": "烤炉", "quantity": "1台"}], "kept_at": "执法队仓库", "decision_delivered": true,
        "list_delivered": true})
}

#[actix_web::test]
async fn a_measure_has_a_budget_of_days_and_an_urgent_one_is_approved_within_hours() {
    let town = town(shared()).await;
    let squad = empowered(&town).await;
    let case = squad.investigated().await;
    let imposed = squad.leader.post(&format!("{case}/coercive-measures"), measure(&squad)).await.ok();
    let approval = of(&squad, &case, "measure_approval").await;
    assert_eq!((stands(&approval), &approval["unit"]), (("2023-03-21", "missed"), &json!("hours")));
    assert_eq!(approval["due_at"], "2023-03-21T02:00:00Z");
    let approved = json!({"measure_id": imposed["id"], "granted": true, "decided_at": "2023-03-21T10:00:00+08:00",
        "reason": "情况属实。"});
    squad.head.post(&format!("{case}/coercive-measure-approvals"), approved).await.ok();
    assert_eq!(
        stands(&of(&squad, &case, "measure_approval").await),
        ("2023-03-21", "met"),
        "the hour itself is in time"
    );
    assert_eq!(stands(&of(&squad, &case, "measure").await), ("2023-04-19", "missed"));
    let examined = json!({"of": "measure", "measure_id": imposed["id"], "ground": "examination", "reason": "送检。",
        "from": "2023-03-25", "to": "2023-03-29", "told_on": "2023-03-24"});
    squad.head.post(&format!("{case}/suspensions"), examined).await.ok();
    let extended = json!({"measure_id": imposed["id"], "decided_on": "2023-04-10", "days": 20, "reasons": "情况复杂。",
        "told_on": "2023-04-10"});
    squad.head.post(&format!("{case}/coercive-measure-extensions"), extended).await.ok();
    let term = of(&squad, &case, "measure").await;
    assert_eq!(
        (term["due_on"].as_str(), &term["length"]),
        (Some("2023-05-14"), &json!(50)),
        "thirty, five not counted, twenty"
    );
    assert_eq!((&term["stops"][0]["kind"], &term["started_by"]), (&json!("examination"), &imposed["id"]));
    let board = squad.leader.all("/deadlines?rule=measure&overdue=true").await;
    assert_eq!((board.len(), &board[0]["deadline"]["due_on"]), (1, &json!("2023-05-14")));
    let lifted = json!({"measure_id": imposed["id"], "lifted_on": "2023-05-14", "ground": "not_needed",
        "approved_by": "陈建国", "officer_ids": squad.officers, "received_by": "池有根",
        "things": [{"name": "烤炉", "quantity": "1台", "outcome": "returned"}]});
    squad.leader.post(&format!("{case}/coercive-measure-liftings"), lifted).await.ok();
    assert_eq!(stands(&of(&squad, &case, "measure").await), ("2023-05-14", "met"));
    assert!(squad.leader.all("/deadlines?rule=measure").await.is_empty());
}

#[actix_web::test]
async fn a_transfer_is_decided_and_sent_in_time_and_a_refusal_can_be_objected_to() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let transfer = json!({"to": "justice", "recipient": "永安市公安局", "ground": "涉嫌妨害公务罪。",
        "legal_bases": ["《中华人民共和国行政处罚法》第二十七条"], "officer_ids": squad.officers, "report": "经核实,涉嫌犯罪。",
        "reported_on": "2023-03-21", "approved_by": "陈建国", "approved_at": "2023-03-24T09:00:00+08:00",
        "sent_at": "2023-03-25T09:00:01+08:00", "late_reason": "公安机关休息。", "papers": ["letter", "investigation_report"]});
    let sent = squad.head.post(&format!("{case}/transfers"), transfer).await.ok();
    assert_eq!(stands(&of(&squad, &case, "transfer_approval").await), ("2023-03-24", "met"));
    let sending = of(&squad, &case, "transfer_sending").await;
    assert_eq!((stands(&sending), &sending["due_at"]), (("2023-03-25", "missed"), &json!("2023-03-25T01:00:00Z")));
    let back = json!({"transfer_id": sent["id"], "returned_on": "2023-03-28", "ground": "not_filed", "reason": "没有犯罪事实。",
        "papers_returned": true});
    squad.leader.post(&format!("{case}/transfer-returns"), back).await.ok();
    assert_eq!(stands(&of(&squad, &case, "transfer_objection").await), ("2023-03-31", "lapsed"));
}

#[actix_web::test]
async fn a_demand_runs_from_its_service_and_the_court_has_its_own_time() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = decided(&squad).await;
    squad.leader.post(&format!("{case}/proofs-of-service"), proof(&squad, "2023-04-03")).await.ok();
    let demand = json!({"demanded_on": "2023-09-15", "obligations": "缴纳罚款及加处罚款。", "perform_by": "2023-09-28",
        "manner": "到银行缴款。", "fine_fen": 5000, "surcharge_fen": 5000, "rights_told": true, "signed_by": "陈建国"});
    let demand = squad.leader.post(&format!("{case}/demands"), demand).await.ok();
    assert!(
        squad.leader.all(&format!("{case}/deadlines")).await.iter().all(|one| one["rule"] != "demand"),
        "not served"
    );
    let served = with(proof(&squad, "2023-09-18"), json!({"document": "demand"}));
    squad.leader.post(&format!("{case}/proofs-of-service"), served).await.ok();
    let waited = of(&squad, &case, "demand").await;
    // Ten working days: the holidays do not count, Saturday and Sunday after them do.
    assert_eq!((stands(&waited), &waited["when_missed"]), (("2023-10-08", "missed"), &json!("application_opens")));
    let application = json!({"applied_on": "2023-10-09", "court": "永安市人民法院", "demand_id": demand["id"],
        "papers": ["application", "decision", "party_opinion_and_demand", "condition_of_object"], "signed_by": "陈建国",
        "sealed": true, "grounds": "逾期不复议、不起诉,又不履行。", "party_opinion": "称暂无收入。",
        "object_condition": "有固定摊位。", "fine_fen": 5000, "surcharge_fen": 5000});
    let applied = squad.head.post(&format!("{case}/court-applications"), application).await.ok();
    assert_eq!(of(&squad, &case, "demand").await["done_on"], "2023-10-09");
    assert_eq!(stands(&of(&squad, &case, "court_application").await), ("2024-01-07", "met"));
    assert_eq!(stands(&of(&squad, &case, "court_acceptance").await), ("2023-10-16", "missed"));
    let answer = |answer: &str, on: &str| json!({"application_id": applied["id"], "answer": answer, "answered_on": on, "reasons": "理由。"});
    let results = format!("{case}/court-application-results");
    squad.leader.post(&results, answer("not_accepted", "2023-10-13")).await.ok();
    assert_eq!(stands(&of(&squad, &case, "court_acceptance").await), ("2023-10-16", "met"));
    // The fifteenth day is a Saturday: a time before a court rolls.
    assert_eq!(stands(&of(&squad, &case, "court_objection").await), ("2023-10-30", "lapsed"));
    squad.leader.post(&results, answer("objected", "2023-10-30")).await.ok();
    assert_eq!(stands(&of(&squad, &case, "court_objection").await), ("2023-10-30", "met"));
    squad.leader.post(&results, answer("accepted", "2023-11-03")).await.ok();
    assert_eq!(stands(&of(&squad, &case, "court_ruling").await), ("2023-11-14", "missed"));
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

#[actix_web::test]
async fn the_tag_of_a_case_changes_with_the_day_that_changes_its_limits() {
    let server = isolated();
    server.clock.turn_to(instant("2023-03-21T02:00:00Z"));
    let town = town(&server).await;
    let squad = town.squad().await;
    let case = squad.files(squad.filing()).await;
    let seen = squad.leader.get(&case).await;
    let again = async |tag: String| {
        squad.leader.send(squad.leader.request(Method::GET, &case).header("If-None-Match", tag)).await
    };
    assert_eq!(again(seen.header("etag")).await.status, 304);
    let decide =
        seen.ok()["next_steps"].as_array().expect("steps").iter().find(|one| one["step"] == "investigate").cloned();
    assert_eq!(decide.expect("a step")["due_on"], Value::Null);
    // The day after the ninetieth: nobody has touched the case.
    server.clock.turn_to(instant("2023-06-15T02:00:00Z"));
    let squad_later = server.platform_admin().await;
    drop(squad_later);
    let leader = town.person(&[anjuan::domain::permission::Role::SquadLeader]).await;
    let later = leader.send(leader.request(Method::GET, &case).header("If-None-Match", seen.header("etag"))).await;
    assert_eq!(later.status, 200);
    assert_eq!(later.ok()["deadlines"][0]["standing"], "missed");
    assert_ne!(later.header("etag"), seen.header("etag"));
    let tags = json!({"matter_codes": [squad.matter]});
    let change =
        leader.request(Method::PUT, &format!("{case}/tags")).header("If-Match", later.header("etag")).json(&tags);
    leader.send(change).await.ok();
}

#[actix_web::test]
async fn each_reminder_comes_once_whoever_keeps_it() {
    let server = isolated();
    server.clock.turn_to(instant("2023-03-21T02:00:00Z"));
    let town = town(&server).await;
    let squad = town.squad().await;
    let case = squad.files(squad.filing()).await;
    let round = |days: &[u32]| keeper::round(&server.db, Some(days)).expect("a round");
    assert_eq!(round(&[7, 1]), 0, "ninety days are far away");
    server.clock.turn_to(instant("2023-06-10T02:00:00Z"));
    assert_eq!((round(&[7, 1]), round(&[7, 1])), (1, 0), "four days before, and not again");
    server.clock.turn_to(instant("2023-06-12T02:00:00Z"));
    assert_eq!(round(&[7, 1]), 0);
    server.clock.turn_to(instant("2023-06-13T02:00:00Z"));
    let (one, other) = std::thread::scope(|both| {
        let other = both.spawn(|| keeper::round(&server.db, Some(&[7, 1])).expect("a round"));
        (round(&[7, 1]), other.join().expect("a round"))
    });
    assert_eq!(one + other, 1, "two keepers at once");
    server.clock.turn_to(instant("2023-06-15T02:00:00Z"));
    assert_eq!((round(&[7, 1]), round(&[7, 1])), (1, 0), "it is over");
    let leader = town.person(&[anjuan::domain::permission::Role::SquadLeader]).await;
    let reminders = leader.all("/deadline-reminders?rule=handling").await;
    let told: Vec<_> = reminders.iter().map(|one| (one["days_before"].as_i64(), one["due_on"].as_str())).collect();
    assert_eq!(told, [(None, Some("2023-06-14")), (Some(1), Some("2023-06-14")), (Some(7), Some("2023-06-14"))]);
    let kinds: Vec<_> = leader.all(&format!("{case}/timeline")).await.iter().map(|one| one["kind"].clone()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "case.deadline_reminded").count(), 3, "{kinds:?}");
    assert_eq!(leader.all("/deadline-reminders?limit=2").await.len(), 3, "page by page");
}

#[actix_web::test]
async fn where_reminders_are_off_nobody_is_reminded_of_what_was_missed_either() {
    let server = isolated();
    server.clock.turn_to(instant("2023-03-21T02:00:00Z"));
    let town = town(&server).await;
    let squad = town.squad().await;
    squad.files(squad.filing()).await;
    server.clock.turn_to(instant("2023-06-20T02:00:00Z"));
    assert_eq!(keeper::round(&server.db, None).expect("a round"), 0);
    server.clock.turn_to(instant("2023-06-21T02:00:00Z"));
    assert_eq!(keeper::round(&server.db, Some(&[7])).expect("a round"), 1, "it was missed all the same");
    assert_eq!(keeper::round(&server.db, None).expect("a round"), 0);
}
