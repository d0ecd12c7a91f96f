//! Lists at size: what PostgreSQL does for each of them, as it did it. The server's own statements are looked at, under the
//! service's role and within an agency's scope; PostgreSQL itself reports how it carried them out.

use crate::support::{Client, Database, Server, resumed, town};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde_json::Value;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// A list may sort what its other conditions have left, never an agency's rows.
const SORTED_ROWS_MAX: f64 = 1_000.0;
const LOG_WAIT: Duration = Duration::from_secs(30);

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = Text)]
    text: String,
}

/// PostgreSQL's log, read from mark to mark.
struct Plans {
    log: PathBuf,
    admin: PgConnection,
    marks: u32,
}

impl Plans {
    /// The service's role has its plans written down from its next connection on.
    fn of(database: &Database) -> Self {
        let mut admin = database.superuser();
        admin.batch_execute("LOAD 'auto_explain'").expect("PostgreSQL's own extensions are installed");
        for setting in [
            "session_preload_libraries = 'auto_explain'",
            "auto_explain.log_min_duration = 0",
            "auto_explain.log_analyze = on",
            "auto_explain.log_timing = off",
        ] {
            let name = &database.name;
            let altered = format!("ALTER ROLE anjuan_app IN DATABASE {name} SET {setting}");
            admin.batch_execute(&altered).expect("a setting of the role");
        }
        let log = database.folder().parent().expect("the cluster's folder").join("postgresql.log");
        Self { log, admin, marks: 0 }
    }

    fn mark(&mut self) -> String {
        self.marks += 1;
        let mark = format!("plans up to mark {} of {}", self.marks, self.log.display());
        self.admin.batch_execute(&format!("DO $$ BEGIN RAISE LOG '{mark}'; END $$")).expect("a line of the log");
        mark
    }

