//! Accounts on the wire. Passwords come in and never go out.

use super::model::{self, Account, AccountFilters, AccountOrder, AccountState};
use super::store::{self, NewAccount as Opened};
use crate::auth::http::Zeroed;
use crate::auth::password::check_strength;
use crate::auth::{self, Auth, Authorized};
use crate::config::AuthConfig;
use crate::db::page::Sort;
use crate::db::{Db, Tx};
use crate::domain::actor::DEPLOYMENT;
use crate::domain::ids::{AccountId, AgencyId, EntryId, OfficerId};
use crate::domain::keeping::Keeping;
use crate::domain::permission::Role;
use crate::domain::permission::may::ManageAccounts;
use crate::domain::refusal::{Refusal, Rule, Text};
use crate::domain::session_end::SessionEnd;
use crate::domain::values::{Code, PersonName};
use crate::http::patch::{Patch, patched};
use crate::http::{
    IdempotencyKeyHeader, IfMatch, IfMatchHeader, Json, ListQuery, Listed, Once, Refusals, Reply, digest, page_reply,
};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::{Code as ProblemCode, Fault, Problem, Verdicts};
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 账号开通
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    #[serde(default)]
    id: Option<AccountId>,
    /// Kept in small letters.
    #[schema(pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$", example = "wang.wei")]
    username: String,
    display_name: PersonName,
    /// 10 to 128 characters of at least three classes.
    #[schema(min_length = 1, max_length = 200, format = Password)]
    password: Zeroed,
    #[schema(min_items = 1, max_items = 10)]
    roles: Vec<Role>,
    /// Needed but for platform and security administrators, who belong to no agency.
    #[serde(default)]
    agency_code: Option<Code>,
    /// The officer of that agency who uses the account.
    #[serde(default)]
    officer_id: Option<OfficerId>,
    /// The last legal day of an account that is lent for a time.
    #[serde(default)]
    valid_until: Option<NaiveDate>,
}

/// 账号变更: members left out stay. A change of roles, state or officer voids the account's tokens at once.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountChange {
    #[serde(default)]
    display_name: Option<PersonName>,
    #[serde(default)]
    #[schema(min_items = 1, max_items = 10)]
    roles: Option<Vec<Role>>,
    #[serde(default)]
    state: Option<AccountState>,
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<OfficerId>)]
    officer_id: Patch<OfficerId>,
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<NaiveDate>)]
    valid_until: Patch<NaiveDate>,
}

/// 账号
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountReply {
    id: AccountId,
    username: String,
    display_name: PersonName,
    roles: Vec<Role>,
    /// Null for platform and security administrators.
    agency_code: Option<Code>,
    officer_id: Option<OfficerId>,
    state: AccountState,
    /// The last legal day of an account that is lent for a time.
    valid_until: Option<NaiveDate>,
    /// The last log-in.
    last_used_at: Option<DateTime<Utc>>,
    /// Disabled then, unless somebody logs in before.
    unused_until: Option<DateTime<Utc>>,
    /// The journal entry that last changed the account.
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

page_reply!(AccountPage of AccountReply);

impl AccountReply {
    pub fn of(account: &Account, config: &AuthConfig) -> Self {
        Self {
            id: account.id,
            username: account.username.clone(),
            display_name: account.display_name.clone(),
            roles: account.roles.clone(),
            agency_code: account.agency.as_ref().map(|(_, code)| code.clone()),
            officer_id: account.officer,
            state: account.state,
            valid_until: account.valid_until,
            last_used_at: account.last_used_at,
            unused_until: account.unused_until(config.unused_days),
            entry_id: account.entry_id,
            recorded_at: account.recorded_at,
        }
    }
}

/// 开通账号
#[utoipa::path(tag = "accounts", operation_id = "accounts_create", security(("bearer" = [])), request_body = NewAccount,
    params(IdempotencyKeyHeader), responses((status = 201, body = AccountReply), (status = 200, body = AccountReply), Refusals))]
