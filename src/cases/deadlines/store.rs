//! The files of the cases that are still open.

use crate::cases::file::CaseFile;
use crate::cases::steps::store::files;
use crate::cases::store as cases;
use crate::db::View;
use crate::problem::Problem;

pub fn open_files(view: &mut View) -> Result<Vec<CaseFile>, Problem> {
    let open = cases::open(view)?;
    files(view, open)
}
