//! 查封、扣押的期限: how many days a measure may last. Which day is the last one is counted where every limit is (`cases/deadlines/`).
//! 行政强制法 第二十五条.

use super::refusal::{Refusal, Rule, Text};

/// No more days than the rule gives, unless another law is cited.
pub fn within_term(days: u32, most: u32, has_special_basis: bool, pointer: &str) -> Result<(), Refusal> {
    if days <= most || has_special_basis {
        return Ok(());
    }
    let zh = format!("共 {days} 日，超过 {most} 日且未写明法律、行政法规的特别规定");
    let en = format!("{days} days in all are more than {most}, and no law is cited that allows them");
    Err(Refusal::new(Rule::SealingTermExceeded, Text::new(zh, en)).at(pointer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_days_are_within_the_term_and_one_more_needs_a_law() {
        assert!(within_term(30, 30, false, "/days").is_ok() && within_term(31, 30, true, "/days").is_ok());
        assert_eq!(within_term(31, 30, false, "/days").expect_err("refused").rule, Rule::SealingTermExceeded);
    }
}
