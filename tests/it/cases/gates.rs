//! What a decision and a closure must find in the file, each refused with its article, and told before by `next-steps`.

use super::hearings::notice_with_hearing;
use super::legal_reviews::review;
use crate::support::{Answer, Squad, shared, town, with};
use anjuan::domain::permission::Role;
use serde_json::{Value, json};

/// What `next-steps` says of one choice of a step.
pub async fn choice(squad: &Squad, case: &str, step: &str, value: &str) -> Vec<String> {
    let steps = squad.leader.get(&format!("{case}/next-steps")).await.ok();
    let all = steps["items"].as_array().expect("steps");
    let one = all.iter().find(|one| one["step"] == step).expect("a step");
    let choice = one["choices"].as_array().expect("choices").iter().find(|one| one["value"] == value);
    let choice = choice.unwrap_or_else(|| panic!("{step} has no choice {value}: {one}"));
    let reasons = choice["reasons"].as_array().expect("reasons");
    assert_eq!(choice["lawful"] == true, reasons.is_empty());
    reasons.iter().map(|one| one["code"].as_str().expect("a code").to_owned()).collect()
}

async fn decides(squad: &Squad, case: &str, change: Value) -> Answer {
    squad.head.post(&format!("{case}/decisions"), with(squad.decision(), change)).await
}

fn codes(answer: &Answer) -> Vec<String> {
    answer.faults().into_iter().map(|(_, code)| code).collect()
}

#[actix_web::test]
async fn no_penalty_before_the_investigation_is_over_the_party_was_told_and_was_heard() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let refused = decides(&squad, &case, json!({})).await;
    let articles = "行政处罚法 第五十七条; 行政处罚法 第四十四条";
    assert_eq!(refused.problem(409, "investigation_not_concluded")["legal_basis"], articles);
    assert_eq!(codes(&refused), ["investigation_not_concluded", "prior_notice_missing"]);
    squad.concludes(&case).await;
    assert_eq!(choice(&squad, &case, "decide", "penalty").await, ["prior_notice_missing"]);
    assert_eq!(choice(&squad, &case, "decide", "no_penalty_unfounded").await, [""; 0]);
    decides(&squad, &case, json!({})).await.problem(409, "prior_notice_missing");
    squad.leader.post(&format!("{case}/prior-notices"), squad.notice()).await.ok();
    // Told on 22 March: the party may speak until the 29th.
    let early = decides(&squad, &case, json!({"decided_at": "2023-03-29T10:00:00+08:00"})).await;
    assert_eq!(early.problem(409, "statement_still_open")["legal_basis"], "行政处罚法 第六十二条");
    assert_eq!(choice(&squad, &case, "decide", "penalty").await, [""; 0], "today that time is over");
    decides(&squad, &case, json!({"decided_at": "2023-03-30T10:00:00+08:00"})).await.ok();
    let spoken = squad.investigated().await;
    squad.concludes(&spoken).await;
    squad.leader.post(&format!("{spoken}/prior-notices"), squad.notice()).await.ok();
    squad.leader.post(&format!("{spoken}/statements"), squad.waiver()).await.ok();
    decides(&squad, &spoken, json!({"decided_at": "2023-03-24T10:00:00+08:00"})).await.ok();
}

#[actix_web::test]
async fn on_the_spot_the_party_is_told_and_heard_at_once() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.files(with(squad.filing(), json!({"procedure": "summary"}))).await;
    assert_eq!(codes(&decides(&squad, &case, json!({})).await), ["prior_notice_missing"]);
    let told = with(squad.notice(), json!({"form": "oral", "notified_on": "2023-03-16"}));
    squad.leader.post(&format!("{case}/prior-notices"), told).await.ok();
    assert_eq!(codes(&decides(&squad, &case, json!({})).await), ["statement_still_open"]);
    assert_eq!(choice(&squad, &case, "decide", "penalty").await, ["statement_still_open"]);
    let said =
        json!({"stated_on": "2023-03-16", "points": [{"point": "初次。", "finding": "属实。", "accepted": true}]});
    let said = with(with(squad.waiver(), json!({"waived": false})), said);
    squad.leader.post(&format!("{case}/statements"), said).await.ok();
    let placeless = with(squad.decision()["document"].clone(), json!({"place": null}));
    let refused = decides(&squad, &case, json!({"document": placeless})).await;
    assert_eq!(refused.faults(), [("/document/place".into(), "decision_document_incomplete".into())]);
    decides(&squad, &case, json!({})).await.ok();
}

