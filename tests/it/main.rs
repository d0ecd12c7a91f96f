//! The one integration binary: one private PostgreSQL and one template database serve every test, and linking happens
//! once. Each file tells the stories of one noun; `support` has the server, the clients and the people.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests speak SQL and make ids freely"
)]

mod support;

mod account_keeping;
mod accounts;
mod agencies;
mod audit;
mod authorization;
mod backups;
mod calendar;
mod calendar_notices;
mod cases;
mod claims;
mod database_threads;
mod declared_figures;
mod discretion_benchmarks;
mod edge;
mod existing_postgres;
mod faults;
mod fee_items;
mod histories;
mod imported_acts;
mod imports;
mod imports_again;
mod imports_cancelled;
mod imports_csv;
mod imports_rehearsed;
mod inspections;
mod journal;
mod journal_check;
mod lists;
mod log_in;
mod matters;
mod metrics;
mod monitoring_devices;
mod objects;
mod officer_reconciliations;
mod officers;
mod openapi;
mod packaging;
mod passwords;
mod preconditions;
mod private_postgres;
mod procedure;
mod procedure_rules;
mod recordings;
mod reliability;
mod schema;
mod second_factor;
mod sessions;
mod settings;
mod slow_clients;
mod statistics;
mod supervision;
mod tidy;
mod token_keys;
mod unused_matters;
mod verification;
mod walls;
