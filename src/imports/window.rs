//! Some rows of a file at a time: read, sorted by agency, and applied agency by agency, each group in one transaction
//! of that agency. Within an agency the order of the file is kept.

use super::kinds::{Applied, Form};
use super::model::{Earlier, Import, Line, OnConflict, RowFault, RowOutcome, RowResult, faults_of};
use super::reading::{Read, Reader};
use super::store::records::{self, NewRecord};
use super::table::columns::Columns;
use super::table::value::Names;
use crate::db::{Db, Tx};
use crate::domain::actor::DEPLOYMENT;
use crate::domain::ids::{AgencyId, EntryId};
use crate::domain::refusal::Text;
use crate::http::digest;
use crate::http::shapes::Shapes;
use crate::journal::entry::Entry;
use crate::problem::{Code as ProblemCode, Fault, Problem};
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::collections::HashMap;

/// What the work needs.
pub struct Desk<'d> {
    pub db: &'d Db,
    pub shapes: &'d Shapes,
    pub import: &'d Import,
    /// The columns of a file that has them.
    pub columns: Option<&'d Columns>,
}

/// A row that is well-formed, and its place in the file.
pub(super) struct Row<F> {
    pub number: i32,
    form: F,
}

/// Some lines of a file as they were read.
pub(super) struct ReadRows<'d, F> {
    pub rows: Vec<Row<F>>,
    pub rejected: Vec<RowResult>,
    pub names: Columned<'d>,
}

/// By which columns the members of each row are known, where a file has columns.
#[derive(Default)]
pub(super) struct Columned<'d>(HashMap<i32, Names<'d>>);

impl Columned<'_> {
    /// Says of each fault and each warning in which column it stands.
    pub fn tell(&self, results: &mut [RowResult]) {
        for result in results {
            let Some(names) = self.0.get(&result.row_number) else { continue };
            for told in result.faults.iter_mut().chain(&mut result.warnings) {
                told.column = told.column.take().or_else(|| names.column(&told.pointer));
            }
        }
    }
}

/// Does something with the form that rows of a kind have.
macro_rules! by_kind {
    ($kind:expr, $form:ident => $work:expr) => {{
        use $crate::imports::kinds as forms;
        use $crate::imports::model::ImportKind as Kind;
        match $kind {
            Kind::Agencies => {
                type $form = forms::AgencyForm;
                $work
            }
            Kind::Officers => {
                type $form = forms::OfficerForm;
                $work
            }
            Kind::Matters => {
                type $form = forms::MatterForm;
                $work
            }
            Kind::MatterClaims => {
                type $form = forms::ClaimForm;
                $work
            }
            Kind::FeeItems => {
                type $form = forms::FeeItemForm;
                $work
            }
            Kind::Inspections => {
                type $form = forms::InspectionForm;
                $work
            }
            Kind::Cases => {
                type $form = forms::CaseForm;
                $work
            }
            Kind::CoerciveActs => {
                type $form = forms::CoerciveActForm;
                $work
            }
            Kind::DeclaredFigures => {
                type $form = forms::DeclaredFigureForm;
                $work
            }
        }
    }};
}
pub(super) use by_kind;

