//! The journal's rows: append inside a write, read by position.

use super::entry::Entry;
use super::leaf::{Leaf, LeafFault, LeafHash, PlaceInCase, Salt, commit, field};
use crate::domain::actor::Actor;
use crate::domain::ids::{AgencyId, CaseId, EntryId};
use crate::problem::Problem;
use crate::schema::journal_entry;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bytea, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

#[diesel::declare_sql_function]
extern "SQL" {
    #[sql_name = "anjuan.append_entry"]
    #[allow(clippy::too_many_arguments)]
    fn append_entry(
        agency: SqlUuid,
        entry: SqlUuid,
        of_kind: Text,
        subject: Nullable<SqlUuid>,
        account: SqlUuid,
        request: SqlUuid,
        of_case: Nullable<SqlUuid>,
        seq: Nullable<Integer>,
        device: Nullable<SqlUuid>,
        number_on_device: Nullable<BigInt>,
        at: Timestamptz,
        leaf_bytes: Bytea,
        whole_body: Jsonb,
        body_salts: Jsonb,
    ) -> Bool;
}

/// Writes one entry with its final leaf. `origin` names the log that the leaf belongs to.
pub fn append(
    conn: &mut PgConnection,
    origin: &str,
    actor: &Actor,
    now: DateTime<Utc>,
    entry_id: EntryId,
    entry: Entry,
) -> Result<(), Problem> {
    let place = entry.case.map(|case| place_in_case(conn, actor.agency, case)).transpose()?;
    let body = entry.body.clone().map_err(Problem::internal)?;
    let sealed = seal(origin, actor, now, entry_id, &entry, &body, place).map_err(Problem::internal)?;
    let device = entry.captured.as_ref().and_then(|captured| captured.device.parse::<Uuid>().ok());
    let device_seq = entry.captured.as_ref().and_then(|captured| i64::try_from(captured.device_seq).ok());
    diesel::select(append_entry(
        actor.agency,
        entry_id,
        entry.kind.as_str(),
        entry.subject,
        actor.account,
        actor.request,
        entry.case,
        place.map(|place| place.seq),
        device,
        device_seq,
        now,
        sealed.leaf,
        body,
        Value::Object(sealed.salts),
    ))
    .get_result::<bool>(conn)?;
    Ok(())
}

/// Where the next entry of a case stands. The case row's lock keeps others from asking at the same time; the unique
/// key (agency, case, place) refuses them if they do.
#[derive(Debug, Clone, Copy)]
struct NextInCase {
    seq: i32,
    previous: Option<LeafHash>,
}

fn place_in_case(conn: &mut PgConnection, agency: AgencyId, case: CaseId) -> Result<NextInCase, Problem> {
    let last: Option<(Option<i32>, Vec<u8>)> = journal_entry::table
        .filter(journal_entry::agency_id.eq(agency).and(journal_entry::case_id.eq(case)))
        .order(journal_entry::case_seq.desc())
        .select((journal_entry::case_seq, journal_entry::leaf_hash))
        .first(conn)
        .optional()?;
    let Some((Some(seq), hash)) = last else { return Ok(NextInCase { seq: 0, previous: None }) };
    let hash = hash.try_into().map_err(|_| Problem::internal("a leaf hash has 32 bytes"))?;
    Ok(NextInCase { seq: seq + 1, previous: Some(LeafHash(hash)) })
}

struct Sealed {
    leaf: Vec<u8>,
    salts: Map<String, Value>,
}

fn seal(
    origin: &str,
    actor: &Actor,
    now: DateTime<Utc>,
    entry_id: EntryId,
    entry: &Entry,
    body: &Value,
    place: Option<NextInCase>,
) -> Result<Sealed, LeafFault> {
    let mut salts = Salts::default();
    let mut fields = BTreeMap::new();
    for name in entry.kind.disclosable() {
        if let Some(value) = body.get(*name) {
            fields.insert((*name).to_owned(), commit(name, &salts.take(name), value)?);
        }
    }
    let case = match (entry.case, place) {
        (Some(case), Some(place)) => Some(PlaceInCase {
            case: commit(field::CASE, &salts.take(field::CASE), &Value::String(case.to_string()))?,
            seq: u64::try_from(place.seq).unwrap_or_default(),
            previous: place.previous,
        }),
        _ => None,
    };
    let actor_text = Value::String(actor.account.to_string());
    let leaf = Leaf {
        log: origin.to_owned(),
        entry: entry_id,
        kind: entry.kind.as_str().to_owned(),
        agency: actor.agency,
        recorded_at: now,
        captured: entry.captured.clone(),
        actor: commit(field::ACTOR, &salts.take(field::ACTOR), &actor_text)?,
        case,
        body: commit(field::BODY, &salts.take(field::BODY), body)?,
        fields,
        media: Vec::new(),
        refs: entry.refs.clone(),
    };
    Ok(Sealed { leaf: leaf.to_bytes()?, salts: salts.0 })
}

/// A fresh salt for each commitment, kept beside the body and destroyed with it.
#[derive(Default)]
struct Salts(Map<String, Value>);

impl Salts {
    fn take(&mut self, name: &str) -> Salt {
        let mut salt: Salt = [0; 32];
        getrandom::fill(&mut salt).expect("the system has randomness");
        self.0.insert(name.to_owned(), Value::String(BASE64.encode(salt)));
        salt
    }
}
