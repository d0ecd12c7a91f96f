//! Writing notices; they are read by whoever counts, in `acts::calendar`.

use crate::acts::calendar::{LoadedNotice, store as read};
use crate::db::Tx;
use crate::domain::actor::DEPLOYMENT;
use crate::domain::calendar::NoticeDay;
use crate::domain::ids::AgencyId;
use crate::problem::Problem;
use crate::schema::{agency, calendar_day as day, calendar_notice as notice};
use diesel::prelude::*;

/// Notices are loaded one after another, so that each is held against all before it. Its number among them is returned.
pub fn take_turn(tx: &mut Tx) -> Result<i64, Problem> {
    let _turn: AgencyId = agency::table.find(DEPLOYMENT).select(agency::id).for_no_key_update().first(tx.conn())?;
    Ok(read::newest(tx)?.map_or(1, |(number, _)| number + 1))
}

pub fn insert(tx: &mut Tx, new: &LoadedNotice) -> Result<(), Problem> {
    diesel::insert_into(notice::table)
        .values((
            notice::year.eq(new.year),
            notice::version.eq(new.version),
            notice::number.eq(new.number),
            notice::id.eq(new.id),
            notice::source.eq(&new.source),
            notice::published_on.eq(new.published_on),
            notice::statutory.eq(&new.statutory),
            notice::reason.eq(&new.reason),
            notice::loader_id.eq(new.loader),
            notice::content_digest.eq(&new.content_digest),
            notice::entry_id.eq(new.entry_id),
            notice::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    let row = |one: &NoticeDay| {
        (
            day::year.eq(new.year),
            day::version.eq(new.version),
            day::date.eq(one.date),
            day::name.eq(one.name.clone()),
            day::off.eq(one.off),
        )
    };
    diesel::insert_into(day::table).values(new.days.iter().map(row).collect::<Vec<_>>()).execute(tx.conn())?;
    Ok(())
}
