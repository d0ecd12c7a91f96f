//! Time limits of cases.

use crate::support::{isolated, shared, town, with};
use anjuan::cases::deadlines::reminders::keeper;
use chrono::{Days, FixedOffset, NaiveDate, Utc};
use serde_json::{Value, json};

fn today() -> NaiveDate {
    Utc::now().with_timezone(&FixedOffset::east_opt(8 * 3600).expect("an offset")).date_naive()
}

fn of<'d>(deadlines: &'d [Value], rule: &str) -> &'d Value {
    deadlines.iter().find(|one| one["rule"] == rule).unwrap_or_else(|| panic!("{rule} is not in {deadlines:?}"))
}

#[actix_web::test]
async fn a_case_tells_each_time_limit_with_its_article_and_its_count() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    let mut notice = squad.notice();
    notice["notified_on"] = json!("2023-09-25");
    notice["hearing_offered"] = json!(true);
    squad.leader.post(&format!("{case}/prior-notices"), notice).await.ok();
    let path = format!("{case}/deadlines");
    let told = squad.leader.all(&path).await;
    let handling = of(&told, "handling");
    assert_eq!((&handling["due_on"], &handling["standing"]), (&json!("2023-06-14"), &json!("missed")));
    assert_eq!(handling["legal_basis"], "行政处罚法 第六十条");
    let hearing = of(&told, "hearing_request");
    // Five working days from 25 September: the holidays do not count, the make-up days do.
    assert_eq!((&hearing["due_on"], &hearing["standing"]), (&json!("2023-10-08"), &json!("lapsed")));
    assert_eq!(hearing["unit"], "working_days");
    assert_eq!(of(&told, "statement")["standing"], "lapsed");
    let mut waiver = squad.waiver();
    waiver["stated_on"] = json!("2023-09-26");
    squad.leader.post(&format!("{case}/statements"), waiver).await.ok();
    let mut decision = squad.decision();
    decision["decided_at"] = json!("2023-10-09T10:00:00+08:00");
    squad.head.post(&format!("{case}/decisions"), decision).await.ok();
    let told = squad.leader.all(&path).await;
    assert_eq!(of(&told, "statement")["standing"], "met");
    assert_eq!(
        (&of(&told, "handling")["standing"], &of(&told, "handling")["done_on"]),
        (&json!("missed"), &json!("2023-10-09"))
    );
    assert_eq!(squad.leader.get(&case).await.ok()["deadlines"], json!(told));
}

#[actix_web::test]
async fn a_case_filed_on_the_spot_has_no_time_limit_for_the_decision() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let mut filing = squad.filing();
    filing["procedure"] = json!("summary");
    let case = squad.files(filing).await;
    assert_eq!(squad.leader.all(&format!("{case}/deadlines")).await, Vec::<Value>::new());
}

#[actix_web::test]
async fn the_board_shows_what_ends_soon_and_what_was_missed_the_most_urgent_first() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    for days_ago in [200, 85, 10] {
        let mut filing = squad.filing();
        filing["filed_on"] = json!(today() - Days::new(days_ago));
        squad.files(filing).await;
    }
    let board = async |query: &str| squad.leader.all(&format!("/deadlines{query}")).await;
    let left = |rows: &[Value]| rows.iter().map(|row| row["days_left"].as_i64().expect("days")).collect::<Vec<_>>();
    assert_eq!(left(&board("").await), [-110, 5]);
    assert_eq!(left(&board("?within_days=4").await), [-110]);
    assert_eq!(left(&board("?within_days=90").await), [-110, 5, 80]);
    assert_eq!(left(&board("?overdue=true").await), [-110]);
    assert_eq!(left(&board("?rule=preservation").await), Vec::<i64>::new());
    let first = squad.leader.get("/deadlines?within_days=90&limit=2").await.ok();
    let next = first["next_cursor"].as_str().expect("a cursor");
    let second = squad.leader.get(&format!("/deadlines?within_days=90&limit=2&cursor={next}")).await.ok();
    assert_eq!(left(second["items"].as_array().expect("rows")), [80]);
}

/// Page by page every row once, in order, each as the case tells it; what is closed or done leaves.
#[actix_web::test]
async fn the_board_is_read_page_by_page_and_says_what_each_case_says() {
    let server = isolated();
    let town = town(&server).await;
    let squad = town.squad().await;
    let mut cases = Vec::new();
    for days_ago in [86, 95, 88, 84, 91, 88, 100] {
        cases.push(squad.files(with(squad.filing(), json!({"filed_on": today() - Days::new(days_ago)}))).await);
    }
    let whole = squad.leader.all("/deadlines?limit=200").await;
    assert_eq!(whole.len(), 7);
    for limit in [1, 2, 3, 7] {
        assert_eq!(squad.leader.all(&format!("/deadlines?limit={limit}")).await, whole, "{limit} a page");
    }
    for row in &whole {
        let told = squad.leader.all(&format!("/cases/{}/deadlines", row["case_id"].as_str().expect("an id"))).await;
        assert_eq!(row["deadline"], *of(&told, "handling"));
    }
    // A rule for everybody outdates every outlook, and the board goes by it at once.
    let admin = server.platform_admin().await;
    let rule = json!({"agency_code": town.code, "valid_from": today() - Days::new(400), "source": "某规定",
        "time_limit": {"rule": "handling", "length": 120, "unit": "days"}});
    admin.post("/procedure-rules", rule).await.ok();
    assert_eq!(squad.leader.all("/deadlines").await, Vec::<Value>::new());
    assert_eq!(squad.leader.all("/deadlines?within_days=60&limit=3").await.len(), 7);
    keeper::round(&server.db, Some(&[])).expect("a round");
    let kept = squad.leader.all("/deadlines?within_days=60&limit=3").await;
    assert_eq!(kept.len(), 7);
    assert_eq!(squad.leader.all("/deadlines?within_days=60&rule=preservation").await, Vec::<Value>::new());
    let left: Vec<_> = kept.iter().map(|row| row["days_left"].as_i64().expect("days")).collect();
    assert_eq!(left, [20, 25, 29, 32, 32, 34, 36]);
}
