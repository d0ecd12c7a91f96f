//! Restoring a backup: into an empty place only, whole or not at all, and believed only after it was checked.

use super::files::{self, FileDigest, rename_new};
use super::keys;
use super::manifest::{DUMP, KEYS, Manifest};
use super::programs::Programs;
use super::{Failed, Progress, store};
use crate::app::{App, Place, existing_place, private_place, start_private};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::embedded::prepare_data_dir;
use crate::db::{reach, start};
use crate::domain::actor::{Actor, DEPLOYMENT};
use crate::journal::check::{self, Verdict};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use uuid::Uuid;

pub struct Asked<'a> {
    pub backup: &'a Path,
    /// Leave the keys of the backup where they are.
    pub without_keys: bool,
    /// Put it in place even when its journal is not whole.
    pub despite_differences: bool,
}

#[derive(Debug)]
pub struct Restored {
    pub manifest: Manifest,
    pub verdict: Verdict,
    /// What the manifest says otherwise; empty unless differences were put up with.
    pub unlike_manifest: Vec<String>,
    pub sessions_ended: usize,
}

/// The journal that was restored differs from itself or from the manifest.
#[derive(Debug, thiserror::Error)]
#[error("what was restored is not whole: {} differences; {left}\n恢复的数据不完整:共 {} 处不符", .verdict.differing + .unlike_manifest.len() as u64, .verdict.differing + .unlike_manifest.len() as u64)]
pub struct NotWhole {
    pub verdict: Verdict,
    /// What the manifest says otherwise.
    pub unlike_manifest: Vec<String>,
    left: String,
}

/// Restores into the private PostgreSQL of an empty data directory, or into an empty database.
pub fn restore(config: &Config, asked: &Asked<'_>, progress: Progress<'_>) -> Result<Restored, Failed> {
    let manifest = Manifest::read(asked.backup)?;
    fits_this_program(&manifest, config)?;
    check_files(asked.backup, &manifest, progress)?;
    if !asked.without_keys {
        keys::check_places(config, &manifest)?;
    }
    match existing_place(config) {
        Some(place) => into_database(config, place, asked, manifest, progress),
        None => into_data_dir(config, asked, manifest, progress),
    }
}

fn fits_this_program(manifest: &Manifest, config: &Config) -> Result<(), Failed> {
    let known = start::known_migrations()?;
    if let Some(newer) = manifest.migrations.iter().find(|version| !known.contains(version)) {
        return Err(format!(
            "the backup was made by version {} of the program and has the migration {newer}, which this version ({}) does not know. \
             Restore it with the version that made it, or a newer one\n备份的数据库结构比本程序新:请用建立它的版本或更新的版本恢复",
            manifest.program,
            env!("CARGO_PKG_VERSION")
        )
        .into());
    }
    match config.log.origin.as_deref().filter(|origin| *origin != manifest.journal.origin) {
        Some(origin) => Err(format!(
            "ANJUAN_LOG_ORIGIN={origin}, but the journal in the backup was founded as {}; a log cannot be renamed\n\
             日志名称与备份中的不一致,不能更改",
            manifest.journal.origin
        )
        .into()),
        None => Ok(()),
    }
}

/// Every file must be what it was. Nothing has been touched before this.
fn check_files(backup: &Path, manifest: &Manifest, progress: Progress<'_>) -> Result<(), Failed> {
    let mut altered = Vec::new();
    for (path, should) in &manifest.files {
        match files::digest(&backup.join(path), &mut |bytes| progress("bytes checked", bytes, should.bytes)) {
            Err(error) => altered.push(format!("{path}: {error}")),
            Ok(is) if is != *should => altered.push(told(path, &is, should)),
            Ok(_) => {}
        }
    }
    if manifest.files.contains_key(DUMP) && altered.is_empty() {
        return Ok(());
    }
    Err(format!(
        "the backup is not what it was; nothing was restored:\n  {}\n备份文件已改变,未作任何恢复",
        altered.join("\n  ")
    )
    .into())
}

fn told(path: &str, is: &FileDigest, should: &FileDigest) -> String {
    format!(
        "{path}: {} bytes with SHA-256 {}, the manifest says {} bytes with {}",
        is.bytes, is.sha256, should.bytes, should.sha256
    )
}

/// A data directory is filled beside its place and moved there at the end, so that no half-restored one is ever served.
fn into_data_dir(
    config: &Config,
    asked: &Asked<'_>,
    manifest: Manifest,
    progress: Progress<'_>,
) -> Result<Restored, Failed> {
    let data_dir = &config.data_dir;
    prepare_data_dir(data_dir)?;
    let _nobody_else = files::lock(data_dir)?;
    let unfinished = data_dir.join("restore.unfinished");
    if unfinished.is_dir() {
        // A restore that was killed: whatever it had moved already belongs to it.
        for half in [&unfinished, &data_dir.join(KEYS)] {
            if half.exists() {
                fs::remove_dir_all(half)?;
            }
        }
    }
    let others: Vec<String> = fs::read_dir(data_dir)?
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .filter(|name| name != "lost+found")
        .collect();
    if !others.is_empty() {
        return Err(format!(
            "{} is not empty ({}): a backup is restored into an empty directory only. Set ANJUAN_DATA_DIR to a new one, look at what \
             was restored, then move it where it belongs\n目录不为空:请将 ANJUAN_DATA_DIR 设为空目录,核对之后再移到原处",
            data_dir.display(),
            others.join(", ")
        )
        .into());
    }
    let outcome = fill(config, &unfinished, asked, manifest, progress);
    if outcome.is_err() {
        let _ = fs::remove_dir_all(&unfinished); // the next restore tries again
        return outcome;
    }
    for part in [KEYS, "postgresql"].into_iter().filter(|part| unfinished.join(part).exists()) {
        rename_new(&unfinished.join(part), &data_dir.join(part))?;
    }
    fs::remove_dir_all(&unfinished)?;
    outcome
}

