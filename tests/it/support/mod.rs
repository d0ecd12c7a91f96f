//! What the stories are told with.

mod cases;
mod client;
mod cluster;
mod contract;
mod field;
mod imports;
mod people;
mod registry;
mod server;

pub use cases::Squad;
pub use client::Client;
pub use cluster::{Database, psql_as};
pub use imports::{counts, demo_rows};
pub use people::{PASSWORD, Person, Town, another_town, county, town, town_below};
pub use server::{isolated, on_its_own_postgres, resumed, shared, with_settings};
