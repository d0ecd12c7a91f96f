//! Certificates' rows.

use super::model::{Certificate, CertificateEnd, CertificateKind};
use crate::db::{Tx, View};
use crate::domain::day::Period;
use crate::domain::ids::{CertificateId, EntryId, OfficerId};
use crate::domain::values::{Code, Title};
use crate::officers::store as officers;
use crate::problem::Problem;
use crate::schema::{certificate, certificate_suspension as suspension};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use std::ops::Bound;

type Range = (Bound<NaiveDate>, Bound<NaiveDate>);

#[derive(HasQuery)]
#[diesel(table_name = certificate)]
struct Row {
    id: CertificateId,
    officer_id: OfficerId,
    kind: CertificateKind,
    number: Code,
    valid_from: NaiveDate,
    valid_to: NaiveDate,
    holds: Option<Range>,
    end_kind: Option<CertificateEnd>,
    end_reason: Option<Title>,
    reason: Title,
    content_digest: Vec<u8>,
    version: i64,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

impl Row {
    fn with(self, suspended: Vec<Period>) -> Certificate {
        Certificate {
            id: self.id,
            officer: self.officer_id,
            kind: self.kind,
            number: self.number,
            printed: Period { from: self.valid_from, to: Some(self.valid_to) },
            holds: self.holds.and_then(Period::of_range),
            suspended,
            ended: self.end_kind.zip(self.end_reason),
            reason: self.reason,
            content_digest: self.content_digest,
            version: self.version,
            entry_id: self.entry_id,
            recorded_at: self.recorded_at,
        }
    }
}

/// All certificates of an officer, oldest first.
pub fn of_officer(view: &mut View, officer: OfficerId) -> Result<Vec<Certificate>, Problem> {
    let visible = view.agencies.clone();
    let rows: Vec<Row> = Row::query()
        .filter(certificate::agency_id.eq_any(visible).and(certificate::officer_id.eq(officer)))
        .order((certificate::valid_from, certificate::id))
        .load(view.conn())?;
    rows.into_iter().map(|row| suspensions(view, row.id).map(|days| row.with(days))).collect()
}

pub fn find_optional(view: &mut View, id: CertificateId) -> Result<Option<Certificate>, Problem> {
    let visible = view.agencies.clone();
    let row: Option<Row> = Row::query()
        .filter(certificate::agency_id.eq_any(visible).and(certificate::id.eq(id)))
        .first(view.conn())
        .optional()?;
    row.map(|row| suspensions(view, row.id).map(|days| row.with(days))).transpose()
}

/// A certificate of an officer of the actor's own agency, locked until the transaction ends.
pub fn lock(tx: &mut Tx, officer: OfficerId, id: CertificateId) -> Result<Certificate, Problem> {
    // The officer first: what settles an officer's figures must see every certificate at rest.
    officers::lock(tx, officer)?;
    let agency = tx.actor.agency;
    let row: Row = Row::query()
        .filter(certificate::agency_id.eq(agency).and(certificate::id.eq(id)))
        .filter(certificate::officer_id.eq(officer))
        .for_update()
        .first(tx.conn())?;
    let suspended = suspensions(tx, row.id)?;
    Ok(row.with(suspended))
}

fn suspensions(view: &mut View, id: CertificateId) -> Result<Vec<Period>, Problem> {
    let visible = view.agencies.clone();
    let days: Vec<Range> = suspension::table
        .filter(suspension::agency_id.eq_any(visible).and(suspension::certificate_id.eq(id)))
        .order(suspension::days)
        .select(suspension::days)
        .load(view.conn())?;
    Ok(days.into_iter().filter_map(Period::of_range).collect())
}

pub fn insert(tx: &mut Tx, new: &Certificate) -> Result<(), Problem> {
    diesel::insert_into(certificate::table)
        .values((
            certificate::agency_id.eq(tx.actor.agency),
            certificate::id.eq(new.id),
            certificate::officer_id.eq(new.officer),
            certificate::kind.eq(new.kind),
            certificate::number.eq(&new.number),
            certificate::valid_from.eq(new.printed.from),
            certificate::valid_to.eq(new.printed.to.unwrap_or(NaiveDate::MAX)),
            certificate::holds.eq(new.holds.map(Period::to_range)),
            certificate::end_kind.eq(new.ended.as_ref().map(|(kind, _)| *kind)),
            certificate::end_reason.eq(new.ended.as_ref().map(|(_, reason)| reason)),
            certificate::reason.eq(&new.reason),
            certificate::content_digest.eq(&new.content_digest),
            certificate::entry_id.eq(new.entry_id),
            certificate::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub fn suspend(tx: &mut Tx, id: CertificateId, days: Period, reason: &Title) -> Result<(), Problem> {
    diesel::insert_into(suspension::table)
        .values((
            suspension::agency_id.eq(tx.actor.agency),
            suspension::id.eq(tx.mint()),
            suspension::certificate_id.eq(id),
            suspension::days.eq(days.to_range()),
            suspension::reason.eq(reason),
            suspension::entry_id.eq(tx.entry_id()),
            suspension::recorded_at.eq(tx.now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Ends a suspension on its last day, so that the next day counts again.
pub fn reinstate(tx: &mut Tx, id: CertificateId, current: Period, until: NaiveDate) -> Result<(), Problem> {
    let (agency, entry) = (tx.actor.agency, tx.entry_id());
    diesel::update(suspension::table)
        .filter(suspension::agency_id.eq(agency).and(suspension::certificate_id.eq(id)))
        .filter(suspension::days.eq(current.to_range()))
        .set((suspension::days.eq(Period { to: Some(until), ..current }.to_range()), suspension::entry_id.eq(entry)))
        .execute(tx.conn())?;
    Ok(())
}

pub fn end(tx: &mut Tx, ended: &Certificate) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    diesel::update(certificate::table.find((agency, ended.id)))
        .set((
            certificate::holds.eq(ended.holds.map(Period::to_range)),
            certificate::end_kind.eq(ended.ended.as_ref().map(|(kind, _)| *kind)),
            certificate::end_reason.eq(ended.ended.as_ref().map(|(_, reason)| reason)),
            certificate::version.eq(ended.version),
            certificate::entry_id.eq(ended.entry_id),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Writes a certificate back as it should have been recorded from the first; its number stays.
pub fn correct(tx: &mut Tx, right: &Certificate) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    diesel::update(certificate::table.find((agency, right.id)))
        .set((
            certificate::valid_from.eq(right.printed.from),
            certificate::valid_to.eq(right.printed.to.unwrap_or(NaiveDate::MAX)),
            certificate::holds.eq(right.holds.map(Period::to_range)),
            certificate::end_kind.eq(right.ended.as_ref().map(|(kind, _)| *kind)),
            certificate::end_reason.eq(right.ended.as_ref().map(|(_, reason)| reason)),
            certificate::content_digest.eq(&right.content_digest),
            certificate::version.eq(certificate::version + 1),
            certificate::entry_id.eq(right.entry_id),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// A suspension or its end changes the certificate too: clients see a new version.
pub fn touch(tx: &mut Tx, certificate: &Certificate) -> Result<(), Problem> {
    let (agency, entry) = (tx.actor.agency, tx.entry_id());
    diesel::update(certificate::table.find((agency, certificate.id)))
        .set((certificate::version.eq(certificate.version + 1), certificate::entry_id.eq(entry)))
        .execute(tx.conn())?;
    Ok(())
}
