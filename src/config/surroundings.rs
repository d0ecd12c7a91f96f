//! What a server will need of the machine: tried before anything starts, so that all of it is told at once.

use super::Config;
use std::fs::OpenOptions;
use std::io;
use std::net::TcpListener;
use std::path::Path;

/// What is missing. A setting that has its fault already (`told`) is not tried.
pub(super) fn faults(config: &Config, told: &[String]) -> Vec<String> {
    let is_told = |name: &str| told.iter().any(|fault| fault.starts_with(name));
    let mut found = Vec::new();
    let bind = config.http.bind;
    if !is_told("ANJUAN_BIND")
        && let Err(error) = TcpListener::bind(bind)
    {
        found.push(format!(
            "ANJUAN_BIND={bind}: 该地址不可用,请换一个 · cannot listen there ({error}); choose a free address"
        ));
    }
    if !is_told("ANJUAN_DATA_DIR") {
        found.extend(unwritable("ANJUAN_DATA_DIR", &config.data_dir));
    }
    if let Some(folder) = &config.keys.folder {
        found.extend(unwritable("ANJUAN_TOKEN_KEYS", folder));
    }
    if let Some(programs) = &config.database.programs
        && config.database.url.is_none()
    {
        found.extend(["postgres", "initdb"].into_iter().filter(|name| !programs.join(name).is_file()).map(|name| {
            let shown = programs.display();
            format!("ANJUAN_PG_BIN={shown}: 目录中没有 {name} · there is no {name} in this directory")
        }));
    }
    found
}

/// Whether the folder can be written to; one that is not there yet, whether it can be made.
fn unwritable(name: &str, folder: &Path) -> Option<String> {
    let there = folder.ancestors().find(|one| one.exists()).unwrap_or(Path::new("/"));
    let error = try_to_write(there).err()?;
    let shown = folder.display();
    Some(format!("{name}={shown}: 目录不可写 · the directory cannot be written to ({}: {error})", there.display()))
}

fn try_to_write(folder: &Path) -> io::Result<()> {
    if !folder.is_dir() {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    let probe = folder.join(format!(".anjuan-probe-{}", std::process::id()));
    OpenOptions::new().write(true).create_new(true).open(&probe)?;
    std::fs::remove_file(&probe)
}
