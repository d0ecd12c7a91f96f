//! `src/schema.rs` is generated from the catalogue, and migrations can be taken back.

use crate::support::Database;
use anjuan::db::start;
use diesel::prelude::*;
use diesel::sql_types::Text;
use std::path::Path;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

const CATALOGUE: &str = include_str!("schema.sql");

fn written_from_catalogue(conn: &mut PgConnection) -> String {
    let lines: Vec<Line> = diesel::sql_query(CATALOGUE).load(conn).expect("the catalogue");
    let mut text = "//! GENERATED from the catalogue by `UPDATE=1 cargo test schema`; do not edit.\n".to_owned();
    for Line { line } in lines {
        text += &line;
        text.push('\n');
    }
    text
}

#[test]
fn the_tables_in_the_code_are_the_tables_in_the_database() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/schema.rs");
    let told = written_from_catalogue(&mut Database::clone_template().superuser());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &told).expect("written");
    }
    let committed = std::fs::read_to_string(&path).expect("src/schema.rs");
    assert!(committed == told, "src/schema.rs is not the catalogue: run `UPDATE=1 cargo test schema`");
}

#[test]
fn every_migration_can_be_taken_back_and_made_again() {
    let database = Database::clone_template();
    let admin = database.url("anjuan_super");
    let before = written_from_catalogue(&mut database.superuser());
    start::revert_all(&admin).expect("down");
    let empty = written_from_catalogue(&mut database.superuser());
    assert!(!empty.contains("anjuan."), "down left tables: {empty}");
    start::migrate(&admin).expect("up again");
    assert_eq!(written_from_catalogue(&mut database.superuser()), before);
}
