//! When a matter counts as unused.

use chrono::{Months, NaiveDate};

/// 国办发〔2024〕54号: unused for so many years, an item is cleaned out.
pub const YEARS: u32 = 5;
pub const YEARS_MAX: u32 = 50;

/// The first day of the years that end on `to`; `None` for more years than anybody may ask for.
pub fn first_day(to: NaiveDate, years: u32) -> Option<NaiveDate> {
    (1..=YEARS_MAX).contains(&years).then(|| to.checked_sub_months(Months::new(years * 12))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_run_back_to_the_same_day_and_no_further_than_may_be_asked() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        assert_eq!(first_day(day("2024-02-29"), YEARS), Some(day("2019-02-28")));
        assert_eq!(first_day(day("2024-02-29"), 0), None);
        assert_eq!(first_day(day("2024-02-29"), YEARS_MAX + 1), None);
    }
}
