//! An account: its roles, and which agency they belong to.

use crate::db::page::{At, Sort};
use crate::domain::actor::Actor;
use crate::domain::ids::{AccountId, AgencyId, EntryId, OfficerId};
use crate::domain::keeping::{self, Keeping};
use crate::domain::permission::{Role, duties_are_separate};
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Code, PersonName, Title};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::Deserialize;
use utoipa::IntoParams;

text_enum! {
    /// 账号状态
    pub enum AccountState {
        /// 启用
        Active = "active" "启用",
        /// 停用: nobody logs in with it
        Disabled = "disabled" "停用",
    }
}

text_enum! {
    /// What accounts are sorted by.
    pub enum AccountOrder {
        Username = "username" "用户名",
        DisplayName = "display_name" "姓名",
        LastUsedAt = "last_used_at" "最近登录时间",
        RecordedAt = "recorded_at" "开通时间",
    }
}

pub type AccountSort = Sort<AccountOrder>;

/// Which accounts a list shows. Everything that is given must fit.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AccountFilters {
    /// A minus before it lets the order fall: `username` when left out. Accounts without the value stand at the end.
    #[serde(default)]
    #[param(inline)]
    pub sort: Option<AccountSort>,
    /// Part of the user name or of the display name.
    #[serde(default)]
    #[param(min_length = 1, max_length = 200)]
    pub q: Option<Title>,
    /// 启用 or 停用.
    #[serde(default)]
    #[param(inline)]
    pub state: Option<AccountState>,
    /// Accounts that have this role, perhaps among others.
    #[serde(default)]
    #[param(inline)]
    pub role: Option<Role>,
    /// The officer who uses the account.
    #[serde(default)]
    #[param(inline)]
    pub officer_id: Option<OfficerId>,
    /// Opened on this day or later.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Opened on this day or earlier.
    #[serde(default)]
    pub to: Option<NaiveDate>,
    /// Last logged in on this day or later.
    #[serde(default)]
    pub last_used_from: Option<NaiveDate>,
    /// Last logged in on this day or earlier; who never did is not listed.
    #[serde(default)]
    pub last_used_to: Option<NaiveDate>,
}

