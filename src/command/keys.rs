//! `anjuan keys`: the keys that sign access tokens, whether or not the server is running. A running server notices a
//! change by itself.

use super::Outcome;
use crate::auth::token_keys::planned;
use crate::command::{database, in_words};
use crate::config::Config;
use crate::domain::actor::Actor;
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use clap::Subcommand;
use serde_json::json;
use uuid::Uuid;

#[derive(Subcommand)]
pub enum KeysCommand {
    /// Show the keys in use
    List,
    /// Make a new key: published at once, signing some minutes later; nobody is logged out
    Rotate {
        /// Why, for the journal
        #[arg(long, default_value = "rotated on the command line")]
        reason: String,
        /// Withdraw all other keys at once, because one may have been stolen: access tokens in use end
        #[arg(long)]
        withdraw_others: bool,
    },
}

pub fn run(config: Config, command: KeysCommand) -> Outcome {
    let open = database::open_founded(&config)?;
    if let KeysCommand::Rotate { reason, withdraw_others } = command {
        let now = open.db.clock().now();
        let prepared = open.keys.prepare(now, withdraw_others).map_err(in_words)?;
        let planned = planned(&open.keys, &prepared, withdraw_others);
        open.db
            .write_now(&Actor::system(Uuid::nil()), |tx| {
                let body = json!({"key": &planned, "reason": reason, "withdraw_others": withdraw_others});
                let entry = Entry::new(Kind::TokenKeyMade, tx.mint(), &body);
                tx.record(entry, ())
            })
            .map_err(in_words)?;
        open.keys.activate(prepared, now, withdraw_others).map_err(in_words)?;
    }
    for key in open.keys.in_use(open.db.clock().now()) {
        let until = key.times.checks_until.map_or("-".to_owned(), |end| end.to_rfc3339());
        println!(
            "{}  {:<9}  signs from {}  checks until {until}",
            key.kid,
            key.state.as_str(),
            key.times.signs_from.to_rfc3339()
        );
    }
    Ok(())
}
