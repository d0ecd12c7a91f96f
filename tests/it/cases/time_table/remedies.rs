//! Remedies, and the court that is asked when they are over.

use super::{Gate, Walk, each_way};
use crate::support::{Squad, with};
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

#[actix_web::test]
async fn remedies_and_applications_to_the_court_are_counted_alike() {
    each_way(async |walk| {
        let squad = &walk.squad;
        let applied = async |case: String, on: &str| {
            let demand = walk.demands(&case, "2023-06-01").await;
            (case.clone(), walk.applies(&case, &demand, on).await)
        };
        walk.walks("lawsuit", "2023-04-03", Gate::Waits("remedies_still_open"), async |on| {
            applied(walk.served().await, on).await
        })
        .await;
        let over = walk.last_day("lawsuit", "2023-04-03").await.to_string();
        walk.walks("court_application", &over, Gate::Late("court_application_late"), async |on| {
            applied(walk.served().await, on).await
        })
        .await;
        walk.walks("lawsuit_after_reconsideration", "2023-06-26", Gate::Waits("remedies_still_open"), async |on| {
            let case = walk.served().await;
            reconsidered(squad, &case, json!({"result": "upheld", "received_on": "2023-06-26"})).await;
            applied(case, on).await
        })
        .await;
        walk.walks("judgment_application", "2023-08-01", Gate::Late("court_application_late"), async |on| {
            let case = walk.served().await;
            let suit = json!({"filed_on": "2023-05-10", "court": "永安市人民法院", "claims": "请求撤销。"});
            squad.leader.post(&format!("{case}/lawsuits"), suit).await.ok();
            let result = json!({"result": "rejected", "effective_on": "2023-08-01", "summary": "驳回。"});
            squad.leader.post(&format!("{case}/lawsuit-results"), result).await.ok();
            applied(case, on).await
        })
        .await;
        walk.walks("court_objection", "2024-01-08", Gate::Late("court_objection_late"), async |on| {
            let (case, applied) = applied(walk.served().await, &over_by_one(&over)).await;
            let answer = |answer: &str, on: &str| {
                json!({"application_id": applied.json()["id"], "answer": answer,
                "answered_on": on, "reasons": "理由。"})
            };
            let path = format!("{case}/court-application-results");
            squad.leader.post(&path, answer("not_accepted", "2024-01-08")).await.ok();
            (case.clone(), squad.leader.post(&path, answer("objected", on)).await)
        })
        .await;
    })
    .await;
}

fn over_by_one(day: &str) -> String {
    (day.parse::<NaiveDate>().expect("a day") + Days::new(1)).to_string()
}

pub async fn reconsidered(squad: &Squad, case: &str, result: Value) {
    let asked = json!({"requested_on": "2023-05-04", "body": "永安市人民政府", "claims": "请求撤销。"});
    squad.leader.post(&format!("{case}/reconsiderations"), asked).await.ok();
    let answer = json!({"accepted": true, "answered_on": "2023-05-08"});
    squad.leader.post(&format!("{case}/reconsideration-acceptances"), answer).await.ok();
    let result = with(json!({"decided_on": "2023-06-20", "summary": "复议决定。"}), result);
    let told = squad.leader.post(&format!("{case}/reconsideration-results"), result).await;
    assert_eq!(told.status, 201, "{}", told.text);
}

