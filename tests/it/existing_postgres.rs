//! An existing PostgreSQL: log-ins with no more rights than they need, on every major version.

use crate::support::Database;
use anjuan::db::{DbRole, connect, start};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    n: i32,
}

/// From PostgreSQL 16 on a member may hold a role without being allowed to take it. Before, there is no such member.
#[test]
fn a_service_that_holds_its_roles_but_may_not_take_them_is_given_the_right() {
    let database = Database::clone_template();
    let mut superuser = database.superuser();
    let version = "SELECT current_setting('server_version_num')::int AS n";
    let version: Version = diesel::sql_query(version).get_result(&mut superuser).expect("a version");
    let held = if version.n >= 160_000 { " WITH SET FALSE" } else { "" };
    superuser
        .batch_execute(&format!(
            "CREATE ROLE holder LOGIN; GRANT anjuan_app, anjuan_sequencer, anjuan_readonly TO holder{held}"
        ))
        .expect("a log-in");
    let (admin, service) = (database.url("anjuan_super"), database.url("holder"));
    assert_eq!(connect(&service, DbRole::App).is_ok(), held.is_empty(), "what was granted");
    start::prepare(&admin, &service).expect("a start makes sure of it");
    for role in [DbRole::App, DbRole::Sequencer] {
        connect(&service, role).unwrap_or_else(|error| panic!("{role:?}: {error}"));
    }
    assert!(connect(&service, DbRole::Owner).is_err(), "the service never owns anything");
}

/// The way of docs/operations.md §4: a log-in that deploys, another that serves, neither a superuser.
#[test]
fn a_deployer_without_superuser_prepares_an_empty_database_for_a_service_without_rights() {
    let database = Database::empty();
    let mut superuser = database.superuser();
    superuser
        .batch_execute(&format!(
            "CREATE ROLE plain_service LOGIN; CREATE ROLE plain_deploy LOGIN CREATEROLE; \
             GRANT anjuan_owner, anjuan_app, anjuan_sequencer, anjuan_readonly TO plain_deploy WITH ADMIN OPTION; \
             GRANT CREATE ON DATABASE {} TO plain_deploy",
            database.name
        ))
        .expect("two log-ins");
    let (deploy, service) = (database.url("plain_deploy"), database.url("plain_service"));
    let notes = start::prepare(&deploy, &service).expect("prepared");
    assert!(notes.iter().all(|note| note.contains("DROP TABLE")) && notes.len() == 1, "{notes:?}");
    connect(&service, DbRole::App).expect("serves").batch_execute("SELECT 1 FROM anjuan.journal_log").expect("reads");
    let again = start::prepare(&service, &service).expect("the schema is up to date");
    assert!(again[0].contains("no owner's rights"), "{again:?}");
}
