//! `kind=declared-figures`: figures of acts that run in other systems.

use super::{Applied, Form};
use crate::db::Tx;
use crate::declared_figures::model::{self, DeclaredFigure};
use crate::declared_figures::store as figures;
use crate::domain::ids::DeclaredFigureId;
use crate::domain::origin::Origin;
use crate::domain::refusal::Refusal;
use crate::domain::values::{Code, Fen, Title};
use crate::http::digest;
use crate::imports::model::Earlier;
use crate::journal::kind::Kind;
use crate::problem::{Fault, Problem};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// 申报数: known by measure and period; a correction is its next revision.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportedFigure)]
#[serde(deny_unknown_fields)]
pub struct DeclaredFigureForm {
    agency_code: Code,
    /// A declared measure of `GET /statistics/measures`.
    measure: Code,
    period_from: NaiveDate,
    /// The last day of the period.
    period_to: NaiveDate,
    #[schema(minimum = 0, maximum = 9007199254740991_i64)]
    value: i64,
    /// Only for measures that carry an amount.
    #[serde(default)]
    amount_fen: Option<Fen>,
    /// The paper that the figure rests on.
    document: Title,
}

impl Form for DeclaredFigureForm {
    type Named = ();

    fn agency_code(&self) -> Option<&Code> {
        Some(&self.agency_code)
    }

    fn key(&self) -> String {
        format!("{} {} {}", self.measure, self.period_from, self.period_to)
    }

    fn refusals(&self, today: NaiveDate) -> Vec<Refusal> {
        model::period_may_be_declared(self.period_from, self.period_to, today).err().unwrap_or_default()
    }

    fn faults(&self) -> Vec<Fault> {
        let faults = model::faults(&self.measure, self.amount_fen);
        faults.into_iter().map(|(pointer, code, detail)| Fault::new(pointer, code, detail)).collect()
    }

    fn look_up(&self, _: &mut Tx, _: &mut Vec<Fault>) -> Result<Option<()>, Problem> {
        Ok(Some(()))
    }

    fn apply(&self, tx: &mut Tx, (): (), _: Option<&Earlier>) -> Result<Applied, Problem> {
        let figure = DeclaredFigure {
            id: DeclaredFigureId::from_uuid(tx.mint()),
            measure: self.measure.clone(),
            period_from: self.period_from,
            period_to: self.period_to,
            revision: figures::next_revision(tx, &self.measure, self.period_from, self.period_to)?,
            value: self.value,
            amount_fen: self.amount_fen,
            document: self.document.clone(),
            declarer: tx.actor.account,
            origin: Origin::Import,
            content_digest: digest(self)?,
            entry_id: tx.entry_id(),
            recorded_at: tx.now,
        };
        figures::insert(tx, &figure)?;
        let body = json!({
            "declared_figure_id": figure.id, "measure": figure.measure, "period_from": figure.period_from,
            "period_to": figure.period_to, "revision": figure.revision, "value": figure.value,
            "amount_fen": figure.amount_fen, "document": figure.document,
        });
        let id = figure.id.uuid();
        Ok(Applied { kind: Kind::FigureDeclared, about: id, record: id, body, case: None, warnings: Vec::new() })
    }
}
