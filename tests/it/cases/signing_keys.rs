//! Keys of officers: registered, used under a text, revoked.

use super::signatures::{base64, by_hand, by_key, faults_are, inquiry, shown};
use crate::support::{shared, town};
use anjuan::domain::permission::Role;
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};

fn registration(key: &SigningKey) -> Value {
    json!({"algorithm": "ed25519", "public_key": base64(key.verifying_key().as_bytes()), "held_by": "执法终端 07"})
}

#[actix_web::test]
async fn an_officer_signs_with_a_key_of_ones_own() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let agency = town.agency_id();
    let own = Some(anjuan::domain::ids::OfficerId::from_uuid(squad.officers[0].parse().expect("a UUID")));
    let wang = town.server.person_who_is(agency, &[Role::Officer], own).await;
    let keys = format!("/officers/{}/signing-keys", squad.officers[0]);
    let (key, stranger) = (SigningKey::from_bytes(&[21; 32]), SigningKey::from_bytes(&[22; 32]));
    let case = squad.files(squad.filing()).await;
    let early = squad.leader.post(&format!("{case}/investigation-acts"), squad.investigation()).await.ok();
    let early = shown(&squad, &case, &early).await;

    squad.leader.post(&keys, registration(&key)).await.problem(409, "signing_key_of_another");
    let mut sm2 = registration(&key);
    sm2["algorithm"] = json!("sm2");
    faults_are(&wang.post(&keys, sm2).await.faults(), &[("/algorithm", "signature_algorithm_unsupported")]);
    for (public_key, code) in [("不是", "not_base64"), ("AAAA", "public_key_unfit")] {
        let mut wrong = registration(&key);
        wrong["public_key"] = json!(public_key);
        let refused = wang.post(&keys, wrong).await;
        assert_eq!((refused.status, refused.faults()), (422, vec![("/public_key".to_owned(), code.to_owned())]));
    }
    let mut new = registration(&key);
    new["id"] = json!(uuid::Uuid::now_v7());
    assert_eq!(wang.post(&keys, new.clone()).await.status, 201);
    assert_eq!(wang.post(&keys, new.clone()).await.status, 200, "the same again");
    new["held_by"] = json!("UKey");
    wang.post(&keys, new).await.problem(409, "id_exists_with_other_content");
    wang.post(&keys, registration(&key)).await.problem(409, "signing_key_registered_already");

    let act = squad.leader.post(&format!("{case}/investigation-acts"), inquiry(&squad)).await.ok();
    let document = shown(&squad, &case, &act).await;
    let signatures = format!("{case}/signatures");
    let of = |document: &Value, key: &SigningKey| {
        let mut one = by_key(document, "officer", "王伟", key);
        one["signer"]["officer_id"] = json!(squad.officers[0]);
        one
    };
    let mut other_text = of(&early, &key);
    (other_text["document_id"], other_text["text_digest"]) = (document["id"].clone(), document["digests"][0].clone());
    other_text["signed_at"] = document["recorded_at"].clone();
    faults_are(&wang.post(&signatures, other_text).await.faults(), &[("/key/value", "signature_does_not_verify")]);
    faults_are(
        &wang.post(&signatures, of(&document, &stranger)).await.faults(),
        &[("/key/public_key", "signing_key_unknown")],
    );
    let mut sm2 = of(&document, &key);
    sm2["key"]["algorithm"] = json!("sm2");
    faults_are(&wang.post(&signatures, sm2).await.faults(), &[("/key/algorithm", "signature_algorithm_unsupported")]);
    let mut before = of(&document, &key);
    before["signed_at"] = json!("2023-03-20T10:30:00+08:00");
    faults_are(
        &wang.post(&signatures, before).await.faults(),
        &[("/signed_at", "signed_before_text_existed"), ("/key/public_key", "signing_key_not_valid")],
    );
    let mut by_sm3 = of(&document, &key);
    by_sm3["text_digest"] = document["digests"][1].clone();
    let signed = wang.post(&signatures, by_sm3).await.ok();
    assert_eq!(signed["text_digest"]["algorithm"], "sm3");
    let path = format!("{signatures}/{}/verification", signed["id"].as_str().expect("an id"));
    assert_eq!(wang.get(&path).await.ok()["is_valid"], true);

    let held = wang.all(&keys).await;
    assert_eq!((held.len(), &held[0]["revoked_at"]), (1, &Value::Null));
    let revocations = format!("{keys}/{}/revocations", held[0]["id"].as_str().expect("an id"));
    let revocation = json!({"reason": "执法终端遗失", "revoked_at": signed["signed_at"]});
    squad.leader.post(&revocations, revocation.clone()).await.problem(409, "signing_key_of_another");
    let early = json!({"reason": "误", "revoked_at": "2023-01-01T00:00:00Z"});
    wang.post(&revocations, early).await.problem(409, "dates_run_backwards");
    town.admin().await.post(&revocations, revocation).await.ok();
    wang.post(&revocations, json!({"reason": "再次"})).await.problem(409, "signing_key_revoked_already");
    let verified = wang.get(&path).await.ok();
    assert_eq!((&verified["is_valid"], &verified["findings"][0]["code"]), (&json!(false), &json!("key_not_valid")));
    let later = squad.leader.post(&format!("{case}/investigation-acts"), inquiry(&squad)).await.ok();
    let later = shown(&squad, &case, &later).await;
    faults_are(
        &wang.post(&signatures, of(&later, &key)).await.faults(),
        &[("/key/public_key", "signing_key_not_valid")],
    );
    let mut by_hand = by_hand(&later, "officer", "王伟");
    by_hand["signer"]["officer_id"] = json!(squad.officers[0]);
    wang.post(&signatures, by_hand).await.ok();
}
