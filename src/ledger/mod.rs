//! 统计台账: postings written beside the journal entry that causes them. A slice says what a record should contribute;
//! the ledger posts the difference to what is there. Nothing is ever updated, so every figure can be asked as of any
//! earlier position.

mod store;

use crate::db::Tx;
use crate::domain::posting::{Contribution, Subject};
use crate::problem::Problem;

/// Makes a record's contribution what it should be now. Call it before the act is recorded: the postings are caused by
/// the entry that the act is about to write.
pub fn settle(tx: &mut Tx, subject: Subject, should: &Contribution) -> Result<(), Problem> {
    let posted = store::posted(tx, subject)?;
    store::post(tx, subject, &should.less(&posted))
}

/// The same for a record that was made in this very transaction: nothing can have been posted for it.
pub fn open(tx: &mut Tx, subject: Subject, contribution: &Contribution) -> Result<(), Problem> {
    store::post(tx, subject, contribution)
}
