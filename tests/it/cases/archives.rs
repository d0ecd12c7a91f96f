//! The file of a closed case in the archive.

use super::after::{says, served};
use crate::support::{Squad, Town, shared, town};
use serde_json::{Value, json};

async fn closed(town: &Town<'_>, squad: &Squad, receipt: &str) -> String {
    let (case, _) = served(squad).await;
    let paid = json!({"paid_on": "2023-04-10", "amount_fen": 5000, "channel": "bank",
        "receipt_number": format!("{}-{receipt}", town.code)});
    squad.leader.post(&format!("{case}/payments"), paid).await.ok();
    super::close(squad, &case, squad.closure()).await;
    case
}

fn paper(volume: &str, section: &str, pages: u32) -> Value {
    json!({"volume": volume, "section": section, "title": format!("{section}材料"), "pages": pages})
}

fn archiving(town: &Town<'_>) -> Value {
    json!({"archived_on": "2023-05-10", "archive_number": format!("{}-2023-001", town.code), "title": "池有根占道摆摊案",
        "retention": "ten_years", "compiled_by": "王伟", "checked_by": "李强", "received_by": "陈静", "papers": [
            paper("main", "filing", 2), paper("main", "scenes_and_inquiries", 3),
            paper("main", "investigation_report", 2), paper("main", "prior_notice", 2), paper("main", "statement_or_hearing", 1), paper("sub", "discussion", 4), paper("sub", "decision_approval", 1),
            paper("main", "decision", 3), paper("main", "performance", 1), paper("main", "closing_report", 1)]})
}

#[actix_web::test]
async fn a_closed_case_is_archived_with_its_catalogue_once() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let (open, _) = served(&squad).await;
    assert_eq!(says(&squad, &open, "archive").await, ["step_not_lawful_at_this_stage"]);
    let case = closed(&town, &squad, "1").await;
    let path = format!("{case}/archivings");
    assert!(says(&squad, &case, "archive").await.is_empty());
    let kept = town.clerk().await.post(&path, archiving(&town)).await.ok();
    let lines = kept["catalogue"].as_array().expect("a catalogue").clone();
    let line = |place: usize| {
        let one = &lines[place];
        ["volume", "number", "first_page", "last_page"].map(|name| one[name].clone())
    };
    assert_eq!(lines.len(), 10);
    assert_eq!(line(1), [json!("main"), json!(2), json!(3), json!(5)]);
    assert_eq!(line(5), [json!("main"), json!(6), json!(11), json!(13)]);
    assert_eq!(line(8), [json!("sub"), json!(1), json!(1), json!(4)]);
    assert_eq!(line(9), [json!("sub"), json!(2), json!(5), json!(5)]);
    assert_eq!(says(&squad, &case, "archive").await, ["archived_already"]);
    squad.leader.post(&path, archiving(&town)).await.problem(409, "archived_already");
    let other = closed(&town, &squad, "2").await;
    let again = squad.leader.post(&format!("{other}/archivings"), archiving(&town)).await;
    again.problem(409, "archive_number_already_used");
    assert_eq!(squad.head.all(&path).await, [kept]);
    assert_eq!(squad.leader.get(&case).await.ok()["stage"], "closed");
}

#[actix_web::test]
async fn a_file_without_a_paper_or_out_of_order_is_refused_by_name() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = closed(&town, &squad, "1").await;
    let mut wrong = archiving(&town);
    wrong["papers"] = json!([paper("main", "decision", 1), paper("main", "filing", 1), paper("main", "discussion", 1)]);
    wrong["archived_on"] = json!("2023-05-01");
    wrong["retention"] = json!("other");
    let refused = squad.leader.post(&format!("{case}/archivings"), wrong).await;
    let faults = refused.faults();
    for (pointer, code) in [
        ("/archived_on", "dates_run_backwards"),
        ("/retention_basis", "reason_missing"),
        ("/papers/1/section", "archive_papers_out_of_order"),
        ("/papers/2/volume", "internal_paper_in_main_volume"),
    ] {
        assert!(faults.contains(&(pointer.into(), code.into())), "{pointer} {code} is not in {faults:?}");
    }
    assert_eq!(faults.iter().filter(|one| one.1 == "archive_paper_missing").count(), 6, "{faults:?}");
    for name in ["调查终结报告", "事先告知书", "陈述申辩", "执行情况", "结案报告", "scenes_and_inquiries"]
    {
        assert!(refused.text.contains(name), "{name} is not in {}", refused.text);
    }
}
