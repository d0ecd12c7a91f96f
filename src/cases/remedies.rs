//! 复议、诉讼的结果: what a remedy came to and what becomes of the decision, whichever body says so.

use super::file::CaseFile;
use super::standing::{Remedy, no_heavier, publicity_due_on, redecision_may_be_ordered, reopened};
use super::withdrawals::restated;
use crate::domain::act::in_order;
use crate::domain::decision::Penalty;
use crate::domain::refusal::{Refusal, Refusals};
use crate::domain::remedy::RemedyResult;
use crate::domain::stage::Stage;
use chrono::NaiveDate;

/// What a result says, and the request that it answers.
pub struct Resolved<'r> {
    pub request: Option<&'r Remedy>,
    pub result: RemedyResult,
    pub on: (NaiveDate, &'static str),
    pub new_penalties: &'r [Penalty],
    pub redecision_ordered: bool,
    /// The article by which what is changed is no heavier.
    pub no_heavier_by: &'static str,
}

impl Resolved<'_> {
    /// `also`: what this kind of remedy asks besides of a result.
    pub fn judge(&self, file: &CaseFile, also: impl Fn(&Remedy) -> Result<(), Refusal>, refusals: &mut Refusals) {
        if let Some(request) = self.request {
            let since = request.answer.map_or(request.requested_on, |answer| answer.on);
            refusals.check(in_order(since, self.on.0, self.on.1));
            refusals.check(also(request));
        }
        refusals.check_all(restated(self.result.restates(), self.new_penalties));
        no_heavier(file, self.new_penalties, self.no_heavier_by, refusals);
        refusals.check(redecision_may_be_ordered(self.result, self.redecision_ordered));
    }

    /// 责令重新作出 leads back to the investigation.
    pub fn leads_to(&self, file: &CaseFile, lawful: Stage) -> Stage {
        if self.redecision_ordered { reopened(file, self.request, lawful) } else { lawful }
    }
}

/// 撤回、更正公示的期限
pub fn publicity(result: RemedyResult, file: &CaseFile, on: NaiveDate) -> Option<NaiveDate> {
    result.finds_fault().then(|| publicity_due_on(file, on)).flatten()
}

/// A noun that says what became of a remedy: the day and its name, what its number and its summary are, which requests it answers, what
/// is refused where none is open, its other days, by which article nothing is made heavier, and what else stands against it.
macro_rules! remedy_result {
    ($(#[$doc:meta])*
    $content:ident, $reply:ident, $page:ident, $step:ident at $path:literal as $tag:literal, $create:literal, $list:literal {
        $(#[$on_doc:meta])* $on:ident,
        $(#[$number_doc:meta])* document_number,
        $(#[$summary_doc:meta])* summary,
        $($more:tt)*
    } answers $requests:path, refused as $missing:ident, days $days:expr, no heavier by $basis:literal, $also:expr) => {
        $crate::cases::steps::step_noun! {
            $(#[$doc])*
            $content, $reply, $page, $step by RecordRemedies at $path as $tag, $create, $list {
                result: RemedyResult,
                $(#[$on_doc])*
                $on: NaiveDate,
                $(#[$number_doc])*
                #[serde(default)]
                document_number: Option<Title>,
                $(#[$summary_doc])*
                summary: Passage,
                /// 变更后的处罚: of what is changed or annulled in part, and only of it.
                #[serde(default)]
                #[schema(max_items = 14)]
                new_penalties: Vec<Penalty>,
                /// 责令重新作出: of what is annulled, whole or in part. The case goes back to the investigation, and a new decision takes the
                /// place of the whole earlier one.
                #[serde(default)]
                redecision_ordered: bool,
                $($more)*
            } shows {
                /// 撤回、更正公示的期限: three working days, when the result finds fault.
                publicity_due_on: Option<NaiveDate> = publicity,
            }
        }

        fn publicity(result: &$content, file: &CaseFile) -> Option<NaiveDate> {
            $crate::cases::remedies::publicity(result.result, file, result.$on)
        }

        impl $content {
            fn resolved<'r>(&'r self, requests: &'r [Remedy]) -> $crate::cases::remedies::Resolved<'r> {
                $crate::cases::remedies::Resolved {
                    request: requests.last(),
                    result: self.result,
                    on: self.happened_on(),
                    new_penalties: &self.new_penalties,
                    redecision_ordered: self.redecision_ordered,
                    no_heavier_by: $basis,
                }
            }
        }

        impl StepContent for $content {
            const STEP: Step = Step::$step;

            fn happened_on(&self) -> (NaiveDate, &'static str) {
                (self.$on, concat!("/", stringify!($on)))
            }

            fn days(&self) -> Vec<(NaiveDate, &'static str)> {
                let days: fn(&Self) -> Vec<(NaiveDate, &'static str)> = $days;
                days(self)
            }

            fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
                if !$requests(file).last().is_some_and(|last| last.is_pending()) {
                    refusals.add(Refusal::of(Rule::$missing));
                }
            }

            fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
                let also: fn(&Self, &Remedy) -> Result<(), Refusal> = $also;
                self.resolved(&$requests(file)).judge(file, |last| also(self, last), refusals);
            }

            fn leads_to(&self, file: &CaseFile, lawful: Stage) -> Stage {
                self.resolved(&$requests(file)).leads_to(file, lawful)
            }
        }
    };
}
pub(crate) use remedy_result;
