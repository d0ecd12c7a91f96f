//! What was preserved or sampled in a case, and which items still wait.

use super::{Disposition, PreservationDisposition};
use crate::cases::deadlines::last_day_from;
use crate::cases::file::CaseFile;
use crate::cases::investigation_acts::details::KeptItem;
use crate::cases::investigation_acts::model::InvestigationKind;
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::ids::InvestigationActId;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Step;
use chrono::NaiveDate;
use serde::Deserialize;

/// One registered preservation or sampling, with what became of its items.
#[derive(Debug, Clone)]
pub struct Kept {
    pub act: InvestigationActId,
    pub on: NaiveDate,
    /// 先行登记保存; otherwise a sampling.
    pub is_preserved: bool,
    items: Vec<KeptItem>,
    /// By place in the list, in order of time.
    disposed: Vec<(u32, Disposition, NaiveDate)>,
}

impl Kept {
    pub fn item(&self, number: u32) -> Option<&KeptItem> {
        self.items.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    fn last(&self, number: u32) -> Option<(Disposition, NaiveDate)> {
        self.disposed.iter().rev().find(|(of, ..)| *of == number).map(|(_, how, on)| (*how, *on))
    }

    /// Nothing was said of it yet, or it is away for testing.
    pub fn item_waits(&self, number: u32) -> bool {
        self.last(number).is_none_or(|(how, _)| how == Disposition::SentForTesting)
    }

    fn numbers(&self) -> impl Iterator<Item = u32> {
        1..=u32::try_from(self.items.len()).unwrap_or_default()
    }

    pub fn waits(&self) -> bool {
        self.numbers().any(|number| self.item_waits(number))
    }

    fn undisposed(&self) -> usize {
        self.numbers().filter(|number| self.last(*number).is_none()).count()
    }

    /// When the last of the items was first dealt with; `None` while one waits.
    pub fn disposed_on(&self) -> Option<NaiveDate> {
        let first = |number: u32| self.disposed.iter().find(|(of, ..)| *of == number).map(|(.., on)| *on);
        let days: Option<Vec<NaiveDate>> = self.numbers().map(first).collect();
        days?.into_iter().max()
    }

    /// The last day for it; `None` of samples, and where that year's holidays are not known.
    pub fn due_on(&self, file: &CaseFile) -> Option<NaiveDate> {
        self.is_preserved.then(|| last_day_from(file, DeadlineRule::Preservation, self.on)).flatten()
    }
}

#[derive(Deserialize)]
struct Investigated {
    kind: InvestigationKind,
    /// Acts of before the lists were kept have none.
    #[serde(default)]
    items: Vec<KeptItem>,
}

/// In the order in which they were recorded.
pub fn kept(file: &CaseFile) -> Vec<Kept> {
    let disposed = |act: InvestigationActId| {
        let of_act = file.all::<PreservationDisposition>().filter(move |(_, one)| one.of(act));
        of_act.flat_map(|(done, one)| {
            let on = done.on;
            one.items.into_iter().map(move |item| (item.number, item.disposition, on))
        })
    };
    let acts = file.done.iter().filter(|done| done.step == Step::Investigate);
    let kept = acts.filter_map(|done| {
        let act: Investigated = serde_json::from_value(done.content.clone()).ok()?;
        let is_preserved = act.kind == InvestigationKind::RegisteredPreservation;
        let id = InvestigationActId::from_uuid(done.id);
        Some(Kept { act: id, on: done.on, is_preserved, items: act.items, disposed: disposed(id).collect() })
    });
    kept.filter(|one| !one.items.is_empty()).collect()
}

/// 行政处罚法 第五十六条: nothing that was preserved is left behind.
pub fn against_closing(file: &CaseFile, refusals: &mut Refusals) {
    for one in kept(file).iter().filter(|one| one.is_preserved && one.undisposed() > 0) {
        let (on, left) = (one.on, one.undisposed());
        let zh = format!("{on} 登记保存的物品有 {left} 件尚未处理：请先作出处理");
        let en = format!("{left} items preserved on {on} wait for their disposition");
        refusals.add(Refusal::new(Rule::PreservedUndisposed, Text::new(zh, en)));
    }
}
