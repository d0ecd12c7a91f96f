//! Signatures under the documents of a case: by hand, refused, absent; what is unsigned bars review and decision.

use super::legal_reviews::review;
use super::next_step;
use crate::support::{Squad, another_town, shared, town, with};
use anjuan::domain::permission::Role;
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

pub(super) fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// An inquiry whose record is to be signed electronically.
pub(super) fn inquiry(squad: &Squad) -> Value {
    with(
        squad.investigation(),
        json!({"inquiry": {"person": "池有根", "asked_as": "party", "ended_at": "2023-03-20T10:00:00+08:00", "certificates_shown": true,
            "rights_told": true, "record": "问:是否占道?\n答:是。", "read_back": true, "signing": {"signature": "electronic"}}}),
    )
}

/// The document as its signer is shown it.
pub(super) async fn shown(squad: &Squad, case: &str, step: &Value) -> Value {
    squad.leader.get(&format!("{case}/documents/{}", step["id"].as_str().expect("an id"))).await.ok()
}

/// A signature by hand under what was shown.
pub(super) fn by_hand(document: &Value, role: &str, name: &str) -> Value {
    json!({"document_id": document["id"], "signer": {"role": role, "name": name}, "manner": "handwritten",
        "text_digest": document["digests"][0], "signed_at": document["recorded_at"], "place": "镇政府",
        "image": {"kind": "strokes", "digest": {"algorithm": "sm3", "value": "a".repeat(64)}}})
}

/// A signature by a key over what was shown.
pub(super) fn by_key(document: &Value, role: &str, name: &str, key: &SigningKey) -> Value {
    let text = document["text"].as_str().expect("a text");
    json!({"document_id": document["id"], "signer": {"role": role, "name": name}, "manner": "key",
        "text_digest": document["digests"][0], "signed_at": document["recorded_at"],
        "key": {"algorithm": "ed25519", "public_key": base64(key.verifying_key().as_bytes()),
            "value": base64(&key.sign(text.as_bytes()).to_bytes())}})
}

pub(super) fn faults_are(faults: &[(String, String)], expected: &[(&str, &str)]) {
    let expected: Vec<_> = expected.iter().map(|(at, code)| ((*at).to_owned(), (*code).to_owned())).collect();
    assert_eq!(faults, expected);
}

#[actix_web::test]
async fn a_record_is_signed_under_the_text_that_was_shown_before_the_case_is_decided() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let reviewer = town.person(&[Role::LegalReviewer]).await;
    let case = squad.files(squad.filing()).await;
    let act = squad.leader.post(&format!("{case}/investigation-acts"), inquiry(&squad)).await.ok();
    squad.concludes(&case).await;
    squad.hears(&case, "written", "2023-03-22").await;
    for step in ["decide", "review_legally"] {
        next_step(&squad, &case, step, Some("signature_missing")).await;
    }
    let refused = squad.head.post(&format!("{case}/decisions"), squad.decision()).await;
    let told = refused.problem(409, "signature_missing");
    assert_eq!(told["legal_basis"], "行政处罚法 第五十五条、第六十四条、行政强制法 第十八条");
    assert!(refused.text.contains(act["id"].as_str().expect("an id")), "{}", refused.text);

    let document = shown(&squad, &case, &act).await;
    let text = document["text"].as_str().expect("a text");
    let told: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(
        (&told["step"], &told["content"]["inquiry"]["record"]),
        (&json!("investigate"), &act["inquiry"]["record"])
    );
    assert_eq!(serde_json_canonicalizer::to_string(&told).expect("canonical"), text, "RFC 8785");
    let sha256: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(document["digests"][0], json!({"algorithm": "sha-256", "value": sha256}));
    assert_eq!(document["digests"][1]["algorithm"], "sm3");
    let wanted = &document["wanted_signatures"][0];
    assert_eq!((&wanted["standing"], &wanted["is_binding"]), (&json!("unsigned"), &json!(true)));
    assert_eq!(wanted["legal_basis"], "行政处罚法 第五十五条");

    let signatures = format!("{case}/signatures");
    let id = json!({"id": uuid::Uuid::now_v7()});
    let right = with(by_hand(&document, "person_asked", "池有根"), id);
    let mut wrong = right.clone();
    wrong["text_digest"]["value"] = json!("b".repeat(64));
    let refused = squad.leader.post(&signatures, wrong).await;
    refused.problem(409, "signed_text_differs");
    assert_eq!(refused.json()["legal_basis"], "电子签名法 第十三条");
    let signed = squad.leader.post(&signatures, right.clone()).await;
    assert_eq!(signed.status, 201);
    assert_eq!(squad.leader.post(&signatures, right.clone()).await.status, 200, "the same again");
    let other = with(right.clone(), json!({"place": "集镇"}));
    squad.leader.post(&signatures, other).await.problem(409, "id_exists_with_other_content");
    let again = with(right, json!({"id": uuid::Uuid::now_v7()}));
    faults_are(&squad.leader.post(&signatures, again).await.faults(), &[("/signer", "signed_already")]);

    let document = shown(&squad, &case, &act).await;
    assert_eq!(document["wanted_signatures"][0]["standing"], "signed");
    assert_eq!(document["signature_ids"], json!([signed.json()["id"]]));
    assert_eq!(document["text"], text, "the text stays");
    next_step(&squad, &case, "review_legally", None).await;
    reviewer.post(&format!("{case}/legal-reviews"), review("agree")).await.ok();
    next_step(&squad, &case, "decide", None).await;
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    let path = format!("{signatures}/{}/verification", signed.json()["id"].as_str().expect("an id"));
    let verified = squad.head.get(&path).await.ok();
    assert_eq!((&verified["is_valid"], &verified["findings"]), (&json!(true), &json!([])));
    assert_eq!(verified["text_digest"], document["digests"][0]);
    let stranger = another_town(shared()).await.squad_leader().await;
    stranger.get(&path).await.problem(404, "not_found");
    stranger.post(&signatures, by_hand(&document, "witness", "某人")).await.problem(404, "not_found");
}

