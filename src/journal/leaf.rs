//! The canonical leaf: the bytes of a journal entry that enter the transparency log.
//!
//! A leaf names the entry and its place; what the entry says is in it only as salted commitments, so that the log can
//! be public and a single field can be disclosed later. Everything here is a pure function: salts and times are given.

use crate::domain::hex::hex;
use crate::domain::ids::{AgencyId, EntryId};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use sha2::Digest as _;
use std::collections::BTreeMap;
use std::fmt;

/// The log serves entries behind a 16-bit length.
pub const LEAF_BYTES_MAX: usize = 65_535;
/// Version of the leaf's form.
const LEAF_VERSION: u8 = 1;
const COMMIT_CONTEXT: &[u8] = b"anjuan/commit/v1";
const LEAF_PREFIX: [u8; 1] = [0x00];
/// RFC 8785 writes numbers as IEEE doubles: only integers below 2⁵³ survive every reader.
const INTEGER_LIMIT: u64 = 1 << 53;
const FIELD_ID_BYTES_MAX: usize = 100;

/// Field ids of the commitments that every leaf has its own member for.
pub mod field {
    pub const ACTOR: &str = "actor";
    pub const CASE: &str = "case";
    pub const BODY: &str = "body";
    pub const MEDIA: &str = "media";

    /// No disclosable field may take these ids: two salts kept under one id could not be told apart.
    pub const RESERVED: [&str; 4] = [ACTOR, CASE, BODY, MEDIA];
}

/// Keeps a committed value from being guessed: 32 random bytes, never used for a second field.
pub type Salt = [u8; 32];

/// Why something cannot be committed to or written as a leaf. Always a fault of the program, never of a user.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LeafFault {
    #[error("the leaf has {0} bytes; {LEAF_BYTES_MAX} are allowed")]
    TooLong(usize),
    #[error("{0} is not an integer below 2^53, so its canonical form is not safe")]
    UnsafeNumber(String),
    #[error("{0:?} is not a field id: 1 to {FIELD_ID_BYTES_MAX} visible ASCII characters, not reserved")]
    FieldId(String),
    #[error("the time {0} has no four-digit year")]
    Time(DateTime<Utc>),
    #[error("no canonical JSON: {0}")]
    Json(String),
}

/// A journal entry as the log sees it.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// Origin of the log: the same leaf in another log is another leaf.
    pub log: String,
    pub entry: EntryId,
    pub kind: String,
    pub agency: AgencyId,
    pub recorded_at: DateTime<Utc>,
    pub captured: Option<Captured>,
    pub actor: Commitment,
    /// `None` for entries outside a case.
    pub case: Option<PlaceInCase>,
    pub body: Commitment,
    /// Field id → commitment, for each field that may be disclosed on its own.
    pub fields: BTreeMap<String, Commitment>,
    pub media: Vec<MediaCommitment>,
    /// Entries that this one corrects, supersedes, reviews or disposes of.
    pub refs: Vec<EntryId>,
}

/// Where the entry stands in the chain of its case (案件).
#[derive(Debug, Clone)]
pub struct PlaceInCase {
    /// Commitment of the case id.
    pub case: Commitment,
    /// Gapless from 0.
    pub seq: u64,
    /// Leaf hash of the case's previous entry; `None` for the first.
    pub previous: Option<LeafHash>,
}

/// What the device said of the moment of capture.
#[derive(Debug, Clone, Serialize)]
pub struct Captured {
    #[serde(serialize_with = "instant")]
    pub time: DateTime<Utc>,
    pub offset_ms: i64,
    /// Where the offset came from, e.g. `gnss`, `server`, `none`.
    pub source: String,
    /// Pseudonym of the device.
    pub device: String,
    pub device_seq: u64,
    /// Hash of the device's previous document, in hex; `None` for its first.
    #[serde(rename = "prev_device", serialize_with = "hex_or_null")]
    pub previous_in_device: Option<[u8; 32]>,
}

/// One file; the committed value is [`media_value`].
#[derive(Debug, Clone, Serialize)]
pub struct MediaCommitment {
    pub commit: Commitment,
    /// In bytes.
    pub size: u64,
    pub mime: String,
}

impl Leaf {
    /// RFC 8785 bytes of the leaf.
    pub fn to_bytes(&self) -> Result<Vec<u8>, LeafFault> {
        self.fields.keys().try_for_each(|field_id| check_disclosable(field_id))?;
        self.times().try_for_each(check_time)?;
        let bytes = canonical(&serde_json::to_value(Wire::of(self)).map_err(json_fault)?)?;
        if bytes.len() > LEAF_BYTES_MAX { Err(LeafFault::TooLong(bytes.len())) } else { Ok(bytes) }
    }

    fn times(&self) -> impl Iterator<Item = DateTime<Utc>> {
        std::iter::once(self.recorded_at).chain(self.captured.iter().map(|captured| captured.time))
    }
}

/// The leaf's members by the names they have in the log.
#[derive(Serialize)]
struct Wire<'a> {
    v: u8,
    log: &'a str,
    entry: EntryId,
    kind: &'a str,
    agency: AgencyId,
    #[serde(serialize_with = "instant")]
    recorded_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    captured: Option<&'a Captured>,
    actor: &'a Commitment,
    #[serde(flatten)]
    place: Option<WirePlace<'a>>,
    body: &'a Commitment,
    fields: &'a BTreeMap<String, Commitment>,
    media: &'a [MediaCommitment],
    refs: &'a [EntryId],
}

/// Present as a whole or absent as a whole.
#[derive(Serialize)]
struct WirePlace<'a> {
    case: &'a Commitment,
    case_seq: u64,
    prev: Option<LeafHash>,
}

