//! A case, its officers and its tags as parts of a statement that reads several things at once.

use super::Row;
use crate::cases::model::{HandlingOfficer, Tag};
use crate::domain::ids::{CertificateId, MatterId, MatterVersionId, OfficerId};
use crate::domain::values::{Code, PersonName, Title};
use crate::schema::case_file;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment as _};
use diesel::sql_types::{Array, BigInt, Nullable, Record, Text, Uuid as SqlUuid};

pub type CaseColumns = case_file::SqlType;
pub type FoundCase = Row;

pub type OfficerShown = Record<(SqlUuid, Text, Nullable<SqlUuid>, BigInt)>;
/// The last is the version of the officer's own row: the name is not the case's.
pub type FoundOfficer = (OfficerId, PersonName, Option<CertificateId>, i64);

pub type TagShown = Record<(SqlUuid, Text, Nullable<SqlUuid>, Nullable<Text>, Nullable<Array<Text>>)>;
pub type FoundTag = (MatterId, Code, Option<MatterVersionId>, Option<Title>, Option<Vec<Title>>);

/// Cases; the end is left open for conditions and order.
pub fn show_case<'b>(out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
    out.push_sql("SELECT ");
    case_file::all_columns.walk_ast(out.reborrow())?;
    out.push_sql(" FROM anjuan.case_file");
    Ok(())
}

/// The officers of the statement's `case_file`.
pub const OFFICERS: &str = "SELECT ROW(o.id, o.name, a.certificate_id, o.version) FROM anjuan.case_officer a \
    JOIN anjuan.officer o ON o.agency_id = a.agency_id AND o.id = a.officer_id \
    WHERE a.agency_id = case_file.agency_id AND a.case_id = case_file.id AND a.revision = case_file.officer_revision \
    ORDER BY o.name, o.id";

/// The tags that count of the statement's `case_file`.
pub const TAGS: &str = "SELECT ROW(m.id, m.code, a.matter_version_id, a.matter_name, a.legal_bases) FROM anjuan.case_tag a \
    JOIN anjuan.matter m ON m.id = a.matter_id \
    WHERE a.agency_id = case_file.agency_id AND a.case_id = case_file.id AND a.revision = case_file.tag_revision ORDER BY m.code";

impl From<FoundOfficer> for HandlingOfficer {
    fn from((officer, name, certificate, _): FoundOfficer) -> Self {
        Self { officer, name, certificate }
    }
}

impl From<FoundTag> for Tag {
    fn from((matter, code, version, name, legal_bases): FoundTag) -> Self {
        Self { matter, code, version, name, legal_bases: legal_bases.unwrap_or_default() }
    }
}
