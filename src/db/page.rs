//! Keyset pages: stable under inserts, the same cost on every page.

use crate::domain::refusal::Text;
use crate::problem::{Code, Fault, Problem};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub const LIMIT_DEFAULT: i64 = 50;
pub const LIMIT_MAX: i64 = 200;

/// Where a page starts and how long it may be. `K` is the sort key of the last row seen.
#[derive(Debug, Clone)]
pub struct PageOf<K> {
    pub after: Option<K>,
    pub limit: i64,
}

impl<K: DeserializeOwned> PageOf<K> {
    pub fn parse(cursor: Option<&str>, limit: Option<i64>) -> Result<Self, Problem> {
        let limit = limit.unwrap_or(LIMIT_DEFAULT);
        if !(1..=LIMIT_MAX).contains(&limit) {
            let detail = Text::new(format!("limit 应为 1–{LIMIT_MAX}"), format!("limit is 1 to {LIMIT_MAX}"));
            return Err(Problem::faults(Code::QueryMalformed, vec![Fault::new("/query/limit", "not_valid", detail)]));
        }
        Ok(Self { after: cursor.map(decode).transpose()?, limit })
    }

    /// One row more than asked tells whether there is a next page.
    pub fn fetch(&self) -> i64 {
        self.limit + 1
    }

    /// Cuts the extra row off and names the cursor of the next page.
    pub fn cut<T>(&self, mut rows: Vec<T>, key: impl Fn(&T) -> K) -> (Vec<T>, Option<String>)
    where
        K: Serialize,
    {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        if rows.len() <= limit {
            return (rows, None);
        }
        rows.truncate(limit);
        let next = rows.last().map(|row| encode(&key(row)));
        (rows, next)
    }
}

fn encode<K: Serialize>(key: &K) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

fn decode<K: DeserializeOwned>(cursor: &str) -> Result<K, Problem> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| Problem::new(Code::CursorInvalid))?;
    serde_json::from_slice(&bytes).map_err(|_| Problem::new(Code::CursorInvalid))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_to_the_row_after_the_last_one_seen() {
        let page: PageOf<i32> = PageOf { after: None, limit: 2 };
        let (rows, next) = page.cut(vec![1, 2, 3], |row| *row);
        assert_eq!(rows, [1, 2]);
        let next = PageOf::<i32>::parse(next.as_deref(), Some(2)).expect("our own cursor");
        assert_eq!(next.after, Some(2));
        assert!(page.cut(vec![3], |row| *row).1.is_none());
    }

    #[test]
    fn a_foreign_cursor_is_refused() {
        for cursor in ["", "!!", "bm90IGpzb24", "e30"] {
            assert!(PageOf::<i32>::parse(Some(cursor), None).is_err(), "{cursor:?} was taken");
        }
    }
}