#[actix_web::test]
async fn a_hearing_is_offered_where_the_law_says_so_and_the_time_to_ask_for_it_is_waited_for() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    squad.concludes(&case).await;
    let notices = format!("{case}/prior-notices");
    let closing = json!({"intended_penalties": [{"kind": "suspension_of_production"}], "hearing_offered": false});
    let refused = squad.leader.post(&notices, with(squad.notice(), closing)).await;
    assert_eq!(refused.problem(409, "hearing_not_offered")["legal_basis"], "行政处罚法 第六十三条");
    let silent = squad.leader.post(&notices, with(squad.notice(), json!({"hearing_offered": null}))).await;
    assert_eq!(silent.faults(), [("/hearing_offered".into(), "hearing_offer_not_stated".into())]);
    squad.leader.post(&notices, notice_with_hearing(&squad)).await.ok();
    squad.leader.post(&format!("{case}/statements"), squad.waiver()).await.ok();
    let soon = json!({"decided_at": "2023-03-29T10:00:00+08:00"});
    let refused = decides(&squad, &case, soon.clone()).await;
    assert_eq!(refused.problem(409, "hearing_request_still_open")["legal_basis"], "行政处罚法 第六十四条");
    let waived = with(squad.waiver(), json!({"hearing_waived": true}));
    squad.leader.post(&format!("{case}/statements"), waived).await.ok();
    decides(&squad, &case, soon).await.ok();
}

#[actix_web::test]
async fn what_the_party_was_not_told_of_is_not_decided_and_nothing_that_wants_a_hearing_without_one_offered() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let told_of = async |intended: Value, offered: bool| {
        let case = squad.investigated().await;
        squad.concludes(&case).await;
        let change = json!({"intended_penalties": intended, "hearing_offered": offered});
        squad.hears_of(&case, with(squad.notice(), change)).await;
        case
    };
    let restricted = told_of(json!([{"kind": "business_restriction"}]), false).await;
    let revoked = json!({"penalties": [{"kind": "licence_revocation"}]});
    let refused = decides(&squad, &restricted, revoked.clone()).await;
    assert_eq!(
        refused.problem(409, "penalty_heavier_than_told")["legal_basis"],
        "行政处罚法 第四十五条; 行政处罚法 第六十三条"
    );
    let expected = [("/penalties/0/kind", "penalty_heavier_than_told"), ("/penalties", "hearing_not_offered")];
    assert_eq!(refused.faults(), expected.map(|(at, code)| (at.into(), code.into())));
    let two = json!({"penalties": [{"kind": "warning"}, {"kind": "public_criticism"}]});
    assert_eq!(codes(&decides(&squad, &restricted, two).await), ["penalty_heavier_than_told"]);
    decides(&squad, &restricted, json!({"penalties": [{"kind": "public_criticism"}]})).await.ok();
    // 较大数额 is a matter of the rules of the day of the notice.
    let of_large = json!([{"kind": "fine", "amount_fen": 5000}, {"kind": "licence_revocation"}]);
    let heard = told_of(of_large, true).await;
    let again = with(squad.notice(), json!({"notified_on": "2023-03-24"}));
    squad.leader.post(&format!("{heard}/prior-notices"), again).await.ok();
    let waiver = with(squad.waiver(), json!({"stated_on": "2023-03-24"}));
    squad.leader.post(&format!("{heard}/statements"), waiver).await.ok();
    decides(&squad, &heard, revoked).await.problem(409, "penalty_heavier_than_told");
    decides(&squad, &heard, json!({})).await.ok();
}

