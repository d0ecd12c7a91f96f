//! What the figures rest on: who is counted, what was known when, the sums of postings, the declared values.

use super::model::{Asked, Days, Declaration, Moment, Scope, Terms, below, is_provisional, stock_date};
use crate::db::View;
use crate::domain::actor::DEPLOYMENT;
use crate::domain::figure::{Counted, Sums};
use crate::domain::ids::{AgencyId, DeclaredFigureId};
use crate::domain::measure::Span;
use crate::domain::permission::Role;
use crate::domain::posting::{Counter, Quantity};
use crate::domain::profile::{Atom, Figure};
use crate::domain::refusal::Text;
use crate::problem::{Code, Fault, Problem};
use crate::schema::{agency, declared_figure, journal_head, journal_pending, journal_position};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::max;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Integer, Text as SqlText, Uuid as SqlUuid};
use std::collections::BTreeSet;

/// Narrows the view to what is asked and says what the answer is bound to.
pub fn terms(view: &mut View, asked: &Asked) -> Result<Terms, Problem> {
    let agencies = counted(view, asked.agency.as_deref(), asked.scope)?;
    let root = view.agencies[0];
    let root = agencies.iter().find(|one| one.id == root).cloned().ok_or_else(Problem::not_found)?;
    let (position, as_of) = known(view, asked.moment)?;
    let today = view.today();
    let stocks_on = stock_date(asked.stocks_on, asked.days, today);
    let provisional = is_provisional(asked.days, stocks_on, asked.moment, today);
    let (days, year, scope) = (asked.days, asked.year, asked.scope);
    Ok(Terms { days, year, stocks_on, scope, root, agencies, position, as_of, provisional })
}

/// The agencies that are counted, by code. Only who supervises others may ask for a subtree.
fn counted(view: &mut View, code: Option<&str>, scope: Scope) -> Result<Vec<Counted>, Problem> {
    let supervises = [Role::Supervisor, Role::PlatformAdmin].iter().any(|role| view.actor.roles.contains(role));
    if scope == Scope::Subtree && !supervises {
        return Err(Problem::new(Code::NotPermitted));
    }
    if code.is_none() && view.actor.agency == DEPLOYMENT {
        let detail = Text::new("请指定执法主体", "Name an agency");
        return Err(Problem::invalid(vec![Fault::new("/query/agency", "agency_needed", detail)]));
    }
    let visible = view.agencies.clone();
    view.agencies = vec![view.actor.agency];
    if code.is_some() {
        view.agencies.clone_from(&visible);
        view.narrow(code)?;
    }
    if scope == Scope::Subtree {
        let tree: Vec<(AgencyId, Option<AgencyId>)> = agency::table
            .filter(agency::id.eq_any(visible))
            .select((agency::id, agency::parent_id))
            .load(view.conn())?;
        view.agencies = below(view.agencies[0], &tree);
    }
    let rows: Vec<(AgencyId, String, String, Vec<String>)> = agency::table
        .filter(agency::id.eq_any(view.agencies.clone()))
        .order(agency::code)
        .select((agency::id, agency::code, agency::name, agency::powers))
        .load(view.conn())?;
    rows.into_iter().map(|(id, code, name, powers)| counted_of(id, code, name, &powers)).collect()
}

fn counted_of(id: AgencyId, code: String, name: String, powers: &[String]) -> Result<Counted, Problem> {
    let powers = powers.iter().map(|power| power.parse()).collect::<Result<_, _>>().map_err(Problem::internal)?;
    Ok(Counted { id, code, name, powers })
}

/// The last position that was known at a moment, and its instant. An instant asked for is told back as it was asked.
fn known(view: &mut View, moment: Moment) -> Result<(Option<i64>, Option<DateTime<Utc>>), Problem> {
    let size: i64 = journal_head::table.select(journal_head::size).first(view.conn())?;
    let now = view.now;
    match moment {
        Moment::Position(position) if position < 0 || position >= size => {
            let detail = Text::new(format!("日志只到 {}", size - 1), format!("The journal ends at {}", size - 1));
            Err(Problem::invalid(vec![Fault::new("/query/as_of_position", "unknown_position", detail)]))
        }
        Moment::Instant(instant) if instant > now => {
            let detail = Text::new("as_of 不能晚于现在", "as_of lies in the future");
            Err(Problem::invalid(vec![Fault::new("/query/as_of", "in_the_future", detail)]))
        }
        Moment::Instant(instant) => {
            let (position, _) = last_placed(view, None, Some(instant))?;
            Ok((position, Some(instant)))
        }
        Moment::Position(position) => Ok((Some(position), last_placed(view, Some(position), None)?.1)),
        Moment::Now => {
            let position = (size > 0).then(|| size - 1);
            Ok((position, last_placed(view, position, None)?.1))
        }
    }
}

type Placed = (Option<i64>, Option<DateTime<Utc>>);

/// The last entry of the agencies in view, at most at a position, at most placed at an instant.
fn last_placed(view: &mut View, position: Option<i64>, instant: Option<DateTime<Utc>>) -> Result<Placed, Problem> {
    let agencies = view.agencies.clone();
    let mut query = journal_position::table.filter(journal_position::agency_id.eq_any(agencies)).into_boxed();
    if let Some(position) = position {
        query = query.filter(journal_position::pos.le(position));
    }
    if let Some(instant) = instant {
        query = query.filter(journal_position::placed_at.le(instant));
    }
    let last = query.order(journal_position::pos.desc()).select((journal_position::pos, journal_position::placed_at));
    let last: Option<(i64, DateTime<Utc>)> = last.first(view.conn()).optional()?;
    Ok((last.map(|(position, _)| position), last.map(|(_, placed_at)| placed_at)))
}

