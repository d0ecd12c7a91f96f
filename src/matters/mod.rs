//! 执法事项: the master catalogue. A matter keeps its code and class; its name and legal bases come in versions, each
//! in force for a period.

pub mod model;
pub mod store;