#[post("/accounts")]
pub async fn create(
    db: Data<Db>,
    auth: Data<Auth>,
    caller: Authorized<ManageAccounts>,
    once: Once<NewAccount>,
) -> Result<Reply, Problem> {
    check_strength(auth.config.password_profile, once.body.password.text(), &once.body.username, "/password")?;
    let password_hash = auth.passwords.hash(once.body.password.copied()).await?;
    let stretched = auth.passwords.stretched(once.body.password.copied(), once.salt()).await?;
    once.with_secret(&stretched)?
        .write(&db, &caller.actor, move |tx, new| {
            if let Some(existing) = earlier(tx, new)? {
                return Ok(tx.unchanged(shown(&existing, &auth)?));
            }
            let opened = opened_of(tx, new, &password_hash)?;
            store::insert(tx, &opened)?;
            let account = store::find(tx, opened.id)?;
            let (reply, location) =
                (AccountReply::of(&account, &auth.config), format!("/api/v1/accounts/{}", account.id));
            let entry = Entry::new(Kind::AccountCreated, account.id.uuid(), &reply);
            tx.record(entry, Reply::created(location, account.version, &reply)?)
        })
        .await
}

/// What the id already names, when it was asked for in the same words but for the password.
fn earlier(tx: &mut Tx, new: &NewAccount) -> Result<Option<Account>, Problem> {
    let existing = new.id.map(|id| store::find_optional(tx, id)).transpose()?.flatten();
    match existing {
        Some(account) if account.content_digest != digest(new)? => Err(Problem::new(ProblemCode::IdExists)),
        known => Ok(known),
    }
}

fn opened_of(tx: &mut Tx, new: &NewAccount, password_hash: &str) -> Result<Opened, Problem> {
    model::roles_fit(&new.roles, new.agency_code.is_some())?;
    model::may_keep(&tx.actor, Keeping::Give, &new.roles)?;
    let agency = new.agency_code.as_ref().map_or(Ok(DEPLOYMENT), |code| agency_of(tx, code))?;
    belongs_to(tx, new.officer_id, agency)?;
    Ok(Opened {
        id: new.id.unwrap_or_else(|| AccountId::from_uuid(tx.mint())),
        agency,
        username: model::folded(&new.username),
        display_name: new.display_name.to_string(),
        password_hash: password_hash.to_owned(),
        roles: model::each_once(&new.roles),
        officer: new.officer_id,
        valid_until: new.valid_until,
        content_digest: digest(new)?,
        entry_id: tx.entry_id(),
    })
}

fn agency_of(tx: &mut Tx, code: &Code) -> Result<AgencyId, Problem> {
    store::agency_by_code(tx, code.as_str())?.ok_or_else(|| {
        let detail = Text::new(format!("没有执法主体 {code}"), format!("There is no agency {code}"));
        Problem::invalid(vec![Fault::new("/agency_code", "unknown_agency", detail)])
    })
}

fn belongs_to(tx: &mut Tx, officer: Option<OfficerId>, agency: AgencyId) -> Result<(), Problem> {
    let Some(officer) = officer else { return Ok(()) };
    if store::is_officer_of(tx, agency, officer)? {
        return Ok(());
    }
    let detail = Text::new("不是该执法主体的执法人员", "Not an officer of this agency");
    Err(Refusal::new(Rule::OfficerOfAnotherAgency, detail).at("/officer_id").into())
}

/// 账号列表
#[utoipa::path(tag = "accounts", operation_id = "accounts_list", security(("bearer" = [])), params(ListQuery, AccountFilters),
    responses((status = 200, body = AccountPage, headers(("Link" = String))), Refusals))]
#[get("/accounts")]
pub async fn list(
    db: Data<Db>,
    auth: Data<Auth>,
    caller: Authorized<ManageAccounts>,
    Listed(list, wanted): Listed<AccountFilters>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let asked = list.asked(view, wanted.sort.unwrap_or(Sort::rising(AccountOrder::Username)))?;
        let page = store::page(view, &wanted, &asked)?;
        Reply::listed(&page.map(|account| AccountReply::of(&account, &auth.config)))
    })
    .await
}

