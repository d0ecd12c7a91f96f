//! `anjuan verify`: holds what was derived against what it was derived from, and names what differs.

use super::Outcome;
use crate::app::App;
use crate::cases::signatures::check as signatures;
use crate::command::database;
use crate::config::Config;
use crate::domain::actor::Actor;
use crate::domain::permission::Role;
use crate::journal::check;
use crate::statistics::recompute::{self, Difference};
use clap::{Args, Subcommand};
use uuid::Uuid;

#[derive(Args)]
pub struct VerifyCommand {
    /// Only this; everything when left out
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand, Clone, Copy, PartialEq, Eq)]
enum What {
    /// Make every statistical posting again from its source rows and compare it with the ledger
    Statistics,
    /// Check every entry of the journal: positions, leaves, commitments, the chain of each case
    Journal,
    /// Compute every signature again: digest of the text, signature by the key, the document and the record it belongs to
    Signatures,
}

/// So many differences are printed; the rest is counted.
const SHOWN_MAX: usize = 100;

pub fn run(config: &Config, command: VerifyCommand) -> Outcome {
    let open = database::open_founded(config)?;
    let is_wanted = |what| command.what.is_none_or(|only| only == what);
    let journal = if is_wanted(What::Journal) { journal(&open) } else { Ok(()) };
    let statistics = if is_wanted(What::Statistics) { statistics(&open) } else { Ok(()) };
    let signatures = if is_wanted(What::Signatures) { signatures_hold(&open) } else { Ok(()) };
    let faults: Vec<String> =
        [journal, statistics, signatures].into_iter().filter_map(Result::err).map(|one| one.to_string()).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n").into()) }
}

/// Every agency's signatures, each case with what it says now.
#[expect(clippy::disallowed_methods, reason = "a command is no request and has no transaction yet")]
fn signatures_hold(open: &App) -> Outcome {
    let system = Actor::system(Uuid::now_v7());
    let agencies = open.db.read_now(&system, recompute::agencies)?;
    let (mut all, mut wrong) = (0, 0);
    for (agency, code) in &agencies {
        let verdict = open.db.read_now(&system.on_behalf_of(*agency), signatures::check)?;
        all += verdict.signatures;
        for (case, signature, finding) in &verdict.findings {
            wrong += 1;
            if wrong <= SHOWN_MAX {
                let (fault, detail) = (finding.fault, &finding.detail);
                println!("{code} case {case} signature {signature}: {fault} {} {detail}", fault.label_zh());
            }
        }
    }
    if wrong > 0 {
        return Err(format!("{wrong} faults in {all} signatures\n签名核验:{all} 个签名中共 {wrong} 处不符").into());
    }
    println!("{all} signatures of {} agencies: every one holds", agencies.len());
    Ok(())
}

/// The whole journal, every agency's entries in one state of the database.
#[expect(clippy::disallowed_methods, reason = "a command is no request and has no transaction yet")]
fn journal(open: &App) -> Outcome {
    // Whoever may run commands on this machine may read every entry, as a platform administrator does.
    let actor = Actor { roles: vec![Role::PlatformAdmin], ..Actor::system(Uuid::now_v7()) };
    let mut progress = super::progress();
    let verdict =
        open.db.read_now(&actor, |view| check::check(view.conn(), &mut |done, of| progress("entries", done, of)))?;
    super::print_differences(&verdict);
    if !verdict.is_whole() {
        return Err(format!(
            "the journal is not whole: {} differences in {} entries\n日志不完整:共 {} 处不符",
            verdict.differing,
            verdict.placed + verdict.pending,
            verdict.differing
        )
        .into());
    }
    println!(
        "the journal is whole: {} entries in place, {} waiting, {} of them in cases; root {}",
        verdict.placed,
        verdict.pending,
        verdict.in_cases,
        verdict.root_text()
    );
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a command is no request and has no transaction yet")]
fn statistics(open: &App) -> Outcome {
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
