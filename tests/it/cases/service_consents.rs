//! 电子送达: a signed confirmation covers what is served from then on, until it is taken back; the party may name a key in it.

use super::signatures::{base64, by_hand, by_key, faults_are, inquiry, shown};
use crate::support::{Squad, shared, town, with};
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};

fn consent() -> Value {
    json!({"kind": "given", "confirmed_on": "2023-03-20", "party": "池有根", "told": true,
        "addresses": [{"way": "platform", "address": "13900000000", "system": "送达平台"}]})
}

fn proof(on: &str) -> Value {
    json!({"document": "decision", "addressee": "池有根", "way": "electronic", "done_on": on, "address": "13900000000",
        "arrived_at": format!("{on}T09:30:00+08:00"), "arrival_system": "送达平台"})
}

/// The party signs by hand, on a day.
async fn signs(squad: &Squad, case: &str, step: &Value, at: &str) {
    let document = shown(squad, case, step).await;
    let signature = with(by_hand(&document, "party", "池有根"), json!({"signed_at": at}));
    squad.leader.post(&format!("{case}/signatures"), signature).await.ok();
}

#[actix_web::test]
async fn a_signed_confirmation_covers_what_is_served_until_it_is_taken_back() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.decided().await;
    let (consents, services) = (format!("{case}/service-consents"), format!("{case}/proofs-of-service"));
    let bare = json!({"kind": "given", "confirmed_on": "2023-03-20", "party": "池有根"});
    let refused = squad.leader.post(&consents, bare).await;
    faults_are(
        &refused.faults(),
        &[("/addresses", "service_consent_incomplete"), ("/told", "service_consent_incomplete")],
    );
    assert_eq!(refused.json()["legal_basis"], "行政处罚法 第六十一条");
    let nothing = json!({"kind": "withdrawn", "confirmed_on": "2023-03-20", "party": "池有根"});
    squad.leader.post(&consents, nothing.clone()).await.problem(409, "service_consent_not_in_force");
    let given = squad.leader.post(&consents, consent()).await.ok();

    let refused = squad.leader.post(&services, proof("2023-04-03")).await;
    faults_are(&refused.faults(), &[("/consent_id", "service_consent_not_signed")]);
    let document = shown(&squad, &case, &given).await;
    let mut no = with(
        by_hand(&document, "party", "池有根"),
        json!({"manner": "refused", "signed_at": "2023-03-20T10:00:00+08:00"}),
    );
    (no["image"], no["unsigned"]) = (Value::Null, json!({"note": "不同意。", "witness": "村主任"}));
    squad.leader.post(&format!("{case}/signatures"), no).await.ok();
    squad.leader.post(&services, proof("2023-04-03")).await.problem(409, "service_consent_not_signed");
    signs(&squad, &case, &given, "2023-04-02T10:00:00+08:00").await;
    let late = squad.leader.post(&services, proof("2023-04-01")).await;
    faults_are(&late.faults(), &[("/consent_id", "service_consent_not_signed")]);

    let mut elsewhere = proof("2023-04-03");
    elsewhere["address"] = json!("13800000000");
    faults_are(
        &squad.leader.post(&services, elsewhere.clone()).await.faults(),
        &[("/consent_id", "service_consent_not_in_force")],
    );
    elsewhere["consent_id"] = given["id"].clone();
    faults_are(
        &squad.leader.post(&services, elsewhere).await.faults(),
        &[("/address", "service_consent_not_in_force")],
    );
    let mut another_day = proof("2023-04-03");
    another_day["arrived_at"] = json!("2023-04-03T16:30:00Z");
    let refused = squad.leader.post(&services, another_day).await;
    faults_are(&refused.faults(), &[("/done_on", "service_arrival_differs")]);
    assert_eq!(refused.json()["legal_basis"], "民事诉讼法 第九十条");
    let served = squad.leader.post(&services, proof("2023-04-03")).await.ok();
    assert_eq!((&served["consent_id"], &served["consented_on"]), (&given["id"], &json!("2023-03-20")));
    assert_eq!(served["served_on"], "2023-04-03");

    let mut early = nothing.clone();
    early["confirmed_on"] = json!("2023-03-19");
    squad.leader.post(&consents, early).await.problem(409, "dates_run_backwards");
    let back = with(nothing, json!({"confirmed_on": "2023-04-05"}));
    assert_eq!(squad.leader.post(&consents, back.clone()).await.ok()["consent_id"], given["id"]);
    squad.leader.post(&consents, back).await.problem(409, "service_consent_not_in_force");
    for (on, named, code) in [
        ("2023-04-05", true, Some("service_consent_not_in_force")),
        ("2023-04-05", false, Some("service_consent_not_in_force")),
        ("2023-04-04", true, None),
    ] {
        let mut one = proof(on);
        if named {
            one["consent_id"] = given["id"].clone();
        }
        let answer = squad.leader.post(&services, one).await;
        match code {
            Some(code) => faults_are(&answer.faults(), &[("/consent_id", code)]),
            None => assert_eq!(answer.status, 201, "it held on that day: {}", answer.text),
        }
    }
    let mut direct = squad.service();
    direct["consent_id"] = given["id"].clone();
    faults_are(
        &squad.leader.post(&services, direct).await.faults(),
        &[("/consent_id", "service_electronic_unconfirmed")],
    );
}

#[actix_web::test]
async fn a_party_signs_with_the_key_that_a_confirmation_signed_by_hand_names() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let key = SigningKey::from_bytes(&[31; 32]);
    let case = squad.files(squad.filing()).await;
    let (consents, signatures) = (format!("{case}/service-consents"), format!("{case}/signatures"));
    let act = squad.leader.post(&format!("{case}/investigation-acts"), inquiry(&squad)).await.ok();
    let document = shown(&squad, &case, &act).await;
    let signature = by_key(&document, "party", "池有根", &key);
    squad.leader.post(&signatures, signature.clone()).await.problem(409, "signing_key_unknown");
    let mut with_key = consent();
    with_key["signing_key"] = json!({"algorithm": "ed25519", "public_key": "AAAA", "holder": "池有根"});
    let refused = squad.leader.post(&consents, with_key.clone()).await;
    assert_eq!(
        (refused.status, refused.faults()),
        (422, vec![("/signing_key/public_key".into(), "public_key_unfit".into())])
    );
    with_key["signing_key"]["public_key"] = json!(base64(key.verifying_key().as_bytes()));
    let given = squad.leader.post(&consents, with_key).await.ok();
    squad.leader.post(&signatures, signature.clone()).await.problem(409, "signing_key_unknown");
    signs(&squad, &case, &given, "2023-03-20T11:00:00+08:00").await;
    let mut for_another = signature.clone();
    for_another["signer"] = json!({"role": "agent", "name": "别人"});
    squad.leader.post(&signatures, for_another).await.problem(409, "signing_key_unknown");
    let signed = squad.leader.post(&signatures, signature).await.ok();
    let path = format!("{signatures}/{}/verification", signed["id"].as_str().expect("an id"));
    assert_eq!(squad.leader.get(&path).await.ok()["is_valid"], true);
    let back = json!({"kind": "withdrawn", "confirmed_on": "2023-04-05", "party": "池有根"});
    squad.leader.post(&consents, back).await.ok();
    let verified = squad.leader.get(&path).await.ok();
    assert_eq!(verified["findings"][0]["code"], "key_not_valid", "it signed after the key was taken back");
}
