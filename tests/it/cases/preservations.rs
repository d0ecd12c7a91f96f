//! What acts of investigation hold by their kind, and what becomes of what was preserved.

use super::next_step;
use crate::support::{Squad, shared, town};
use serde_json::{Value, json};

fn preservation(squad: &Squad) -> Value {
    json!({"kind": "registered_preservation", "performed_at": "2023-03-20T09:00:00+08:00", "officer_ids": squad.officers,
        "summary": "登记保存烤炉和账册。", "preservation": {
            "approval": {"approved_by": "陈建国", "approved_at": "2023-03-20T08:30:00+08:00"},
            "loss_feared": "物品易被转移。", "certificates_shown": true, "list_delivered": true,
            "items": [{"name": "烤炉", "quantity": "1 台", "keeper": "李强", "kept_at": "镇政府仓库"},
                {"name": "账册", "quantity": "2 本", "keeper": "李强", "kept_at": "镇政府仓库"}],
            "signing": {"signature": "signed"}}})
}

fn disposition(squad: &Squad, act: &Value, items: Value) -> Value {
    json!({"act_id": act["id"], "disposed_on": "2023-03-27", "officer_ids": squad.officers, "items": items,
        "reasons": "与案件无关,予以返还。", "approved_by": "陈建国", "approved_on": "2023-03-27"})
}

fn faults_are(faults: &[(String, String)], expected: &[(&str, &str)]) {
    for (at, code) in expected {
        assert!(faults.contains(&((*at).into(), (*code).into())), "{at} {code} is not in {faults:?}");
    }
}

#[actix_web::test]
async fn evidence_is_preserved_by_approval_and_disposed_of_in_seven_working_days() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.files(squad.filing()).await;
    let acts = format!("{case}/investigation-acts");
    let mut bare = preservation(&squad);
    bare.as_object_mut().expect("members").remove("preservation");
    let refused = squad.leader.post(&acts, bare).await;
    refused.problem(409, "registered_preservation_not_approved");
    assert_eq!(refused.json()["legal_basis"], "行政处罚法 第五十六条");
    let mut late = preservation(&squad);
    late["preservation"]["approval"]["approved_at"] = json!("2023-03-20T09:00:01+08:00");
    late["preservation"]["list_delivered"] = json!(false);
    late["preservation"]["signing"] = json!({"signature": "refused"});
    faults_are(
        &squad.leader.post(&acts, late).await.faults(),
        &[
            ("/preservation/approval/approved_at", "registered_preservation_not_approved"),
            ("/preservation/list_delivered", "registered_preservation_incomplete"),
            ("/preservation/signing/note", "registered_preservation_incomplete"),
            ("/preservation/signing/witness", "registered_preservation_incomplete"),
        ],
    );
    let act = squad.leader.post(&acts, preservation(&squad)).await.ok();
    assert_eq!(act["preservation"]["items"][1]["name"], "账册");
    let dispositions = format!("{case}/preservation-dispositions");
    next_step(&squad, &case, "dispose_preserved", None).await;
    let one = disposition(&squad, &act, json!([{"number": 1, "disposition": "returned", "recipient": "池有根"}]));
    let done = squad.leader.post(&dispositions, one.clone()).await.ok();
    assert_eq!((&done["due_on"], &done["late"]), (&json!("2023-03-29"), &json!(false)));
    squad.leader.post(&dispositions, one).await.problem(409, "preserved_item_already_disposed");
    let mut rest = disposition(&squad, &act, json!([{"number": 2, "disposition": "released_as_lapsed"}]));
    faults_are(
        &squad.leader.post(&dispositions, rest.clone()).await.faults(),
        &[("/items/0/disposition", "disposition_does_not_fit")],
    );
    rest["disposed_on"] = json!("2023-03-30");
    rest["late"] = json!(false);
    faults_are(&squad.leader.post(&dispositions, rest.clone()).await.faults(), &[("/late", "worked_out_otherwise")]);
    rest.as_object_mut().expect("members").remove("late");
    let done = squad.leader.post(&dispositions, rest).await.ok();
    assert_eq!(done["late"], true);
    next_step(&squad, &case, "dispose_preserved", Some("preservation_nothing_to_dispose")).await;
    let deadlines = squad.leader.get(&case).await.ok()["deadlines"].clone();
    let of_it = deadlines.as_array().expect("deadlines").iter().find(|one| one["rule"] == "preservation");
    let of_it = of_it.expect("a deadline");
    assert_eq!((&of_it["standing"], &of_it["done_on"]), (&json!("missed"), &json!("2023-03-30")));
}

