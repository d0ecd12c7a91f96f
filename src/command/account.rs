//! `anjuan account create`: the first account, and any other, whether or not the server is running.

use super::Outcome;
use crate::accounts::model;
use crate::accounts::store::{self, NewAccount};
use crate::auth::password;
use crate::command::database;
use crate::config::Config;
use crate::domain::actor::{Actor, DEPLOYMENT};
use crate::domain::ids::AccountId;
use crate::domain::permission::Role;
use crate::domain::values::PersonName;
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use clap::Subcommand;
use serde_json::json;
use std::io::BufRead as _;
use uuid::Uuid;
use zeroize::Zeroizing;

#[derive(Subcommand)]
pub enum AccountCommand {
    /// Create an account; its password is the first line of standard input
    Create {
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
    },
}

pub fn run(config: Config, command: AccountCommand) -> Outcome {
    let AccountCommand::Create { username, roles, agency, name, password_stdin: _ } = command;
    let username = model::folded(&username);
    if !model::is_username(&username) {
        return Err(
            "a user name has 2 to 64 letters, digits, dots, dashes or underscores, a letter or digit first".into()
        );
    }
    let name = PersonName::parse(name.as_deref().unwrap_or(&username))?;
    model::roles_fit(&roles, agency.is_some()).map_err(Problem::from).map_err(told)?;
    let password = password_from_stdin()?;
    password::check_strength(&password, &username, "/password").map_err(told)?;
    let password_hash = password::hash(&password)?;
    let open = database::open(&config)?;
    open.db.write_now(&Actor::system(Uuid::nil()), |tx| {
        let agency = match &agency {
            None => DEPLOYMENT,
            Some(code) => store::agency_by_code(tx, code)?.ok_or_else(Problem::not_found)?,
        };
        let new = NewAccount {
            id: AccountId::from_uuid(tx.mint()),
            agency,
            username: username.clone(),
            display_name: name.to_string(),
            password_hash: password_hash.clone(),
            roles: model::each_once(&roles),
            officer: None,
            content_digest: Vec::new(),
            entry_id: tx.entry_id(),
        };
        store::insert(tx, &new)?;
        let body = json!({"account_id": new.id, "username": new.username, "roles": new.roles, "agency_id": new.agency});
        tx.record(Entry::new(Kind::AccountCreated, new.id.uuid(), &body), ())
    })?;
    println!("account {username} created");
    Ok(())
}

fn password_from_stdin() -> Result<Zeroizing<String>, std::io::Error> {
    let mut line = Zeroizing::new(String::new());
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned()))
}

fn told(problem: Problem) -> String {
    problem.errors.iter().map(|fault| format!("{} {}", fault.detail.en, fault.detail.zh)).collect::<Vec<_>>().join("\n")
}
