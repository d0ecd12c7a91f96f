//! Folders and files of keys. A command may run as root beside a server that does not: what it makes belongs to whom the
//! folder above belongs.

use std::fs::{self, DirBuilder, File, Metadata};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, chown, fchown};
use std::path::Path;

/// Makes a folder for its owner alone, and those above it that are not there.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = folder.parent().filter(|above| !above.as_os_str().is_empty());
    if let Some(above) = above {
        make_folder(above)?;
    }
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(()),
        made => made?,
    }
    let Some(owner) = above.map(fs::metadata).transpose()? else { return Ok(()) };
    if is_same(&owner, &fs::metadata(folder)?) {
        return Ok(());
    }
    chown(folder, Some(owner.uid()), Some(owner.gid()))
}

/// Gives a file to the owner of its folder.
pub fn give_to_owner(folder: &Path, file: &File) -> io::Result<()> {
    let owner = fs::metadata(folder)?;
    if is_same(&owner, &file.metadata()?) { Ok(()) } else { fchown(file, Some(owner.uid()), Some(owner.gid())) }
}

fn is_same(one: &Metadata, other: &Metadata) -> bool {
    one.uid() == other.uid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_made_belongs_to_whom_the_folder_above_belongs() {
        let above = std::env::temp_dir().join(format!("anjuan-owned-{}", std::process::id()));
        let _ = fs::remove_dir_all(&above);
        fs::create_dir_all(&above).expect("a folder");
        // Only root gives folders away; anybody else sees that all stays theirs.
        let _ = chown(&above, Some(12_345), Some(12_345));
        let owner = fs::metadata(&above).expect("is there").uid();
        let deep = above.join("keys").join("token");
        make_folder(&deep).expect("made");
        let file = File::create(deep.join("key")).expect("a file");
        give_to_owner(&deep, &file).expect("given");
        for path in [above.join("keys"), deep.clone(), deep.join("key")] {
            assert_eq!(fs::metadata(&path).expect("is there").uid(), owner, "{}", path.display());
        }
        fs::remove_dir_all(&above).expect("removed");
    }
}
