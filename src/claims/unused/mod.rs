//! 长期未行使的事项: what was held all the while and never used. 国办发〔2024〕54号 asks to clean such items out after five years.

pub(super) mod http;
mod model;
mod store;
