//! What must hold after every fault: everything acknowledged is there once, byte by byte; everything else once or never;
//! positions, numbers and chains without a gap; one entry for each act.

use super::load::Load;
use crate::support::PATIENCE;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use std::collections::{HashMap, HashSet};
use std::time::Instant;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Entry {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    body: String,
}

fn count(conn: &mut PgConnection, from: &str) -> i64 {
    let query = format!("SELECT count(*) AS n FROM {from}");
    diesel::sql_query(query).get_result::<Count>(conn).unwrap_or_else(|error| panic!("{from}: {error}")).n
}

/// Holds the service and its database against the writers' journal.
pub async fn verify(load: &Load, superuser: &mut PgConnection) {
    answers_are_kept(load).await;
    acts_happened_once(load, superuser);
    the_journal_is_whole(superuser);
}

/// Each acknowledged request, asked again, is answered with the very same bytes and does nothing.
async fn answers_are_kept(load: &Load) {
    let mut clients = HashMap::new();
    for who in ["leader", "head", "author", "admin"] {
        clients.insert(who, load.log_in(who).await);
    }
    for ack in load.acks() {
        let again = clients[ack.act.who].post_once(&ack.act.path, ack.act.body.clone(), &ack.act.key).await;
        assert_eq!((again.status, &again.text), (ack.status, &ack.text), "acknowledged and lost: {:?}", ack.act);
        assert_eq!(again.header("idempotent-replayed"), "true", "done a second time: {:?}", ack.act);
    }
}

/// An act's mark stands in one entry of its kind, and an act that was never answered in one or none.
fn acts_happened_once(load: &Load, superuser: &mut PgConnection) {
    let query = "SELECT e.kind, b.body::text AS body FROM anjuan.journal_entry e JOIN anjuan.journal_body b USING (agency_id, entry_id)";
    let entries: Vec<Entry> = diesel::sql_query(query).load(superuser).expect("the journal");
    let mut found: HashMap<(String, String), usize> = HashMap::new();
    for Entry { kind, body } in entries {
        let marks: HashSet<_> = body.match_indices('记').filter_map(|(at, _)| body[at..].get(..38)).collect();
        for mark in marks {
            *found.entry((kind.clone(), mark.to_owned())).or_default() += 1;
        }
    }
    let times = |act: &super::load::Act| found.get(&(act.kind.to_owned(), act.mark.clone())).copied().unwrap_or(0);
    for ack in load.acks() {
        assert_eq!(times(&ack.act), 1, "{:?}", ack.act);
    }
    for act in load.abandoned.lock().expect("no panic").iter() {
        assert!(times(act) <= 1, "an act that was never answered happened twice: {act:?}");
    }
    let officers = format!(
        "(SELECT FROM anjuan.officer WHERE agency_id = '{}' AND name LIKE '记%' GROUP BY name HAVING count(*) > 1) twice",
        load.staff.agency
    );
    assert_eq!(count(superuser, &officers), 0, "officers doubled");
}

/// Dense positions, chains and numbers; as many answers kept as acts recorded.
pub fn the_journal_is_whole(superuser: &mut PgConnection) {
    let deadline = Instant::now() + PATIENCE;
    while count(superuser, "anjuan.journal_pending") > 0 {
        assert!(Instant::now() < deadline, "entries are not placed");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let (entries, positions) = (count(superuser, "anjuan.journal_entry"), count(superuser, "anjuan.journal_position"));
    assert_eq!(entries, positions, "entries without a position");
    for (fault, rows) in [
        (
            "positions have a gap",
            "(SELECT max(pos) + 1 AS size, count(*) AS n FROM anjuan.journal_position) p WHERE size <> n",
        ),
        (
            "the head is not the journal's size",
            "anjuan.journal_head WHERE size <> (SELECT count(*) FROM anjuan.journal_position)",
        ),
        (
            "a position with another leaf",
            "anjuan.journal_position p JOIN anjuan.journal_entry e USING (agency_id, entry_id) WHERE p.leaf_hash <> e.leaf_hash",
        ),
        (
            "a case's chain has a gap",
            "(SELECT FROM anjuan.journal_entry WHERE case_id IS NOT NULL GROUP BY agency_id, case_id \
             HAVING min(case_seq) <> 0 OR max(case_seq) + 1 <> count(*)) gap",
        ),
        (
            "a case's chain runs backwards",
            "(SELECT pos - lag(pos) OVER (PARTITION BY agency_id, case_id ORDER BY case_seq) AS step \
             FROM anjuan.journal_entry JOIN anjuan.journal_position USING (agency_id, entry_id) WHERE case_id IS NOT NULL) s WHERE step < 0",
        ),
        (
            "document numbers have a gap",
            "(SELECT FROM anjuan.document_number GROUP BY agency_id, prefix, year HAVING max(n) <> count(*)) gap",
        ),
        (
            "a number without a decision",
            "anjuan.document_number d WHERE NOT EXISTS (SELECT FROM anjuan.case_decision c \
             WHERE (c.agency_id, c.case_id) = (d.agency_id, d.case_id))",
        ),
        (
            "a number counter ahead of its numbers",
            "anjuan.document_counter c WHERE last <> (SELECT coalesce(max(n), 0) FROM anjuan.document_number d \
             WHERE (d.agency_id, d.prefix, d.year) = (c.agency_id, c.prefix, c.year))",
        ),
        (
            "an act without a kept answer",
            "(SELECT (SELECT count(*) FROM anjuan.idempotency_record) AS kept, (SELECT count(*) FROM anjuan.journal_entry e \
             JOIN anjuan.journal_body b USING (agency_id, entry_id) WHERE b.body::text LIKE '%记0%号%' AND e.kind <> 'account.created') AS acts) k WHERE acts > kept",
        ),
    ] {
        assert_eq!(count(superuser, rows), 0, "{fault}");
    }
}
