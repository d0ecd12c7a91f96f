//! 程序规则 in force: what administrators set over what is shipped. Every rule of a case asks here, so that all go by the same rows.

pub mod store;

use crate::db::View;
use crate::domain::ids::{AgencyId, EntryId};
use crate::domain::procedure_rule::{ProcedureRule, ProcedureRules};
use crate::problem::Problem;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

static SHIPPED: LazyLock<Arc<ProcedureRules>> = LazyLock::new(Arc::default);

/// All rows that were set, under the entry of the newest. No row ever changes, so under one entry everybody finds the same.
static KEPT: Mutex<Option<Known>> = Mutex::new(None);

#[derive(Clone)]
struct Known {
    newest: EntryId,
    rows: Arc<[Arc<ProcedureRule>]>,
    /// Where none is of one agency only, they bind all alike.
    of_everybody: Option<Arc<ProcedureRules>>,
}

/// The time limit that was set last, whoever set it.
pub fn newest_limit(view: &mut View) -> Result<Option<EntryId>, Problem> {
    let known = newest(view)?;
    Ok(known.and_then(|known| ProcedureRules::of(&known.rows, &[]).newest_limit()))
}

/// The rules that bind an agency. It costs one small question, and one more where agencies have rules of their own.
pub fn in_force(view: &mut View, agency: AgencyId) -> Result<Arc<ProcedureRules>, Problem> {
    newest(view)?.map_or_else(|| Ok(Arc::clone(&SHIPPED)), |known| binding(view, known, agency))
}

/// All rows, as this transaction sees them.
fn newest(view: &mut View) -> Result<Option<Known>, Problem> {
    let Some((number, newest)) = store::newest(view)? else { return Ok(None) };
    kept(newest).map_or_else(|| known_up_to(view, number, newest), Ok).map(Some)
}

/// The same under the entry of the newest row, as a statement of this transaction found it ([`store::NEWEST`]).
pub fn under(view: &mut View, newest: Option<EntryId>, agency: AgencyId) -> Result<Arc<ProcedureRules>, Problem> {
    let Some(newest) = newest else { return Ok(Arc::clone(&SHIPPED)) };
    match kept(newest) {
        Some(known) => binding(view, known, agency),
        None => in_force(view, agency),
    }
}

fn binding(view: &mut View, known: Known, agency: AgencyId) -> Result<Arc<ProcedureRules>, Problem> {
    match known.of_everybody {
        Some(rules) => Ok(rules),
        None => Ok(Arc::new(ProcedureRules::of(&known.rows, &store::line_of(view, agency)?))),
    }
}

/// The rules under the entry of the newest row, if they are known and bind all agencies alike. For a question that brings the entry
/// ([`store::NEWEST_ENTRY`]) with its own answer.
pub fn of_everybody(newest: Option<EntryId>) -> Option<Arc<ProcedureRules>> {
    newest.map_or_else(|| Some(Arc::clone(&SHIPPED)), |newest| kept(newest)?.of_everybody)
}

fn kept(newest: EntryId) -> Option<Known> {
    let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    kept.as_ref().filter(|known| known.newest == newest).cloned()
}

fn known_up_to(view: &mut View, number: i64, newest: EntryId) -> Result<Known, Problem> {
    let rows: Arc<[Arc<ProcedureRule>]> = store::up_to(view, number)?.into_iter().map(Arc::new).collect();
    let of_everybody = ProcedureRules::of(&rows, &[]);
    let of_everybody = (of_everybody.len() == rows.len()).then(|| Arc::new(of_everybody));
    let known = Known { newest, rows, of_everybody };
    *KEPT.lock().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
    Ok(known)
}