#[actix_web::test]
async fn what_the_report_calls_grave_or_to_be_reviewed_is_discussed_and_reviewed_before_a_penalty() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let grave = json!({"grave_or_complex": true, "review_grounds": ["public_interest"]});
    squad.leader.post(&format!("{case}/investigation-conclusions"), with(squad.conclusion(), grave)).await.ok();
    squad.hears(&case, "written", "2023-03-22").await;
    let expected = ["legal_review_missing", "collective_discussion_missing"];
    assert_eq!(choice(&squad, &case, "decide", "penalty").await, expected);
    assert_eq!(codes(&decides(&squad, &case, json!({})).await), expected);
    let reviewer = town.person(&[Role::LegalReviewer]).await;
    reviewer.post(&format!("{case}/legal-reviews"), review("agree")).await.ok();
    let refused = decides(&squad, &case, json!({})).await;
    assert_eq!(refused.problem(409, "collective_discussion_missing")["legal_basis"], "行政处罚法 第五十七条");
    let member = |name: &str| json!({"name": name, "post": "负责人", "opinion": "同意。"});
    let discussed = json!({"discussed_on": "2023-03-30", "place": "会议室", "chair": "林镇长", "recorder": "林文",
        "members": [member("林镇长"), member("黄副镇长")], "report": "案情。", "grounds": "重大", "conclusion": "罚款。",
        "outcome": "penalty", "penalties": [{"kind": "fine", "amount_fen": 5000}]});
    squad.head.post(&format!("{case}/collective-discussions"), discussed).await.ok();
    decides(&squad, &case, json!({})).await.ok();
}

#[actix_web::test]
async fn what_was_found_out_too_late_is_not_punished() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let concluded = async |violation: Value| {
        let case = squad.investigated().await;
        let conclusion = with(squad.conclusion(), json!({"violation": violation}));
        let said = squad.leader.post(&format!("{case}/investigation-conclusions"), conclusion).await;
        squad.hears(&case, "written", "2023-03-22").await;
        (case, said)
    };
    let (case, _) = concluded(json!({"began_on": "2020-03-16", "ended_on": "2021-03-15"})).await;
    let refused = decides(&squad, &case, json!({"violation": null})).await;
    assert_eq!(refused.problem(409, "limitation_passed")["legal_basis"], "行政处罚法 第三十六条");
    let exempt = json!({"violation": null, "outcome": "no_penalty_minor", "penalties": [],
        "document": {"exemption": {"ground": "limitation_passed", "education": "已教育。"}}});
    decides(&squad, &case, exempt).await.ok();
    for lawful in [
        json!({"began_on": "2020-03-16", "ended_on": "2021-03-16"}),
        json!({"began_on": "2018-04-01", "grave_harm": true}),
        json!({"began_on": "2010-01-01", "continues": true}),
        json!({"began_on": "2010-01-02", "limitation_basis": "另一法律 第一条"}),
    ] {
        let (case, _) = concluded(lawful.clone()).await;
        let decided = decides(&squad, &case, json!({"violation": null})).await;
        assert_eq!(decided.status, 201, "{lawful}: {}", decided.text);
        assert_eq!(decided.ok()["violation"]["began_on"], lawful["began_on"]);
    }
    let (_, backwards) = concluded(json!({"began_on": "2023-03-17", "ended_on": "2023-03-16"})).await;
    let expected = ["/violation/ended_on", "/violation/found_on"].map(|at| (at.into(), "dates_run_backwards".into()));
    assert_eq!(backwards.faults(), expected);
}

#[actix_web::test]
async fn one_act_is_fined_once_and_only_the_first_offence_is_the_first() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let act = json!({"violation": {"began_on": "2023-03-01"}});
    let (first, second, third) = (squad.ready().await, squad.ready().await, squad.ready().await);
    let fined = decides(&squad, &first, act.clone()).await.ok();
    let refused = decides(&squad, &second, act.clone()).await;
    let told = refused.problem(409, "act_already_fined");
    assert_eq!(told["legal_basis"], "行政处罚法 第二十九条");
    assert!(told["detail"].as_str().expect("text").contains(fined["document_number"].as_str().expect("a number")));
    let warned = with(act.clone(), json!({"penalties": [{"kind": "warning"}]}));
    decides(&squad, &second, warned).await.ok();
    let exempt = |ground: &str, corrected: Value| {
        json!({"outcome": "no_penalty_minor", "penalties": [],
            "document": {"exemption": {"ground": ground, "corrected_on": corrected, "education": "当场教育。"}}})
    };
    let refused = decides(&squad, &third, exempt("first_offence", json!("2023-03-20"))).await;
    assert_eq!(refused.problem(409, "not_a_first_offence")["legal_basis"], "行政处罚法 第三十三条");
    let refused = decides(&squad, &third, exempt("minor_corrected", Value::Null)).await;
    assert_eq!(refused.faults(), [("/document/exemption/corrected_on".into(), "exemption_unfounded".into())]);
    let another = with(act, json!({"separate_act": "当日下午在另一地点再次占道。"}));
    decides(&squad, &third, another).await.ok();
}

