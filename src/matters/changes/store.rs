//! Two days of the catalogue side by side.

use crate::db::View;
use crate::db::page::PageOf;
use crate::domain::act::ActClass;
use crate::domain::ids::MatterVersionId;
use crate::domain::values::{Code, Title};
use crate::matters::store::SortKey;
use crate::problem::Problem;
use crate::schema::{matter, matter_version};
use chrono::NaiveDate;
use diesel::prelude::*;

diesel::alias!(matter_version as before: Before, matter_version as after: After);

/// A matter's words on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub version: MatterVersionId,
    pub name: Title,
    pub legal_bases: Vec<Title>,
}

/// A matter that is not on the second day what it was on the first.
#[derive(Debug)]
pub struct Changed {
    pub code: Code,
    pub class: ActClass,
    pub before: Option<Words>,
    pub after: Option<Words>,
}

/// Which changes are asked for.
#[derive(Debug, Clone, Copy)]
pub struct Between {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub class: Option<ActClass>,
}

type WordsRow = Option<(MatterVersionId, Title, Vec<Title>)>;

fn words((version, name, legal_bases): (MatterVersionId, Title, Vec<Title>)) -> Words {
    Words { version, name, legal_bases }
}

/// What differs between the two days.
macro_rules! differing {
    ($asked:expr) => {{
        let asked: Between = $asked;
        let first = before
            .field(matter_version::matter_id)
            .eq(matter::id)
            .and(before.field(matter_version::valid).contains(asked.from));
        let second = after
            .field(matter_version::matter_id)
            .eq(matter::id)
            .and(after.field(matter_version::valid).contains(asked.to));
        let (name, bases) = (matter_version::name, matter_version::legal_bases);
        let differs = before
            .field(name)
            .nullable()
            .is_distinct_from(after.field(name).nullable())
            .or(before.field(bases).nullable().is_distinct_from(after.field(bases).nullable()));
        let mut query =
            matter::table.left_join(before.on(first)).left_join(after.on(second)).filter(differs).into_boxed();
        if let Some(class) = asked.class {
            query = query.filter(matter::act_class.eq(class));
        }
        query
    }};
}

/// By code.
pub fn page(
    view: &mut View,
    asked: Between,
    page: &PageOf<SortKey>,
) -> Result<(Vec<Changed>, Option<String>), Problem> {
    let (name, bases) = (matter_version::name, matter_version::legal_bases);
    let mut query = differing!(asked);
    if let Some(SortKey { code }) = &page.after {
        query = query.filter(matter::code.gt(code));
    }
    let rows: Vec<(Code, ActClass, WordsRow, WordsRow)> = query
        .order(matter::code)
        .limit(page.fetch())
        .select((
            matter::code,
            matter::act_class,
            before.fields((matter_version::id, name, bases)).nullable(),
            after.fields((matter_version::id, name, bases)).nullable(),
        ))
        .load(view.conn())?;
    let changed = |(code, class, first, second): (Code, ActClass, WordsRow, WordsRow)| Changed {
        code,
        class,
        before: first.map(words),
        after: second.map(words),
    };
    let rows = rows.into_iter().map(changed).collect();
    Ok(page.cut(rows, |one: &Changed| SortKey { code: one.code.to_string() }))
}

/// How many matters differ in all.
pub fn count(view: &mut View, asked: Between) -> Result<i64, Problem> {
    differing!(asked).count().get_result(view.conn()).map_err(Problem::from)
}