/// 账号
#[utoipa::path(tag = "accounts", operation_id = "accounts_get", security(("bearer" = [])),
    params(("account_id" = inline(AccountId), Path)), responses((status = 200, body = AccountReply, headers(("ETag" = String))),
    (status = 304), Refusals))]
#[get("/accounts/{account_id}")]
pub async fn show(
    db: Data<Db>,
    auth: Data<Auth>,
    caller: Authorized<ManageAccounts>,
    id: Path<AccountId>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| shown(&store::find(view, *id)?, &auth)).await
}

fn shown(account: &Account, auth: &Auth) -> Result<Reply, Problem> {
    Reply::one(account.version, &AccountReply::of(account, &auth.config))
}

/// 变更账号: roles, state, officer.
#[utoipa::path(tag = "accounts", operation_id = "accounts_update", security(("bearer" = [])), request_body = AccountChange,
    params(("account_id" = inline(AccountId), Path), IfMatchHeader),
    responses((status = 200, body = AccountReply, headers(("ETag" = String))), Refusals))]
#[patch("/accounts/{account_id}")]
pub async fn update(
    db: Data<Db>,
    auth: Data<Auth>,
    caller: Authorized<ManageAccounts>,
    id: Path<AccountId>,
    if_match: IfMatch,
    Json(change): Json<AccountChange>,
) -> Result<Reply, Problem> {
    db.write(&caller.actor, move |tx| {
        let account = store::lock(tx, *id)?;
        if_match.require(account.version)?;
        let account = changed(tx, account, &change)?;
        store::change(tx, &account)?;
        if account.state == AccountState::Disabled {
            auth::store::end_sessions(tx, account.id, SessionEnd::AccountDisabled, None)?;
        }
        let reply = AccountReply::of(&account, &auth.config);
        tx.record(Entry::new(Kind::AccountChanged, account.id.uuid(), &reply), Reply::one(account.version, &reply)?)
    })
    .await
}

fn changed(tx: &mut Tx, account: Account, change: &AccountChange) -> Result<Account, Problem> {
    let roles = change.roles.as_deref().map_or_else(|| account.roles.clone(), model::each_once);
    let officer = change.officer_id.applied_to(account.officer);
    let mut verdicts = Verdicts::default();
    verdicts.check(model::roles_fit(&roles, account.agency.is_some()));
    if officer != account.officer {
        verdicts.check(belongs_to(tx, officer, account.agency.as_ref().map_or(DEPLOYMENT, |(id, _)| *id)));
    }
    let state = change.state.unwrap_or(account.state);
    let is_enabled = state == AccountState::Active && account.state != AccountState::Active;
    let after = Account {
        display_name: change.display_name.clone().unwrap_or_else(|| account.display_name.clone()),
        valid_until: change.valid_until.applied_to(account.valid_until),
        active_since: if is_enabled { tx.now } else { account.active_since },
        version: account.version + 1,
        entry_id: tx.entry_id(),
        ..account.clone()
    };
    let after = after.with_rights(roles, state, officer);
    verdicts.check(model::may_change(&tx.actor, &account, &after));
    verdicts.check(keeps_administrators(tx, &account, &after));
    verdicts.into_result().map(|()| after)
}

/// The last platform or security administrator whose account has no end stays as it is.
pub fn keeps_administrators(tx: &mut Tx, before: &Account, after: &Account) -> Result<(), Problem> {
    for role in before.administers_for_good() {
        if !after.administers_for_good().contains(&role) && !store::another_administers(tx, role, before.id)? {
            let rule = Rule::LastAdministrator;
            return Err(Refusal::new(rule, Text::new(rule.title_zh(), rule.title_en())).into());
        }
    }
    Ok(())
}
