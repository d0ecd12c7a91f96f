//! D15, D16, D21, D22: transfers to a justice organ.

use crate::cases::coercive_measures::standings;
use crate::cases::deadlines::period::{Fact, Period};
use crate::cases::file::CaseFile;
use crate::cases::transfer_acceptances::TransferAcceptance;
use crate::cases::transfer_follow_ups::{TransferFollowUpKind, told};
use crate::cases::transfer_returns::{TransferReturn, TransferReturnGround};
use crate::cases::transfers::{Transfer, TransferTo};
use crate::domain::deadline_rule::DeadlineRule;
use uuid::Uuid;

/// 移送规定 第五条: the head decides on the report, and what was approved is sent.
pub fn sending(file: &CaseFile) -> Vec<Period> {
    let periods = |(id, one): (Uuid, Transfer)| {
        let (approved, sent) = (Fact::at(one.approved_at).of_step(id), Fact::at(one.sent_at).of_step(id));
        let reported = Fact::on(one.reported_on).of_step(id);
        [
            Period::of(DeadlineRule::TransferApproval, reported).ended_by([Some(approved)]),
            Period::of(DeadlineRule::TransferSending, approved).ended_by([Some(sent)]),
        ]
    };
    to_justice(file).flat_map(periods).collect()
}

fn to_justice(file: &CaseFile) -> impl Iterator<Item = (Uuid, Transfer)> {
    let all = file.all::<Transfer>().map(|(done, one)| (done.id, one));
    all.filter(|(_, one)| one.to == TransferTo::Justice)
}

/// 移送规定 第九条, 第十二条: the things follow once the case was filed; against a refusal the agency may object.
pub fn answers(file: &CaseFile) -> Vec<Period> {
    let transfer = |id: Uuid| to_justice(file).find(|(one, _)| *one == id).map(|(_, one)| one);
    let mut found = Vec::new();
    for (done, accepted) in file.all::<TransferAcceptance>() {
        let at_once = accepted.things_handed_over_on.map(|day| (day, done.id));
        let handed = at_once.or(told(file, accepted.transfer_id, TransferFollowUpKind::ThingsHandedOver));
        let handed = handed.map(|(day, step)| Fact::on(day).of_step(step));
        let kept = standings(file).into_iter().map(|one| one.lifting.map(|lifting| lifting.lifted_on));
        let kept: Vec<_> = kept.filter(|lifted| lifted.is_none_or(|day| day >= done.on)).collect();
        let given = kept.iter().copied().collect::<Option<Vec<_>>>().and_then(|days| days.into_iter().max());
        let sent = transfer(accepted.transfer_id.uuid());
        let has_things =
            handed.is_some() || !kept.is_empty() || sent.as_ref().is_some_and(|one| !one.things.is_empty());
        if has_things && sent.is_some() {
            let period = Period::of(DeadlineRule::TransferThings, Fact::from(done));
            found.push(period.ended_by([handed, given.map(Fact::on)]));
        }
    }
    for (done, returned) in file.all::<TransferReturn>() {
        let refused = returned.ground == TransferReturnGround::NotFiled;
        if refused && transfer(returned.transfer_id.uuid()).is_some() {
            let at_once = returned.objected_on.map(|day| (day, done.id));
            let objected = at_once.or(told(file, returned.transfer_id, TransferFollowUpKind::Objected));
            let objected = objected.map(|(day, step)| Fact::on(day).of_step(step));
            found.push(Period::of(DeadlineRule::TransferObjection, Fact::from(done)).ended_by([objected]));
        }
    }
    found
}
