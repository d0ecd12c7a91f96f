//! `anjuan account`: accounts opened, listed, locked and reset, whether or not the server is running. Each is an entry of
//! the journal, as what the operator of the machine did.

use super::{Outcome, in_words};
use crate::accounts::model::{self, Account, AccountFilters, AccountOrder, AccountState};
use crate::accounts::store::{self, NewAccount};
use crate::auth::{self, password};
use crate::command::database;
use crate::config::Config;
use crate::db::page::{Asked, PageOf, Sort};
use crate::db::{Recorded, Tx};
use crate::domain::actor::{Actor, DEPLOYMENT};
use crate::domain::ids::AccountId;
use crate::domain::permission::Role;
use crate::domain::session_end::SessionEnd;
use crate::domain::values::PersonName;
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use chrono::Duration;
use clap::{Args, Subcommand};
use serde_json::json;
use std::io::BufRead as _;
use uuid::Uuid;
use zeroize::Zeroizing;

#[derive(Subcommand)]
pub enum AccountCommand {
    /// Create an account; its password is the first line of standard input
    Create(New),
    /// List accounts: user name, state, roles, agency, last log-in
    List {
        /// Code of one agency
        #[arg(long)]
        agency: Option<String>,
    },
    /// Disable an account and end its sessions
    Lock(Named),
    /// Enable an account again, and forget failed log-ins of its name
    Unlock(Named),
    /// Set a one-time password, the first line of standard input; its owner must change it at the next log-in
    ResetPassword {
        #[command(flatten)]
        named: Named,
        /// Read the password from standard input (the only way: it never stands in a process list)
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Take a lost second factor off an account
    ResetOtp(Named),
}

#[derive(Args)]
pub struct Named {
    #[arg(long)]
    username: String,
}

#[derive(Args)]
pub struct New {
    #[arg(long)]
    username: String,
    /// May be repeated: officer, squad_leader, legal_reviewer, decision_maker, clerk, supervisor, agency_admin,
    /// platform_admin, security_admin, auditor
    #[arg(long = "role", required = true)]
    roles: Vec<Role>,
    /// Code of the account's agency; platform and security administrators have none
    #[arg(long)]
    agency: Option<String>,
    /// Shown name; the user name when left out
    #[arg(long)]
    name: Option<String>,
    /// Read the password from standard input (the only way: it never stands in a process list)
    #[arg(long, required = true)]
    password_stdin: bool,
}

pub fn run(config: Config, command: AccountCommand) -> Outcome {
    match command {
        AccountCommand::Create(new) => create(&config, new),
        AccountCommand::List { agency } => list(&config, agency),
        AccountCommand::Lock(named) => lock(&config, &named),
        AccountCommand::Unlock(named) => unlock(&config, &named),
        AccountCommand::ResetPassword { named, password_stdin: _ } => reset_password(&config, &named),
        AccountCommand::ResetOtp(named) => reset_otp(&config, &named),
    }
}

fn create(config: &Config, new: New) -> Outcome {
    let username = model::folded(&new.username);
    if !model::is_username(&username) {
        return Err(
            "a user name has 2 to 64 letters, digits, dots, dashes or underscores, a letter or digit first".into()
        );
    }
    let name = PersonName::parse(new.name.as_deref().unwrap_or(&username))?;
    model::roles_fit(&new.roles, new.agency.is_some()).map_err(Problem::from).map_err(told)?;
    let password_hash = hash_from_stdin(config, &username)?;
    let open = database::open(config)?;
    open.db.write_now(&operator(), |tx| {
        let agency = match &new.agency {
            None => DEPLOYMENT,
            Some(code) => store::agency_by_code(tx, code)?.ok_or_else(Problem::not_found)?,
        };
        let opened = NewAccount {
            id: AccountId::from_uuid(tx.mint()),
            agency,
            username: username.clone(),
            display_name: name.to_string(),
            password_hash: password_hash.clone(),
            roles: model::each_once(&new.roles),
            officer: None,
            valid_until: None,
            content_digest: Vec::new(),
            entry_id: tx.entry_id(),
        };
        store::insert(tx, &opened)?;
        let body = json!({"account_id": opened.id, "username": opened.username, "roles": opened.roles,
            "agency_id": opened.agency});
        tx.record(Entry::new(Kind::AccountCreated, opened.id.uuid(), &body), ())
    })?;
    println!("account {username} created");
    Ok(())
}

fn list(config: &Config, agency: Option<String>) -> Outcome {
    let open = database::open_founded(config)?;
    let mut cursor: Option<String> = None;
    loop {
        let page = open
            .db
            .read_now(&operator(), |view| {
                view.narrow(agency.as_deref())?;
                let page = PageOf::parse(cursor.as_deref(), None)?;
                let asked = Asked { page, sort: Sort::rising(AccountOrder::Username), counts: false };
                store::page(view, &AccountFilters::default(), &asked)
            })
            .map_err(in_words)?;
        for account in page.items {
            let roles = account.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(",");
            let agency = account.agency.map_or("-".to_owned(), |(_, code)| code.to_string());
            let used = account.last_used_at.map_or("-".to_owned(), |used| used.to_rfc3339());
            println!("{}\t{}\t{roles}\t{agency}\t{used}", account.username, account.state);
        }
        match page.next_place {
            Some(next) => cursor = Some(next),
            None => return Ok(()),
        }
    }
}

fn lock(config: &Config, named: &Named) -> Outcome {
    set_state(config, named, AccountState::Disabled)
}

fn unlock(config: &Config, named: &Named) -> Outcome {
    set_state(config, named, AccountState::Active)
}

fn set_state(config: &Config, named: &Named, state: AccountState) -> Outcome {
    changed(config, named, Kind::AccountChanged, |tx, account| {
        let (roles, officer) = (account.roles.clone(), account.officer);
        let after = Account { active_since: tx.now, version: account.version + 1, entry_id: tx.entry_id(), ..account };
        let after = after.with_rights(roles, state, officer);
        store::change(tx, &after)?;
        match state {
            AccountState::Disabled => {
                auth::store::end_sessions(tx, after.id, SessionEnd::AccountDisabled, None)?;
            }
            AccountState::Active => auth::throttle::forget(tx, &after.username)?,
        }
        Ok(after)
    })?;
    println!("account {} is {state}", model::folded(&named.username));
    Ok(())
}

fn reset_password(config: &Config, named: &Named) -> Outcome {
    let hash = hash_from_stdin(config, &model::folded(&named.username))?;
    let lifetime = Duration::from_std(config.auth.one_time_password)?;
    changed(config, named, Kind::PasswordReset, |tx, account| {
        let account = account.with_new_credentials(tx.entry_id());
        store::reset_password(tx, &account, &hash, Some(tx.now + lifetime))
    })?;
    println!("the password works for {} s and must be changed at the next log-in", lifetime.num_seconds());
    Ok(())
}

fn reset_otp(config: &Config, named: &Named) -> Outcome {
    changed(config, named, Kind::OtpReset, |tx, account| {
        let account = account.with_new_credentials(tx.entry_id());
        store::reset_otp(tx, &account)
    })?;
    println!("account {} has no second factor now", model::folded(&named.username));
    Ok(())
}

/// Changes one account, found by its user name, and records that.
fn changed(
    config: &Config,
    named: &Named,
    kind: Kind,
    change: impl Fn(&mut Tx, Account) -> Result<Account, Problem>,
) -> Outcome {
    let username = model::folded(&named.username);
    let open = database::open_founded(config)?;
    let act = |tx: &mut Tx| -> Result<Recorded<()>, Problem> {
        let id = store::id_by_username(tx, &username)?;
        let account = store::lock(tx, id)?;
        let after = change(tx, account)?;
        let body = json!({"account_id": id, "username": after.username, "roles": after.roles, "state": after.state});
        tx.record(Entry::new(kind, id.uuid(), &body), ())
    };
    open.db.write_now(&operator(), act).map_err(in_words)?;
    Ok(())
}

/// Whoever may run commands on this machine. It sees the accounts of every agency.
fn operator() -> Actor {
    Actor { roles: vec![Role::PlatformAdmin], ..Actor::system(Uuid::nil()) }
}

fn hash_from_stdin(config: &Config, username: &str) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    let password = password_from_stdin()?;
    password::check_strength(config.auth.password_profile, &password, username, "/password").map_err(told)?;
    Ok(password::hash(&password)?)
}

fn password_from_stdin() -> Result<Zeroizing<String>, std::io::Error> {
    let mut line = Zeroizing::new(String::new());
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned()))
}

fn told(problem: Problem) -> String {
    problem.errors.iter().map(|fault| format!("{} {}", fault.detail.en, fault.detail.zh)).collect::<Vec<_>>().join("\n")
}
