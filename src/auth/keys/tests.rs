use super::*;
use crate::domain::actor::DEPLOYMENT;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

const LIFETIME: Duration = Duration::from_secs(900);
const PUBLISH: Duration = Duration::from_secs(600);
const SEED: [u8; 32] = [7; 32];

fn now() -> DateTime<Utc> {
    "2026-11-23T08:00:00Z".parse().expect("an instant")
}

fn after(seconds: i64) -> DateTime<Utc> {
    now() + chrono::Duration::seconds(seconds)
}

/// A folder of its own, gone with the test.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("anjuan-keys-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        Self(std::env::temp_dir().join(name))
    }

    /// With the one key of an earlier version, as this version finds it.
    fn with_earlier_key() -> Self {
        let place = Self::new();
        std::fs::create_dir_all(&place.0).expect("a folder");
        std::fs::write(place.0.join("token-ed25519.seed"), SEED).expect("a key");
        place
    }

    fn open(&self) -> TokenKeys {
        let folder = self.0.join("token");
        TokenKeys::open(&folder, PUBLISH, "https://anjuan.example".into(), LIFETIME, now()).expect("opens")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn token_at(keys: &TokenKeys, at: DateTime<Utc>) -> String {
    let actor = Actor { roles: vec![Role::Officer], ..Actor::system(Uuid::nil()) };
    let session = Session { id: SessionId::from_uuid(Uuid::from_u128(1)), rights_version: 3 };
    keys.issue(&actor, session, Uuid::from_u128(2), at).expect("signs")
}

fn is_taken(keys: &TokenKeys, token: &str, at: DateTime<Utc>) -> bool {
    match keys.check(token, Uuid::nil(), at) {
        Ok(_) => true,
        Err(problem) => {
            assert_eq!(problem.code, Code::NotAuthenticated, "one answer for everything");
            assert!(problem.detail.is_none() && problem.errors.is_empty(), "one answer for everything");
            false
        }
    }
}

fn rotate(keys: &TokenKeys, at: DateTime<Utc>) {
    let prepared = keys.prepare(at, false).expect("may be made");
    keys.activate(prepared, at, false).expect("is made");
}

fn kid_of_token(token: &str) -> String {
    jsonwebtoken::decode_header(token).expect("a head").kid.expect("a kid")
}

#[test]
fn a_token_brings_its_actor_back() {
    let place = Place::new();
    let keys = place.open();
    let actor = keys.check(&token_at(&keys, now()), Uuid::nil(), now()).expect("is ours");
    assert_eq!(actor.agency, DEPLOYMENT);
    assert_eq!(actor.roles, [Role::Officer]);
    assert_eq!(actor.session.expect("has one").rights_version, 3);
}

#[test]
fn a_token_ends_with_its_lifetime_and_leeway() {
    let place = Place::new();
    let keys = place.open();
    let token = token_at(&keys, now());
    for (seconds, holds) in [(900, true), (929, true), (930, false), (-29, true), (-31, false)] {
        assert_eq!(is_taken(&keys, &token, after(seconds)), holds, "{seconds}");
    }
}

#[test]
fn the_key_of_an_earlier_version_stays_in_use() {
    let place = Place::with_earlier_key();
    let public = SigningKey::from_bytes(&SEED).verifying_key().to_bytes();
    let kid = kid_of_token(&token_at(&place.open(), now()));
    assert_eq!(kid, ring::kid_of(&public));
    assert_eq!(kid_of_token(&token_at(&place.open(), now())), kid, "and at the next start");
    assert!(!place.0.join("token-ed25519.seed").exists());
}

#[test]
fn a_rotation_logs_nobody_out_and_two_processes_agree_all_the_time() {
    let place = Place::new();
    let (one, other) = (place.open(), place.open());
    let first = kid_of_token(&token_at(&one, now()));
    rotate(&one, after(0)); // of the next second, because the first is of this one
    assert_eq!(one.key_set(after(0)).keys.len(), 2, "the new key is published at once");
    for second in [0, 1, 300, 600, 601, 602, 900, 1499, 1500, 1529] {
        for (signer, checker) in [(&one, &other), (&other, &one)] {
            let token = token_at(signer, after(second));
            assert!(is_taken(checker, &token, after(second)), "{second}");
            assert_eq!(kid_of_token(&token) == first, second < 601, "{second}: the new key signs after its time");
        }
    }
    let last_of_the_first = token_at(&other, after(599));
    assert!(is_taken(&one, &last_of_the_first, after(599 + 900)));
    assert_eq!(one.key_set(after(600 + 900)).keys.len(), 2);
    assert_eq!(one.key_set(after(600 + 900 + 120)).keys.len(), 1, "the old key leaves the set");
}

#[test]
fn a_second_rotation_waits_for_the_first_and_tidies_up() {
    let place = Place::new();
    let keys = place.open();
    rotate(&keys, after(5));
    let refused = keys.prepare(after(10), false).expect_err("too early");
    assert_eq!((refused.code, refused.retry_after_s), (Code::TokenKeyPending, Some(595)));
    rotate(&keys, after(10_000));
    assert_eq!(keys.in_use(after(10_000)).len(), 2);
    let files = std::fs::read_dir(place.0.join("token")).expect("a folder");
    let seeds = files.filter(|file| file.as_ref().expect("a file").path().extension().is_some_and(|end| end == "seed"));
    assert_eq!(seeds.count(), 2, "the first key's file is gone");
}

#[test]
fn a_withdrawn_key_checks_nothing_any_more() {
    let place = Place::new();
    let (one, other) = (place.open(), place.open());
    let token = token_at(&one, now());
    assert!(is_taken(&one, &token, now()));
    let prepared = one.prepare(after(1), true).expect("may be made");
    one.activate(prepared, after(1), true).expect("is made");
    assert!(!is_taken(&one, &token, after(1)));
    assert_eq!(one.in_use(after(1)).len(), 1);
    assert!(is_taken(&other, &token_at(&one, after(1)), after(1)), "the other process finds the key by itself");
}

#[test]
fn a_key_that_was_only_prepared_is_no_key() {
    let place = Place::new();
    let keys = place.open();
    drop(keys.prepare(now(), false).expect("may be made"));
    assert_eq!(keys.in_use(now()).len(), 1);
    assert_eq!(std::fs::read_dir(place.0.join("token")).expect("a folder").count(), 2, "one key and the lock");
}

/// Signs any text with the right key.
fn signed(signed: &str) -> String {
    let signature = SigningKey::from_bytes(&SEED).sign(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

fn part(value: &str) -> String {
    URL_SAFE_NO_PAD.encode(value)
}

fn forged(header: &Value, claims: &Value) -> String {
    signed(&format!("{}.{}", part(&header.to_string()), part(&claims.to_string())))
}

/// Head and claims of an honest token.
fn honest(keys: &TokenKeys) -> (Value, Value) {
    let token = token_at(keys, now());
    let parts: Vec<Value> = token
        .split('.')
        .take(2)
        .map(|part| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("is base64")).expect("is JSON"))
        .collect();
    (parts[0].clone(), parts[1].clone())
}

/// One member changed, or taken away with null.
fn with(value: &Value, member: &str, new: Value) -> Value {
    let mut changed = value.clone();
    changed[member] = new;
    changed
}

fn without(value: &Value, member: &str) -> Value {
    let mut changed = value.clone();
    changed.as_object_mut().expect("an object").remove(member);
    changed
}

/// Claims of another shape, rightly signed.
fn with_other_claims(header: &Value, claims: &Value) -> Vec<(String, String)> {
    let other = [
        ("exp", json!("1795420800")),
        ("exp", json!(1.5)),
        ("exp", json!(1e308)),
        ("exp", json!(-1)),
        ("exp", json!(0)),
        ("exp", Value::Null),
        ("exp", json!(i64::MAX)),
        ("exp", json!(u64::MAX)),
        ("exp", json!([1])),
        ("exp", json!(true)),
        ("iat", json!(4_000_000_000_i64)),
        ("iat", json!("now")),
        ("iat", json!(1.5)),
        ("nbf", json!("tomorrow")),
        ("nbf", json!(4_000_000_000_i64)),
        ("aud", json!("other")),
        ("aud", json!(["anjuan"])),
        ("aud", json!("")),
        ("aud", Value::Null),
        ("iss", json!("https://other.example")),
        ("iss", json!("https://anjuan.example/")),
        ("iss", json!(["https://anjuan.example"])),
        ("iss", Value::Null),
        ("sub", json!("nobody")),
        ("sub", json!(1)),
        ("jti", json!("x")),
        ("sid", json!("x")),
        ("agency", json!("' OR '1'='1")),
        ("roles", json!(["emperor"])),
        ("roles", json!("officer")),
        ("roles", Value::Null),
        ("rights", json!("3")),
        ("rights", json!(1e10)),
        ("officer", json!("x")),
        ("extra", json!(true)),
        ("admin", json!(true)),
        ("scope", json!("*")),
    ];
    let mut all: Vec<_> = other
        .into_iter()
        .map(|(member, value)| (format!("{member} = {value}"), forged(header, &with(claims, member, value))))
        .collect();
    for member in ["exp", "aud", "iss", "sub", "sid", "agency", "roles", "rights", "jti", "iat"] {
        all.push((format!("no {member}"), forged(header, &without(claims, member))));
    }
    let doubled = claims.to_string().replacen('{', r#"{"rights":9,"#, 1);
    all.push(("a claim twice".into(), signed(&format!("{}.{}", part(&header.to_string()), part(&doubled)))));
    for odd in ["[]", "\"text\"", "null", "{}", "not json", ""] {
        all.push((format!("claims {odd}"), signed(&format!("{}.{}", part(&header.to_string()), part(odd)))));
    }
    all
}

/// Heads of another kind, rightly signed.
fn with_other_heads(header: &Value, claims: &Value) -> Vec<(String, String)> {
    let public = SigningKey::from_bytes(&SEED).verifying_key().to_bytes();
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(public)});
    let mut other: Vec<(&str, Value)> =
        ["none", "None", "nOnE", "NONE", "HS256", "HS512", "RS256", "PS256", "ES256", "ES384", "eddsa", "Ed25519", ""]
            .into_iter()
            .map(|alg| ("alg", json!(alg)))
            .collect();
    other.extend(["../../dev/null", "/dev/null", "x' OR '1'='1", "x\0", ""].map(|kid| ("kid", json!(kid))));
    other.extend([
        ("kid", Value::Null),
        ("kid", json!(1)),
        ("typ", json!("JWT")),
        ("typ", json!("refresh")),
        ("typ", Value::Null),
    ]);
    let mut all: Vec<_> = other
        .into_iter()
        .map(|(member, value)| (format!("{member} = {value}"), forged(&with(header, member, value), claims)))
        .collect();
    for (member, value) in [
        ("jwk", jwk),
        ("jku", json!("https://evil.example/jwks")),
        ("x5u", json!("https://evil.example/c")),
        ("x5c", json!(["MA=="])),
    ] {
        let unnamed = with(&without(header, "kid"), member, value);
        all.push((format!("{member} instead of kid"), forged(&unnamed, claims)));
    }
    all.push(("crit".into(), forged(&with(header, "crit", json!(["exp"])), claims)));
    all.push(("no kid".into(), forged(&without(header, "kid"), claims)));
    all.push(("no alg".into(), forged(&without(header, "alg"), claims)));
    all
}

/// Texts that are no token of ours, though they look like one.
fn damaged(header: &Value, claims: &Value) -> Vec<(String, String)> {
    let token = forged(header, claims);
    let (body, signature) = token.rsplit_once('.').expect("has parts");
    let public = SigningKey::from_bytes(&SEED).verifying_key().to_bytes();
    let hs256 = jsonwebtoken::encode(
        &Header { kid: header["kid"].as_str().map(str::to_owned), ..Header::new(Algorithm::HS256) },
        claims,
        &jsonwebtoken::EncodingKey::from_secret(&public),
    )
    .expect("signs");
    let foreign = SigningKey::from_bytes(&[8; 32]).sign(body.as_bytes()).to_bytes();
    let mut malleable = URL_SAFE_NO_PAD.decode(signature).expect("is base64");
    add_order(&mut malleable[32..]);
    let flipped = with(claims, "roles", json!(["security_admin"])).to_string();
    vec![
        ("nothing".into(), String::new()),
        ("dots".into(), "..".into()),
        ("no signature".into(), body.into()),
        ("an empty signature".into(), format!("{body}.")),
        ("a padded signature".into(), format!("{signed}=", signed = token)),
        ("a blank before".into(), format!(" {token}")),
        ("a blank behind".into(), format!("{token} ")),
        ("a line end".into(), format!("{token}\n")),
        ("a fourth part".into(), format!("{token}.x")),
        ("five parts, as JWE".into(), format!("{token}.x.x")),
        ("a million letters".into(), "a".repeat(1_000_000)),
        ("the public key as a secret".into(), hs256),
        ("another key".into(), format!("{body}.{}", URL_SAFE_NO_PAD.encode(foreign))),
        ("a malleable signature".into(), format!("{body}.{}", URL_SAFE_NO_PAD.encode(malleable))),
        ("zeros".into(), format!("{body}.{}", URL_SAFE_NO_PAD.encode([0; 64]))),
        ("half a signature".into(), format!("{body}.{}", &signature[..43])),
        ("other claims under it".into(), format!("{}.{}.{signature}", part(&header.to_string()), part(&flipped))),
        (
            "base64 with plus and slash".into(),
            format!("{}.{}.{signature}", STANDARD.encode(header.to_string()), STANDARD.encode(claims.to_string())),
        ),
        (
            "none, unsigned".into(),
            format!("{}.{}.", part(&with(header, "alg", json!("none")).to_string()), part(&claims.to_string())),
        ),
        ("a refresh token".into(), "0f".repeat(32)),
        ("Chinese".into(), "令牌.令牌.令牌".into()),
    ]
}

/// Adds the order of the curve's group: the same point, written otherwise. Strict checkers refuse it.
fn add_order(scalar: &mut [u8]) {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut carry = 0_u16;
    for (byte, order) in scalar.iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        (*byte, carry) = (sum.to_le_bytes()[0], sum >> 8);
    }
}

#[test]
fn forged_tokens_are_refused_with_one_answer() {
    let place = Place::with_earlier_key();
    let keys = place.open();
    let (header, claims) = honest(&keys);
    assert!(is_taken(&keys, &forged(&header, &claims), now()), "the forger works");
    let mut all = with_other_claims(&header, &claims);
    all.extend(with_other_heads(&header, &claims));
    all.extend(damaged(&header, &claims));
    assert!(all.len() >= 100, "{}", all.len());
    for (what, token) in &all {
        assert!(!is_taken(&keys, token, now()), "taken: {what}");
    }
}
