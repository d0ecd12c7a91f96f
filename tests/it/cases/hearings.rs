//! Hearings: asked for, told, held, and what they bar until they are over.

use super::legal_reviews::review;
use crate::support::{Squad, isolated, shared, town, with};
use anjuan::domain::actor::Actor;
use anjuan::domain::permission::Role;
use anjuan::statistics::recompute;
use serde_json::{Value, json};

/// A notice that tells of the right to a hearing.
pub fn notice_with_hearing(squad: &Squad) -> Value {
    let mut notice = squad.notice();
    notice["hearing_offered"] = json!(true);
    notice
}

pub fn request() -> Value {
    json!({"requested_on": "2023-03-23", "form": "written", "requested_by": "池有根", "grounds": "对罚款数额有异议。",
        "received_by": "王伟"})
}

pub fn hearing_notice() -> Value {
    json!({"notified_on": "2023-03-24", "hearing_at": "2023-04-06T09:00:00+08:00", "place": "镇政府二楼会议室",
        "subject": "拟对占道摆摊处以罚款", "chair": {"name": "陈法", "post": "司法所所长"}, "recorder": "林文",
        "is_public": true, "rights": "可以委托一至二人代理。"})
}

pub fn hearing() -> Value {
    json!({"outcome": "held", "held_on": "2023-04-06", "began_at": "2023-04-06T09:00:00+08:00",
        "ended_at": "2023-04-06T10:30:00+08:00", "place": "镇政府二楼会议室", "chair": {"name": "陈法"}, "recorder": "林文",
        "attendees": [{"role": "party", "name": "池有根"}, {"role": "investigator", "name": "王伟"}],
        "investigators_case": "占道摆摊,建议罚款。", "party_case": "请求从轻。", "record": "双方质证,无异议。",
        "signature": "signed", "report": "事实清楚,建议从轻。"})
}

pub fn decision_after_hearing(squad: &Squad) -> Value {
    let mut decision = squad.decision();
    decision["decided_at"] = json!("2023-04-10T10:00:00+08:00");
    decision
}

/// A case whose party was told of the right to a hearing.
pub async fn told(squad: &Squad) -> String {
    let case = squad.investigated().await;
    squad.concludes(&case).await;
    squad.leader.post(&format!("{case}/prior-notices"), notice_with_hearing(squad)).await.ok();
    case
}

/// What `next-steps` says against a step; the case shows the same.
pub async fn reasons(squad: &Squad, case: &str, step: &str) -> Vec<String> {
    let steps = squad.leader.get(&format!("{case}/next-steps")).await.ok();
    let all = steps["items"].as_array().expect("steps");
    let one = all.iter().find(|one| one["step"] == step).expect("a step");
    let reasons = one["reasons"].as_array().expect("reasons");
    assert_eq!(one["lawful"] == true, reasons.is_empty());
    assert_eq!(squad.leader.get(case).await.ok()["next_steps"], steps["items"]);
    reasons.iter().map(|one| one["code"].as_str().expect("a code").to_owned()).collect()
}

#[actix_web::test]
async fn nothing_is_decided_until_the_hearing_that_was_asked_for_is_over_and_it_counts_once() {
    let server = isolated();
    let town = town(&server).await;
    let squad = town.squad().await;
    let case = told(&squad).await;
    let at = |noun: &str| format!("{case}/{noun}");
    assert_eq!(reasons(&squad, &case, "decide").await, [""; 0]);
    assert_eq!(reasons(&squad, &case, "notify_hearing").await, ["hearing_not_requested"]);
    squad.leader.post(&at("hearing-notices"), hearing_notice()).await.problem(409, "hearing_not_requested");
    squad.leader.post(&at("hearings"), hearing()).await.problem(409, "hearing_not_requested");
    let asked = squad.leader.post(&at("hearing-requests"), request()).await;
    assert_eq!(asked.status, 201);
    squad.leader.post(&at("hearing-requests"), request()).await.problem(409, "hearing_already_requested");
    assert_eq!(reasons(&squad, &case, "decide").await, ["hearing_pending"]);
    assert_eq!(reasons(&squad, &case, "review_legally").await, ["review_before_hearing_ends"]);
    assert_eq!(reasons(&squad, &case, "hold_hearing").await, ["hearing_notice_missing"]);
    squad.head.post(&at("decisions"), decision_after_hearing(&squad)).await.problem(409, "hearing_pending");
    squad.leader.post(&at("hearings"), hearing()).await.problem(409, "hearing_notice_missing");
    squad.leader.post(&at("hearing-notices"), hearing_notice()).await.ok();
    assert_eq!(reasons(&squad, &case, "hold_hearing").await, [""; 0]);
    let before = town.figures(&case);
    let held = squad.leader.post(&at("hearings"), hearing()).await;
    assert_eq!(held.status, 201);
    let after: Vec<String> = town.figures(&case).into_iter().filter(|line| !before.contains(line)).collect();
    assert_eq!(after, ["hearings_held 2023-04-06 0 1 0"]);
    assert_eq!(squad.head.all(&at("hearings")).await, [held.ok()]);
    assert_eq!(reasons(&squad, &case, "hold_hearing").await, ["hearing_not_requested"]);
    let unreviewed = squad.head.post(&at("decisions"), decision_after_hearing(&squad)).await;
    assert_eq!(unreviewed.problem(409, "legal_review_missing")["legal_basis"], "行政处罚法 第五十八条");
    let reviewed = json!({"received_on": "2023-04-07", "reviewed_on": "2023-04-08", "grounds": ["heard_rights"]});
    let reviewer = town.person(&[Role::LegalReviewer]).await;
    reviewer.post(&at("legal-reviews"), with(review("agree"), reviewed)).await.ok();
    let early = squad.head.post(&at("decisions"), squad.decision()).await;
    assert_eq!(early.faults(), [("/decided_at".into(), "dates_run_backwards".into())]);
    squad.head.post(&at("decisions"), decision_after_hearing(&squad)).await.ok();
    let actor = Actor::system(uuid::Uuid::now_v7()).on_behalf_of(town.agency_id());
    assert_eq!(server.db.read_now(&actor, recompute::compare).expect("compared").differences, []);
}