/// The newest entry in view that still waits for its position.
pub fn newest_waiting(view: &mut View) -> Result<Option<i64>, Problem> {
    let agencies = view.agencies.clone();
    let waiting = journal_pending::table.filter(journal_pending::agency_id.eq_any(agencies));
    waiting.select(max(journal_pending::ticket)).first(view.conn()).map_err(Problem::from)
}

/// Whether entries up to a ticket still wait.
pub fn waits(view: &mut View, ticket: i64) -> Result<bool, Problem> {
    let agencies = view.agencies.clone();
    let waiting = journal_pending::table
        .filter(journal_pending::agency_id.eq_any(agencies).and(journal_pending::ticket.le(ticket)));
    diesel::select(diesel::dsl::exists(waiting)).get_result(view.conn()).map_err(Problem::from)
}

#[derive(QueryableByName)]
struct SumRow {
    #[diesel(sql_type = SqlUuid)]
    agency_id: AgencyId,
    #[diesel(sql_type = SqlText)]
    span: Span,
    #[diesel(sql_type = SqlText)]
    counter: Counter,
    #[diesel(sql_type = Integer)]
    traits: i32,
    #[diesel(sql_type = BigInt)]
    quantity: i64,
    #[diesel(sql_type = BigInt)]
    amount_fen: i64,
}

/// All sums that some figures need.
pub fn sums<'f>(
    view: &mut View,
    terms: &Terms,
    figures: impl Iterator<Item = &'f Figure>,
    declared: &[Declaration],
) -> Result<Sums, Problem> {
    let places = figures.flat_map(Figure::atoms).flat_map(places_of);
    let (spans, counters): (Vec<Span>, Vec<Counter>) = places.collect::<BTreeSet<_>>().into_iter().unzip();
    let mut sums = Sums::default();
    for row in posted(view, terms, spans, counters)? {
        let quantity = Quantity { count: row.quantity, amount_fen: row.amount_fen };
        sums.post(row.agency_id, row.span, row.counter, row.traits, quantity);
    }
    for one in declared {
        let quantity = Quantity { count: one.value, amount_fen: one.amount_fen.unwrap_or_default() };
        sums.declare(one.agency, &one.measure, quantity);
    }
    Ok(sums)
}

fn places_of(atom: &Atom) -> impl Iterator<Item = (Span, Counter)> {
    atom.measure.counters().iter().map(|counter| (atom.measure.span, *counter))
}

#[expect(clippy::disallowed_methods, reason = "spans and counters are unnested, which the query language cannot say")]
fn posted(view: &mut View, terms: &Terms, spans: Vec<Span>, counters: Vec<Counter>) -> Result<Vec<SumRow>, Problem> {
    let agencies = view.agencies.clone();
    let sums = diesel::sql_query(include_str!("sums.sql"))
        .bind::<Array<SqlUuid>, _>(agencies)
        .bind::<BigInt, _>(terms.position.unwrap_or(-1))
        .bind::<Date, _>(terms.days.from)
        .bind::<Date, _>(terms.days.to)
        .bind::<Date, _>(terms.stocks_on)
        .bind::<Array<SqlText>, _>(spans)
        .bind::<Array<SqlText>, _>(counters);
    sums.load(view.conn()).map_err(Problem::from)
}

type DeclaredRow = (AgencyId, DeclaredFigureId, String, NaiveDate, NaiveDate, i64, Option<i64>, String);

/// What was declared for periods within the one asked for, each in the newest revision known.
pub fn declared(view: &mut View, terms: &Terms) -> Result<Vec<Declaration>, Problem> {
    let agencies = view.agencies.clone();
    let entry = journal_position::agency_id
        .eq(declared_figure::agency_id)
        .and(journal_position::entry_id.eq(declared_figure::entry_id));
    let place = (
        declared_figure::agency_id,
        declared_figure::measure,
        declared_figure::period_from,
        declared_figure::period_to,
    );
    let rows: Vec<DeclaredRow> = declared_figure::table
        .inner_join(journal_position::table.on(entry))
        .filter(declared_figure::agency_id.eq_any(agencies))
        .filter(journal_position::pos.le(terms.position.unwrap_or(-1)))
        .filter(declared_figure::period_from.ge(terms.days.from).and(declared_figure::period_to.le(terms.days.to)))
        .distinct_on(place)
        .order((place.0, place.1, place.2, place.3, declared_figure::revision.desc()))
        .select((
            declared_figure::agency_id,
            declared_figure::id,
            declared_figure::measure,
            declared_figure::period_from,
            declared_figure::period_to,
            declared_figure::value,
            declared_figure::amount_fen,
            declared_figure::document,
        ))
        .load(view.conn())?;
    let of = |(agency, id, measure, from, to, value, amount_fen, document)| {
        let days = Days { from, to };
        Declaration { agency, id, measure, days, value, amount_fen, document }
    };
    Ok(rows.into_iter().map(of).collect())
}
