//! Rows of supervision: the supervisor's agency writes its own, the agency below answers with rows of its own, and each reads
//! besides what is addressed to it.

use super::model::{
    NewFollowUp, NewSupervisionAnswer, Said, SupervisionAct, SupervisionKind, SupervisionReply, SupervisionReplyKind,
};
use crate::db::page::{At, Place};
use crate::db::{Tx, View};
use crate::domain::ids::{AccountId, AgencyId, CaseId, EntryId, SupervisionActId, SupervisionReplyId};
use crate::domain::values::Code;
use crate::problem::Problem;
use crate::schema::{agency, case_file, supervision_act as act, supervision_reply as reply};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde_json::Value;
use std::collections::HashMap;

#[derive(HasQuery)]
#[diesel(table_name = act)]
struct Row {
    agency_id: AgencyId,
    id: SupervisionActId,
    kind: SupervisionKind,
    addressee_agency_id: AgencyId,
    case_id: Option<CaseId>,
    issued_on: NaiveDate,
    due_on: NaiveDate,
    content: Value,
    content_digest: Vec<u8>,
    author_id: AccountId,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

#[derive(HasQuery)]
#[diesel(table_name = reply)]
struct ReplyRow {
    id: SupervisionReplyId,
    act_agency_id: AgencyId,
    act_id: SupervisionActId,
    kind: SupervisionReplyKind,
    content: Value,
    content_digest: Vec<u8>,
    author_id: AccountId,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

impl Row {
    fn with(self, replies: Vec<SupervisionReply>) -> Result<SupervisionAct, Problem> {
        Ok(SupervisionAct {
            id: self.id,
            supervisor: self.agency_id,
            kind: self.kind,
            addressee: self.addressee_agency_id,
            case: self.case_id,
            issued_on: self.issued_on,
            due_on: self.due_on,
            content: serde_json::from_value(self.content).map_err(Problem::internal)?,
            content_digest: self.content_digest,
            author: self.author_id,
            entry_id: self.entry_id,
            recorded_at: self.recorded_at,
            replies,
        })
    }
}

impl TryFrom<ReplyRow> for SupervisionReply {
    type Error = Problem;