#[actix_web::test]
async fn an_offence_of_long_ago_counts_no_more_where_a_rule_says_so() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let (first, later) = (squad.ready().await, squad.ready().await);
    decides(&squad, &first, json!({"decided_at": "2023-04-01T10:00:00+08:00"})).await.ok();
    let exempt = |at: &str| {
        json!({"outcome": "no_penalty_minor", "penalties": [], "decided_at": at, "document": {"exemption":
            {"ground": "first_offence", "corrected_on": "2023-03-20", "education": "当场教育。"}}})
    };
    let (within, after) = (exempt("2024-04-01T10:00:00+08:00"), exempt("2024-04-02T10:00:00+08:00"));
    decides(&squad, &later, after.clone()).await.problem(409, "not_a_first_offence");
    let rule = json!({"agency_code": town.code, "valid_from": "2024-01-01", "source": "某省免罚清单 说明二", "first_offence": {"months": 12}});
    let admin = town.server.platform_admin().await;
    let set = admin.post("/procedure-rules", rule.clone()).await.ok();
    assert_eq!((&set["kind"], &set["first_offence"]), (&json!("first_offence"), &rule["first_offence"]));
    decides(&squad, &later, within).await.problem(409, "not_a_first_offence");
    decides(&squad, &later, after).await.ok();
}

#[actix_web::test]
async fn a_decision_document_names_all_that_the_law_asks_for() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    let bare = decides(&squad, &case, json!({"document": {}})).await;
    assert_eq!(bare.problem(409, "decision_document_incomplete")["legal_basis"], "行政处罚法 第五十九条");
    let at: Vec<String> = bare.faults().into_iter().map(|(pointer, _)| pointer).collect();
    assert_eq!(at, ["/document/party_address", "/document/performance", "/document/remedies"]);
    let decided = decides(&squad, &case, json!({})).await.ok();
    assert_eq!(decided["document"]["remedies"]["court"], "永安市人民法院");
    assert_eq!(squad.leader.all(&format!("{case}/decisions")).await, [decided]);
}

#[actix_web::test]
async fn a_case_is_closed_when_its_decision_was_served_performed_and_recorded() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.decided().await;
    let closures = format!("{case}/closures");
    let refused = squad.leader.post(&closures, squad.closure()).await;
    let articles = "行政处罚法 第六十一条; 行政处罚法 第六十六条; 行政处罚法 第四十七条";
    assert_eq!(refused.problem(409, "decision_not_served")["legal_basis"], articles);
    let mut expected = vec!["decision_not_served", "penalty_not_paid"];
    expected.extend(["recording_phase_missing"; 6]);
    assert_eq!(codes(&refused), expected);
    super::next_step(&squad, &case, "close", Some("decision_not_served")).await;
    squad.leader.post(&format!("{case}/proofs-of-service"), squad.service()).await.ok();
    assert_eq!(choice(&squad, &case, "close", "performed").await, ["penalty_not_paid"]);
    assert_eq!(choice(&squad, &case, "close", "no_penalty").await, ["closure_reason_does_not_fit"]);
    assert_eq!(choice(&squad, &case, "close", "execution_ended").await, ["execution_not_ended"]);
    let unended = squad.leader.post(&closures, with(squad.closure(), json!({"reason": "execution_ended"}))).await;
    assert!(unended.json()["legal_basis"].as_str().expect("articles").contains("行政强制法 第四十条"));
    assert!(codes(&unended).contains(&"execution_not_ended".to_owned()), "{}", unended.text);
    let part = with(squad.payment(), json!({"amount_fen": 4999}));
    squad.leader.post(&format!("{case}/payments"), part).await.ok();
    let refused = squad.leader.post(&closures, squad.closure()).await;
    assert!(refused.json()["detail"].as_str().expect("text").contains("0.01"), "{}", refused.text);
    squad.leader.post(&format!("{case}/payments"), with(squad.payment(), json!({"amount_fen": 1}))).await.ok();
    squad.records(&case).await;
    let closed = squad.leader.post(&closures, squad.closure()).await.ok();
    assert_eq!(closed["phases_without_recording"], json!([]));
    assert_eq!(squad.leader.all(&closures).await, [closed]);
}

