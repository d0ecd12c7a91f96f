//! Coercive measures: imposed, approved, extended, lifted, and what they bar.

use super::next_step;
use crate::support::{Squad, Town, shared, town, with};
use anjuan::domain::actor::Actor;
use anjuan::statistics::recompute;
use serde_json::{Value, json};

/// A town that a decision has given the power of measures.
pub async fn empowered(town: &Town<'_>) -> Squad {
    let platform = town.server.platform_admin().await;
    let path = format!("/agencies/{}", town.code);
    let powers = json!({"powers": ["penalty", "inspection", "coercive_measure"]});
    let tag = platform.get(&path).await.header("etag");
    let change = platform.request(reqwest::Method::PATCH, &path).header("If-Match", tag).json(&powers);
    platform.send(change).await.ok();
    town.squad().await
}

pub fn measure(squad: &Squad) -> Value {
    json!({"kind": "seize_property", "imposed_at": "2023-03-20T10:00:00+08:00", "place": "集镇新街",
        "approval": {"approved_by": "陈建国", "approved_at": "2023-03-20T09:00:00+08:00"}, "officer_ids": squad.officers,
        "certificates_shown": true, "party_summoned": true,
        "told": {"reasons": true, "legal_bases": true, "rights": true, "remedies": true},
        "scene_record": "现场扣押烤炉一台。", "party_signature": "signed", "reasons": "防止证据损毁。",
        "legal_bases": ["《中华人民共和国行政强制法》第二十二条"], "remedies": "六十日内申请行政复议。", "days": 30,
        "things": [{"name": "烤炉", "quantity": "1台"}], "kept_at": "执法队仓库", "decision_delivered": true,
        "list_delivered": true})
}

pub fn lifting(squad: &Squad, measure: &Value) -> Value {
    json!({"measure_id": measure["id"], "lifted_on": "2023-04-15", "ground": "not_needed", "approved_by": "陈建国",
        "officer_ids": squad.officers, "things": [{"name": "烤炉", "quantity": "1台", "outcome": "returned"}],
        "received_by": "池有根"})
}

/// A decision that does not lie before the measures.
fn decided_later(squad: &Squad) -> Value {
    let mut decision = squad.decision();
    decision["decided_at"] = json!("2023-04-20T10:00:00+08:00");
    decision
}

#[actix_web::test]
async fn a_thing_is_seized_kept_longer_and_returned_before_the_case_is_closed() {
    let town = town(shared()).await;
    let squad = empowered(&town).await;
    let case = squad.ready().await;
    next_step(&squad, &case, "lift_measure", Some("coercive_measure_none_in_force")).await;
    let imposed = squad.leader.post(&format!("{case}/coercive-measures"), measure(&squad)).await;
    assert_eq!(imposed.status, 201);
    let imposed = imposed.ok();
    assert_eq!(imposed["certificate_ids"].as_array().expect("certificates").len(), 2);
    next_step(&squad, &case, "lift_measure", None).await;
    let extensions = format!("{case}/coercive-measure-extensions");
    let extension = json!({"measure_id": imposed["id"], "decided_on": "2023-04-10", "days": 20, "reasons": "情况复杂。",
        "told_on": "2023-04-10"});
    squad.leader.post(&extensions, extension.clone()).await.problem(403, "not_permitted");
    squad.head.post(&extensions, extension.clone()).await.ok();
    let more = squad.head.post(&extensions, extension).await;
    more.problem(409, "sealing_term_exceeded");
    assert_eq!(more.json()["legal_basis"], "行政强制法 第二十五条");
    squad.head.post(&format!("{case}/decisions"), decided_later(&squad)).await.ok();
    next_step(&squad, &case, "close", Some("coercive_measure_not_lifted")).await;
    let closures = format!("{case}/closures");
    squad.head.post(&closures, squad.closure()).await.problem(409, "coercive_measure_not_lifted");
    let liftings = format!("{case}/coercive-measure-liftings");
    squad.leader.post(&liftings, lifting(&squad, &imposed)).await.ok();
    squad.leader.post(&liftings, lifting(&squad, &imposed)).await.problem(409, "coercive_measure_none_in_force");
    squad.performs(&case).await;
    squad.head.post(&closures, squad.closure()).await.ok();
    assert_eq!(squad.head.all(&format!("{case}/coercive-measures")).await, std::slice::from_ref(&imposed));
    let id = imposed["id"].as_str().expect("an id");
    assert_eq!(town.figures(id), ["coercive_measures 2023-03-20 2 1 0"]);
    let actor = Actor::system(uuid::Uuid::now_v7()).on_behalf_of(town.agency_id());
    let verdict = town.server.db.read_now(&actor, recompute::compare).expect("compared");
    assert_eq!(verdict.differences, []);
}