impl<'a> Wire<'a> {
    fn of(leaf: &'a Leaf) -> Self {
        let place = |place: &'a PlaceInCase| WirePlace { case: &place.case, case_seq: place.seq, prev: place.previous };
        Self {
            v: LEAF_VERSION,
            log: &leaf.log,
            entry: leaf.entry,
            kind: &leaf.kind,
            agency: leaf.agency,
            recorded_at: leaf.recorded_at,
            captured: leaf.captured.as_ref(),
            actor: &leaf.actor,
            place: leaf.case.as_ref().map(place),
            body: &leaf.body,
            fields: &leaf.fields,
            media: &leaf.media,
            refs: &leaf.refs,
        }
    }
}

/// Binds to a value without telling it, under both families of digests (SHA-256; SM3, GB/T 32905).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    #[serde(serialize_with = "base64_text", deserialize_with = "base64_digest")]
    pub sha256: [u8; 32],
    #[serde(serialize_with = "base64_text", deserialize_with = "base64_digest")]
    pub sm3: [u8; 32],
}

impl Commitment {
    /// Whether this salt and value are what was committed to.
    pub fn opens_to(&self, field_id: &str, salt: &Salt, value: &Value) -> bool {
        commit(field_id, salt, value).is_ok_and(|commitment| commitment == *self)
    }
}

/// Commits to the canonical form of a value.
pub fn commit(field_id: &str, salt: &Salt, value: &Value) -> Result<Commitment, LeafFault> {
    let preimage = preimage(field_id, salt, value)?;
    Ok(Commitment { sha256: sha2::Sha256::digest(&preimage).into(), sm3: sm3(&preimage) })
}

/// Context, field id and length are in front, so that no two (field, value) pairs share a preimage.
fn preimage(field_id: &str, salt: &Salt, value: &Value) -> Result<Vec<u8>, LeafFault> {
    check_field_id(field_id)?;
    let value = canonical(value)?;
    let length = (value.len() as u64).to_be_bytes();
    Ok([COMMIT_CONTEXT, &[0], field_id.as_bytes(), &[0], &length, salt, &value].concat())
}

/// The value that a [`MediaCommitment`] commits to: digests of the file, with those of its parts.
pub fn media_value(parts: Value, sha256: &[u8; 32], sm3: &[u8; 32]) -> Value {
    serde_json::json!({ "parts": parts, "sha256": BASE64.encode(sha256), "sm3": BASE64.encode(sm3) })
}

/// RFC 6962 hash of a leaf, as it stands in the tree and in the next entry of the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LeafHash(pub [u8; 32]);

pub fn leaf_hash(leaf_bytes: &[u8]) -> LeafHash {
    LeafHash(sha2::Sha256::new().chain_update(LEAF_PREFIX).chain_update(leaf_bytes).finalize().into())
}

impl fmt::Display for LeafHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64.encode(self.0))
    }
}

impl Serialize for LeafHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// RFC 8785 bytes of a value whose numbers are safe in every reader.
pub fn canonical(value: &Value) -> Result<Vec<u8>, LeafFault> {
    check_numbers(value)?;
    serde_json_canonicalizer::to_vec(value).map_err(json_fault)
}

fn check_numbers(value: &Value) -> Result<(), LeafFault> {
    match value {
        Value::Number(number) => {
            let size = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
            let safe = size.is_some_and(|size| size < INTEGER_LIMIT);
            if safe { Ok(()) } else { Err(LeafFault::UnsafeNumber(number.to_string())) }
        }
        Value::Array(items) => items.iter().try_for_each(check_numbers),
        Value::Object(members) => members.values().try_for_each(check_numbers),
        Value::Null | Value::Bool(_) | Value::String(_) => Ok(()),
    }
}

fn check_field_id(field_id: &str) -> Result<(), LeafFault> {
    let fits =
        (1..=FIELD_ID_BYTES_MAX).contains(&field_id.len()) && field_id.bytes().all(|byte| byte.is_ascii_graphic());
    if fits { Ok(()) } else { Err(LeafFault::FieldId(field_id.to_owned())) }
}

fn check_disclosable(field_id: &str) -> Result<(), LeafFault> {
    if field::RESERVED.contains(&field_id) {
        Err(LeafFault::FieldId(field_id.to_owned()))
    } else {
        check_field_id(field_id)
    }
}

fn check_time(time: DateTime<Utc>) -> Result<(), LeafFault> {
    let years = 0..=9999;
    if years.contains(&chrono::Datelike::year(&time)) { Ok(()) } else { Err(LeafFault::Time(time)) }
}

pub fn sm3(bytes: &[u8]) -> [u8; 32] {
    ::sm3::Sm3::digest(bytes).into()
}

fn json_fault(fault: serde_json::Error) -> LeafFault {
    LeafFault::Json(fault.to_string())
}

/// RFC 3339, UTC, three decimals, `Z`.
fn instant<S: Serializer>(time: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&time.to_rfc3339_opts(SecondsFormat::Millis, true))
}

fn base64_text<S: Serializer>(digest: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&BASE64.encode(digest))
}

fn base64_digest<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
    let digest = BASE64.decode(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)?;
    digest.try_into().map_err(|_| serde::de::Error::custom("a digest has 32 bytes"))
}

fn hex_or_null<S: Serializer>(hash: &Option<[u8; 32]>, serializer: S) -> Result<S::Ok, S::Error> {
    hash.as_ref().map(|hash| hex(hash)).serialize(serializer)
}

#[cfg(test)]
mod tests;
