//! D7, D8, D18: the decision reaches the party, and the fine the bank.

use crate::cases::deadlines::period::{Fact, Period};
use crate::cases::file::CaseFile;
use crate::cases::payments::Payment;
use crate::cases::payments::handovers::{HandoverTo, PaymentHandover};
use crate::cases::proofs_of_service::decision_sent;
use crate::cases::standing::{annulled_on, last_instalment, owed, received};
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::penalty::Procedure;
use chrono::NaiveDate;

/// 送达: on the spot the decision is handed over at once.
pub fn service(file: &CaseFile) -> Option<Period> {
    let (_, decided) = file.decided()?;
    let on_the_spot = file.case.procedure == Procedure::Summary && file.decisions().count() == 1;
    let sent = decision_sent(file, decided.id).map(|(on, step)| Fact::on(on).of_step(step));
    let period = Period::of(DeadlineRule::DecisionService, Fact::from(decided));
    (!on_the_spot).then(|| period.ended_by([sent, annulled_on(file).map(Fact::on)]))
}

/// 履行期限 as it was known on a day: a deferral that was approved by then moves it.
pub fn performance(file: &CaseFile, on: NaiveDate) -> Option<Period> {
    let (received_on, step) = received(file)?;
    let period = Period::of(DeadlineRule::Pay, Fact::on(received_on).of_step(step));
    Some(Period { deferred_to: last_instalment(file, on), ..period })
}

/// 缴款
pub fn payment(file: &CaseFile) -> Option<Period> {
    let period = performance(file, file.today)?;
    let owed = owed(file).filter(|owed| !owed.principal.is_zero())?;
    let paid_up = owed.paid.iter().map(|one| one.on).max().filter(|_| owed.unpaid().is_zero());
    Some(period.ended_by([paid_up.map(Fact::on), annulled_on(file).map(Fact::on)]))
}

/// 当场收缴: from the officers to the agency, and on to the bank.
pub fn hand_overs(file: &CaseFile) -> Vec<Period> {
    let handed = |payment: uuid::Uuid, to: HandoverTo| {
        let mut all = file.all::<PaymentHandover>();
        let found = all.find(|(_, one)| one.payment_id.uuid() == payment && one.to == to);
        found.map(|(done, _)| Fact::from(done))
    };
    let mut found = Vec::new();
    for (done, payment) in file.all::<Payment>() {
        let Some(collection) = &payment.collection else { continue };
        let started = Fact::on(collection.landed_on.unwrap_or(payment.paid_on)).of_step(done.id);
        let at_agency = handed(done.id, HandoverTo::Agency);
        found.push(Period::of(DeadlineRule::HandOverToAgency, started).ended_by([at_agency]));
        if let Some(received) = at_agency {
            let at_bank = handed(done.id, HandoverTo::Bank);
            found.push(Period::of(DeadlineRule::HandOverToBank, received).ended_by([at_bank]));
        }
    }
    found
}
