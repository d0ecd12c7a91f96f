//! `anjuan verify`: holds what was derived against what it was derived from, and names what differs.

use super::Outcome;
use crate::command::database;
use crate::config::Config;
use crate::domain::actor::Actor;
use crate::statistics::recompute::{self, Difference};
use clap::Subcommand;
use uuid::Uuid;

#[derive(Subcommand)]
pub enum VerifyCommand {
    /// Make every statistical posting again from its source rows and compare it with the ledger
    Statistics,
}

/// So many differences are printed; the rest is counted.
const SHOWN_MAX: usize = 100;

#[expect(clippy::disallowed_methods, reason = "a command is no request and has no transaction yet")]
pub fn run(config: &Config, command: VerifyCommand) -> Outcome {
    let VerifyCommand::Statistics = command;
    let open = database::open(config)?;
    let system = Actor::system(Uuid::now_v7());
    let agencies = open.db.read_now(&system, recompute::agencies)?;
    let (mut records, mut different) = (0, 0);
    for (place, (agency, code)) in agencies.iter().enumerate() {
        let verdict = open.db.read_now(&system.on_behalf_of(*agency), recompute::compare)?;
        records += verdict.records;
        for difference in &verdict.differences {
            different += 1;
            if different <= SHOWN_MAX {
                println!("{}", told(code, difference));
            }
        }
        eprintln!("{}/{} {code}: {} records", place + 1, agencies.len(), verdict.records);
    }
    if different > 0 {
        return Err(format!("{different} postings differ from their records ({records} records compared)").into());
    }
    println!("{records} records of {} agencies: every posting is as its record says", agencies.len());
    Ok(())
}

fn told(agency: &str, difference: &Difference) -> String {
    let Difference { subject, place, posted, recomputed } = difference;
    format!(
        "{agency} {} {} {} {} traits {}: posted {} and {} fen, its record says {} and {} fen",
        subject.kind,
        subject.id,
        place.counter,
        place.on,
        place.traits,
        posted.count,
        posted.amount_fen,
        recomputed.count,
        recomputed.amount_fen
    )
}