impl Desk<'_> {
    /// What becomes of some rows, as far as the work came: after an error, rows without a result were not applied.
    pub fn work(&self, lines: &[Line]) -> (Vec<RowResult>, Result<(), Problem>) {
        let mut results = Vec::with_capacity(lines.len());
        let outcome = self.work_into(lines, &mut results);
        (results, outcome)
    }

    fn work_into(&self, lines: &[Line], results: &mut Vec<RowResult>) -> Result<(), Problem> {
        by_kind!(self.import.kind, F => self.work_as::<F>(lines, results))
    }

    fn work_as<F: Form>(&self, lines: &[Line], results: &mut Vec<RowResult>) -> Result<(), Problem> {
        let ReadRows { rows, rejected, names } = self.read::<F>(lines);
        results.extend(rejected);
        let outcome = self.apply_all(rows, results);
        names.tell(results);
        outcome
    }

    /// Lines become forms; what is none is rejected.
    pub(super) fn read<F: Form>(&self, lines: &[Line]) -> ReadRows<'_, F> {
        let reader = Reader { shapes: self.shapes, columns: self.columns };
        let mut read =
            ReadRows { rows: Vec::with_capacity(lines.len()), rejected: Vec::new(), names: Columned::default() };
        for line in lines {
            let Read { form, names } = reader.read::<F>(&line.text);
            read.names.0.extend(names.map(|of_row| (line.number, of_row)));
            match form {
                Ok(form) => read.rows.push(Row { number: line.number, form }),
                Err(faults) => read.rejected.push(RowResult::rejected(line.number, faults)),
            }
        }
        read
    }

    fn apply_all<F: Form>(&self, rows: Vec<Row<F>>, results: &mut Vec<RowResult>) -> Result<(), Problem> {
        for (agency, rows) in self.by_agency(rows, results)? {
            results.extend(self.apply_group(agency, &rows)?);
        }
        Ok(())
    }

    /// Rows whose agency is unknown, or not the importer's, are rejected: to the importer the two look alike.
    pub(super) fn by_agency<F: Form>(
        &self,
        rows: Vec<Row<F>>,
        results: &mut Vec<RowResult>,
    ) -> Result<Vec<(AgencyId, Vec<Row<F>>)>, Problem> {
        let codes: Vec<&str> = rows.iter().filter_map(|row| Some(row.form.agency_code()?.as_str())).collect();
        let importer = self.import.worker_for(self.import.agency);
        let known = self.db.read_now(&importer, |view| records::agencies(view, &codes))?;
        let today = self.db.clock().today();
        let mut groups: Vec<(AgencyId, Vec<Row<F>>)> = Vec::new();
        for row in rows {
            let agency = match row.form.agency_code() {
                None => Some(DEPLOYMENT),
                Some(code) => known.get(code.as_str()).copied(),
            };
            let Some(agency) = agency.filter(|agency| self.import.may_write_for(*agency)) else {
                let mut faults = vec![unknown_agency(&row.form)];
                faults.extend(faults_in(&row.form, today));
                results.push(RowResult::rejected(row.number, faults));
                continue;
            };
            match groups.iter_mut().find(|(known, _)| *known == agency) {
                Some((_, group)) => group.push(row),
                None => groups.push((agency, vec![row])),
            }
        }
        Ok(groups)
    }

    fn apply_group<F: Form>(&self, agency: AgencyId, rows: &[Row<F>]) -> Result<Vec<RowResult>, Problem> {
        let actor = self.import.worker_for(agency);
        self.db.write_now(&actor, |tx| {
            let results = apply_rows(tx, self.import, rows)?;
            Ok(tx.unchanged(results)) // each row has recorded itself
        })
    }
}

fn unknown_agency(form: &impl Form) -> RowFault {
    let code = form.agency_code().map(ToString::to_string).unwrap_or_default();
    let detail = Text::new(format!("没有执法主体 {code}"), format!("There is no agency {code}"));
    RowFault::from(&Fault::new("/agency_code", "unknown_agency", detail))
}

/// All that the row's own values make wrong.
pub(super) fn faults_in(form: &impl Form, today: NaiveDate) -> Vec<RowFault> {
    let refused = form.refusals(today);
    let refused = if refused.is_empty() { Vec::new() } else { Problem::from(refused).errors };
    form.faults().iter().chain(&refused).map(RowFault::from).collect()
}

pub(super) fn apply_rows<F: Form>(tx: &mut Tx, import: &Import, rows: &[Row<F>]) -> Result<Vec<RowResult>, Problem> {
    let numbers: Vec<i32> = rows.iter().map(|row| row.number).collect();
    let keys: Vec<String> = rows.iter().map(|row| row.form.key()).collect();
    let key_texts: Vec<&str> = keys.iter().map(String::as_str).collect();
    let mut done = records::done(tx, import, &numbers)?;
    let mut known = records::earlier(tx, import, &key_texts, &numbers)?;
    let mut results = Vec::with_capacity(rows.len());
    for (row, key) in rows.iter().zip(keys) {
        let result = match done.remove(&row.number) {
            Some((is, result)) => {
                known.insert(key, is);
                result
            }
            None => apply_row(tx, import, row, &key, &mut known)?,
        };
        results.push(result);
    }
    Ok(results)
}

