//! The answer: every table of a form filled in, with the terms it is bound to and a digest over all of it.

use super::model::{Declaration, Scope, Terms, overlapping};
use crate::domain::figure::{Counted, State, Sums, Value};
use crate::domain::hex::hex;
use crate::domain::measure::{Kinds, Nature, Span};
use crate::domain::penalty::PenaltyKind;
use crate::domain::profile::{Column, Figure, Form, Rows, Table};
use crate::domain::text_enum::text_enum;
use crate::domain::values::AmountUnit;
use crate::http::digest;
use crate::problem::Problem;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// 统计结果. Asked again with `as_of_position`, the same `stocks_on` and the same form, it has the same digest.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatisticsReply {
    /// Null when a period other than a calendar year was asked for.
    pub year: Option<i32>,
    pub agency: AgencyNameReply,
    pub scope: Scope,
    pub profile: ProfileNameReply,
    pub period: DaysReply,
    /// The date of the stock figures (时点数).
    pub stocks_on: NaiveDate,
    /// The instant asked for; else when the last entry counted here got its position.
    pub as_of: Option<DateTime<Utc>>,
    /// Facts up to this position of the journal are known here.
    pub journal_position: Option<i64>,
    /// The period or the stock date was not over yet.
    pub provisional: bool,
    pub tables: Vec<TableReply>,
    pub checks: Vec<CheckReply>,
    /// `sha-256:` and the SHA-256, in hexadecimal, of this answer without this member, in the canonical form of RFC 8785.
    pub digest: String,
}

/// 执法主体
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AgencyNameReply {
    pub code: String,
    pub name: String,
}

/// 报表格式及其版本
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProfileNameReply {
    pub id: String,
    pub version: i32,
}

/// 统计期, both days included
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DaysReply {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// 统计表
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TableReply {
    pub id: String,
    pub title: String,
    pub notes: Vec<String>,
    pub count_unit: String,
    pub amount_unit: AmountUnit,
    pub columns: Vec<ColumnReply>,
    pub rows: Vec<RowReply>,
}

/// 统计表列
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ColumnReply {
    pub id: String,
    pub title: String,
    pub unit: String,
    pub nature: Nature,
    /// First day of a flow; null for a stock.
    pub from: Option<NaiveDate>,
    /// Last day of a flow; the date of a stock.
    pub to: NaiveDate,
}

/// 统计表行
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RowReply {
    /// Null in a total row.
    pub agency: Option<AgencyNameReply>,
    pub cells: Vec<CellReply>,
}

/// 单元格
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CellReply {
    pub column: String,
    pub state: State,
    /// Exact: a count, or fen for amounts; null when not applicable.
    pub value: Option<CellValue>,
    /// What the form prints.
    pub display: String,
    /// Lists the very records behind the figure.
    pub records: String,
}

/// 数值
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(untagged)]
pub enum CellValue {
    Number(i64),
    Ratio(RatioReply),
}

/// 比率
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RatioReply {
    pub numerator: i64,
    pub denominator: i64,
}

text_enum! {
    /// 核对结果
    pub enum Severity {
        Notice = "notice" "提示",
        Warning = "warning" "警告",
    }
}

/// 核对: what a clerk should look at before signing. Nothing is ever refused for it (S16).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = StatisticsCheckReply)]
pub struct CheckReply {
    pub code: &'static str,
    pub severity: Severity,
    pub table: String,
    pub column: Option<String>,
    pub detail: String,
}

/// Fills a form in.
pub fn filled(form: &Form, terms: &Terms, sums: &Sums, declared: &[Declaration]) -> Result<StatisticsReply, Problem> {
    let filling = Filling { form, terms, sums };
    let tables = form.profile.tables.iter().zip(&form.figures);
    let mut reply = StatisticsReply {
        year: terms.year,
        agency: named(&terms.root),
        scope: terms.scope,
        profile: ProfileNameReply { id: form.profile.id.clone(), version: form.version },
        period: DaysReply { from: terms.days.from, to: terms.days.to },
        stocks_on: terms.stocks_on,
        as_of: terms.as_of,
        journal_position: terms.position,
        provisional: terms.provisional,
        tables: tables.clone().map(|(table, figures)| filling.table(table, figures)).collect::<Result<_, _>>()?,
        checks: tables.flat_map(|(table, figures)| filling.checks(table, figures, declared)).collect(),
        digest: String::new(),
    };
    let mut content = serde_json::to_value(&reply).map_err(Problem::internal)?;
    content.as_object_mut().map(|members| members.remove("digest"));
    reply.digest = format!("sha-256:{}", hex(&digest(&content)?));
    Ok(reply)
}