/// 账号
#[derive(Debug, Clone)]
pub struct Account {
    pub id: AccountId,
    /// `None`: it administers the deployment and belongs to no agency.
    pub agency: Option<(AgencyId, Code)>,
    pub username: String,
    pub display_name: PersonName,
    pub roles: Vec<Role>,
    pub officer: Option<OfficerId>,
    pub state: AccountState,
    /// The last legal day of an account that is lent for a time.
    pub valid_until: Option<NaiveDate>,
    pub active_since: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
    /// Grows with every change of what the account may do; a token made before is void at once.
    pub rights_version: i32,
    pub content_digest: Vec<u8>,
    pub version: i64,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

impl Account {
    /// Where the account stands in an order.
    pub fn at(&self, order: AccountOrder) -> At {
        match order {
            AccountOrder::Username => At::Text(self.username.clone()),
            AccountOrder::DisplayName => At::Text(self.display_name.to_string()),
            AccountOrder::LastUsedAt => At::instant(self.last_used_at),
            AccountOrder::RecordedAt => At::Instant(self.recorded_at),
        }
    }
}

/// User names are told apart without regard to capitals.
pub fn folded(username: &str) -> String {
    username.trim().to_lowercase()
}

/// 2 to 64 small letters, digits, dots, dashes and underscores, a letter or digit first: what the API document says.
pub fn is_username(folded: &str) -> bool {
    let is_plain = |one: u8| one.is_ascii_lowercase() || one.is_ascii_digit();
    (2..=64).contains(&folded.len())
        && folded.bytes().next().is_some_and(is_plain)
        && folded.bytes().all(|one| is_plain(one) || matches!(one, b'.' | b'-' | b'_'))
}

/// Roles as kept: each once, in the order of the matrix.
pub fn each_once(roles: &[Role]) -> Vec<Role> {
    Role::ALL.iter().copied().filter(|role| roles.contains(role)).collect()
}

/// 三权分立 (GB/T 22239): administrations apart; and who administers the deployment belongs to no agency, everybody
/// else to one.
pub fn roles_fit(roles: &[Role], has_agency: bool) -> Result<(), Vec<Refusal>> {
    let mut refusals = Refusals::default();
    if !duties_are_separate(roles) {
        let told = roles.iter().map(|role| role.label_zh()).collect::<Vec<_>>().join("、");
        let detail = Text::new(format!("{told}不得由同一账号承担"), Rule::DutiesMustBeSeparate.title_en());
        refusals.add(Refusal::new(Rule::DutiesMustBeSeparate, detail).at("/roles"));
    }
    refusals.check(agency_fits(roles, has_agency));
    refusals.into_result()
}

/// Whether the keeper may do this to an account of these roles.
pub fn may_keep(keeper: &Actor, what: Keeping, kept: &[Role]) -> Result<(), Refusal> {
    if keeping::may_keep(&keeper.roles, what, kept) {
        return Ok(());
    }
    let rule = Rule::AdministrationOfAnother;
    let detail = if keeping::is_for_the_operator(what, kept) {
        Text::new(
            "审计员账号只能由运维人员在服务器上用 anjuan account 命令开设、重置",
            "An auditor's account is opened and reset with the command `anjuan account` only",
        )
    } else {
        Text::new(rule.title_zh(), rule.title_en())
    };
    Err(Refusal::new(rule, detail).at("/roles"))
}

/// Whether the keeper may reset the credentials of an account: never their own, which have another way.
pub fn may_reset(keeper: &Actor, account: &Account) -> Result<(), Vec<Refusal>> {
    let mut refusals = Refusals::default();
    if account.id == keeper.account {
        let detail = Text::new(
            "本人的密码与动态口令请在 /api/v1/me 下变更",
            "Change your own password and second factor under /api/v1/me",
        );
        refusals.add(Refusal::new(Rule::OwnRightsUntouched, detail));
    }
    refusals.check(may_keep(keeper, Keeping::Reset, &account.roles).map_err(|no| no.at("")));
    refusals.into_result()
}

/// Whether the keeper may turn one account into the other: nobody their own, and no administration another one's.
pub fn may_change(keeper: &Actor, before: &Account, after: &Account) -> Result<(), Vec<Refusal>> {
    let mut refusals = Refusals::default();
    if before.id == keeper.account && before.rights() != after.rights() {
        let detail = Text::new("不得变更本人的角色或者状态", "Somebody else has to change your roles or state");
        refusals.add(Refusal::new(Rule::OwnRightsUntouched, detail));
    }
    let is_shut = after.state == AccountState::Disabled && before.state != AccountState::Disabled;
    let only_shut = is_shut && before.is_but_for_state(after);
    let what = if only_shut { Keeping::Shut } else { Keeping::Change };
    let kept = may_keep(keeper, what, &before.roles);
    let gained: Vec<Role> = after.roles.iter().copied().filter(|role| !before.roles.contains(role)).collect();
    refusals.check(kept.and_then(|()| may_keep(keeper, Keeping::Give, &gained)));
    refusals.into_result()
}

fn agency_fits(roles: &[Role], has_agency: bool) -> Result<(), Refusal> {
    let of_deployment = |role: &&Role| matches!(role, Role::PlatformAdmin | Role::SecurityAdmin);
    let (above, all) = (roles.iter().filter(of_deployment).count(), roles.len());
    let (zh, en, pointer) = match (above, has_agency) {
        (0, true) => return Ok(()),
        (0, false) => ("这些角色必须属于一个执法主体", "These roles belong to an agency", "/agency_code"),
        (_, true) => (
            "系统、安全管理员不属于任何执法主体",
            "Platform and security administrators belong to no agency",
            "/agency_code",
        ),
        (above, false) if above == all => return Ok(()),
        (_, false) => (
            "系统、安全管理员不得兼任执法主体内的角色",
            "Platform and security administrators hold no role inside an agency",
            "/roles",
        ),
    };
    Err(Refusal::new(Rule::AgencyDoesNotFitRoles, Text::new(zh, en)).at(pointer))
}

/// What an account may do: roles, last day, officer, state.
type Rights<'a> = (&'a [Role], &'a Option<NaiveDate>, Option<OfficerId>, AccountState);

impl Account {
    fn rights(&self) -> Rights<'_> {
        (&self.roles, &self.valid_until, self.officer, self.state)
    }

