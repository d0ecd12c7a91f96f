//! What sets a time limit running in a case, and what ends it. One function for each limit; a new one enters `periods`.

mod aftermath;
mod court;
mod executions;
mod investigation;
mod measures;
mod money;
mod remedies;
mod transfers;

pub use executions::{stopped_execution, substitute_wait, surcharge_wait};
pub use investigation::{handling, limitation_of};
pub use money::performance;
pub use remedies::{RemediesEnd, application, remedies_end};

use super::period::Period;
use crate::cases::file::CaseFile;
use crate::domain::origin::Origin;

/// Everything that was set running. Of an imported case only the time for handling it is known.
pub fn periods(file: &CaseFile) -> Vec<Period> {
    let mut found: Vec<Period> = investigation::handling(file).into_iter().collect();
    if file.case.origin == Origin::Live {
        found.extend(investigation::preservations(file));
        found.extend(investigation::party_is_heard(file));
        found.extend(investigation::hearing_notices(file));
        found.extend(measures::terms(file));
        found.extend(measures::approvals(file));
        found.extend(money::service(file));
        found.extend(money::payment(file));
        found.extend(money::hand_overs(file));
        found.extend(remedies::against_decision(file));
        found.extend(remedies::court_application(file));
        found.extend(court::demands(file));
        found.extend(court::answers(file));
        found.extend(transfers::sending(file));
        found.extend(transfers::answers(file));
        found.extend(investigation::limitation(file));
        found.extend(executions::waits(file));
        found.extend(executions::stopped(file));
        found.extend(aftermath::publicity(file));
        found.extend(aftermath::withdrawals(file));
        found.extend(aftermath::disclosures(file));
        found.extend(aftermath::redecisions(file));
    }
    found
}