#[actix_web::test]
async fn a_town_without_the_power_seizes_nothing_and_no_town_restricts_liberty() {
    let plain = town(shared()).await;
    let squad = plain.squad().await;
    let case = squad.investigated().await;
    let refused = squad.leader.post(&format!("{case}/coercive-measures"), measure(&squad)).await;
    refused.problem(409, "agency_lacks_coercive_power");
    let town = town(shared()).await;
    let squad = empowered(&town).await;
    let case = squad.investigated().await;
    for (kind, code) in
        [("restrict_liberty", "liberty_not_within_power"), ("freeze_deposits", "freezing_not_within_power")]
    {
        let mut measure = measure(&squad);
        measure["kind"] = json!(kind);
        squad.leader.post(&format!("{case}/coercive-measures"), measure).await.problem(409, code);
    }
}

#[actix_web::test]
async fn each_of_the_ten_steps_that_is_missing_is_named() {
    let town = town(shared()).await;
    let squad = empowered(&town).await;
    let case = squad.investigated().await;
    let mut measure = measure(&squad);
    measure["approval"]["approved_at"] = json!("2023-03-20T10:30:00+08:00");
    measure["officer_ids"] = json!([squad.officers[0]]);
    measure["certificates_shown"] = json!(false);
    measure["party_summoned"] = json!(false);
    measure["told"] = json!({"reasons": false, "legal_bases": false, "rights": false, "remedies": false});
    measure["party_signature"] = json!("refused");
    measure["days"] = json!(31);
    measure["things"][0]["is_necessity"] = json!(true);
    measure["decision_delivered"] = json!(false);
    measure["list_delivered"] = json!(false);
    let refused = squad.leader.post(&format!("{case}/coercive-measures"), measure.clone()).await;
    let faults = refused.faults();
    for (at, code) in [
        ("/approval/approved_at", "coercive_measure_not_approved"),
        ("/officer_ids", "two_officers_required"),
        ("/certificates_shown", "coercive_measure_step_missing"),
        ("/party_summoned", "coercive_measure_step_missing"),
        ("/told/reasons", "coercive_measure_step_missing"),
        ("/told/legal_bases", "coercive_measure_step_missing"),
        ("/told/rights", "coercive_measure_step_missing"),
        ("/told/remedies", "coercive_measure_step_missing"),
        ("/refusal_note", "coercive_measure_step_missing"),
        ("/days", "sealing_term_exceeded"),
        ("/things/0/is_necessity", "thing_not_to_be_sealed"),
        ("/decision_delivered", "coercive_measure_papers_not_delivered"),
        ("/list_delivered", "coercive_measure_papers_not_delivered"),
    ] {
        assert!(faults.contains(&(at.into(), code.into())), "{at} {code} is not in {faults:?}");
    }
    measure["party_signature"] = json!("absent");
    let refused = squad.leader.post(&format!("{case}/coercive-measures"), measure.clone()).await;
    assert!(refused.faults().contains(&("/witness".into(), "coercive_measure_step_missing".into())));
    measure["things"] = json!([]);
    squad.leader.post(&format!("{case}/coercive-measures"), measure).await.problem(422, "value_invalid");
}

#[actix_web::test]
async fn an_urgent_measure_is_approved_within_a_day_or_ends() {
    let town = town(shared()).await;
    let squad = empowered(&town).await;
    for (decided_at, granted, status) in [
        ("2023-03-21T10:00:00+08:00", true, 201),
        ("2023-03-21T10:00:01+08:00", true, 409),
        ("2023-03-20T12:00:00+08:00", false, 201),
    ] {
        let case = squad.ready().await;
        let approvals = format!("{case}/coercive-measure-approvals");
        next_step(&squad, &case, "approve_measure", Some("coercive_measure_awaits_no_approval")).await;
        let mut urgent = measure(&squad);
        urgent["urgent"] = json!(true);
        urgent.as_object_mut().expect("members").remove("approval");
        let imposed = squad.leader.post(&format!("{case}/coercive-measures"), urgent).await.ok();
        next_step(&squad, &case, "approve_measure", None).await;
        let approval =
            json!({"measure_id": imposed["id"], "granted": granted, "decided_at": decided_at, "reason": "见报告。"});
        let said = squad.head.post(&approvals, approval).await;
        assert_eq!(said.status, status, "{decided_at}: {}", said.text);
        if status == 409 {
            said.problem(409, "urgent_approval_late");
        }
        if !granted {
            squad
                .head
                .post(&format!("{case}/decisions"), squad.decision())
                .await
                .problem(409, "coercive_measure_must_end");
            next_step(&squad, &case, "decide", Some("coercive_measure_must_end")).await;
            let mut ended = lifting(&squad, &imposed);
            ended["ground"] = json!("not_approved");
            squad.leader.post(&format!("{case}/coercive-measure-liftings"), ended).await.ok();
            squad.head.post(&format!("{case}/decisions"), decided_later(&squad)).await.ok();
        }
    }
}