    fn is_but_for_state(&self, other: &Account) -> bool {
        let same = |one: &Account| (one.roles.clone(), one.valid_until, one.officer, one.display_name.to_string());
        same(self) == same(other)
    }

    /// The account after a change; what a token says is void when it says something else.
    pub fn with_rights(self, roles: Vec<Role>, state: AccountState, officer: Option<OfficerId>) -> Self {
        let is_same = self.roles == roles && self.state == state && self.officer == officer;
        let rights_version = if is_same { self.rights_version } else { self.rights_version + 1 };
        Self { roles, state, officer, rights_version, ..self }
    }

    /// With other credentials: every token made before is void.
    pub fn with_new_credentials(self, entry_id: EntryId) -> Self {
        Self { rights_version: self.rights_version + 1, version: self.version + 1, entry_id, ..self }
    }

    /// The platform and security administrators whose account has no end: at least one of each stays.
    pub fn administers_for_good(&self) -> Vec<Role> {
        let stands = self.state == AccountState::Active && self.valid_until.is_none();
        let administers = |role: &&Role| matches!(role, Role::PlatformAdmin | Role::SecurityAdmin);
        if stands { self.roles.iter().filter(administers).copied().collect() } else { Vec::new() }
    }

    /// Until when nobody need have used it, before it is disabled; `None` when it is not disabled for that.
    pub fn unused_until(&self, unused_days: Option<u32>) -> Option<DateTime<Utc>> {
        let days = Duration::days(i64::from(unused_days.filter(|_| self.state == AccountState::Active)?));
        Some(self.last_used_at.map_or(self.active_since, |used| used.max(self.active_since)) + days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Role::*;

    fn refused(roles: &[Role], has_agency: bool) -> Vec<(Rule, String)> {
        let refusals = roles_fit(roles, has_agency).err().unwrap_or_default();
        refusals.into_iter().map(|refusal| (refusal.rule, refusal.pointer)).collect()
    }

    #[test]
    fn administrators_of_the_deployment_have_no_agency_and_everybody_else_has_one() {
        assert!(refused(&[PlatformAdmin], false).is_empty());
        assert!(refused(&[SecurityAdmin], false).is_empty());
        assert!(refused(&[Officer, Clerk, AgencyAdmin], true).is_empty());
        assert!(refused(&[Auditor], true).is_empty());
        let told = |pointer: &str| vec![(Rule::AgencyDoesNotFitRoles, pointer.to_owned())];
        assert_eq!(refused(&[Officer], false), told("/agency_code"));
        assert_eq!(refused(&[PlatformAdmin], true), told("/agency_code"));
        assert_eq!(refused(&[PlatformAdmin, Officer], false), told("/roles"));
    }

    #[test]
    fn no_two_administrations_rest_on_one_account() {
        let separate = (Rule::DutiesMustBeSeparate, "/roles".to_owned());
        assert_eq!(refused(&[PlatformAdmin, SecurityAdmin], false), std::slice::from_ref(&separate));
        assert!(refused(&[PlatformAdmin, Auditor], true).contains(&separate));
    }

    #[test]
    fn user_names_are_plain() {
        for name in ["wang.wei", "3504-a", "a_"] {
            assert!(is_username(name), "{name}");
        }
        for name in ["a", ".wang", "Wang", "王伟", "a b", "", &"a".repeat(65)] {
            assert!(!is_username(name), "{name}");
        }
    }

    #[test]
    fn roles_are_kept_once_and_in_order() {
        assert_eq!(each_once(&[Clerk, Officer, Clerk]), [Officer, Clerk]);
    }
}