/// 复议前置: on the spot, since 2024 and not before; and where an administrator says otherwise.
#[actix_web::test]
async fn reconsideration_comes_first_where_a_rule_of_the_day_says_so() {
    let walk = Walk::in_a_town(0).await;
    let squad = &walk.squad;
    let fined = async |on: &str| {
        let case = squad.files(with(squad.filing(), json!({"procedure": "summary", "filed_on": on}))).await;
        squad.hears(&case, "oral", on).await;
        let decision = with(squad.decision(), json!({"decided_at": format!("{on}T10:00:00+08:00")}));
        squad.head.post(&format!("{case}/decisions"), decision).await.ok();
        case
    };
    let story = async |decided_on: &str, rule: &str| {
        walk.walks(rule, decided_on, Gate::Waits("remedies_still_open"), async |on| {
            let case = fined(decided_on).await;
            let demanded = decided_on.parse::<NaiveDate>().expect("a day") + Days::new(24);
            let demand = walk.demands(&case, &demanded.to_string()).await;
            (case.clone(), walk.applies(&case, &demand, on).await)
        })
        .await;
    };
    story("2023-03-20", "lawsuit").await;
    story("2024-03-18", "reconsideration").await;
    let late = fined("2024-03-18").await;
    let told = squad.leader.all(&format!("{late}/deadlines")).await;
    assert!(told.iter().all(|one| one["rule"] != "lawsuit"), "{told:?}");
    let set = json!({"agency_code": walk.town.code, "valid_from": "2025-01-01", "valid_to": "2025-06-30", "source": "某法 第一条",
        "reconsideration_first": {"procedure": "summary", "required": false}});
    let set = walk.town.server.platform_admin().await.post("/procedure-rules", set).await.ok();
    assert_eq!(
        (&set["kind"], &set["reconsideration_first"]["required"]),
        (&json!("reconsideration_first"), &json!(false))
    );
    story("2025-03-17", "lawsuit").await;
    story("2025-07-07", "reconsideration").await;
}

/// Each result of a reconsideration opens and ends the same for the gate and for whoever reads the time limits.
#[actix_web::test]
async fn gates_and_time_limits_agree_on_what_a_reconsideration_opens() {
    let walk = Walk::in_a_town(0).await;
    let squad = &walk.squad;
    let begins = async |case: &str| {
        let all = squad.leader.all(&format!("{case}/deadlines")).await;
        let of = |rule: &str| all.iter().find(|one| one["rule"] == rule).cloned();
        (
            of("lawsuit_after_reconsideration"),
            of("court_application").expect("the court may be asked")["started_on"].clone(),
        )
    };
    let opens = async |case: &str| {
        let demand = walk.demands(case, "2023-07-03").await;
        let refused = walk.applies(case, &demand, "2023-06-01").await;
        refused.json()["errors"].to_string()
    };
    // Counted from the decision, and said so, where nobody recorded the receipt.
    let upheld = walk.served().await;
    reconsidered(squad, &upheld, json!({"result": "upheld"})).await;
    let (suit, court) = begins(&upheld).await;
    let suit = suit.expect("fifteen days");
    assert_eq!((&suit["due_on"], &suit["start_assumed"]), (&json!("2023-07-05"), &json!(true)));
    assert_eq!(court, "2023-07-05");
    assert!(opens(&upheld).await.contains("2023-07-05"));
    // What was agreed on opens no suit.
    let mediated = walk.served().await;
    reconsidered(squad, &mediated, json!({"result": "mediated"})).await;
    let (suit, court) = begins(&mediated).await;
    assert_eq!((suit, court), (None, json!("2023-06-20")));
    assert!(opens(&mediated).await.contains("2023-06-20"));
    // A refusal to take the request up opens fifteen days, and the six months go on.
    let refused = walk.served().await;
    let asked = json!({"requested_on": "2023-05-04", "body": "永安市人民政府", "claims": "请求撤销。"});
    squad.leader.post(&format!("{refused}/reconsiderations"), asked).await.ok();
    let answer = json!({"accepted": false, "answered_on": "2023-05-08", "reason": "超过申请期限。"});
    squad.leader.post(&format!("{refused}/reconsideration-acceptances"), answer).await.ok();
    let (suit, court) = begins(&refused).await;
    assert_eq!((suit.expect("fifteen days")["due_on"].clone(), court), (json!("2023-05-23"), json!("2023-10-07")));
    assert!(opens(&refused).await.contains("2023-10-07"));
    let early =
        json!({"result": "upheld", "decided_on": "2023-06-20", "received_on": "2023-06-19", "summary": "维持。"});
    let case = walk.served().await;
    let asked = json!({"requested_on": "2023-05-04", "body": "永安市人民政府", "claims": "请求撤销。"});
    squad.leader.post(&format!("{case}/reconsiderations"), asked).await.ok();
    let answer = json!({"accepted": true, "answered_on": "2023-05-08"});
    squad.leader.post(&format!("{case}/reconsideration-acceptances"), answer).await.ok();
    let backwards = squad.leader.post(&format!("{case}/reconsideration-results"), early).await;
    assert_eq!(backwards.faults(), [("/received_on".to_owned(), "dates_run_backwards".to_owned())]);
}