    fn try_from(row: ReplyRow) -> Result<Self, Problem> {
        let said = match row.kind {
            SupervisionReplyKind::Answer => {
                Said::Answer(serde_json::from_value::<NewSupervisionAnswer>(row.content).map_err(Problem::internal)?)
            }
            SupervisionReplyKind::FollowUp => {
                Said::FollowUp(serde_json::from_value::<NewFollowUp>(row.content).map_err(Problem::internal)?)
            }
        };
        let (id, author, entry_id, recorded_at) = (row.id, row.author_id, row.entry_id, row.recorded_at);
        Ok(Self { id, said, content_digest: row.content_digest, author, entry_id, recorded_at })
    }
}

/// Of one kind: those of the visible agencies, and those addressed to the reader's own. The newest first, from a place on.
pub fn list(
    view: &mut View,
    kind: SupervisionKind,
    of: Option<AgencyId>,
    after: Option<&Place>,
    limit: i64,
) -> Result<Vec<SupervisionAct>, Problem> {
    let (own, visible) = (view.actor.agency, view.agencies.clone());
    let mut asked = Row::query()
        .filter(act::kind.eq(kind))
        .filter(act::agency_id.eq_any(visible.clone()).or(act::addressee_agency_id.eq(own)))
        .into_boxed();
    if let Some(of) = of {
        asked = asked.filter(act::addressee_agency_id.eq(of));
    }
    if let Some(Place { at: At::Day(on), id, agency }) = after {
        let (id, agency) = (SupervisionActId::from_uuid(*id), AgencyId::from_uuid(*agency));
        let same = act::issued_on.eq(*on).and(act::id.lt(id).or(act::id.eq(id).and(act::agency_id.lt(agency))));
        asked = asked.filter(act::issued_on.lt(*on).or(same));
    }
    let newest = asked.order((act::issued_on.desc(), act::id.desc(), act::agency_id.desc()));
    let rows: Vec<Row> = newest.limit(limit).load(view.conn())?;
    with_replies(view, rows)
}

/// One, if the reader may see it.
pub fn find(view: &mut View, kind: SupervisionKind, id: SupervisionActId) -> Result<SupervisionAct, Problem> {
    let (own, visible) = (view.actor.agency, view.agencies.clone());
    let row: Row = Row::query()
        .filter(act::kind.eq(kind).and(act::id.eq(id)))
        .filter(act::agency_id.eq_any(visible).or(act::addressee_agency_id.eq(own)))
        .first(view.conn())?;
    with_replies(view, vec![row])?.pop().ok_or_else(Problem::not_found)
}

/// Of the actor's own agency.
pub fn find_own(tx: &mut Tx, id: SupervisionActId) -> Result<Option<SupervisionAct>, Problem> {
    let own = tx.actor.agency;
    let row: Option<Row> =
        Row::query().filter(act::agency_id.eq(own).and(act::id.eq(id))).first(tx.conn()).optional()?;
    Ok(with_replies(tx, row.into_iter().collect())?.pop())
}

fn with_replies(view: &mut View, rows: Vec<Row>) -> Result<Vec<SupervisionAct>, Problem> {
    let ids: Vec<SupervisionActId> = rows.iter().map(|row| row.id).collect();
    let (own, visible) = (view.actor.agency, view.agencies.clone());
    let found: Vec<ReplyRow> = ReplyRow::query()
        .filter(reply::act_id.eq_any(ids))
        .filter(reply::agency_id.eq_any(visible).or(reply::counterpart_agency_id.eq(own)))
        .order((reply::place, reply::id))
        .load(view.conn())?;
    let mut replies: HashMap<(AgencyId, SupervisionActId), Vec<SupervisionReply>> = HashMap::new();
    for row in found {
        let key = (row.act_agency_id, row.act_id);
        replies.entry(key).or_default().push(SupervisionReply::try_from(row)?);
    }
    rows.into_iter()
        .map(|row| {
            let said = replies.remove(&(row.agency_id, row.id)).unwrap_or_default();
            row.with(said)
        })
        .collect()
}

/// The agency of this code, among those that the actor sees and not the own one: whom one supervises.
pub fn supervised(view: &mut View, code: &Code) -> Result<Option<AgencyId>, Problem> {
    let own = view.actor.agency;
    Ok(addressed(view, code)?.filter(|id| *id != own))
}

pub fn has_case(view: &mut View, agency: AgencyId, case: CaseId) -> Result<bool, Problem> {
    let of = case_file::table.filter(case_file::agency_id.eq(agency).and(case_file::id.eq(case)));
    let cases: i64 = of.count().get_result(view.conn())?;
    Ok(cases > 0)
}

/// Code and name of each of these agencies.
pub fn names(view: &mut View, agencies: &[AgencyId]) -> Result<HashMap<AgencyId, (String, String)>, Problem> {
    let rows: Vec<(AgencyId, String, String)> = agency::table
        .filter(agency::id.eq_any(agencies))
        .select((agency::id, agency::code, agency::name))
        .load(view.conn())?;
    Ok(rows.into_iter().map(|(id, code, name)| (id, (code, name))).collect())
}

pub fn insert(tx: &mut Tx, new: &SupervisionAct) -> Result<(), Problem> {
    diesel::insert_into(act::table)
        .values((
            act::agency_id.eq(new.supervisor),
            act::id.eq(new.id),
            act::kind.eq(new.kind),
            act::addressee_agency_id.eq(new.addressee),
            act::case_id.eq(new.case),
            act::issued_on.eq(new.issued_on),
            act::due_on.eq(new.due_on),
            act::content.eq(serde_json::to_value(&new.content).map_err(Problem::internal)?),
            act::content_digest.eq(&new.content_digest),
            act::author_id.eq(new.author),
            act::entry_id.eq(new.entry_id),
            act::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Who answers and who follows up write rows of two agencies, which no constraint of one agency's rows holds apart: they take turns.
#[expect(clippy::disallowed_methods, reason = "a lock is not a query")]
pub fn take_turn(tx: &mut Tx, about: SupervisionActId) -> Result<(), Problem> {
    let (high, low) = about.uuid().as_u64_pair();
    let lock = i64::from_ne_bytes((high ^ low).to_ne_bytes());
    let waits = diesel::sql_query("SELECT pg_catalog.pg_advisory_xact_lock($1)").bind::<BigInt, _>(lock);
    waits.execute(tx.conn())?;
    Ok(())
}

/// The next thing said, in its turn. Two of one agency that were judged on the same state cannot both have its place.
pub fn say(tx: &mut Tx, about: &SupervisionAct, new: &SupervisionReply) -> Result<(), Problem> {
    let own = tx.actor.agency;
    let counterpart = if own == about.supervisor { about.addressee } else { about.supervisor };
    let place = i32::try_from(about.replies.len() + 1).map_err(Problem::internal)?;
    let content = match &new.said {
        Said::Answer(answer) => serde_json::to_value(answer),
        Said::FollowUp(check) => serde_json::to_value(check),
    };
    diesel::insert_into(reply::table)
        .values((
            reply::agency_id.eq(own),
            reply::id.eq(new.id),
            reply::act_agency_id.eq(about.supervisor),
            reply::act_id.eq(about.id),
            reply::counterpart_agency_id.eq(counterpart),
            reply::place.eq(place),
            reply::kind.eq(new.said.kind()),
            reply::on_date.eq(new.said.on().0),
            reply::content.eq(content.map_err(Problem::internal)?),
            reply::content_digest.eq(&new.content_digest),
            reply::author_id.eq(new.author),
            reply::entry_id.eq(new.entry_id),
            reply::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// The agency of this code, whether one supervises it or is it.
pub fn addressed(view: &mut View, code: &Code) -> Result<Option<AgencyId>, Problem> {
    let visible = view.agencies.clone();
    let found = agency::table.filter(agency::code.eq(code.as_str()).and(agency::id.eq_any(visible)));
    found.select(agency::id).first(view.conn()).optional().map_err(Problem::from)
}
