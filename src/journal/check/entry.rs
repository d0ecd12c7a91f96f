//! One entry, held against its own leaf.

use super::Fault;
use super::store::EntryRow;
use crate::journal::leaf::{Commitment, LeafHash, Salt, canonical, field, leaf_hash};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::SecondsFormat;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// The members of a leaf, as far as rows say the same.
#[derive(Deserialize)]
pub(super) struct LeafMembers {
    log: String,
    entry: String,
    kind: String,
    agency: String,
    recorded_at: String,
    #[serde(default)]
    captured: Option<CapturedMembers>,
    actor: Commitment,
    #[serde(default)]
    case: Option<Commitment>,
    #[serde(default)]
    case_seq: Option<i32>,
    #[serde(default)]
    pub(super) prev: Option<String>,
    body: Commitment,
    fields: BTreeMap<String, Commitment>,
}

#[derive(Deserialize)]
struct CapturedMembers {
    device: String,
    device_seq: i64,
}

type Found = Vec<(Fault, String)>;

/// Everything that is wrong with an entry. `placed_as` is the hash that its position has.
pub(super) fn faults(row: &EntryRow, origin: &str, placed_as: Option<LeafHash>) -> Found {
    let mut found = Found::new();
    let computed = leaf_hash(&row.leaf);
    if row.leaf_hash != computed.0 {
        found.push((Fault::LeafHashDiffers, "in the entry".into()));
    }
    if placed_as.is_some_and(|placed| placed != computed) {
        found.push((Fault::LeafHashDiffers, "in the position".into()));
    }
    let Some(leaf) = members(&row.leaf) else {
        found.push((Fault::LeafNotCanonical, String::new()));
        return found;
    };
    found.extend(columns(row, origin, &leaf).into_iter().map(|name| (Fault::LeafDiffersFromRow, name.to_owned())));
    match &row.body {
        None => found.push((Fault::BodyMissing, String::new())),
        Some((body, salts)) => found.extend(commitments(row, &leaf, body, salts)),
    }
    found
}

/// The members of a leaf that is written as RFC 8785 wants it.
pub(super) fn members(bytes: &[u8]) -> Option<LeafMembers> {
    let value: Value = serde_json::from_slice(bytes).ok()?;
    let is_canonical = canonical(&value).is_ok_and(|same| same == bytes);
    is_canonical.then(|| serde_json::from_value(value).ok()).flatten()
}

/// The columns that say something else than the leaf.
fn columns(row: &EntryRow, origin: &str, leaf: &LeafMembers) -> Vec<&'static str> {
    let device = leaf.captured.as_ref().and_then(|captured| captured.device.parse().ok());
    let device_seq = leaf.captured.as_ref().map(|captured| captured.device_seq);
    let agree = [
        ("log", leaf.log == origin),
        ("entry_id", leaf.entry == row.entry.to_string()),
        ("kind", leaf.kind == row.kind),
        ("agency_id", leaf.agency == row.agency.to_string()),
        ("recorded_at", leaf.recorded_at == row.recorded_at.to_rfc3339_opts(SecondsFormat::Millis, true)),
        ("case_seq", leaf.case_seq == row.case_seq),
        ("case_id", leaf.case.is_some() == row.case.is_some()),
        ("device_id", device == row.device),
        ("device_seq", device_seq == row.device_seq),
    ];
    agree.into_iter().filter(|(_, same)| !same).map(|(name, _)| name).collect()
}

/// Opens each commitment with its salt.
fn commitments(row: &EntryRow, leaf: &LeafMembers, body: &Value, salts: &Value) -> Found {
    let mut opened = vec![
        (field::ACTOR, Some(leaf.actor), Some(Value::String(row.account.to_string()))),
        (field::BODY, Some(leaf.body), Some(body.clone())),
        (field::CASE, leaf.case, row.case.map(|case| Value::String(case.to_string()))),
    ];
    opened.extend(leaf.fields.iter().map(|(id, commitment)| (id.as_str(), Some(*commitment), body.get(id).cloned())));
    let judged = opened.into_iter().filter_map(|(id, commitment, value)| {
        let commitment = commitment?;
        let Some(salt) = salt(salts, id) else { return Some((Fault::SaltMissing, id.to_owned())) };
        let opens = value.is_some_and(|value| commitment.opens_to(id, &salt, &value));
        (!opens).then(|| (Fault::NotAsCommitted, id.to_owned()))
    });
    judged.collect()
}

fn salt(salts: &Value, id: &str) -> Option<Salt> {
    BASE64.decode(salts.get(id)?.as_str()?).ok()?.try_into().ok()
}