    /// The answer to one request, and those of its plans that read a table and stop after a page. A plan is written down when
    /// the transaction ends, which may be after the answer.
    async fn of_request(&mut self, client: &Client, path: &str, table: &str) -> (Value, Vec<String>) {
        let (before, answer, waiting) = (self.mark(), client.get(path).await.ok(), Instant::now());
        loop {
            let after = self.mark();
            let log = std::fs::read_to_string(&self.log).expect("the server's log");
            // PostgreSQL writes a mark twice: what was said, and the statement that said it.
            let since = log.rsplit_once(&before).map_or(log.as_str(), |(_, since)| since);
            let between = since.split_once(&after).map_or("", |(between, _)| between);
            let plans = between.split("Query Text: ").skip(1);
            let plans = plans.filter(|plan| plan.contains(&format!("\"{table}\"")) && plan.contains("LIMIT"));
            let plans: Vec<String> = plans.map(str::to_owned).collect();
            if !plans.is_empty() {
                return (answer, plans);
            }
            assert!(waiting.elapsed() < LOG_WAIT, "no plan of {path} was written down");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// What a plan must not do, if it does it.
fn waste(plan: &str, table: &str) -> Option<String> {
    if plan.lines().any(|line| line.contains(&format!("Seq Scan on {table} "))) {
        return Some(format!("reads all of {table}"));
    }
    let removed =
        plan.lines().filter_map(|line| line.trim().strip_prefix("Rows Removed by Filter: ")?.parse::<f64>().ok());
    if let Some(rows) = removed.into_iter().find(|rows| *rows > SORTED_ROWS_MAX) {
        return Some(format!("reads {rows} rows in vain"));
    }
    let lines: Vec<&str> = plan.lines().collect();
    let sorts = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.trim_start().trim_start_matches("->").trim_start().starts_with("Sort  ("));
    for (at, _) in sorts {
        let input = lines[at..].iter().skip(1).find(|line| line.contains("->")).expect("a sort has an input");
        let rows = input.split("(actual rows=").nth(1).and_then(|rest| rest.split(' ').next());
        let rows: f64 = rows.and_then(|rows| rows.parse().ok()).unwrap_or(0.0);
        if rows > SORTED_ROWS_MAX {
            return Some(format!("sorts {rows} rows"));
        }
    }
    None
}

/// What is wasteful about each list: its first page and the next one.
async fn look(plans: &mut Plans, client: &Client, table: &str, paths: &[String]) -> Vec<String> {
    let mut wasteful = Vec::new();
    for path in paths {
        let first = format!("{path}{}limit=20", if path.contains('?') { '&' } else { '?' });
        let mut asked = Some(first.clone());
        for _ in 0..2 {
            let Some(page) = asked.take() else { break };
            let (answer, seen) = plans.of_request(client, &page, table).await;
            let found = seen.iter().filter_map(|plan| Some((waste(plan, table)?, plan)));
            wasteful.extend(found.map(|(what, plan)| format!("{page} {what}:\n{plan}")));
            asked = answer["next_cursor"].as_str().map(|cursor| format!("{first}&cursor={cursor}"));
        }
    }
    wasteful
}

fn each(list: &str, orders: &[&str], filters: &[&str]) -> Vec<String> {
    let both = |order: &&str| filters.iter().map(|filter| format!("{list}?sort={order}{filter}")).collect::<Vec<_>>();
    orders.iter().flat_map(both).collect()
}

async fn filled(server: &Server) -> (crate::support::Town<'_>, [String; 4]) {
    let asked = town(server).await;
    let others = [town(server).await, town(server).await];
    let agencies = [&asked, &others[0], &others[1]].map(|town| format!("'{}'", town.id)).join(", ");
    let fill = include_str!("plans.sql").replace("$AGENCIES$", &agencies);
    let mut admin = server.database.superuser();
    admin.batch_execute(&fill).expect("thousands of rows");
    let mut one = |sql: &str| {
        let query = diesel::sql_query(sql.replace("$AGENCY", &asked.id));
        query.get_result::<Told>(&mut admin).expect("a row").text
    };
    let some = [
        one("SELECT case_id::text AS text FROM anjuan.recording WHERE agency_id = '$AGENCY' LIMIT 1"),
        one("SELECT officer_id::text AS text FROM anjuan.case_officer WHERE agency_id = '$AGENCY' LIMIT 1"),
        one("SELECT object_id::text AS text FROM anjuan.inspection WHERE agency_id = '$AGENCY' LIMIT 1"),
        one("SELECT max(pos)::text AS text FROM anjuan.journal_position WHERE agency_id = '$AGENCY'"),
    ];
    (asked, some)
}

/// No index is kept for a rising order by a value that a row may lack, nor for an officer's days in post: those are sorted. A
/// part of a name is looked for in all rows of the agency.
#[actix_web::test]
async fn no_list_reads_or_sorts_a_whole_agency_where_an_index_has_its_order() {
    let database = Database::clone_template();
    let mut plans = Plans::of(&database);
    let server = resumed(database);
    let (town, [case, officer, object, last]) = filled(&server).await;
    let (clerk, auditor) = (town.clerk().await, town.auditor().await);
    let both = ["filed_on", "-filed_on", "recorded_at", "-recorded_at", "party_name", "-party_name"];
    let newest = ["-decided_on", "-closed_on", "-case_number"];
    let common = ["", "&origin=live&party_kind=organisation", "&stage=filed"];
    let mut paths = each("/cases", &both, &common);
    paths.extend(each("/cases", &newest, &common[..2]));
    paths.extend(each("/cases", &["-filed_on"], &["&from=2016-01-01&to=2016-12-31", "&stage=closed&from=2016-01-01"]));
    paths.extend(each("/cases", &["-decided_on"], &["&decided_from=2022-01-01", "&decided_to=2016-01-01"]));
    paths.extend([
        "/cases?case_number=永砂罚决字〔2016〕1".to_owned(),
        "/cases?party_code=91110000600037341L".to_owned(),
    ]);
    paths.push(format!("/cases?officer_id={officer}"));
    let mut wasteful = look(&mut plans, &clerk, "case_file", &paths).await;

    let orders = ["recorded_at", "-recorded_at", "-inspected_on", "-submitted_at"];
    let mut paths = each("/inspections", &orders, &["", "&state=submitted", "&kind=routine&origin=live"]);
    paths.extend(each("/inspections", &["-inspected_on"], &["&from=2016-01-01&to=2016-12-31"]));
    paths.push(format!("/inspections?object_id={object}"));
    wasteful.extend(look(&mut plans, &clerk, "inspection", &paths).await);

    let orders = ["name", "-name", "recorded_at", "-recorded_at"];
    let paths = each("/officers", &orders, &["", "&origin=live", "&in_post=true"]);
    wasteful.extend(look(&mut plans, &clerk, "officer", &paths).await);
    let mut paths = each("/inspection-objects", &orders, &["", "&kind=organisation&origin=live"]);
    paths.push("/inspection-objects?credit_code=91110000600037341L".to_owned());
    wasteful.extend(look(&mut plans, &clerk, "inspection_object", &paths).await);

    let orders = ["occurred_at", "-occurred_at", "recorded_at"];
    let paths = each(&format!("/cases/{case}/recordings"), &orders, &["", "&kind=photo", "&phase=investigation"]);
    wasteful.extend(look(&mut plans, &clerk, "recording", &paths).await);

    let filters =
        ["".to_owned(), "&kind=case.filed".to_owned(), format!("&case_id={case}"), format!("&subject_id={case}")];
    let mut paths = each("/journal", &["pos", "-pos"], &filters.each_ref().map(String::as_str));
    paths.push(format!("/journal?sort=-pos&from=1000001&to={last}"));
    wasteful.extend(look(&mut plans, &auditor, "journal_position", &paths).await);
    assert!(wasteful.is_empty(), "{} plans\n{}", wasteful.len(), wasteful.join("\n\n"));
}
