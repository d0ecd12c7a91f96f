use super::*;
use crate::domain::actor::DEPLOYMENT;
use serde_json::{Value, json};

fn keys() -> TokenKeys {
    TokenKeys::from_seed(&[7; 32], "https://anjuan.example".into(), Duration::from_secs(900))
}

fn now() -> DateTime<Utc> {
    "2026-11-23T08:00:00Z".parse().expect("an instant")
}

fn actor() -> Actor {
    Actor { roles: vec![Role::Officer], ..Actor::system(Uuid::nil()) }
}

fn session() -> Session {
    Session { id: SessionId::from_uuid(Uuid::from_u128(1)), rights_version: 3 }
}

fn token() -> String {
    keys().issue(&actor(), session(), Uuid::from_u128(2), now()).expect("signs")
}

#[test]
fn a_token_brings_its_actor_back() {
    let actor = keys().check(&token(), Uuid::nil(), now()).expect("is ours");
    assert_eq!(actor.agency, DEPLOYMENT);
    assert_eq!(actor.roles, [Role::Officer]);
    assert_eq!(actor.session.expect("has one").rights_version, 3);
}

#[test]
fn a_token_ends_with_its_lifetime_and_leeway() {
    let check = |seconds| keys().check(&token(), Uuid::nil(), now() + chrono::Duration::seconds(seconds));
    assert!(check(900).is_ok());
    assert!(check(929).is_ok());
    assert!(check(930).is_err());
    assert!(check(-29).is_ok());
    assert!(check(-31).is_err());
}

/// Signs any header and claims with the right key.
fn forged(header: &Value, claims: &Value) -> String {
    use ed25519_dalek::Signer as _;
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(header), part(claims));
    let signature = SigningKey::from_bytes(&[7; 32]).sign(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

fn good() -> (Value, Value) {
    let part = |n: usize| {
        let bytes = URL_SAFE_NO_PAD.decode(token().split('.').nth(n).expect("has parts")).expect("is base64");
        serde_json::from_slice::<Value>(&bytes).expect("is JSON")
    };
    (part(0), part(1))
}

#[test]
fn claims_of_another_shape_are_refused_even_when_signed() {
    let (header, claims) = good();
    assert!(keys().check(&forged(&header, &claims), Uuid::nil(), now()).is_ok(), "the forger works");
    let changes = [
        ("exp", json!("1795420800")),
        ("exp", json!(1.5)),
        ("exp", json!(1e308)),
        ("exp", json!(-1)),
        ("exp", Value::Null),
        ("exp", json!(i64::MAX)),
        ("iat", json!(4_000_000_000_i64)),
        ("aud", json!("other")),
        ("iss", json!("https://other.example")),
        ("sub", json!("nobody")),
        ("roles", json!(["emperor"])),
        ("rights", json!("3")),
        ("extra", json!(true)),
    ];
    for (member, value) in changes {
        let mut changed = claims.clone();
        changed[member] = value.clone();
        let refused = keys().check(&forged(&header, &changed), Uuid::nil(), now());
        assert!(refused.is_err(), "{member} = {value} was taken");
    }
    for member in ["exp", "aud", "iss", "sub", "sid", "agency", "roles", "rights", "jti"] {
        let mut changed = claims.clone();
        changed.as_object_mut().expect("an object").remove(member);
        assert!(keys().check(&forged(&header, &changed), Uuid::nil(), now()).is_err(), "taken without {member}");
    }
}

#[test]
fn headers_of_another_kind_are_refused_even_when_signed() {
    let (header, claims) = good();
    for (member, value) in [
        ("alg", json!("none")),
        ("alg", json!("HS256")),
        ("alg", json!("ES256")),
        ("alg", json!("eddsa")),
        ("kid", json!("../../dev/null")),
        ("kid", json!("x' OR '1'='1")),
        ("kid", Value::Null),
        ("typ", json!("JWT")),
    ] {
        let mut changed = header.clone();
        changed[member] = value.clone();
        assert!(keys().check(&forged(&changed, &claims), Uuid::nil(), now()).is_err(), "{member} = {value} was taken");
    }
}

#[test]
fn damaged_tokens_are_refused() {
    let token = token();
    let (signed, signature) = token.rsplit_once('.').expect("has parts");
    let long = "a".repeat(1_000_000);
    for bad in ["", "..", signed, &format!("{signed}."), &format!("{signed}.{signature}="), &format!(" {token}"), &long]
    {
        assert!(keys().check(bad, Uuid::nil(), now()).is_err(), "{bad:.40} was taken");
    }
    let other = TokenKeys::from_seed(&[8; 32], "https://anjuan.example".into(), Duration::from_secs(900));
    assert!(other.check(&token, Uuid::nil(), now()).is_err());
}
