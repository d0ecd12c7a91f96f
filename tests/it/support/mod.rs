//! What the stories are told with.

mod answers;
mod cases;
mod client;
mod cluster;
mod contract;
mod field;
mod imports;
mod people;
mod program;
mod registry;
mod server;
mod tap;

pub use answers::file as file_of_answers;
pub use cases::{Squad, inquiry, site_inspection};
pub use client::{Answer, Client};
pub use cluster::{Database, folder, programs, psql_as};
pub use field::Field;
pub use imports::{counts, demo_rows};
pub use people::{PASSWORD, Person, Town, another_town, county, town, town_below};
pub use program::{PATIENCE, Program, is_ready};
pub use server::{Server, beside, isolated, on_its_own_postgres, reached_by, resumed, shared, with_settings};
pub use tap::{Tap, tapped};

/// A body with some members changed.
pub fn with(mut body: serde_json::Value, change: serde_json::Value) -> serde_json::Value {
    for (name, value) in change.as_object().expect("members") {
        body[name] = value.clone();
    }
    body
}