#[actix_web::test]
async fn a_hearing_is_asked_for_within_five_working_days_of_being_told_of_it() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let ask = async |case: &str, on: &str| {
        let mut asked = request();
        asked["requested_on"] = json!(on);
        squad.leader.post(&format!("{case}/hearing-requests"), asked).await
    };
    let untold = squad.investigated().await;
    ask(&untold, "2023-03-24").await.problem(409, "prior_notice_missing");
    let case = told(&squad).await;
    let early = ask(&case, "2023-03-21").await;
    assert_eq!(early.faults(), [("/requested_on".into(), "dates_run_backwards".into())]);
    let late = ask(&case, "2023-03-30").await;
    assert_eq!(late.problem(409, "hearing_request_late")["legal_basis"], "行政处罚法 第六十四条");
    assert_eq!(late.faults(), [("/requested_on".into(), "hearing_request_late".into())]);
    let mut silent = request();
    silent["grounds"] = Value::Null;
    let unreasoned = squad.leader.post(&format!("{case}/hearing-requests"), silent).await.ok();
    assert_eq!(unreasoned["grounds"], Value::Null, "the law asks for no grounds");
    let other = told(&squad).await;
    assert_eq!(ask(&other, "2023-03-29").await.status, 201);
    squad.leader.post(&format!("{untold}/prior-notices"), squad.notice()).await.ok();
    assert_eq!(ask(&untold, "2023-03-30").await.status, 201, "whoever was not told of the right has no time to keep");
}

#[actix_web::test]
async fn a_notice_of_hearing_counts_from_the_day_on_which_it_reached_the_party() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = told(&squad).await;
    squad.leader.post(&format!("{case}/hearing-requests"), request()).await.ok();
    squad.leader.post(&format!("{case}/hearing-notices"), hearing_notice()).await.ok();
    super::after::serve(&squad, &case, "hearing_notice", "2023-03-27").await;
    let refused = squad.leader.post(&format!("{case}/hearings"), hearing()).await;
    assert_eq!(refused.problem(409, "hearing_notice_too_short")["legal_basis"], "行政处罚法 第六十四条");
    assert_eq!(refused.faults(), [("/held_on".into(), "hearing_notice_too_short".into())]);
    let later = json!({"notified_on": "2023-03-27", "hearing_at": "2023-04-10T09:00:00+08:00"});
    squad.leader.post(&format!("{case}/hearing-notices"), with(hearing_notice(), later)).await.ok();
    let held = json!({"held_on": "2023-04-10", "began_at": "2023-04-10T09:00:00+08:00", "ended_at": "2023-04-10T10:00:00+08:00"});
    squad.leader.post(&format!("{case}/hearings"), with(hearing(), held)).await.ok();
}

#[actix_web::test]
async fn a_request_that_is_taken_back_bars_nothing() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = told(&squad).await;
    let path = format!("{case}/hearing-request-withdrawals");
    let back = json!({"withdrawn_on": "2023-03-27", "form": "oral", "withdrawn_by": "池有根", "received_by": "王伟"});
    let refused = squad.leader.post(&path, back.clone()).await;
    assert_eq!(refused.faults(), [("".into(), "hearing_not_requested".into())]);
    squad.leader.post(&format!("{case}/hearing-requests"), request()).await.ok();
    assert_eq!(reasons(&squad, &case, "request_hearing").await, ["hearing_already_requested"]);
    let mut early = back.clone();
    early["withdrawn_on"] = json!("2023-03-22");
    let refused = squad.leader.post(&path, early).await;
    assert_eq!(refused.faults(), [("/withdrawn_on".into(), "dates_run_backwards".into())]);
    squad.leader.post(&path, back).await.ok();
    assert_eq!(reasons(&squad, &case, "withdraw_hearing_request").await, ["hearing_not_requested"]);
    assert_eq!(reasons(&squad, &case, "decide").await, [""; 0]);
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
}

