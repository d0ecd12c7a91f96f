//! Who acts, for which agency, and how far that person sees.

use super::ids::{AccountId, AgencyId, OfficerId, SessionId};
use super::outstanding::Outstanding;
use super::permission::{Permission, Role};
use uuid::Uuid;

/// The reserved agency of facts that belong to no agency: agencies themselves, calendars, catalogues, log-ins.
pub const DEPLOYMENT: AgencyId = AgencyId::from_uuid(Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0001));

/// How far an actor reads. Writes always stay within one agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The actor's own agency.
    Own,
    /// The own agency and everything below it in the division tree (监督).
    Subtree,
    /// Every agency (系统管理).
    All,
}

impl Reach {
    pub fn as_str(self) -> &'static str {
        match self {
            Reach::Own => "own",
            Reach::Subtree => "subtree",
            Reach::All => "all",
        }
    }
}

/// The person or system behind a request.
#[derive(Debug, Clone)]
pub struct Actor {
    pub account: AccountId,
    /// The log-in session to be checked when a transaction opens; `None` for the system itself.
    pub session: Option<Session>,
    /// The agency whose rows this actor writes.
    pub agency: AgencyId,
    pub roles: Vec<Role>,
    pub officer: Option<OfficerId>,
    /// What the account must do before anything else.
    pub outstanding: Option<Outstanding>,
    pub request: Uuid,
}

/// What the access token says of its session; the database says whether it still holds.
#[derive(Debug, Clone, Copy)]
pub struct Session {
    pub id: SessionId,
    /// Grows with every change of roles, lock or password; an older token is void at once.
    pub rights_version: i32,
}

impl Actor {
    /// The service itself: log-ins, start-up, background work.
    pub fn system(request: Uuid) -> Self {
        let account = AccountId::from_uuid(DEPLOYMENT.uuid());
        Self {
            account,
            session: None,
            agency: DEPLOYMENT,
            roles: Vec::new(),
            officer: None,
            outstanding: None,
            request,
        }
    }

    /// The deployment's own eyes: background work looks at every agency.
    pub fn everywhere() -> Self {
        Self { roles: vec![Role::PlatformAdmin], ..Self::system(DEPLOYMENT.uuid()) }
    }

    pub fn may(&self, permission: Permission) -> bool {
        permission.granted_to(&self.roles)
    }

    pub fn reach(&self) -> Reach {
        if self.roles.contains(&Role::PlatformAdmin) || self.roles.contains(&Role::SecurityAdmin) {
            Reach::All
        } else if self.roles.contains(&Role::Supervisor) {
            Reach::Subtree
        } else {
            Reach::Own
        }
    }

    /// The same person and session at what belongs to no agency: log-in, password, second factor.
    pub fn in_deployment(&self) -> Self {
        Self { agency: DEPLOYMENT, roles: Vec::new(), ..self.clone() }
    }

    /// The same person, writing for another agency. Only for what a role does for agencies other than its own.
    pub fn on_behalf_of(&self, agency: AgencyId) -> Self {
        Self { agency, ..self.clone() }
    }
}