#[actix_web::test]
async fn days_of_an_examination_do_not_count_and_what_has_expired_is_not_extended() {
    let town = town(shared()).await;
    let squad = empowered(&town).await;
    let case = squad.investigated().await;
    let imposed = squad.leader.post(&format!("{case}/coercive-measures"), measure(&squad)).await.ok();
    let extension = json!({"measure_id": imposed["id"], "decided_on": "2023-04-22", "days": 10, "reasons": "情况复杂。",
        "told_on": "2023-04-22"});
    let extensions = format!("{case}/coercive-measure-extensions");
    squad.head.post(&extensions, extension.clone()).await.problem(409, "coercive_measure_expired");
    let suspensions = format!("{case}/suspensions");
    let mut examined = json!({"of": "measure", "measure_id": imposed["id"], "ground": "examination",
        "reason": "送检。", "from": "2023-03-25"});
    let untold = squad.head.post(&suspensions, examined.clone()).await;
    untold.problem(409, "suspension_period_not_told");
    assert_eq!(untold.faults().len(), 2, "{:?}", untold.faults());
    examined["to"] = json!("2023-03-29");
    examined["told_on"] = json!("2023-03-24");
    squad.head.post(&suspensions, examined).await.ok();
    squad.head.post(&extensions, extension).await.ok();
}

#[actix_web::test]
async fn things_are_confiscated_only_by_a_decision_and_signed_for_when_returned() {
    let town = town(shared()).await;
    let squad = empowered(&town).await;
    let case = squad.ready().await;
    let imposed = squad.leader.post(&format!("{case}/coercive-measures"), measure(&squad)).await.ok();
    let liftings = format!("{case}/coercive-measure-liftings");
    let mut taken = lifting(&squad, &imposed);
    taken["ground"] = json!("confiscated");
    taken["things"][0]["outcome"] = json!("confiscated");
    squad.leader.post(&liftings, taken.clone()).await.problem(409, "lifting_does_not_fit_case");
    let mut unsigned = lifting(&squad, &imposed);
    unsigned["received_by"] = json!(null);
    let refused = squad.leader.post(&liftings, unsigned).await;
    assert_eq!(refused.faults(), [("/received_by".into(), "lifting_does_not_fit_case".into())]);
    let mut decision = squad.decision();
    decision["penalties"] = json!([{"kind": "confiscation_of_property"}]);
    squad.hears_of(&case, with(squad.notice(), json!({"intended_penalties": decision["penalties"]}))).await;
    squad.head.post(&format!("{case}/decisions"), decision).await.ok();
    squad.leader.post(&liftings, taken).await.ok();
}

#[actix_web::test]
async fn every_line_of_the_list_is_released_and_nothing_else() {
    let town = town(shared()).await;
    let squad = empowered(&town).await;
    let case = squad.investigated().await;
    let two = json!({"things": [{"name": "烤炉", "quantity": "1台"}, {"name": "木炭", "quantity": "3袋"}]});
    let imposed = squad.leader.post(&format!("{case}/coercive-measures"), with(measure(&squad), two)).await.ok();
    let path = format!("{case}/coercive-measure-liftings");
    let of = |things: Value| with(lifting(&squad, &imposed), json!({"things": things}));
    let wrong = json!([{"name": "烤炉", "quantity": "2台", "outcome": "returned"}, {"name": "桌子", "quantity": "1张", "outcome": "returned"}]);
    let refused = squad.leader.post(&path, of(wrong)).await;
    assert_eq!(refused.problem(409, "lifted_things_differ_from_list")["legal_basis"], "行政强制法 第二十八条");
    let expected =
        ["/things/0", "/things/1", "/things"].map(|at| (at.to_owned(), "lifted_things_differ_from_list".to_owned()));
    assert_eq!(refused.faults(), expected);
    let whole = json!([{"name": "烤炉", "quantity": "1台", "outcome": "returned"}, {"name": "木炭", "quantity": "1袋", "outcome": "returned"},
        {"name": "木炭", "quantity": "2袋", "outcome": "price_returned"}]);
    squad.leader.post(&path, of(whole)).await.ok();
}