#[actix_web::test]
async fn what_says_itself_that_it_was_signed_on_paper_bars_nothing() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.files(squad.filing()).await;
    let mut signed = inquiry(&squad);
    signed["inquiry"]["signing"] = json!({"signature": "refused", "note": "当事人拒绝签名。", "is_recorded": true});
    let act = squad.leader.post(&format!("{case}/investigation-acts"), signed).await.ok();
    squad.leader.post(&format!("{case}/investigation-acts"), squad.investigation()).await.ok();
    squad.concludes(&case).await;
    squad.hears(&case, "written", "2023-03-22").await;
    next_step(&squad, &case, "decide", None).await;
    let wanted = shown(&squad, &case, &act).await["wanted_signatures"].clone();
    assert_eq!((&wanted[0]["standing"], &wanted[0]["is_said_in_document"]), (&json!("refused"), &json!(true)));
    let all = squad.leader.all(&format!("{case}/documents")).await;
    let steps: Vec<&str> = all.iter().filter_map(|one| one["step"].as_str()).collect();
    assert_eq!(steps, ["investigate", "investigate", "conclude_investigation", "notify", "hear_statement"]);
    assert_eq!(all[1]["wanted_signatures"][0]["standing"], "signed", "its own record says so");
    assert!(
        all.iter().all(|one| one.get("text").is_none() && one["digests"].as_array().is_some_and(|all| all.len() == 2))
    );
}

