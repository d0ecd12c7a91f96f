//! Who keeps whose account. Platform, security and audit administration must not come together in one person's hands
//! (GB/T 22239), so nobody may give themselves another administration by way of its accounts either.

use super::permission::Role;

/// What a keeper of accounts does to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// Open it, or give it the role.
    Give,
    /// Change its roles, state, officer, name or last day.
    Change,
    /// Disable it, or end its sessions: takes something from its owner and gives nothing to the keeper.
    Shut,
    /// Reset its password or second factor: whoever does could log in with it.
    Reset,
}

use Role::{Auditor, PlatformAdmin, SecurityAdmin};

/// Each administration: who may give its role, change its accounts, shut them, reset them. Whoever opens or resets an
/// account knows its password for a while, so auditors are made and reset at the command line only.
const ADMINISTRATIONS: &[(Role, &[Role], &[Role], &[Role], &[Role])] = &[
    (PlatformAdmin, &[PlatformAdmin], &[PlatformAdmin], &[PlatformAdmin, SecurityAdmin], &[PlatformAdmin]),
    (SecurityAdmin, &[SecurityAdmin], &[SecurityAdmin], &[SecurityAdmin], &[SecurityAdmin]),
    (Auditor, &[], &[SecurityAdmin], &[SecurityAdmin], &[]),
];

/// Everybody else's account.
const KEEPERS: &[Role] = &[PlatformAdmin, SecurityAdmin];

/// Whether somebody with the roles of `keeper` may do this to an account with the roles of `kept`.
pub fn may_keep(keeper: &[Role], what: Keeping, kept: &[Role]) -> bool {
    let touched = ADMINISTRATIONS.iter().filter(|(role, ..)| kept.contains(role));
    let allowed = |(_, give, change, shut, reset): &(Role, &[Role], &[Role], &[Role], &[Role])| {
        let who = match what {
            Keeping::Give => *give,
            Keeping::Change => *change,
            Keeping::Shut => *shut,
            Keeping::Reset => *reset,
        };
        keeper.iter().any(|role| who.contains(role))
    };
    keeper.iter().any(|role| KEEPERS.contains(role)) && touched.into_iter().all(allowed)
}

/// Whether no keeper at all may, whatever the administration: the operator of the machine does it.
pub fn is_for_the_operator(what: Keeping, kept: &[Role]) -> bool {
    matches!(what, Keeping::Give | Keeping::Reset) && kept.contains(&Auditor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Keeping::*;
    use Role::*;

    /// The table once more, cell by cell, as it is told to people: keeper, kept, and what is allowed.
    #[test]
    fn each_administration_keeps_its_own_accounts() {
        let table: &[(Role, Role, &[Keeping])] = &[
            (PlatformAdmin, Officer, &[Give, Change, Shut, Reset]),
            (SecurityAdmin, Officer, &[Give, Change, Shut, Reset]),
            (PlatformAdmin, AgencyAdmin, &[Give, Change, Shut, Reset]),
            (SecurityAdmin, AgencyAdmin, &[Give, Change, Shut, Reset]),
            (PlatformAdmin, PlatformAdmin, &[Give, Change, Shut, Reset]),
            (SecurityAdmin, PlatformAdmin, &[Shut]),
            (PlatformAdmin, SecurityAdmin, &[]),
            (SecurityAdmin, SecurityAdmin, &[Give, Change, Shut, Reset]),
            (PlatformAdmin, Auditor, &[]),
            (SecurityAdmin, Auditor, &[Change, Shut]),
            (Auditor, Auditor, &[]),
            (Auditor, Officer, &[]),
            (AgencyAdmin, Officer, &[]),
        ];
        for (keeper, kept, allowed) in table {
            for what in [Give, Change, Shut, Reset] {
                let may = may_keep(&[*keeper], what, &[*kept]);
                assert_eq!(may, allowed.contains(&what), "{keeper} {what:?} {kept}");
            }
        }
    }
}
