//! The second factor: enrolled by its owner, asked for on every path, used once, and readable nowhere.

use crate::support::{Client, PASSWORD, Person, Server, beside, isolated, shared, town, with_settings};
use anjuan::db::tables::TABLES;
use anjuan::domain::permission::Role;
use chrono::Duration;
use diesel::prelude::*;
use serde_json::{Value, json};
use totp_rs::{Builder, Secret, Totp};

/// What an authenticator program makes of the secret.
fn authenticator(secret: &Value) -> Totp {
    let secret = Secret::try_from_base32(secret.as_str().expect("text")).expect("base32");
    Builder::new().with_secret(secret).build().expect("as the standard says")
}

fn code(totp: &Totp, server: &Server, steps_on: i64) -> String {
    let second = (server.clock.now() + Duration::seconds(30 * steps_on)).timestamp();
    totp.generate(u64::try_from(second).expect("after 1970")).to_string()
}

async fn log_in(server: &Server, username: &str, otp: Option<&str>) -> crate::support::Answer {
    let mut body = json!({"username": username, "password": PASSWORD});
    if let Some(otp) = otp {
        body["otp"] = json!(otp);
    }
    server.stranger().post("/auth/sessions", body).await
}

struct Enrolled {
    totp: Totp,
    secret: String,
    recovery_codes: Vec<String>,
    client: Client,
}

/// Enrols with the code of the step before, so that those of now and the next one are still good.
async fn enrol(server: &Server, client: &Client) -> Enrolled {
    enrol_with(PASSWORD, server, client).await
}

async fn enrol_with(password: &str, server: &Server, client: &Client) -> Enrolled {
    let begun = client.post("/me/otp", json!({"password": password})).await;
    assert_eq!((begun.status, begun.header("cache-control").as_str()), (201, "no-store"));
    let begun = begun.ok();
    let totp = authenticator(&begun["secret"]);
    let confirmed = client.post("/me/otp/confirmations", json!({"otp": code(&totp, server, -1)})).await.ok();
    let codes = confirmed["recovery_codes"].as_array().expect("codes").iter();
    let recovery_codes: Vec<String> = codes.map(|one| one.as_str().expect("text").to_owned()).collect();
    assert_eq!(recovery_codes.len(), 10);
    let secret = begun["secret"].as_str().expect("text").to_owned();
    Enrolled { totp, secret, recovery_codes, client: server.holding(&confirmed["tokens"]) }
}

#[actix_web::test]
async fn whoever_enrols_a_second_factor_is_asked_for_it_and_each_code_works_once() {
    let server = shared();
    let person = town(server).await.officer().await;
    let elsewhere = server.log_in(&person.username).await;
    let own = enrol(server, &person).await;
    elsewhere.get("/me").await.problem(401, "not_authenticated");
    assert_eq!(own.client.get("/me").await.ok()["otp_enrolled"], json!(true));
    log_in(server, &person.username, None).await.problem(401, "otp_required");
    log_in(server, &person.username, Some("000000")).await.problem(401, "otp_wrong");
    let now = code(&own.totp, server, 0);
    let opened = log_in(server, &person.username, Some(&now)).await.ok();
    server.holding(&opened).get("/officers").await.ok();
    log_in(server, &person.username, Some(&now)).await.problem(401, "otp_wrong");
    let recovery = own.recovery_codes[3].to_uppercase();
    assert_eq!(log_in(server, &person.username, Some(&recovery)).await.status, 201);
    log_in(server, &person.username, Some(&recovery)).await.problem(401, "otp_wrong");
    assert_eq!(own.client.get("/me/otp").await.ok()["recovery_codes_left"], json!(9));
}

#[actix_web::test]
async fn a_code_that_one_process_has_taken_is_refused_by_the_other() {
    let here = isolated();
    let there = beside(&here);
    let person = town(&here).await.officer().await;
    let own = enrol(&here, &person).await;
    let now = code(&own.totp, &here, 0);
    assert_eq!(log_in(&here, &person.username, Some(&now)).await.status, 201);
    log_in(&there, &person.username, Some(&now)).await.problem(401, "otp_wrong");
    let next = code(&own.totp, &here, 1);
    let both = futures_util::future::join(
        log_in(&here, &person.username, Some(&next)),
        log_in(&there, &person.username, Some(&next)),
    );
    let (one, other) = both.await;
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 401], "of two at once one");
}

#[actix_web::test]
async fn nobody_without_the_password_learns_of_a_second_factor() {
    let server = shared();
    let person = town(server).await.officer().await;
    let own = enrol(server, &person).await;
    for otp in [None, Some("000000".to_owned()), Some(code(&own.totp, server, 0))] {
        let mut body = json!({"username": person.username, "password": "Wrong-2023!"});
        if let Some(otp) = otp {
            body["otp"] = json!(otp);
        }
        server.stranger().post("/auth/sessions", body).await.problem(401, "credentials_wrong");
    }
}

