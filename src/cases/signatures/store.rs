//! Signatures' rows, and the documents that they stand under.

use super::document::Document;
use super::model::{DocumentSigner, FileSignature, SignatureByKey, Signed};
use crate::cases::model::Case;
use crate::cases::store::Key;
use crate::db::{Tx, View};
use crate::domain::ids::{AccountId, AgencyId, CaseId, CaseStepId, CertificateId, EntryId, OfficerId, SignatureId};
use crate::domain::signature::{DigestAlgorithm, KeyTerm, SignatureManner, SignerRole};
use crate::domain::stage::Step;
use crate::domain::values::{PersonName, Title};
use crate::journal::kind::Kind;
use crate::problem::Problem;
use crate::schema::{case_step, document_signature as signature, journal_body, journal_entry, signing_key};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Jsonb, Nullable, Record, Text, Timestamptz, Uuid as SqlUuid};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::HashMap;
use uuid::Uuid;

#[derive(HasQuery)]
#[diesel(table_name = signature)]
struct Row {
    id: SignatureId,
    case_id: CaseId,
    step: Step,
    document_id: CaseStepId,
    role: SignerRole,
    signer_name: PersonName,
    officer_id: Option<OfficerId>,
    certificate_id: Option<CertificateId>,
    affiliation: Option<Title>,
    manner: SignatureManner,
    text_algorithm: DigestAlgorithm,
    text_digest: Vec<u8>,
    image: Option<Value>,
    key: Option<Value>,
    unsigned: Option<Value>,
    signed_at: DateTime<Utc>,
    place: Option<Title>,
    device_id: Option<Uuid>,
    content_digest: Vec<u8>,
    author_id: AccountId,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

impl TryFrom<Row> for Signed {
    type Error = Problem;