#[actix_web::test]
async fn a_refusal_is_noted_and_seen_and_the_party_may_still_sign() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.files(squad.filing()).await;
    let act = squad.leader.post(&format!("{case}/investigation-acts"), inquiry(&squad)).await.ok();
    let document = shown(&squad, &case, &act).await;
    let signatures = format!("{case}/signatures");
    let mut refusal = by_hand(&document, "person_asked", "池有根");
    refusal["manner"] = json!("refused");
    faults_are(
        &squad.leader.post(&signatures, refusal.clone()).await.faults(),
        &[("/image", "signature_incomplete"), ("/unsigned", "signature_incomplete")],
    );
    refusal["image"] = Value::Null;
    refusal["unsigned"] = json!({"note": "当事人认为与事实不符,拒绝签名。"});
    let refused = squad.leader.post(&signatures, refusal.clone()).await;
    faults_are(&refused.faults(), &[("/unsigned/witness", "signature_refusal_unwitnessed")]);
    assert_eq!(refused.json()["legal_basis"], "行政强制法 第十八条");
    refusal["unsigned"]["recording_id"] = json!(uuid::Uuid::now_v7());
    squad.leader.post(&signatures, refusal.clone()).await.problem(409, "signature_recording_unknown");
    let recording = squad.leader.post(&format!("{case}/recordings"), squad.recording("investigation")).await.ok();
    refusal["unsigned"]["recording_id"] = recording["id"].clone();
    let mut absent = refusal.clone();
    absent["manner"] = json!("absent");
    faults_are(
        &squad.leader.post(&signatures, absent).await.faults(),
        &[("/unsigned/witness", "signature_refusal_unwitnessed")],
    );
    squad.leader.post(&signatures, refusal.clone()).await.ok();
    assert_eq!(shown(&squad, &case, &act).await["wanted_signatures"][0]["standing"], "refused");
    squad.concludes(&case).await;
    squad.hears(&case, "written", "2023-03-22").await;
    next_step(&squad, &case, "decide", None).await;
    squad.leader.post(&signatures, refusal.clone()).await.problem(409, "signed_already");
    squad.leader.post(&signatures, by_hand(&document, "person_asked", "池有根")).await.ok();
    assert_eq!(shown(&squad, &case, &act).await["wanted_signatures"][0]["standing"], "signed");
    squad.leader.post(&signatures, refusal).await.problem(409, "signed_already");
    assert_eq!(squad.head.all(&signatures).await.len(), 2);
}

#[actix_web::test]
async fn nobody_signs_for_another_case_before_its_day_or_in_the_future() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.files(squad.filing()).await;
    let act = squad.leader.post(&format!("{case}/investigation-acts"), inquiry(&squad)).await.ok();
    let document = shown(&squad, &case, &act).await;
    let other = squad.files(squad.filing()).await;
    let right = by_hand(&document, "party", "池有根");
    let elsewhere = squad.leader.post(&format!("{other}/signatures"), right.clone()).await;
    faults_are(&elsewhere.faults(), &[("/document_id", "signed_document_unknown")]);
    let signatures = format!("{case}/signatures");
    for (signed_at, code) in
        [("2023-03-19T23:59:59+08:00", "dates_run_backwards"), ("2199-01-01T00:00:00Z", "date_in_the_future")]
    {
        let wrong = with(right.clone(), json!({"signed_at": signed_at}));
        faults_are(&squad.leader.post(&signatures, wrong).await.faults(), &[("/signed_at", code)]);
    }
    for (signer, at) in [
        (json!({"role": "party", "name": "别人"}), "/signer/name"),
        (json!({"role": "officer", "name": "王伟"}), "/signer/officer_id"),
        (json!({"role": "officer", "name": "李强", "officer_id": squad.officers[0]}), "/signer/name"),
        (json!({"role": "witness", "name": "王伟", "officer_id": squad.officers[0]}), "/signer/officer_id"),
    ] {
        let wrong = with(right.clone(), json!({"signer": signer}));
        faults_are(&squad.leader.post(&signatures, wrong).await.faults(), &[(at, "signer_not_of_document")]);
    }
    let foreign = another_town(shared()).await.certified_officer("王伟").await;
    let wrong = with(right.clone(), json!({"signer": {"role": "officer", "name": "王伟", "officer_id": foreign}}));
    squad.leader.post(&signatures, wrong).await.problem(409, "officer_of_another_agency");
    let third = town.certified_officer("赵敏").await;
    let wrong = with(right.clone(), json!({"signer": {"role": "officer", "name": "赵敏", "officer_id": third}}));
    faults_are(
        &squad.leader.post(&signatures, wrong).await.faults(),
        &[("/signer/officer_id", "signer_not_of_document")],
    );
    squad.leader.post(&signatures, right).await.ok();
    for (officer, name) in squad.officers.iter().zip(["王伟", "李强"]) {
        let mut one = by_hand(&document, "officer", name);
        one["signer"]["officer_id"] = json!(officer);
        one["signed_at"] = json!("2023-03-20T10:30:00+08:00");
        let signed = squad.leader.post(&signatures, one).await.ok();
        assert!(signed["certificate_id"].is_string());
    }
    let wanted = shown(&squad, &case, &act).await["wanted_signatures"].clone();
    assert_eq!((&wanted[1]["standing"], &wanted[1]["least"]), (&json!("signed"), &json!(2)));
}
