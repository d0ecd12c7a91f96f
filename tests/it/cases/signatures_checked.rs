//! Every signature is recomputed, and whatever was changed behind the back of the service is found.

use super::close;
use super::signatures::{by_hand, by_key, inquiry, shown};
use crate::support::{isolated, town};
use anjuan::cases::signatures::check::{SignatureFault, check};
use anjuan::domain::actor::Actor;
use anjuan::domain::ids::AgencyId;
use diesel::connection::SimpleConnection;
use ed25519_dalek::SigningKey;
use serde_json::json;
use uuid::Uuid;

/// What somebody with every right does, what takes it back, and what is found. `$sig` is the signature by a key, `$act` its document.
const TAMPERED: &[(&str, &str, SignatureFault)] = &[
    (
        "document_signature",
        "UPDATE anjuan.document_signature SET signer_name = '张三' WHERE id = $sig",
        SignatureFault::SignatureChanged,
    ),
    (
        "document_signature",
        "UPDATE anjuan.document_signature SET signed_at = signed_at - interval '1 day' WHERE id = $sig",
        SignatureFault::SignatureChanged,
    ),
    (
        "document_signature",
        "UPDATE anjuan.document_signature SET manner = 'handwritten', image = '{\"kind\": \"scan\", \"digest\": {\"algorithm\": \"sm3\", \"value\": \"00\"}}', key = NULL WHERE id = $sig",
        SignatureFault::SignatureChanged,
    ),
    (
        "document_signature",
        "UPDATE anjuan.document_signature SET text_digest = sha256('other') WHERE id = $sig",
        SignatureFault::TextDiffers,
    ),
    (
        "document_signature",
        "UPDATE anjuan.document_signature SET key = jsonb_set(key, '{value}', '\"AAAA\"') WHERE id = $sig",
        SignatureFault::DoesNotVerify,
    ),
    ("document_signature", "DELETE FROM anjuan.document_signature WHERE id = $sig", SignatureFault::SignatureMissing),
    (
        "investigation_act",
        "UPDATE anjuan.investigation_act SET details = jsonb_set(details, '{inquiry,record}', '\"改\"') WHERE id = $act",
        SignatureFault::DocumentChanged,
    ),
    (
        "investigation_act",
        "UPDATE anjuan.investigation_act SET performed_at = performed_at + interval '1 hour' WHERE id = $act",
        SignatureFault::DocumentChanged,
    ),
    (
        "case_step",
        "UPDATE anjuan.case_step SET content = jsonb_set(content, '{facts}', '\"改\"') WHERE step = 'conclude_investigation'",
        SignatureFault::DocumentChanged,
    ),
    (
        "journal_body",
        "UPDATE anjuan.journal_body SET body = jsonb_set(body, '{inquiry,record}', '\"改\"') WHERE body ->> 'id' = $act::text AND body ? 'inquiry'",
        SignatureFault::TextDiffers,
    ),
    (
        "journal_body",
        "UPDATE anjuan.journal_body SET body = jsonb_set(body, '{inquiry,record}', '\"改\"') WHERE body ->> 'id' = $act::text AND body ? 'inquiry'",
        SignatureFault::DoesNotVerify,
    ),
    (
        "journal_body",
        "DELETE FROM anjuan.journal_body WHERE body ->> 'id' = $act::text AND body ? 'inquiry'",
        SignatureFault::TextMissing,
    ),
    ("journal_body", "DELETE FROM anjuan.journal_body WHERE body ->> 'id' = $sig::text", SignatureFault::EntryMissing),
    ("signing_key", "DELETE FROM anjuan.signing_key", SignatureFault::KeyUnknown),
    (
        "signing_key",
        "UPDATE anjuan.signing_key SET registered_at = registered_at + interval '1 day'",
        SignatureFault::KeyNotValid,
    ),
];

#[actix_web::test]
async fn whatever_is_altered_about_a_signature_is_found() {
    let server = isolated();
    let town = town(&server).await;
    let squad = town.squad().await;
    let key = SigningKey::from_bytes(&[41; 32]);
    let public_key = super::signatures::base64(key.verifying_key().as_bytes());
    let registration = json!({"algorithm": "ed25519", "public_key": public_key, "held_by": "UKey"});
    let keys = format!("/officers/{}/signing-keys", squad.officers[0]);
    town.admin().await.post(&keys, registration).await.ok();
    let case = squad.files(squad.filing()).await;
    let act = squad.leader.post(&format!("{case}/investigation-acts"), inquiry(&squad)).await.ok();
    let document = shown(&squad, &case, &act).await;
    let signatures = format!("{case}/signatures");
    let mut by_key = by_key(&document, "officer", "王伟", &key);
    by_key["signer"]["officer_id"] = json!(squad.officers[0]);
    let signed = squad.leader.post(&signatures, by_key).await.ok();
    squad.leader.post(&signatures, by_hand(&document, "party", "池有根")).await.ok();
    squad.concludes(&case).await;
    squad.hears(&case, "written", "2023-03-22").await;
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    squad.performs(&case).await;
    close(&squad, &case, squad.closure()).await;
    // One signature under every document: each kind of step says what was recorded of it.
    let documents = squad.leader.all(&format!("{case}/documents")).await;
    for one in &documents {
        let one = shown(&squad, &case, one).await;
        squad.leader.post(&signatures, by_hand(&one, "recorder", "邱丽华")).await.ok();
    }
    let agency = town.agency_id();
    let found = |agency: AgencyId| {
        let actor = Actor::system(Uuid::now_v7()).on_behalf_of(agency);
        server.db.read_now(&actor, check).expect("a verdict")
    };
    let untouched = found(agency);
    assert_eq!((untouched.signatures, untouched.findings), (documents.len() + 2, vec![]));

    let mut superuser = server.database.superuser();
    for (table, statement, fault) in TAMPERED {
        let id = |value: &serde_json::Value| format!("'{}'", value["id"].as_str().expect("an id"));
        let statement = statement.replace("$sig", &id(&signed)).replace("$act", &id(&act));
        let around = |work: &str| {
            format!(
                "BEGIN; ALTER TABLE anjuan.{table} DISABLE TRIGGER ALL; {work}; ALTER TABLE anjuan.{table} ENABLE TRIGGER ALL; COMMIT"
            )
        };
        let keep = format!("CREATE TABLE public.kept AS SELECT * FROM anjuan.{table}; {statement}");
        superuser.batch_execute(&around(&keep)).unwrap_or_else(|error| panic!("{statement}: {error}"));
        let faults: Vec<_> = found(agency).findings.into_iter().map(|(_, _, one)| one.fault).collect();
        assert!(faults.contains(fault), "{statement}: {fault} is not among {faults:?}");
        let columns = format!(
            "SELECT string_agg(quote_ident(attname), ', ') AS names FROM pg_attribute WHERE attrelid = 'anjuan.{table}'::regclass AND attnum > 0 AND attgenerated = ''"
        );
        #[derive(diesel::QueryableByName)]
        struct Names {
            #[diesel(sql_type = diesel::sql_types::Text)]
            names: String,
        }
        let names = diesel::RunQueryDsl::get_result::<Names>(diesel::sql_query(columns), &mut superuser)
            .expect("columns")
            .names;
        let back = format!(
            "DELETE FROM anjuan.{table}; INSERT INTO anjuan.{table} ({names}) SELECT {names} FROM public.kept; DROP TABLE public.kept"
        );
        superuser.batch_execute(&around(&back)).unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    assert_eq!(found(agency).findings, vec![], "everything was taken back");
}