    fn try_from(row: Row) -> Result<Self, Problem> {
        Ok(Self {
            id: row.id,
            case: row.case_id,
            step: row.step,
            document: row.document_id,
            signer: DocumentSigner {
                role: row.role,
                name: row.signer_name,
                officer_id: row.officer_id,
                affiliation: row.affiliation,
            },
            certificate: row.certificate_id,
            manner: row.manner,
            text_algorithm: row.text_algorithm,
            text_digest: row.text_digest,
            image: read(row.image)?,
            key: read(row.key)?,
            unsigned: read(row.unsigned)?,
            signed_at: row.signed_at,
            place: row.place,
            device: row.device_id,
            content_digest: row.content_digest,
            author: row.author_id,
            entry_id: row.entry_id,
            recorded_at: row.recorded_at,
        })
    }
}

fn read<T: DeserializeOwned>(kept: Option<Value>) -> Result<Option<T>, Problem> {
    kept.map(serde_json::from_value).transpose().map_err(Problem::internal)
}

fn written(part: Option<&impl Serialize>) -> Result<Option<Value>, Problem> {
    part.map(serde_json::to_value).transpose().map_err(Problem::internal)
}

pub fn insert(tx: &mut Tx, new: &Signed) -> Result<(), Problem> {
    diesel::insert_into(signature::table)
        .values((
            signature::agency_id.eq(tx.actor.agency),
            signature::id.eq(new.id),
            signature::case_id.eq(new.case),
            signature::step.eq(new.step),
            signature::document_id.eq(new.document),
            signature::role.eq(new.signer.role),
            signature::signer_name.eq(&new.signer.name),
            signature::officer_id.eq(new.signer.officer_id),
            signature::certificate_id.eq(new.certificate),
            signature::affiliation.eq(&new.signer.affiliation),
            signature::manner.eq(new.manner),
            signature::text_algorithm.eq(new.text_algorithm),
            signature::text_digest.eq(&new.text_digest),
            signature::image.eq(written(new.image.as_ref())?),
            signature::key.eq(written(new.key.as_ref())?),
            signature::unsigned.eq(written(new.unsigned.as_ref())?),
            signature::signed_at.eq(new.signed_at),
            signature::place.eq(&new.place),
            signature::device_id.eq(new.device),
            signature::content_digest.eq(&new.content_digest),
            signature::author_id.eq(new.author),
            signature::entry_id.eq(new.entry_id),
            signature::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Of the actor's own agency: a write rests on nobody else's rows.
pub fn find_own(tx: &mut Tx, id: SignatureId) -> Result<Option<Signed>, Problem> {
    let agency = tx.actor.agency;
    let found = Row::query().filter(signature::agency_id.eq(agency).and(signature::id.eq(id)));
    found.first::<Row>(tx.conn()).optional()?.map(Signed::try_from).transpose()
}

pub fn find(view: &mut View, case: &Case, id: SignatureId) -> Result<Signed, Problem> {
    let of_case = signature::agency_id.eq(case.agency).and(signature::case_id.eq(case.id));
    Row::query().filter(of_case.and(signature::id.eq(id))).first::<Row>(view.conn())?.try_into()
}

/// In the order in which they were recorded.
pub fn of_case(view: &mut View, case: &Case) -> Result<Vec<Signed>, Problem> {
    let of_case = signature::agency_id.eq(case.agency).and(signature::case_id.eq(case.id));
    let rows: Vec<Row> =
        Row::query().filter(of_case).order((signature::recorded_at, signature::id)).load(view.conn())?;
    rows.into_iter().map(Signed::try_from).collect()
}

/// A signature by the document that it stands under.
pub type Under = (Step, CaseStepId, SignatureId);

pub fn under(view: &mut View, case: &Case) -> Result<Vec<Under>, Problem> {
    signature::table
        .filter(signature::agency_id.eq(case.agency).and(signature::case_id.eq(case.id)))
        .order((signature::recorded_at, signature::id))
        .select((signature::step, signature::document_id, signature::id))
        .load(view.conn())
        .map_err(Problem::from)
}

/// A signature inside a statement that reads several things at once.
pub type SignedShown = Record<(Text, SqlUuid, Text, Text, Nullable<SqlUuid>, Text, Timestamptz)>;
pub type FoundSigned = (Step, CaseStepId, SignerRole, PersonName, Option<OfficerId>, SignatureManner, DateTime<Utc>);

/// The signatures of the statement's `case_file`.
pub const SIGNED: &str = "SELECT ROW(g.step, g.document_id, g.role, g.signer_name, g.officer_id, g.manner, g.signed_at) \
    FROM anjuan.document_signature g \
    WHERE g.agency_id = case_file.agency_id AND g.case_id = case_file.id ORDER BY g.recorded_at, g.id";

impl From<FoundSigned> for FileSignature {
    fn from((step, document, role, name, officer, manner, signed_at): FoundSigned) -> Self {
        Self { step, document: document.uuid(), role, name, officer, manner, signed_at }
    }
}

/// The signatures of several cases, as the rules look at them.
pub fn signed(view: &mut View, cases: &[Case]) -> Result<HashMap<Key, Vec<FileSignature>>, Problem> {
    let (agencies, ids): (Vec<AgencyId>, Vec<CaseId>) = cases.iter().map(|case| (case.agency, case.id)).unzip();
    let rows: Vec<(AgencyId, CaseId, FoundSigned)> = signature::table
        .filter(signature::agency_id.eq_any(agencies).and(signature::case_id.eq_any(ids)))
        .order((signature::agency_id, signature::case_id, signature::recorded_at, signature::id))
        .select((
            signature::agency_id,
            signature::case_id,
            (
                signature::step,
                signature::document_id,
                signature::role,
                signature::signer_name,
                signature::officer_id,
                signature::manner,
                signature::signed_at,
            ),
        ))
        .load(view.conn())?;
    let mut found: HashMap<Key, Vec<FileSignature>> = HashMap::new();
    for (agency, case, row) in rows {
        found.entry((agency, case)).or_default().push(row.into());
    }
    Ok(found)
}

/// What the tables of their own of some steps say, as JSON.
const OWN_ROW: &str = "CASE case_step.step \
    WHEN 'investigate' THEN (SELECT to_jsonb(a) || a.details FROM anjuan.investigation_act a \
        WHERE a.agency_id = case_step.agency_id AND a.id = case_step.id) \
    WHEN 'decide' THEN (SELECT to_jsonb(d) FROM anjuan.case_decision d \
        WHERE d.agency_id = case_step.agency_id AND d.id = case_step.id) \
    WHEN 'close' THEN (SELECT to_jsonb(c) FROM anjuan.case_closure c \
        WHERE c.agency_id = case_step.agency_id AND c.id = case_step.id) END";

type DocumentRow = (
    Step,
    CaseStepId,
    NaiveDate,
    Vec<CertificateId>,
    Value,
    AccountId,
    EntryId,
    DateTime<Utc>,
    Option<Value>,
    Option<Value>,
);

/// The documents of a case in order, or the one of that id.
pub fn documents(view: &mut View, case: &Case, id: Option<CaseStepId>) -> Result<Vec<Document>, Problem> {
    let body = journal_body::agency_id.eq(case_step::agency_id).and(journal_body::entry_id.eq(case_step::entry_id));
    let mut query = case_step::table
        .left_join(journal_body::table.on(body))
        .filter(case_step::agency_id.eq(case.agency).and(case_step::case_id.eq(case.id)))
        .order(case_step::seq)
        .select((
            case_step::step,
            case_step::id,
            case_step::happened_on,
            case_step::certificate_ids,
            case_step::content,
            case_step::author_id,
            case_step::entry_id,
            case_step::recorded_at,
            journal_body::body.nullable(),
            sql::<Nullable<Jsonb>>(OWN_ROW),
        ))
        .into_boxed();
    if let Some(id) = id {
        query = query.filter(case_step::id.eq(id));
    }
    let rows: Vec<DocumentRow> = query.load(view.conn())?;
    let document = |row: DocumentRow| {
        let (step, id, happened_on, certificates, content, author, entry_id, recorded_at, recorded, own) = row;
        let around = json!({"id": id, "case_id": case.id, "certificate_ids": certificates, "author_id": author,
            "entry_id": entry_id, "recorded_at": recorded_at});
        let kept = [Some(content), Some(around), own].into_iter().flatten().collect();
        Document { case: case.id, step, id, happened_on, entry_id, recorded_at, recorded, kept }
    };
    Ok(rows.into_iter().map(document).collect())
}

/// When an officer's key counts; nothing where the officer has not registered it.
pub fn key_term(
    view: &mut View,
    agency: AgencyId,
    officer: OfficerId,
    used: &SignatureByKey,
) -> Result<Option<KeyTerm>, Problem> {
    let Some((public_key, _)) = used.bytes() else { return Ok(None) };
    let found: Option<(DateTime<Utc>, Option<DateTime<Utc>>)> = signing_key::table
        .filter(signing_key::agency_id.eq(agency).and(signing_key::officer_id.eq(officer)))
        .filter(signing_key::algorithm.eq(used.algorithm).and(signing_key::public_key.eq(public_key)))
        .select((signing_key::registered_at, signing_key::revoked_at))
        .first(view.conn())
        .optional()?;
    Ok(found.map(|(from, until)| KeyTerm { from, until }))
}

/// What the journal recorded of each signature of a case.
pub fn entries(view: &mut View, case: &Case) -> Result<HashMap<Uuid, (EntryId, Option<Value>)>, Problem> {
    let body =
        journal_body::agency_id.eq(journal_entry::agency_id).and(journal_body::entry_id.eq(journal_entry::entry_id));
    let rows: Vec<(Option<Uuid>, EntryId, Option<Value>)> = journal_entry::table
        .left_join(journal_body::table.on(body))
        .filter(journal_entry::agency_id.eq(case.agency).and(journal_entry::case_id.eq(case.id)))
        .filter(journal_entry::kind.eq(Kind::DocumentSigned))
        .select((journal_entry::subject_id, journal_entry::entry_id, journal_body::body.nullable()))
        .load(view.conn())?;
    Ok(rows.into_iter().filter_map(|(id, entry, body)| Some((id?, (entry, body)))).collect())
}

/// The cases of the actor's own agency in which something was signed, by the rows or by the journal.
pub fn signed_cases(view: &mut View) -> Result<Vec<CaseId>, Problem> {
    let agency = view.actor.agency;
    let by_rows: Vec<CaseId> = signature::table
        .filter(signature::agency_id.eq(agency))
        .select(signature::case_id)
        .distinct()
        .load(view.conn())?;
    let by_entries: Vec<Option<CaseId>> = journal_entry::table
        .filter(journal_entry::agency_id.eq(agency).and(journal_entry::kind.eq(Kind::DocumentSigned)))
        .select(journal_entry::case_id)
        .distinct()
        .load(view.conn())?;
    let mut all: Vec<CaseId> = by_rows.into_iter().chain(by_entries.into_iter().flatten()).collect();
    all.sort_unstable();
    all.dedup();
    Ok(all)
}