fn apply_row<F: Form>(
    tx: &mut Tx,
    import: &Import,
    row: &Row<F>,
    key: &str,
    known: &mut HashMap<String, Earlier>,
) -> Result<RowResult, Problem> {
    let (agency, content_digest) = (tx.actor.agency, digest(&row.form)?);
    let earlier = known.get(key);
    if let Some(same) = earlier.filter(|earlier| earlier.content_digest == content_digest) {
        let entry = Some((agency, same.entry_id));
        let outcome = RowOutcome::Unchanged;
        return Ok(RowResult { row_number: row.number, outcome, faults: vec![], warnings: vec![], entry });
    }
    let (mut faults, mut unknown) = (faults_in(&row.form, tx.today()), Vec::new());
    let named = row.form.look_up(tx, &mut unknown)?;
    faults.extend(unknown.iter().map(RowFault::from));
    if earlier.is_some() && import.on_conflict == OnConflict::Reject {
        faults.push(conflict());
    }
    let Some(named) = named.filter(|_| faults.is_empty()) else {
        return Ok(RowResult::rejected(row.number, faults));
    };
    let revision = earlier.map_or(1, |earlier| earlier.revision + 1);
    let supersedes = earlier.map(|earlier| earlier.entry_id);
    let applied = tx.attempt(|tx| {
        let applied = row.form.apply(tx, named, earlier)?;
        let is = Earlier { revision, subject: applied.record, content_digest, entry_id: tx.entry_id() };
        recorded(tx, import, row.number, key, applied, is, supersedes)
    });
    match applied {
        Ok((is, warnings)) => {
            let entry = Some((agency, is.entry_id));
            known.insert(key.to_owned(), is);
            let outcome = RowOutcome::Accepted;
            Ok(RowResult { row_number: row.number, outcome, faults: vec![], warnings, entry })
        }
        // Nobody's fault: the whole group is tried again.
        Err(problem) if matches!(problem.code.status(), 503 | 507) => Err(problem),
        Err(problem) => {
            if problem.code == ProblemCode::Internal {
                tracing::error!(import = %import.id, row = row.number, %problem, "a row could not be applied");
            }
            Ok(RowResult::rejected(row.number, faults_of(&problem)))
        }
    }
}

/// Writes the journal entry of a row and what its key became.
fn recorded(
    tx: &mut Tx,
    import: &Import,
    row_number: i32,
    key: &str,
    applied: Applied,
    is: Earlier,
    supersedes: Option<EntryId>,
) -> Result<(Earlier, Vec<RowFault>), Problem> {
    let warnings: Vec<RowFault> = applied.warnings.iter().map(RowFault::from).collect();
    let new = NewRecord { kind: import.kind, key, import: import.id, row_number, warnings: &warnings, is: &is };
    records::insert(tx, &new)?;
    let mut body = applied.body;
    if let Value::Object(members) = &mut body {
        members.insert("origin".into(), json!("import"));
        members.insert("import".into(), json!({"id": import.id, "row": row_number}));
    }
    let mut entry = Entry::new(applied.kind, applied.about, &body).referring_to(supersedes.into_iter().collect());
    if let Some(case) = applied.case {
        entry = entry.in_case(case);
    }
    let _ = tx.record(entry, ())?; // the group's transaction returns all of its rows at once
    Ok((is, warnings))
}

fn conflict() -> RowFault {
    let detail = Text::new(
        "已导入过内容不同的同一记录;如属更正,请使用 on_conflict=supersede",
        "The record was imported with other content; to correct it, ask for on_conflict=supersede",
    );
    RowFault::from(&Fault::new("", "imported_with_other_content", detail))
}