#[actix_web::test]
async fn a_case_is_not_closed_while_an_item_waits() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.files(squad.filing()).await;
    let act = squad.leader.post(&format!("{case}/investigation-acts"), preservation(&squad)).await.ok();
    squad.concludes(&case).await;
    squad.hears(&case, "written", "2023-03-22").await;
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    next_step(&squad, &case, "close", Some("preserved_items_undisposed")).await;
    let refused = squad.head.post(&format!("{case}/closures"), squad.closure()).await;
    assert!(refused.faults().contains(&(String::new(), "preserved_items_undisposed".into())), "{:?}", refused.faults());
    let items = json!([{"number": 1, "disposition": "confiscated"}, {"number": 2, "disposition": "sealed_or_seized"},
        {"number": 3, "disposition": "returned"}, {"number": 2, "disposition": "used_up"}]);
    let mut wrong = disposition(&squad, &act, items);
    wrong["disposed_on"] = json!("2023-04-02");
    wrong["approved_on"] = json!("2023-04-03");
    let dispositions = format!("{case}/preservation-dispositions");
    faults_are(
        &squad.leader.post(&dispositions, wrong).await.faults(),
        &[
            ("/items/0/disposition", "disposition_does_not_fit"),
            ("/items/1/measure_id", "disposition_measure_missing"),
            ("/items/2/number", "preserved_item_unknown"),
            ("/items/3/number", "preserved_item_already_disposed"),
            ("/items/3/disposition", "disposition_does_not_fit"),
            ("/approved_on", "dates_run_backwards"),
        ],
    );
    let items = json!([{"number": 1, "disposition": "sent_for_testing"}, {"number": 2, "disposition": "returned"}]);
    let mut right = disposition(&squad, &act, items);
    right["disposed_on"] = json!("2023-04-02");
    squad.leader.post(&dispositions, right).await.ok();
    let items = json!([{"number": 1, "disposition": "returned"}]);
    let mut back = disposition(&squad, &act, items);
    back["disposed_on"] = json!("2023-04-05");
    squad.leader.post(&dispositions, back).await.ok();
    squad.performs(&case).await;
    squad.head.post(&format!("{case}/closures"), squad.closure()).await.ok();
}

/// An act without what its document asks for.
fn unrecorded(squad: &Squad, kind: &str) -> Value {
    let mut act = squad.investigation();
    act["kind"] = json!(kind);
    act.as_object_mut().expect("members").remove("inquiry");
    act
}

#[actix_web::test]
async fn each_kind_of_act_holds_what_its_document_asks_for() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.files(squad.filing()).await;
    let acts = format!("{case}/investigation-acts");
    let with = |kind: &str, member: &str, details: Value| {
        let mut act = unrecorded(&squad, kind);
        act[member] = details;
        act
    };
    let inquiry = json!({"person": "池有根", "asked_as": "party", "ended_at": "2023-03-20T10:00:00+08:00",
        "certificates_shown": true, "rights_told": true, "record": "问:……答:……", "read_back": true,
        "signing": {"signature": "signed"}});
    let mut poor = inquiry.clone();
    poor["rights_told"] = json!(false);
    poor["ended_at"] = json!("2023-03-20T08:00:00+08:00");
    poor["signing"] = json!({"signature": "refused", "note": "当事人拒绝签名。"});
    let refused = squad.leader.post(&acts, with("inquiry", "inquiry", poor)).await;
    faults_are(
        &refused.faults(),
        &[
            ("/inquiry/rights_told", "inquiry_record_incomplete"),
            ("/inquiry/ended_at", "dates_run_backwards"),
            ("/inquiry/signing/witness", "inquiry_record_incomplete"),
        ],
    );
    let refused = squad.leader.post(&acts, with("sampling", "inquiry", inquiry.clone())).await;
    let expected = [("/inquiry", "act_details_do_not_fit_kind"), ("/sampling", "sampling_record_incomplete")];
    faults_are(&refused.faults(), &expected);
    for (kind, code, article) in [
        ("inquiry", "inquiry_record_incomplete", "行政处罚法 第五十五条"),
        ("site_inspection", "site_record_incomplete", "行政处罚法 第五十五条"),
        ("sampling", "sampling_record_incomplete", "行政处罚法 第五十六条"),
    ] {
        let refused = squad.leader.post(&acts, unrecorded(&squad, kind)).await;
        assert_eq!(refused.problem(409, code)["legal_basis"], article);
        faults_are(&refused.faults(), &[(format!("/{kind}").as_str(), code)]);
    }
    squad.leader.post(&acts, unrecorded(&squad, "evidence_collection")).await.ok();
    let asked = squad.leader.post(&acts, with("inquiry", "inquiry", inquiry.clone())).await.ok();
    assert_eq!(asked["inquiry"]["person"], inquiry["person"]);
    let site = json!({"ended_at": "2023-03-20T10:00:00+08:00", "certificates_shown": true, "record": "现场有烤炉一台。",
        "signing": {"signature": "absent"}});
    let refused = squad.leader.post(&acts, with("site_inspection", "site_inspection", site)).await;
    faults_are(
        &refused.faults(),
        &[
            ("/site_inspection/party_present", "site_record_incomplete"),
            ("/site_inspection/signing/witness", "site_record_incomplete"),
        ],
    );
    let opinion = json!({"institution": "三明市检测中心", "qualification": "CMA 2020", "experts": ["周工"],
        "entrusted_on": "2023-03-21", "subject": "油烟浓度", "materials": ["样品一"], "document_number": "检字第1号",
        "opinion": "超标。", "issued_on": "2023-03-20"});
    let refused = squad.leader.post(&acts, with("expert_opinion", "expert_opinion", opinion)).await;
    faults_are(&refused.faults(), &[("/expert_opinion/issued_on", "dates_run_backwards")]);
    squad.leader.post(&acts, unrecorded(&squad, "expert_opinion")).await.problem(409, "expert_opinion_incomplete");
    let sampling = json!({"purpose": "检测油烟。", "certificates_shown": true, "signing": {"signature": "signed"},
        "items": [{"number": "Y-1", "name": "油烟样", "quantity": "2 份"}]});
    let sampled = squad.leader.post(&acts, with("sampling", "sampling", sampling)).await.ok();
    let used = disposition(&squad, &sampled, json!([{"number": 1, "disposition": "used_up"}]));
    let used = squad.leader.post(&format!("{case}/preservation-dispositions"), used).await.ok();
    assert_eq!((&used["due_on"], &used["late"]), (&Value::Null, &Value::Null));
}
