//! Cases of another time, as imports hand them in.

use crate::support::{isolated, town};
use anjuan::cases::model::Case;
use anjuan::cases::store::imported::{Historic, find_by_external_id, import, restate};
use anjuan::domain::actor::{Actor, DEPLOYMENT};
use anjuan::domain::decision::Penalty;
use anjuan::domain::ids::{AccountId, CaseId};
use anjuan::domain::origin::Origin;
use anjuan::domain::party::{Party, PartyKind};
use anjuan::domain::penalty::{Outcome, PenaltyKind, Procedure};
use anjuan::domain::posting::{CaseFacts, DecisionFacts, Paid};
use anjuan::domain::stage::Stage;
use anjuan::domain::values::{Code, Fen, Title};
use anjuan::journal::entry::Entry;
use anjuan::journal::kind::Kind;
use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// Fined on 1 April, paid on 10 April.
fn historic(id: CaseId, fen: i64) -> Historic {
    let amount_fen = Fen::new(fen).expect("an amount");
    let decision = DecisionFacts {
        outcome: Outcome::Penalty,
        decided_on: day("2023-04-01"),
        is_mitigated: false,
        penalties: vec![Penalty { kind: PenaltyKind::Fine, amount_fen: Some(amount_fen) }],
    };
    let filed = CaseFacts::filed(Procedure::Summary, day("2023-03-01"), false);
    let paid = vec![Paid { on: day("2023-04-10"), amount_fen }];
    let facts = CaseFacts { decision: Some(decision), paid, ..filed };
    let case = Case {
        agency: DEPLOYMENT,
        id,
        procedure: Procedure::Summary,
        stage: Stage::Decided,
        source: None,
        summary: None,
        place: None,
        party: Party { kind: PartyKind::Individual, name: Title::parse("池有根").expect("a name"), code: None },
        filed_on: facts.filed_on,
        decision: None,
        decided_on: Some(day("2023-04-01")),
        closed_on: None,
        case_number: Some("永安砂罚决字〔2023〕1号".into()),
        tag_revision: 0,
        author: AccountId::from_uuid(Uuid::nil()),
        external_id: Some(Code::parse("A-17").expect("a code")),
        origin: Origin::Import,
        content_digest: fen.to_be_bytes().to_vec(),
        version: 1,
        entry_id: anjuan::domain::ids::EntryId::from_uuid(Uuid::nil()),
        recorded_at: "2024-01-01T00:00:00Z".parse().expect("an instant"),
        officer_revision: 1,
        party_revision: 0,
        approval: None,
    };
    Historic { case, officers: vec![], tags: vec![], facts }
}

#[actix_web::test]
async fn a_historic_case_counts_is_corrected_and_goes_on_here() {
    let server = isolated();
    let town = town(&server).await;
    let squad = town.squad().await;
    let system = Actor::system(Uuid::now_v7()).on_behalf_of(town.agency_id());
    let (id, path) = (CaseId::from_uuid(Uuid::now_v7()), |id: CaseId| format!("/cases/{id}"));
    let write = async |fen: i64, again: bool| {
        let written = server.db.write(&system, move |tx| {
            let mut row = historic(id, fen);
            row.case.entry_id = tx.entry_id();
            if again {
                restate(tx, &row)?
            } else {
                import(tx, &row)?
            }
            assert_eq!(find_by_external_id(tx, &Code::parse("A-17").expect("a code"))?, Some(id));
            tx.record(Entry::new(Kind::CaseImported, id.uuid(), &json!({"external_id": "A-17"})).in_case(id), ())
        });
        written.await
    };
    write(200, false).await.expect("imported");
    write(300, true).await.expect("restated");
    let figures = town.figures(&path(id));
    assert!(figures.contains(&"penalty_decisions 2023-04-01 4 1 300".to_owned()), "{figures:?}");
    assert!(figures.contains(&"fines_collected 2023-04-10 0 1 300".to_owned()), "{figures:?}");
    let shown = squad.leader.get(&path(id)).await.ok();
    assert_eq!(
        (&shown["stage"], &shown["origin"], &shown["source"]),
        (&json!("decided"), &json!("import"), &json!(null))
    );
    squad.leader.post(&format!("{}/closures", path(id)), squad.closure()).await.ok();
    let closed = town.figures(&path(id));
    assert_eq!(closed.len(), figures.len() + 1, "{closed:?}");
    assert_eq!(write(400, true).await.expect_err("it went on here").code.as_str(), "conflict");
}
