//! `anjuan backup` and `anjuan restore`: everything a deployment consists of, and the way back.

use super::Outcome;
use crate::backup::{self, Asked, Made, NotWhole, Restored, Wanted};
use crate::clock::Clock;
use crate::config::Config;
use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
pub struct BackupCommand {
    /// The directory to make; nothing may be there yet, and the directory above it must be
    place: PathBuf,
    /// Leave the keys out: the backup then holds no secrets but what is in the database
    #[arg(long)]
    without_keys: bool,
}

#[derive(Args)]
pub struct RestoreCommand {
    /// A directory that `anjuan backup` made
    backup: PathBuf,
    /// Leave the keys of the backup where they are
    #[arg(long)]
    without_keys: bool,
    /// Put it in place even when the journal in it is not whole; the differences are printed, and recorded in the journal
    #[arg(long)]
    despite_differences: bool,
}

pub fn back_up(config: &Config, command: BackupCommand) -> Outcome {
    let wanted = Wanted { place: &command.place, with_keys: !command.without_keys };
    let Made { path, manifest, sha256 } =
        backup::make(config, &wanted, Clock::default().now(), &mut super::progress())?;
    let keys = manifest.files.keys().filter(|path| path.starts_with("keys/")).count();
    match (manifest.keys_included, keys) {
        (true, 0) => {
            eprintln!("no keys were found in {}; restored, the service makes new ones", config.data_dir.display())
        }
        (true, _) => eprintln!(
            "the backup holds keys ({keys} files): they are secrets, whoever has them can sign in the service's name. Keep it as safely as the \
             data directory, or leave them out with --without-keys\n备份中含有密钥({keys} 个文件),须按机密保管"
        ),
        (false, _) => eprintln!(
            "the keys are not in the backup; restored, the service makes new ones and everybody logs in again"
        ),
    }
    println!(
        "{}: {} entries in place, {} waiting, root {}; manifest SHA-256 {sha256}",
        path.display(),
        manifest.journal.size,
        manifest.journal.pending,
        manifest.journal.root
    );
    Ok(())
}

pub fn restore(config: &Config, command: RestoreCommand) -> Outcome {
    let RestoreCommand { backup, without_keys, despite_differences } = command;
    let asked = Asked { backup: &backup, without_keys, despite_differences };
    let outcome = backup::restore(config, &asked, &mut super::progress());
    let Restored { manifest, verdict, unlike_manifest, sessions_ended } = match outcome {
        Err(error) => {
            if let Some(NotWhole { verdict, unlike_manifest, .. }) = error.downcast_ref() {
                super::print_differences(verdict);
                unlike_manifest.iter().for_each(|line| println!("{line}"));
            }
            return Err(error);
        }
        Ok(restored) => restored,
    };
    super::print_differences(&verdict);
    unlike_manifest.iter().for_each(|line| println!("{line}"));
    let state = if verdict.is_whole() && unlike_manifest.is_empty() {
        "the journal is whole"
    } else {
        "the journal is NOT whole"
    };
    println!(
        "restored the state of {}: {state}: {} entries in place, {} waiting, root {}; {sessions_ended} sessions ended: everybody logs in again",
        manifest.made_at,
        verdict.placed,
        verdict.pending,
        verdict.root_text()
    );
    println!(
        "what was answered after that moment is gone: say so to everybody who keeps copies. Now start `anjuan serve`"
    );
    Ok(())
}