fn named(agency: &Counted) -> AgencyNameReply {
    AgencyNameReply { code: agency.code.clone(), name: agency.name.clone() }
}

struct Filling<'a> {
    form: &'a Form,
    terms: &'a Terms,
    sums: &'a Sums,
}

impl Filling<'_> {
    fn table(&self, table: &Table, figures: &[Figure]) -> Result<TableReply, Problem> {
        let profile = &self.form.profile;
        let columns = table.columns.iter().zip(figures).map(|(column, figure)| self.column(column, figure));
        Ok(TableReply {
            id: table.id.clone(),
            title: table.title.clone(),
            notes: table.notes.clone(),
            count_unit: profile.count_unit.clone(),
            amount_unit: profile.amount_unit,
            columns: columns.collect(),
            rows: self.rows().into_iter().map(|of| self.row(table, figures, of)).collect::<Result<_, _>>()?,
        })
    }

    /// The agencies with a row; `None` is the total. One agency alone has one row.
    fn rows(&self) -> Vec<Option<&Counted>> {
        let by_agency = self.terms.agencies.iter().map(Some);
        match (self.terms.scope, self.form.profile.rows) {
            (Scope::Own, _) | (_, Rows::ByAgency) => by_agency.collect(),
            (_, Rows::Total) => vec![None],
            (_, Rows::ByAgencyAndTotal) => by_agency.chain([None]).collect(),
        }
    }

    fn column(&self, column: &Column, figure: &Figure) -> ColumnReply {
        let profile = &self.form.profile;
        let first = figure.atoms().next().map(|atom| atom.measure);
        let is_stock = first.is_some_and(|measure| measure.span != Span::Period);
        let unit = match figure {
            _ if figure.is_money() => profile.amount_unit.as_str(),
            Figure::Ratio { .. } => "%",
            Figure::Sum(_) => &profile.count_unit,
        };
        ColumnReply {
            id: column.id.clone(),
            title: column.title.clone(),
            unit: column.unit.clone().unwrap_or_else(|| unit.to_owned()),
            nature: first.map_or(Nature::Flow, |measure| measure.nature),
            from: (!is_stock).then_some(self.terms.days.from),
            to: if is_stock { self.terms.stocks_on } else { self.terms.days.to },
        }
    }

    fn row(&self, table: &Table, figures: &[Figure], of: Option<&Counted>) -> Result<RowReply, Problem> {
        let agencies = of.map_or(self.terms.agencies.as_slice(), std::slice::from_ref);
        let cell = |(column, figure): (&Column, &Figure)| {
            let value = self.sums.value(figure, agencies);
            Ok(CellReply {
                column: column.id.clone(),
                state: value.state(),
                value: exact(value)?,
                display: value.display(&self.form.profile, figure.is_money()),
                records: self.records(table, column, of)?,
            })
        };
        let cells = table.columns.iter().zip(figures).map(cell).collect::<Result<_, Problem>>()?;
        Ok(RowReply { agency: of.map(named), cells })
    }

    /// The link binds the list to the very same terms.
    fn records(&self, table: &Table, column: &Column, of: Option<&Counted>) -> Result<String, Problem> {
        let terms = self.terms;
        let (agency, scope) = of.map_or((&terms.root, terms.scope), |one| (one, Scope::Own));
        let path = match terms.year {
            Some(year) => format!("/api/v1/statistics/annual/{year}/records"),
            None => format!("/api/v1/statistics/periods/{}/{}/records", terms.days.from, terms.days.to),
        };
        let stocks_on = terms.stocks_on.to_string();
        let mut query = vec![
            ("agency", agency.code.as_str()),
            ("scope", scope.as_str()),
            ("profile", &self.form.profile.id),
            ("stocks_on", &stocks_on),
            ("table", &table.id),
            ("column", &column.id),
        ];
        let position = terms.position.map(|position| position.to_string());
        query.extend(position.as_deref().map(|position| ("as_of_position", position)));
        // Before the first entry there is no position: the instant itself says when.
        let instant = terms.as_of.filter(|_| position.is_none()).map(|instant| instant.to_rfc3339());
        query.extend(instant.as_deref().map(|instant| ("as_of", instant)));
        let query = serde_urlencoded::to_string(&query).map_err(Problem::internal)?;
        Ok(format!("{path}?{query}"))
    }

    fn checks(&self, table: &Table, figures: &[Figure], declared: &[Declaration]) -> Vec<CheckReply> {
        let mut checks = Vec::new();
        let mut tell = |code, severity, column: Option<&Column>, detail: String| {
            let column = column.map(|column| column.id.clone());
            checks.push(CheckReply { code, severity, table: table.id.clone(), column, detail });
        };
        for (column, figure) in table.columns.iter().zip(figures) {
            let title = &column.title;
            let is_declared = figure.atoms().any(|atom| atom.measure.nature == Nature::Declared);
            if is_declared && self.sums.value(figure, &self.terms.agencies) == Value::NotApplicable {
                tell("figure_not_declared", Severity::Notice, Some(column), format!("{title}尚未申报"));
            }
            for agency in figure.atoms().flat_map(|atom| self.sums.without_power(atom, &self.terms.agencies)) {
                let detail = format!("{}没有该项执法权,但{title}不为零", agency.name);
                tell("figure_without_power", Severity::Warning, Some(column), detail);
            }
            let names =
                |one: &&Declaration| figure.atoms().any(|atom| atom.measure.declared_as() == Some(&one.measure));
            if overlapping(declared).iter().any(names) {
                let detail = format!("{title}的申报期间相互重叠,部分日期可能重复计算");
                tell("declared_periods_overlap", Severity::Warning, Some(column), detail);
            }
        }
        if let Some(difference) = self.outside(table, figures) {
            let detail = format!("{difference}件处罚决定不属于本表任何种类,未计入");
            tell("decisions_outside_columns", Severity::Warning, None, detail);
        }
        checks
    }

    /// Decisions that no column of kinds takes: the form prints no 其他.
    fn outside(&self, table: &Table, figures: &[Figure]) -> Option<i128> {
        let has_kinds = table.columns.iter().any(|column| column.kinds.is_some());
        let prints_other = table
            .columns
            .iter()
            .any(|column| column.kinds.iter().flatten().any(|kind| kind == PenaltyKind::Other.as_str()));
        let by_kind = |figure: &&Figure| {
            figure.atoms().count() == 1 && figure.atoms().all(|atom| atom.measure.kinds == Kinds::Penalties)
        };
        let atom = figures.iter().find(by_kind).and_then(|figure| figure.atoms().next());
        let (true, false, Some(atom)) = (has_kinds, prints_other, atom) else { return None };
        let number = |figure: &Figure| match self.sums.value(figure, &self.terms.agencies) {
            Value::Number(number) => number,
            _ => 0,
        };
        let difference =
            number(&Figure::Sum(vec![atom.of_any_kind()])) - figures.iter().filter(by_kind).map(number).sum::<i128>();
        (difference != 0).then_some(difference)
    }
}

fn exact(value: Value) -> Result<Option<CellValue>, Problem> {
    let whole = |number: i128| i64::try_from(number).map_err(Problem::internal);
    Ok(match value {
        Value::NotApplicable => None,
        Value::Number(number) => Some(CellValue::Number(whole(number)?)),
        Value::Ratio { of, to } => {
            Some(CellValue::Ratio(RatioReply { numerator: whole(of)?, denominator: whole(to)? }))
        }
    })
}
