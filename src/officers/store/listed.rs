//! The list of officers.

use super::Row;
use crate::db::View;
use crate::db::page::{Asked, At, Page, Place, begins_with, containing, in_sight, narrowed, sorted};
use crate::officers::certificates::model::CertificateKind;
use crate::officers::model::{Officer, OfficerFilters, OfficerOrder};
use crate::problem::Problem;
use crate::schema::{certificate, certificate_suspension as suspension, officer};
use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::pg::Pg;
use diesel::prelude::*;

type Rows = officer::BoxedQuery<'static, Pg>;

pub fn page(view: &mut View, wanted: &OfficerFilters, asked: &Asked<OfficerOrder>) -> Result<Page<Officer>, Problem> {
    let mut rows = matching(view, wanted);
    sorted!(rows, asked, (officer::id, officer::agency_id), {
        OfficerOrder::Name => officer::name as Text,
        OfficerOrder::InPostFrom => officer::in_post_from as Day,
        OfficerOrder::InPostTo => officer::in_post_to as Day / "null",
        OfficerOrder::RecordedAt => officer::recorded_at as Instant,
    });
    let found: Vec<Row> = rows.select(Row::as_select()).limit(asked.page.fetch()).load(view.conn())?;
    let total = asked.counts.then(|| matching(view, wanted).count().get_result(view.conn())).transpose()?;
    let by = asked.sort.by;
    Ok(asked.cut(found.into_iter().map(Officer::from).collect(), total, |one: &Officer| Place {
        at: at(one, by),
        id: one.id.uuid(),
        agency: one.agency.uuid(),
    }))
}

fn at(officer: &Officer, order: OfficerOrder) -> At {
    match order {
        OfficerOrder::Name => At::Text(officer.name.to_string()),
        OfficerOrder::InPostFrom => At::Day(officer.in_post.from),
        OfficerOrder::InPostTo => At::day(officer.in_post.to),
        OfficerOrder::RecordedAt => At::Instant(officer.recorded_at),
    }
}

fn matching(view: &View, wanted: &OfficerFilters) -> Rows {
    let mut rows: Rows = in_sight!(officer, view);
    let of_officer = certificate::agency_id.eq(officer::agency_id).and(certificate::officer_id.eq(officer::id));
    if let Some(text) = &wanted.q {
        let numbered = begins_with!(certificate::number, text.as_str());
        let card = exists(certificate::table.filter(of_officer.and(numbered)));
        rows = rows.filter(officer::name.ilike(containing(text.as_str())).or(card));
    }
    narrowed!(rows, {
        name in &wanted.name => officer::name.ilike(containing(name.as_str())),
        number in wanted.certificate_number.clone() =>
            exists(certificate::table.filter(of_officer.and(certificate::number.eq(number)))),
        origin in wanted.origin => officer::origin.eq(origin),
        external_id in wanted.external_id.clone() => officer::external_id.eq(external_id),
    });
    by_day(rows, wanted, wanted.on.unwrap_or_else(|| view.today()))
}

fn by_day(mut rows: Rows, wanted: &OfficerFilters, day: NaiveDate) -> Rows {
    let stays = officer::in_post_to.is_null().or(officer::in_post_to.ge(day).assume_not_null());
    let is_in_post = officer::in_post_from.le(day).and(stays);
    rows = match wanted.in_post {
        Some(true) => rows.filter(is_in_post),
        Some(false) => rows.filter(not(is_in_post)),
        None => rows,
    };
    let suspended = suspension::agency_id
        .eq(certificate::agency_id)
        .and(suspension::certificate_id.eq(certificate::id))
        .and(suspension::days.contains(day));
    let card = certificate::table
        .filter(certificate::agency_id.eq(officer::agency_id).and(certificate::officer_id.eq(officer::id)))
        .filter(
            certificate::kind.eq(CertificateKind::Enforcement).and(certificate::holds.assume_not_null().contains(day)),
        )
        .filter(not(exists(suspension::table.filter(suspended))));
    match wanted.certified {
        Some(true) => rows.filter(exists(card)),
        Some(false) => rows.filter(not(exists(card))),
        None => rows,
    }
}