#[actix_web::test]
async fn guessing_codes_locks_the_name_and_asking_without_one_does_not() {
    let server = isolated();
    let person = town(&server).await.officer().await;
    let own = enrol(&server, &person).await;
    for _ in 0..8 {
        log_in(&server, &person.username, None).await.problem(401, "otp_required");
    }
    let wrong = "999999";
    for round in 0..5 {
        log_in(&server, &person.username, Some(wrong)).await.problem(401, "otp_wrong");
        if round < 4 {
            log_in(&server, &person.username, None).await.problem(401, "otp_required");
        }
    }
    log_in(&server, &person.username, Some(&code(&own.totp, &server, 0))).await.problem(429, "login_locked");
    let proof = json!({"password": PASSWORD, "otp": code(&own.totp, &server, 0)});
    own.client.post("/me/otp/removals", proof).await.problem(429, "login_locked");
}

#[actix_web::test]
async fn a_role_that_needs_it_does_nothing_before_it_is_enrolled_on_no_path() {
    let server = with_settings(&[("ANJUAN_OTP_ROLES", "officer")]);
    let town = town(&server).await;
    let username = server.account(town.agency_id(), &[Role::Officer, Role::Clerk]).await;
    let tokens = server.session(&username, PASSWORD).await;
    let refresh = json!({"refresh_token": tokens["refresh_token"]});
    let renewed = server.stranger().post("/auth/tokens", refresh).await.ok();
    let changed = json!({"current_password": PASSWORD, "new_password": "Shazhen-2023!"});
    let changed = server.holding(&renewed).post("/me/password-changes", changed).await.ok();
    for void in [&tokens, &renewed] {
        server.holding(void).get("/me").await.problem(401, "not_authenticated");
    }
    let client = server.holding(&changed);
    for path in ["/officers", "/cases", "/me/sessions", "/agencies", "/statistics/measures"] {
        client.get(path).await.problem(403, "otp_enrolment_required");
    }
    assert_eq!(client.get("/me").await.ok()["outstanding"], json!("enrol_otp"));
    let begun = client.post("/me/otp?qr=true", json!({"password": "Shazhen-2023!"})).await.ok();
    assert!(begun["qr_svg"].as_str().expect("a picture").contains("<svg"));
    let uri = begun["otpauth_uri"].as_str().expect("a URI");
    assert!(uri.starts_with("otpauth://totp/Anjuan:") && uri.contains("issuer=Anjuan"), "{uri}");
    client.get("/officers").await.problem(403, "otp_enrolment_required");
    client.post("/me/otp/confirmations", json!({"otp": "000000"})).await.problem(422, "value_invalid");
    let totp = authenticator(&begun["secret"]);
    let confirmed = client.post("/me/otp/confirmations", json!({"otp": code(&totp, &server, -1)})).await.ok();
    let client = server.holding(&confirmed["tokens"]);
    client.get("/officers").await.ok();
    for _ in 0..8 {
        let again = client.post("/me/otp", json!({"password": "Shazhen-2023!"})).await;
        again.problem(409, "otp_already_enrolled");
    }
    let without = json!({"current_password": "Shazhen-2023!", "new_password": "Dongshan-Zhen-77"});
    let refused = client.post("/me/password-changes", without).await;
    assert_eq!(refused.faults(), [("/otp".to_owned(), "otp_required".to_owned())]);
    let removal = json!({"password": "Shazhen-2023!", "otp": code(&totp, &server, 0)});
    let alone = client.post("/me/otp/removals", removal).await.ok();
    server.holding(&alone).get("/officers").await.problem(403, "otp_enrolment_required");
    let other = town.clerk().await;
    assert_eq!(other.get("/me").await.ok()["otp_required"], json!(false));
    other.get("/officers").await.ok();
}

#[actix_web::test]
async fn an_administrator_takes_a_lost_second_factor_off_and_the_password_stays() {
    let server = shared();
    let (person, admin) = (town(server).await.officer().await, server.security_admin().await);
    let own = enrol(server, &person).await;
    let id = own.client.get("/me").await.ok()["account_id"].as_str().expect("an id").to_owned();
    admin.post(&format!("/accounts/{id}/otp-resets"), json!({})).await.ok();
    own.client.get("/me").await.problem(401, "not_authenticated");
    assert_eq!(log_in(server, &person.username, None).await.status, 201);
    let again = log_in(server, &person.username, Some(&own.recovery_codes[0])).await;
    assert_eq!(again.status, 201, "nothing is asked for any more");
}

#[actix_web::test]
async fn recovery_codes_are_replaced_with_password_and_code() {
    let server = shared();
    let person = town(server).await.officer().await;
    let own = enrol(server, &person).await;
    let proof = |password: &str, otp: &str| json!({"password": password, "otp": otp});
    let now = code(&own.totp, server, 0);
    let refused = own.client.post("/me/otp/recovery-codes", proof("Wrong-2023!", &now)).await;
    assert_eq!(refused.faults(), [("/password".to_owned(), "password_wrong".to_owned())]);
    let replaced = own.client.post("/me/otp/recovery-codes", proof(PASSWORD, &now)).await.ok();
    log_in(server, &person.username, Some(&own.recovery_codes[0])).await.problem(401, "otp_wrong");
    let new = replaced["recovery_codes"][0].as_str().expect("text");
    assert_eq!(log_in(server, &person.username, Some(new)).await.status, 201);
}

