//! 期限: every time limit of the procedure, with its article. What is marked `house` or a local practice is a default.

use super::deadline::{Rolls, TimeLimit, TimeUnit};
use super::text_enum::text_enum;

text_enum! {
    /// 谁应当遵守: whose time runs
    pub enum Bound {
        Agency = "agency" "执法主体",
        Party = "party" "当事人",
    }
}

/// Rules, each in one line: code, Chinese name, length, unit, whose time it is, the article. A last day rolls only in favour of
/// the party: 民法典 第二百零三条; the agency's own limits do not roll (house).
macro_rules! deadline_rules {
    ($($(#[$doc:meta])* $name:ident = $code:literal $zh:literal, $length:literal $unit:ident, $bound:ident, $basis:literal;)+) => {
        text_enum! {
            /// 期限: a time limit of the procedure.
            pub enum DeadlineRule { $($(#[$doc])* $name = $code $zh,)+ }
        }

        impl DeadlineRule {
            pub const fn limit(self) -> TimeLimit {
                let (length, unit, bound) = match self { $(DeadlineRule::$name => ($length, TimeUnit::$unit, Bound::$bound),)+ };
                TimeLimit::new(length, unit, match bound { Bound::Party => Rolls::Forward, Bound::Agency => Rolls::None })
            }
            pub const fn bound(self) -> Bound { match self { $(DeadlineRule::$name => Bound::$bound,)+ } }
            /// Law and article, or `house`.
            pub const fn legal_basis(self) -> &'static str { match self { $(DeadlineRule::$name => $basis,)+ } }
        }
    };
}

deadline_rules! {
    /// 立案至决定
    Handling = "handling" "办案期限", 90 Days, Agency, "行政处罚法 第六十条";
    /// 先行登记保存后作出处理决定
    Preservation = "preservation" "先行登记保存处理期限", 7 WorkingDays, Agency, "行政处罚法 第五十六条";
    /// The law names no number of days; places set three or five.
    Statement = "statement" "陈述申辩期限", 5 WorkingDays, Party, "house";
    HearingRequest = "hearing_request" "听证申请期限", 5 WorkingDays, Party, "行政处罚法 第六十四条";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_names_its_article_and_rolls_only_for_the_party() {
        for rule in DeadlineRule::ALL {
            let basis = rule.legal_basis();
            assert!(basis == "house" || basis.contains('第') || basis.contains('号'), "{rule}");
            assert_eq!(rule.limit().rolls == Rolls::Forward, rule.bound() == Bound::Party, "{rule}");
        }
    }
}
