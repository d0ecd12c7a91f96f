//! The rows from which postings are made again.

mod acts;

pub(super) use acts::{cases, coercive_acts, inspections, recordings};

use crate::acts::store::qualifications;
use crate::db::View;
use crate::domain::day::Period;
use crate::domain::ids::{AgencyId, OfficerId};
use crate::domain::posting::{
    Contribution, Counter, Quantity, Subject, SubjectKind, of_claim, of_fee_item, of_officer, of_training,
};
use crate::problem::Problem;
use crate::schema::{agency, fee_item, matter_claim, officer, statistical_posting as posting, training};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::BTreeMap;
use std::ops::Bound;
use uuid::Uuid;

pub(super) type Recomputed = BTreeMap<Subject, Contribution>;

/// Every agency, with its code.
pub fn agencies(view: &mut View) -> Result<Vec<(AgencyId, String)>, Problem> {
    agency::table.order(agency::code).select((agency::id, agency::code)).load(view.conn()).map_err(Problem::from)
}

type PostedRow = (SubjectKind, Uuid, Counter, NaiveDate, i32, i64, i64);

/// What the ledger holds, added up.
pub(super) fn posted(view: &mut View) -> Result<Recomputed, Problem> {
    let agency = view.actor.agency;
    let rows: Vec<PostedRow> = posting::table
        .filter(posting::agency_id.eq(agency))
        .select((
            posting::subject_kind,
            posting::subject_id,
            posting::counter,
            posting::on_date,
            posting::traits,
            posting::quantity,
            posting::amount_fen,
        ))
        .load(view.conn())?;
    let mut posted = Recomputed::new();
    for (kind, id, counter, on, traits, count, amount_fen) in rows {
        let contribution = posted.entry(Subject { kind, id }).or_default();
        contribution.post(counter, on, traits, Quantity { count, amount_fen });
    }
    Ok(posted)
}

pub(super) fn officers(view: &mut View) -> Result<Recomputed, Problem> {
    let agency = view.actor.agency;
    let ids: Vec<OfficerId> =
        officer::table.filter(officer::agency_id.eq(agency)).select(officer::id).load(view.conn())?;
    let known = qualifications(view, agency, &ids)?;
    let of = |(id, qualification): (OfficerId, _)| {
        (Subject { kind: SubjectKind::Officer, id: id.uuid() }, of_officer(&qualification))
    };
    Ok(known.into_iter().map(of).collect())
}

pub(super) fn trainings(view: &mut View) -> Result<Recomputed, Problem> {
    let agency = view.actor.agency;
    let rows: Vec<(Uuid, NaiveDate, i32)> = training::table
        .filter(training::agency_id.eq(agency))
        .select((training::id, training::held_on, training::hours))
        .load(view.conn())?;
    let of = |(id, held_on, hours)| (Subject { kind: SubjectKind::Training, id }, of_training(held_on, hours));
    Ok(rows.into_iter().map(of).collect())
}

type Range = (Bound<NaiveDate>, Bound<NaiveDate>);

pub(super) fn claims(view: &mut View) -> Result<Recomputed, Problem> {
    let agency = view.actor.agency;
    let rows: Vec<(Uuid, Option<Range>)> = matter_claim::table
        .filter(matter_claim::agency_id.eq(agency))
        .select((matter_claim::id, matter_claim::holds))
        .load(view.conn())?;
    let of = |(id, holds): (Uuid, Option<Range>)| {
        (Subject { kind: SubjectKind::Claim, id }, of_claim(holds.and_then(Period::of_range)))
    };
    Ok(rows.into_iter().map(of).collect())
}

pub(super) fn fee_items(view: &mut View) -> Result<Recomputed, Problem> {
    let agency = view.actor.agency;
    let rows: Vec<(Uuid, NaiveDate)> = fee_item::table
        .filter(fee_item::agency_id.eq(agency))
        .select((fee_item::id, fee_item::configured_on))
        .load(view.conn())?;
    let of = |(id, configured_on)| (Subject { kind: SubjectKind::FeeItem, id }, of_fee_item(configured_on));
    Ok(rows.into_iter().map(of).collect())
}
