//! CSV: the same rows in columns. The file is cut into rows of cells when it is received; what a cell means is read from
//! the published schema of its kind when the row's turn comes.

pub mod charset;
pub mod columns;
pub mod header;
pub mod report;
pub mod rows;
pub mod schema;
pub mod template;
pub mod value;
