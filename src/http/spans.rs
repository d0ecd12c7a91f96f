//! Pairs of query parameters that name the two ends of a span: `from` and `to`, `decided_from` and `decided_to`, …

use crate::domain::refusal::Text;
use crate::problem::Fault;
use chrono::{DateTime, NaiveDate};

/// A fault for each span that runs backwards, at its end. What is no day, instant or number is another fault's matter.
pub fn backwards(pairs: &[(String, String)]) -> Vec<Fault> {
    let value = |of: &str| pairs.iter().find(|(name, _)| name == of).map(|(_, value)| value.as_str());
    let ends = pairs.iter().filter_map(|(name, to)| {
        let from = value(&format!("{}from", name.strip_suffix("to").filter(|rest| is_prefix(rest))?))?;
        runs_backwards(from, to).then_some(name)
    });
    let detail = || Text::new("起始晚于截止", "The beginning lies after the end");
    ends.map(|name| Fault::new(format!("/query/{name}"), "dates_run_backwards", detail())).collect()
}

fn is_prefix(rest: &str) -> bool {
    rest.is_empty() || rest.ends_with('_')
}

fn runs_backwards(from: &str, to: &str) -> bool {
    if let (Ok(from), Ok(to)) = (from.parse::<NaiveDate>(), to.parse::<NaiveDate>()) {
        return from > to;
    }
    if let (Ok(from), Ok(to)) = (DateTime::parse_from_rfc3339(from), DateTime::parse_from_rfc3339(to)) {
        return from > to;
    }
    matches!((from.parse::<i64>(), to.parse::<i64>()), (Ok(from), Ok(to)) if from > to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_fault(pairs: &[(&str, &str)]) -> Vec<String> {
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        backwards(&pairs).into_iter().map(|fault| fault.pointer).collect()
    }

    #[test]
    fn every_span_that_runs_backwards_is_named_at_its_end() {
        let spans =
            [("from", "2024-02-01"), ("to", "2024-01-31"), ("closed_to", "2023-01-01"), ("closed_from", "2024-01-01")];
        assert_eq!(at_fault(&spans), ["/query/to", "/query/closed_to"]);
        assert_eq!(at_fault(&[("from", "10"), ("to", "9")]), ["/query/to"], "as numbers, not as letters");
    }

    #[test]
    fn one_day_is_a_span_and_half_a_span_is_none() {
        assert!(at_fault(&[("from", "2024-02-01"), ("to", "2024-02-01")]).is_empty());
        assert!(at_fault(&[("to", "2024-02-01"), ("closed_from", "2025-01-01")]).is_empty());
        assert!(at_fault(&[("from", "soon"), ("to", "2024-02-01")]).is_empty());
    }
}
