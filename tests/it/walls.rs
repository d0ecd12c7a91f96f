//! The walls in the database, held against the list of tables, and tried as an intruder would.

use crate::support::{another_town, isolated, psql_as, town};
use anjuan::db::tables::{Kind, Life, OWNER_FUNCTIONS, TABLES};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text};
use serde_json::json;

#[derive(QueryableByName, Debug)]
struct Table {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    owner: String,
    #[diesel(sql_type = Bool)]
    secured: bool,
    #[diesel(sql_type = Bool)]
    forced: bool,
    #[diesel(sql_type = Text)]
    first_key: String,
    #[diesel(sql_type = Array<Text>)]
    triggers: Vec<String>,
    #[diesel(sql_type = Array<Text>)]
    app_may: Vec<String>,
    #[diesel(sql_type = Bool)]
    public_may: bool,
    #[diesel(sql_type = Array<Text>)]
    keys_without_agency: Vec<String>,
}

const CATALOGUE: &str = include_str!("walls.sql");

fn catalogue(conn: &mut PgConnection) -> Vec<Table> {
    diesel::sql_query(CATALOGUE).load(conn).expect("the catalogue")
}

#[actix_web::test]
async fn every_table_stands_behind_its_walls() {
    let server = isolated();
    let tables = catalogue(&mut server.database.superuser());
    let listed: Vec<&str> = TABLES.iter().map(|(name, ..)| *name).collect();
    for table in &tables {
        let name = table.name.as_str();
        let (_, kind, life) = TABLES
            .iter()
            .find(|(known, ..)| *known == name)
            .unwrap_or_else(|| panic!("{name} is not in db/tables.rs: every table is declared there"));
        assert_eq!(table.owner, "anjuan_owner", "{name}");
        assert!(table.secured && table.forced, "{name}: row-level security is not enabled and forced");
        assert!(!table.public_may, "{name}: PUBLIC has a grant");
        if *kind == Kind::Agency {
            assert_eq!(table.first_key, "agency_id", "{name}: agency_id must come first in the primary key");
            let allowed = if name == "journal_position" { vec!["journal_position_dense".to_owned()] } else { vec![] };
            assert_eq!(table.keys_without_agency, allowed, "{name}: keys without agency_id");
        }
        let expected: &[&str] = match life {
            Life::AppendOnly => &["no_change", "no_truncate"],
            Life::Changing => &["no_delete", "no_truncate"],
            Life::Passing => &[],
        };
        assert_eq!(table.triggers, expected, "{name}: triggers that refuse, enabled always");
        let may = |what: &str| table.app_may.iter().any(|one| one == what);
        if *life != Life::Passing {
            assert!(!may("DELETE") && !may("TRUNCATE"), "{name}: the service may remove rows");
        }
        assert!(*life == Life::Passing || !may("UPDATE"), "{name}: the service may update any column");
        assert!(*life != Life::AppendOnly || !may("COLUMN UPDATE"), "{name}: the service may update a column");
    }
    assert_eq!(tables.len(), listed.len(), "db/tables.rs names tables that are not there");
}

#[actix_web::test]
async fn functions_with_the_owners_rights_are_few_and_listed() {
    #[derive(QueryableByName)]
    struct Function {
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Bool)]
        is_fenced: bool,
    }
    let query = "SELECT p.proname::text AS name, coalesce(p.proconfig @> ARRAY['search_path=\"\"'], false) AND \
                 NOT has_function_privilege('anjuan_readonly', p.oid, 'EXECUTE') AS is_fenced \
                 FROM pg_proc p WHERE p.pronamespace = 'anjuan'::regnamespace AND p.prosecdef ORDER BY p.proname";
    let found: Vec<Function> =
        diesel::sql_query(query).load(&mut isolated().database.superuser()).expect("the catalogue");
    let names: Vec<&str> = found.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, OWNER_FUNCTIONS, "db/tables.rs lists every function that sees past the walls");
    for Function { name, is_fenced } in &found {
        assert!(is_fenced, "{name}: a search path of its own, and nobody but the service may call it");
    }
}