#[actix_web::test]
async fn a_phase_without_a_recording_is_explained() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    let unfounded = json!({"outcome": "no_penalty_unfounded", "penalties": [], "document": {}});
    decides(&squad, &case, unfounded).await.ok();
    squad.leader.post(&format!("{case}/proofs-of-service"), squad.service()).await.ok();
    for phase in ["initiation", "investigation", "decision"] {
        squad.leader.post(&format!("{case}/recordings"), squad.recording(phase)).await.ok();
    }
    let closing = with(squad.closure(), json!({"reason": "no_penalty"}));
    let refused = squad.leader.post(&format!("{case}/closures"), closing.clone()).await;
    assert_eq!(refused.problem(409, "recording_phase_missing")["legal_basis"], "行政处罚法 第四十七条");
    assert_eq!(refused.faults().len(), 2, "review and service, and no execution where nothing was imposed");
    let waived = json!({"phases_without_recording": [{"phase": "review", "reason": "未经审核。"},
        {"phase": "service", "reason": "设备故障。"}]});
    squad.leader.post(&format!("{case}/closures"), with(closing, waived)).await.ok();
}

#[actix_web::test]
async fn a_case_is_not_closed_while_collected_money_is_kept_the_surcharge_is_unpaid_or_the_announcement_runs() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready_on_the_spot().await;
    squad.leader.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    squad.leader.post(&format!("{case}/proofs-of-service"), squad.service()).await.ok();
    let collected = json!({"paid_on": "2023-04-01", "channel": "on_the_spot", "collection": {"ground": "small_fine"}, "officer_ids": squad.officers});
    let paid = squad.leader.post(&format!("{case}/payments"), with(squad.payment(), collected)).await.ok();
    for (to, on) in [("agency", "2023-04-03"), ("bank", "2023-04-04")] {
        super::next_step(&squad, &case, "close", Some("collected_money_not_handed_over")).await;
        let handed = json!({"payment_id": paid["id"], "to": to, "handed_over_on": on});
        squad.leader.post(&format!("{case}/payment-handovers"), handed).await.ok();
    }
    super::next_step(&squad, &case, "close", None).await;
    // 三十日 of a public notice.
    let announced = squad.decided().await;
    let on = |days: i64| (chrono::Utc::now().date_naive() - chrono::TimeDelta::days(days)).to_string();
    let notice = |days: i64| {
        json!({"document": "decision", "addressee": "池有根", "way": "announced", "done_on": on(days), "place": "公告栏",
            "attempts": "下落不明,两次上门未遇。", "medium": "市政府网站"})
    };
    squad.leader.post(&format!("{announced}/proofs-of-service"), notice(3)).await.ok();
    super::next_step(&squad, &announced, "close", Some("decision_not_served")).await;
    // The first proof counts; another case was announced long enough ago.
    let announced = squad.decided().await;
    squad.leader.post(&format!("{announced}/proofs-of-service"), notice(40)).await.ok();
    super::next_step(&squad, &announced, "close", Some("penalty_not_paid")).await;
    // A surcharge that was asked for.
    let (late, _) = super::after::served(&squad).await;
    let demand = json!({"demanded_on": "2023-04-28", "obligations": "缴纳罚款。", "perform_by": "2023-05-15", "manner": "到银行缴款。",
        "fine_fen": 5000, "surcharge_fen": 1500, "rights_told": true, "signed_by": "陈建国"});
    squad.leader.post(&format!("{late}/demands"), demand).await.ok();
    let part = json!({"paid_on": "2023-04-28", "surcharge_fen": 1000});
    squad.leader.post(&format!("{late}/payments"), with(squad.payment(), part)).await.ok();
    assert_eq!(choice(&squad, &late, "close", "performed").await, ["surcharge_not_paid"]);
    let rest = json!({"paid_on": "2023-04-28", "amount_fen": 0, "surcharge_fen": 500});
    squad.leader.post(&format!("{late}/payments"), with(squad.payment(), rest)).await.ok();
    assert_eq!(choice(&squad, &late, "close", "performed").await, [""; 0]);
}