fn fill(
    config: &Config,
    unfinished: &Path,
    asked: &Asked<'_>,
    manifest: Manifest,
    progress: Progress<'_>,
) -> Result<Restored, Failed> {
    let config = Config { data_dir: unfinished.to_owned(), ..config.clone() };
    let postgres = start_private(&config)?;
    let place = private_place(unfinished)?;
    start::allow_log_in(&place.admin_url)?;
    let restored = fill_database(&config, place, asked, manifest, progress, "nothing of it was kept");
    postgres.stop();
    restored
}

/// A database of somebody else's server is filled in one transaction.
fn into_database(
    config: &Config,
    place: Place,
    asked: &Asked<'_>,
    manifest: Manifest,
    progress: Progress<'_>,
) -> Result<Restored, Failed> {
    let left = "drop this database before anybody serves from it";
    fill_database(config, place, asked, manifest, progress, left)
}

fn fill_database(
    config: &Config,
    place: Place,
    asked: &Asked<'_>,
    manifest: Manifest,
    progress: Progress<'_>,
    left: &str,
) -> Result<Restored, Failed> {
    fill_tables(config, &place, asked, &manifest)?;
    if !asked.without_keys {
        keys::bring(config, asked.backup, &manifest)?;
    }
    // Before the migrations: they may add tables and rows.
    let unlike_counts = unlike_counts(&manifest, &store::counts(&mut store::read_as_service(&place.app_url)?)?);
    for note in start::prepare(&place.admin_url, &place.app_url)? {
        tracing::warn!(note, "not everything could be set up in this database");
    }
    // Before the service opens: its sequencer would place what waits.
    let verdict = check::check(&mut store::read_as_service(&place.app_url)?, &mut |done, of| {
        progress("entries checked", done, of)
    })?;
    let unlike_manifest: Vec<String> = unlike_counts.into_iter().chain(unlike_journal(&manifest, &verdict)).collect();
    let is_whole = verdict.is_whole() && unlike_manifest.is_empty();
    if !is_whole && !asked.despite_differences {
        return Err(NotWhole { verdict, unlike_manifest, left: left.to_owned() }.into());
    }
    let app = App::on(place, config.clone(), Clock::default())?;
    let body = json!({
        "backup_made_at": manifest.made_at, "backup_program": manifest.program, "journal_size": manifest.journal.size,
        "journal_root": manifest.journal.root, "is_whole": is_whole,
    });
    let sessions_ended = app.db.write_now(&Actor::system(Uuid::nil()), |tx| {
        let ended = store::end_every_session(tx)?;
        tx.record(Entry::new(Kind::DeploymentRestored, DEPLOYMENT.uuid(), &body), ended)
    })?;
    Ok(Restored { manifest, verdict, unlike_manifest, sessions_ended })
}

fn fill_tables(config: &Config, place: &Place, asked: &Asked<'_>, manifest: &Manifest) -> Result<(), Failed> {
    let mut admin = reach(&place.admin_url)
        .map_err(|error| format!("cannot connect to PostgreSQL: {error}\n无法连接 PostgreSQL"))?;
    if store::has_schema(&mut admin)? {
        return Err("this database holds a deployment already: a backup is restored into an empty database only. Make a new one \
             (`createdb`) and name it in DATABASE_URL\n该数据库已有部署:请新建空数据库,并在 DATABASE_URL 中指定"
            .into());
    }
    let major = store::server_major(&mut admin)?;
    if major < manifest.postgresql {
        return Err(format!(
            "the backup was made on PostgreSQL {}, this server is {major}: restore it on {} or newer\n备份来自更新的 PostgreSQL 主版本",
            manifest.postgresql, manifest.postgresql
        )
        .into());
    }
    start::lay_ground(&mut admin, &place.app_url)?;
    let programs = Programs { named: config.database.programs.as_deref(), major, url: &place.admin_url };
    programs.restore(&asked.backup.join(DUMP))?;
    Ok(())
}

fn unlike_counts(manifest: &Manifest, counts: &BTreeMap<String, i64>) -> Vec<String> {
    let names: BTreeSet<&String> = manifest.tables.keys().chain(counts.keys()).collect();
    let differing = names.into_iter().filter(|name| manifest.tables.get(*name) != counts.get(*name));
    let told = differing.map(|name| {
        let rows = |counts: &BTreeMap<String, i64>| counts.get(name).map_or("no table".to_owned(), i64::to_string);
        format!("table {name}: {} rows, the manifest says {}", rows(counts), rows(&manifest.tables))
    });
    told.collect()
}

fn unlike_journal(manifest: &Manifest, verdict: &Verdict) -> Vec<String> {
    let should = &manifest.journal;
    let pairs = [
        ("size", verdict.placed.to_string(), should.size.to_string()),
        ("root", verdict.root_text(), should.root.clone()),
        ("waiting entries", verdict.pending.to_string(), should.pending.to_string()),
    ];
    let differing = pairs.into_iter().filter(|(_, is, should)| is != should);
    differing.map(|(what, is, should)| format!("{what} of the journal: {is}, the manifest says {should}")).collect()
}