#[actix_web::test]
async fn without_a_scope_nothing_is_visible() {
    let server = isolated();
    let town = town(&server).await;
    town.admin().await.post("/officers", json!({"name": "王伟", "in_post_from": "2023-01-01"})).await.ok();
    let mut app = server.database.app();
    for (table, ..) in TABLES.iter().filter(|(name, ..)| *name != "journal_head") {
        let seen: i64 = count(&mut app, table);
        assert_eq!(seen, 0, "{table} shows rows without a scope");
    }
}

#[actix_web::test]
async fn another_agencys_rows_are_invisible_even_by_sql() {
    let server = isolated();
    let (here, there) = (town(&server).await, another_town(&server).await);
    here.admin().await.post("/officers", json!({"name": "王伟", "in_post_from": "2023-01-01"})).await.ok();
    let mut app = server.database.app();
    let mine = "DO $$ BEGIN ASSERT (SELECT count(*) FROM anjuan.officer) = 1; END $$";
    let none = "DO $$ BEGIN ASSERT (SELECT count(*) FROM anjuan.officer) = 0; \
                ASSERT (SELECT count(*) FROM anjuan.journal_entry) = 0; END $$";
    psql_as(&mut app, &here.id, mine).expect("own rows are visible");
    psql_as(&mut app, &there.id, none).expect("foreign rows are not");
    let smuggle = format!(
        "INSERT INTO anjuan.training (agency_id, id, officer_id, held_on, subject, hours, content_digest, entry_id, \
         recorded_at) SELECT '{}', gen_random_uuid(), gen_random_uuid(), '2023-01-01', 'x', 1, '', gen_random_uuid(), now()",
        here.id
    );
    let refused = psql_as(&mut app, &there.id, &smuggle).expect_err("no row of another agency is written");
    assert!(refused.to_string().contains("row-level security"), "{refused}");
}

#[actix_web::test]
async fn facts_can_be_neither_changed_nor_removed() {
    let server = isolated();
    let town = town(&server).await;
    town.admin().await.post("/officers", json!({"name": "王伟", "in_post_from": "2023-01-01"})).await.ok();
    let (mut app, mut superuser) = (server.database.app(), server.database.superuser());
    for (table, _, life) in TABLES.iter().filter(|(_, _, life)| *life != Life::Passing) {
        for statement in [format!("DELETE FROM anjuan.{table}"), format!("TRUNCATE anjuan.{table} CASCADE")] {
            psql_as(&mut app, &town.id, &statement).expect_err(&statement);
        }
        if *life == Life::AppendOnly {
            let statement = format!("UPDATE anjuan.{table} SET {} = NULL", first_column(&mut superuser, table));
            psql_as(&mut app, &town.id, &statement).expect_err(&statement);
        }
        let drop = format!("DROP TABLE anjuan.{table} CASCADE");
        psql_as(&mut superuser, &town.id, &drop).expect_err(&drop);
    }
    let delete = "DELETE FROM anjuan.journal_entry";
    let refused = psql_as(&mut superuser, &town.id, delete).expect_err("even for a superuser");
    assert!(refused.to_string().contains("append-only"), "{refused}");
    let replica = format!("SET session_replication_role = replica; {delete}");
    psql_as(&mut superuser, &town.id, &replica).expect_err("even in replica role");
}

#[actix_web::test]
async fn a_fact_without_its_journal_entry_is_refused_by_the_database() {
    let server = isolated();
    let town = town(&server).await;
    let orphan = format!(
        "INSERT INTO anjuan.officer (agency_id, id, name, in_post_from, origin, content_digest, entry_id, recorded_at) \
         VALUES ('{}', gen_random_uuid(), '某人', '2023-01-01', 'live', '', gen_random_uuid(), now())",
        town.id
    );
    let refused = psql_as(&mut server.database.app(), &town.id, &orphan).expect_err("refused at commit");
    assert!(refused.to_string().contains("officer_entry"), "{refused}");
}

fn count(conn: &mut PgConnection, table: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let row: Count =
        diesel::sql_query(format!("SELECT count(*) AS n FROM anjuan.{table}")).get_result(conn).expect(table);
    row.n
}

fn first_column(conn: &mut PgConnection, table: &str) -> String {
    #[derive(QueryableByName)]
    struct Name {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let query = format!(
        "SELECT attname::text AS name FROM pg_attribute WHERE attrelid = 'anjuan.{table}'::regclass AND attnum = 1"
    );
    diesel::sql_query(query).get_result::<Name>(conn).expect(table).name
}