#[derive(QueryableByName)]
struct Text {
    #[diesel(sql_type = diesel::sql_types::Text)]
    text: String,
}

/// Everything that the database holds, as text; bytes as hexadecimal and as the text they may be.
fn everything(server: &Server) -> String {
    let mut superuser = server.database.superuser();
    let of = |table: &str, superuser: &mut PgConnection| {
        let query = format!("SELECT coalesce(string_agg(t::text, E'\\n'), '') AS text FROM anjuan.{table} t");
        diesel::sql_query(query).get_result::<Text>(superuser).expect("readable").text
    };
    let mut all: String = TABLES.iter().map(|(table, ..)| of(table, &mut superuser)).collect();
    let bodies =
        "SELECT coalesce(string_agg(encode(body, 'escape'), E'\\n'), '') AS text FROM anjuan.idempotency_record";
    all += &diesel::sql_query(bodies).get_result::<Text>(&mut superuser).expect("readable").text;
    all
}

#[actix_web::test]
async fn no_password_token_secret_or_code_can_be_read_in_the_database() {
    let server = isolated();
    let (town, admin) = (town(&server).await, server.security_admin().await);
    let new = json!({"username": "canary-owner", "display_name": "某人", "password": "Canary-Opening-11",
        "roles": ["clerk"], "agency_code": town.code});
    let opened = admin.post("/accounts", new).await.ok();
    let tokens = server.session("canary-owner", "Canary-Opening-11").await;
    let change = json!({"current_password": "Canary-Opening-11", "new_password": "Canary-Changed-22"});
    let changed = server.holding(&tokens).post("/me/password-changes", change).await.ok();
    let own = enrol_with("Canary-Changed-22", &server, &server.holding(&changed)).await;
    let reset = format!("/accounts/{}/password-resets", opened["id"].as_str().expect("an id"));
    admin.post(&reset, json!({"password": "Canary-Given-33"})).await.ok();
    let wrong = json!({"username": "canary-owner", "password": "Canary-Guessed-44", "otp": "424242"});
    server.stranger().post("/auth/sessions", wrong).await.problem(401, "credentials_wrong");
    let mistyped = json!({"username": "canary-typed-as-name", "password": "Canary-Guessed-44"});
    server.stranger().post("/auth/sessions", mistyped).await.problem(401, "credentials_wrong");
    let all = everything(&server).to_lowercase();
    assert!(all.contains("canary-owner"), "what is no secret is found");
    let secret = Secret::try_from_base32(&own.secret).expect("base32");
    let hex: String = secret.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut canaries = vec![own.secret.clone(), hex, "canary-typed-as-name".to_owned()];
    canaries.extend(["Opening-11", "Changed-22", "Given-33", "Guessed-44"].map(|end| format!("Canary-{end}")));
    canaries.extend(own.recovery_codes.iter().flat_map(|code| [code.clone(), code.replace('-', "")]));
    for tokens in [&tokens, &changed] {
        canaries.extend(["access_token", "refresh_token"].map(|name| tokens[name].as_str().expect("text").to_owned()));
    }
    for canary in canaries {
        assert!(!all.contains(&canary.to_lowercase()), "{canary} stands in the database");
    }
}

#[actix_web::test]
async fn an_enrolment_that_was_not_confirmed_asks_for_nothing() {
    let server = shared();
    let person: Person = town(server).await.officer().await;
    let first = person.post("/me/otp", json!({"password": PASSWORD})).await.ok();
    let second = person.post("/me/otp", json!({"password": PASSWORD})).await.ok();
    assert_ne!(first["secret"], second["secret"]);
    assert_eq!(log_in(server, &person.username, None).await.status, 201);
    let old = json!({"otp": code(&authenticator(&first["secret"]), server, 0)});
    person.post("/me/otp/confirmations", old).await.problem(422, "value_invalid");
    let nobody = town(server).await.officer().await;
    nobody.post("/me/otp/confirmations", json!({"otp": "123456"})).await.problem(409, "otp_not_enrolled");
}

#[actix_web::test]
async fn a_borrowed_session_binds_no_phone_without_the_password() {
    let server = isolated();
    let person = town(&server).await.officer().await;
    person.post("/me/otp", json!({})).await.problem(400, "body_malformed");
    for _ in 0..5 {
        let wrong = person.post("/me/otp", json!({"password": "Wrong-2023!"})).await;
        assert_eq!(wrong.faults(), [("/password".to_owned(), "password_wrong".to_owned())]);
    }
    person.post("/me/otp", json!({"password": PASSWORD})).await.problem(429, "login_locked");
    let other = town(&server).await.officer().await;
    let own = enrol(&server, &other).await;
    let removal = json!({"password": "Wrong-2023!", "otp": code(&own.totp, &server, 0)});
    let kept = own.client.post("/me/otp/removals", removal).await;
    assert_eq!(kept.faults(), [("/password".to_owned(), "password_wrong".to_owned())]);
    assert_eq!(own.client.get("/me").await.ok()["otp_enrolled"], json!(true));
}