#[actix_web::test]
async fn time_and_place_are_told_seven_working_days_before_by_somebody_apart() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = told(&squad).await;
    squad.leader.post(&format!("{case}/hearing-requests"), request()).await.ok();
    let mut notice = hearing_notice();
    notice["hearing_at"] = json!("2023-04-04T23:59:00+08:00");
    notice["is_public"] = json!(false);
    notice["chair"] = json!({"name": "任意", "officer_id": squad.officers[0]});
    notice["members"] = json!([{"name": "李强"}, {"name": "陈法"}]);
    let refused = squad.leader.post(&format!("{case}/hearing-notices"), notice.clone()).await;
    let expected = [
        ("/privacy", "hearing_must_be_public"),
        ("/chair", "hearing_chair_investigated"),
        ("/members/0", "hearing_chair_investigated"),
        ("/hearing_at", "hearing_notice_too_short"),
    ];
    assert_eq!(refused.faults(), expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    let mut private = hearing_notice();
    (private["is_public"], private["privacy"]) = (json!(false), json!("personal_privacy"));
    assert_eq!(squad.leader.post(&format!("{case}/hearing-notices"), private).await.status, 201);
}

#[actix_web::test]
async fn the_record_of_a_hearing_names_what_it_lacks() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = told(&squad).await;
    squad.leader.post(&format!("{case}/hearing-requests"), request()).await.ok();
    squad.leader.post(&format!("{case}/hearing-notices"), hearing_notice()).await.ok();
    let path = format!("{case}/hearings");
    let bare = json!({"outcome": "held", "held_on": "2023-04-07", "place": "会议室", "chair": {"name": "王伟"}, "recorder": "林文",
        "attendees": [{"role": "agent", "name": "甲"}, {"role": "agent", "name": "乙", "authorisation": "委托书"},
            {"role": "agent", "name": "丙", "authorisation": "委托书"}],
        "signature": "refused", "ended_at": "2023-04-06T08:00:00+08:00"});
    let faults = squad.leader.post(&path, bare).await.faults();
    for (pointer, code) in [
        ("/began_at", "hearing_record_incomplete"),
        ("/attendees", "hearing_record_incomplete"),
        ("/record", "hearing_record_incomplete"),
        ("/investigators_case", "hearing_record_incomplete"),
        ("/party_case", "hearing_record_incomplete"),
        ("/report", "hearing_record_incomplete"),
        ("/signature_note", "hearing_record_incomplete"),
        ("/attendees", "hearing_agents_too_many"),
        ("/attendees/0/authorisation", "hearing_record_incomplete"),
        ("/held_on", "hearing_not_as_noticed"),
        ("/ended_at", "dates_run_backwards"),
        ("/chair", "hearing_chair_investigated"),
    ] {
        assert!(faults.contains(&(pointer.into(), code.into())), "{pointer} {code} is not in {faults:?}");
    }
    let mut later = json!({"outcome": "adjourned", "held_on": "2023-04-04", "place": "会议室", "chair": {"name": "陈法"},
        "recorder": "林文"});
    let refused = squad.leader.post(&path, later.clone()).await;
    assert_eq!(refused.faults(), [("/reason".into(), "hearing_record_incomplete".into())]);
    later["reason"] = json!("当事人住院。");
    squad.leader.post(&path, later).await.ok();
    assert_eq!(reasons(&squad, &case, "decide").await, ["hearing_pending"]);
    assert_eq!(reasons(&squad, &case, "hold_hearing").await, ["hearing_notice_missing"]);
    let mut again = hearing_notice();
    (again["notified_on"], again["hearing_at"]) = (json!("2023-04-04"), json!("2023-04-18T09:00:00+08:00"));
    squad.leader.post(&format!("{case}/hearing-notices"), again).await.ok();
    let mut absent = json!({"outcome": "no_show", "held_on": "2023-04-18", "place": "会议室", "chair": {"name": "陈法"},
        "recorder": "林文", "reason": "无正当理由未出席。", "attendees": [{"role": "party", "name": "池有根"}]});
    let refused = squad.leader.post(&path, absent.clone()).await;
    assert_eq!(refused.faults(), [("/attendees".into(), "hearing_record_incomplete".into())]);
    absent["attendees"] = json!([]);
    squad.leader.post(&path, absent).await.ok();
    assert_eq!(reasons(&squad, &case, "decide").await, [""; 0]);
    assert!(town.figures(&case).iter().all(|line| !line.starts_with("hearings_held")), "nobody was heard");
}
