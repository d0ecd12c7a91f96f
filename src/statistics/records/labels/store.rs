//! Names of the rows behind figures, kind by kind.

use super::{DECLARED_FIGURE, Named};
use crate::db::View;
use crate::domain::ids::AgencyId;
use crate::domain::posting::SubjectKind;
use crate::problem::Problem;
use crate::schema::{
    case_file, case_step, coercive_act, declared_figure, fee_item, inspection, matter, matter_claim, officer,
    recording, training,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::str::FromStr as _;
use uuid::Uuid;

type NameRow = (Uuid, String);

pub(super) fn named(view: &mut View, kind: &str, ids: &[Uuid]) -> Result<Vec<Named>, Problem> {
    let visible = view.agencies.clone();
    if kind == DECLARED_FIGURE {
        return declarations(view, &visible, ids);
    }
    let Ok(kind) = SubjectKind::from_str(kind) else { return Ok(Vec::new()) };
    match kind {
        SubjectKind::Officer => officers(view, &visible, ids),
        SubjectKind::Training => trainings(view, &visible, ids),
        SubjectKind::Claim => claims(view, &visible, ids),
        SubjectKind::FeeItem => fee_items(view, &visible, ids),
        SubjectKind::Inspection => inspections(view, &visible, ids),
        SubjectKind::Case => cases(view, &visible, ids),
        SubjectKind::Recording => recordings(view, &visible, ids),
        SubjectKind::CoerciveAct => coercive_acts(view, &visible, ids),
    }
}

fn plain(rows: Vec<NameRow>) -> Vec<Named> {
    rows.into_iter().map(|(id, text)| Named { id, text, above: None }).collect()
}

fn officers(view: &mut View, visible: &[AgencyId], ids: &[Uuid]) -> Result<Vec<Named>, Problem> {
    let rows = officer::table.filter(officer::agency_id.eq_any(visible).and(officer::id.eq_any(ids)));
    Ok(plain(rows.select((officer::id, officer::name)).load(view.conn())?))
}

fn trainings(view: &mut View, visible: &[AgencyId], ids: &[Uuid]) -> Result<Vec<Named>, Problem> {
    let rows: Vec<(Uuid, String, Uuid)> = training::table
        .filter(training::agency_id.eq_any(visible).and(training::id.eq_any(ids)))
        .select((training::id, training::subject, training::officer_id))
        .load(view.conn())?;
    Ok(rows.into_iter().map(|(id, text, officer)| Named { id, text, above: Some(officer) }).collect())
}

fn claims(view: &mut View, visible: &[AgencyId], ids: &[Uuid]) -> Result<Vec<Named>, Problem> {
    let rows = matter_claim::table
        .inner_join(matter::table.on(matter::id.eq(matter_claim::matter_id)))
        .filter(matter_claim::agency_id.eq_any(visible).and(matter_claim::id.eq_any(ids)));
    Ok(plain(rows.select((matter_claim::id, matter::code)).load(view.conn())?))
}

fn fee_items(view: &mut View, visible: &[AgencyId], ids: &[Uuid]) -> Result<Vec<Named>, Problem> {
    let rows: Vec<(Uuid, String, String)> = fee_item::table
        .filter(fee_item::agency_id.eq_any(visible).and(fee_item::id.eq_any(ids)))
        .select((fee_item::id, fee_item::fee_code, fee_item::name))
        .load(view.conn())?;
    Ok(plain(rows.into_iter().map(|(id, code, name)| (id, format!("{code} {name}"))).collect()))
}

fn inspections(view: &mut View, visible: &[AgencyId], ids: &[Uuid]) -> Result<Vec<Named>, Problem> {
    let rows: Vec<(Uuid, Option<String>, Option<NaiveDate>)> = inspection::table
        .filter(inspection::agency_id.eq_any(visible).and(inspection::id.eq_any(ids)))
        .select((inspection::id, inspection::external_id, inspection::inspected_on))
        .load(view.conn())?;
    let text = |number: Option<String>, day: Option<NaiveDate>| {
        number.unwrap_or_else(|| format!("行政检查 {}", day.map(|day| day.to_string()).unwrap_or_default()))
    };
    Ok(plain(rows.into_iter().map(|(id, number, day)| (id, text(number, day))).collect()))
}

fn cases(view: &mut View, visible: &[AgencyId], ids: &[Uuid]) -> Result<Vec<Named>, Problem> {
    let rows: Vec<(Uuid, Option<String>, Option<String>, NaiveDate)> = case_file::table
        .filter(case_file::agency_id.eq_any(visible).and(case_file::id.eq_any(ids)))
        .select((case_file::id, case_file::case_number, case_file::external_id, case_file::filed_on))
        .load(view.conn())?;
    let text = |(id, number, external, filed_on): (Uuid, Option<String>, Option<String>, NaiveDate)| {
        (id, number.or(external).unwrap_or_else(|| format!("案件 {filed_on} 立案")))
    };
    Ok(plain(rows.into_iter().map(text).collect()))
}

fn recordings(view: &mut View, visible: &[AgencyId], ids: &[Uuid]) -> Result<Vec<Named>, Problem> {
    let rows: Vec<(Uuid, String, String)> = recording::table
        .filter(recording::agency_id.eq_any(visible).and(recording::id.eq_any(ids)))
        .select((recording::id, recording::phase, recording::kind))
        .load(view.conn())?;
    Ok(plain(rows.into_iter().map(|(id, phase, kind)| (id, format!("{phase} {kind}"))).collect()))
}

fn coercive_acts(view: &mut View, visible: &[AgencyId], ids: &[Uuid]) -> Result<Vec<Named>, Problem> {
    let rows = coercive_act::table.filter(coercive_act::agency_id.eq_any(visible).and(coercive_act::id.eq_any(ids)));
    let mut named = plain(rows.select((coercive_act::id, coercive_act::external_id)).load(view.conn())?);
    let steps = case_step::table.filter(case_step::agency_id.eq_any(visible).and(case_step::id.eq_any(ids)));
    let taken: Vec<(Uuid, Uuid, NaiveDate)> =
        steps.select((case_step::id, case_step::case_id, case_step::happened_on)).load(view.conn())?;
    named.extend(taken.into_iter().map(|(id, case, on)| Named {
        id,
        text: format!("行政强制 {on}"),
        above: Some(case),
    }));
    Ok(named)
}

fn declarations(view: &mut View, visible: &[AgencyId], ids: &[Uuid]) -> Result<Vec<Named>, Problem> {
    let rows =
        declared_figure::table.filter(declared_figure::agency_id.eq_any(visible).and(declared_figure::id.eq_any(ids)));
    Ok(plain(rows.select((declared_figure::id, declared_figure::document)).load(view.conn())?))
}
