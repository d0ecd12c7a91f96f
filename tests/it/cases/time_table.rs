//! The table of time limits of the law, walked: what is told of each, and what the gates answer on its last lawful day and on the day
//! after. One count for both, as shipped and after an administrator has set another length.

mod after;
mod remedies;

use super::after::serve;
use super::hearings::{hearing_notice, notice_with_hearing, request};
use crate::support::{Answer, Squad, Town, shared, town, with};
use anjuan::domain::deadline::Rolls;
use anjuan::domain::deadline_rule::DeadlineRule;
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

/// 期限 as the law has them: the number in the table of the law, rule, length, unit, whether a last day rolls, article.
const LAW: &[(&str, &str, u32, &str, bool, &str)] = &[
    ("D1", "handling", 90, "days", false, "行政处罚法 第六十条"),
    ("D2", "preservation", 7, "working_days", false, "行政处罚法 第五十六条"),
    ("D3", "measure", 30, "days", false, "行政强制法 第二十五条"),
    ("D4", "statement", 5, "working_days", true, "house"),
    ("D5", "hearing_request", 5, "working_days", true, "行政处罚法 第六十四条"),
    ("D6", "hearing_notice", 7, "working_days", false, "行政处罚法 第六十四条"),
    ("D7", "decision_service", 7, "working_days", false, "行政处罚法 第六十一条"),
    ("D8", "pay", 15, "days", true, "行政处罚法 第六十七条"),
    ("D9", "reconsideration", 60, "days", true, "行政复议法 第二十条"),
    ("D10", "lawsuit", 6, "months", true, "行政诉讼法 第四十六条"),
    ("D10", "lawsuit_after_reconsideration", 15, "days", true, "行政诉讼法 第四十五条"),
    ("D11", "publicity", 7, "working_days", false, "国办发〔2018〕118号"),
    ("D11", "disclosure", 20, "working_days", false, "政府信息公开条例 第二十六条"),
    ("D12", "demand", 10, "working_days", true, "行政强制法 第五十四条"),
    ("D13", "court_application", 3, "months", false, "行政强制法 第五十三条"),
    ("D13", "judgment_application", 2, "years", false, "最高人民法院关于适用《行政诉讼法》的解释 第一百五十三条"),
    ("D14", "court_acceptance", 5, "working_days", false, "行政强制法 第五十六条"),
    ("D14", "court_ruling", 7, "working_days", false, "行政强制法 第五十七条"),
    ("D14", "court_objection", 15, "days", true, "行政强制法 第五十六条"),
    ("D15", "transfer_approval", 3, "days", false, "行政执法机关移送涉嫌犯罪案件的规定 第五条"),
    ("D16", "transfer_sending", 24, "hours", false, "行政执法机关移送涉嫌犯罪案件的规定 第五条"),
    ("D17", "publicity_withdrawal", 3, "working_days", false, "行政处罚法 第四十八条"),
    ("D18", "hand_over_to_agency", 2, "working_days", false, "行政处罚法 第七十一条"),
    ("D18", "hand_over_to_bank", 2, "working_days", false, "行政处罚法 第七十一条"),
    ("D19", "measure_approval", 24, "hours", false, "行政强制法 第十九条"),
    ("D21", "transfer_things", 3, "days", false, "行政执法机关移送涉嫌犯罪案件的规定 第十二条"),
    ("D22", "transfer_objection", 3, "days", false, "行政执法机关移送涉嫌犯罪案件的规定 第九条"),
    ("D23", "limitation", 2, "years", false, "行政处罚法 第三十六条"),
    ("D23", "limitation_grave_harm", 5, "years", false, "行政处罚法 第三十六条"),
    ("强制法 51", "substitute_demand", 3, "working_days", false, "行政强制法 第五十一条"),
    ("强制法 46", "surcharge_wait", 30, "days", false, "行政强制法 第四十六条"),
    ("强制法 39", "execution_stopped", 3, "years", false, "行政强制法 第三十九条"),
    ("复议条例 49", "redecision", 60, "days", false, "行政复议法实施条例 第四十九条"),
];

fn row(rule: &str) -> (u32, &'static str, bool) {
    let found = LAW.iter().find(|row| row.1 == rule).unwrap_or_else(|| panic!("{rule} is not in the table"));
    (found.2, found.3, found.4)
}

#[test]
fn the_rows_of_the_code_are_the_table_of_the_law() {
    for (number, rule, length, unit, rolls, basis) in LAW {
        let known: DeadlineRule = rule.parse().unwrap_or_else(|_| panic!("{number}: there is no {rule}"));
        let limit = known.limit();
        assert_eq!(
            (limit.length, limit.unit.as_str(), limit.rolls == Rolls::Forward),
            (*length, *unit, *rolls),
            "{number}"
        );
        assert_eq!(known.legal_basis(), *basis, "{number}");
    }
    let missing: Vec<_> =
        DeadlineRule::ALL.iter().filter(|rule| LAW.iter().all(|row| row.1 != rule.as_str())).collect();
    assert_eq!(missing, Vec::<&DeadlineRule>::new(), "a rule of the code stands in no table");
}

/// What a gate answers.
enum Gate {
    /// It is late from the day after on.
    Late(&'static str),
    /// It is barred until the day after.
    Waits(&'static str),
}

/// A town and how much longer than shipped its limits are.
struct Walk<'s> {
    town: Town<'s>,
    squad: Squad,
    longer: u32,
}

impl Walk<'_> {
    async fn in_a_town(longer: u32) -> Walk<'static> {
        let town = town(shared()).await;
        let platform = town.server.platform_admin().await;
        let path = format!("/agencies/{}", town.code);
        let powers = json!({"powers": ["penalty", "inspection", "coercive_measure", "coercive_execution"]});
        let tag = platform.get(&path).await.header("etag");
        let change = platform.request(reqwest::Method::PATCH, &path).header("If-Match", tag).json(&powers);
        platform.send(change).await.ok();
        let squad = town.squad().await;
        Walk { town, squad, longer }
    }

    /// An administrator sets the limit, when this town's are longer.
    async fn length(&self, rule: &str) -> u32 {
        let (length, unit, _) = row(rule);
        // Years are few: what they end in has to be past.
        let length = length + if unit == "years" { self.longer / 2 } else { self.longer };
        if self.longer > 0 {
            let set = json!({"agency_code": self.town.code, "valid_from": "2015-01-01", "source": "某规定 第一条",
                "time_limit": {"rule": rule, "length": length, "unit": unit}});
            self.town.server.platform_admin().await.post("/procedure-rules", set).await.ok();
        }
        length
    }

    /// The last day by the calendar alone.
    async fn last_day(&self, rule: &str, start: &str) -> NaiveDate {
        let (length, (_, unit, rolls)) = (self.length(rule).await, row(rule));
        let rolls = if rolls { "forward" } else { "none" };
        let path = format!("/calendar/due-date?start={start}&days={length}&unit={unit}&rolls={rolls}");
        self.squad.leader.get(&path).await.ok()["due_date"].as_str().expect("a day").parse().expect("a day")
    }

    /// On the last day and on the day after: the gate answers as the table says, and the time limit is told so.
    async fn walks(&self, rule: &str, start: &str, gate: Gate, act: impl AsyncFn(&str) -> (String, Answer)) {
        let last = self.last_day(rule, start).await;
        let after = last + Days::new(1);
        let (code, lawful, unlawful) = match gate {
            Gate::Late(code) => (code, last, after),
            Gate::Waits(code) => (code, after, last),
        };
        let (case, taken) = act(&lawful.to_string()).await;
        assert_eq!(taken.status, 201, "{rule} on {lawful}: {}", taken.text);
        let (untouched, refused) = act(&unlawful.to_string()).await;
        // What stops a limit moves it.
        let told_of = if rule == "measure" { &untouched } else { &case };
        assert_eq!(self.told(told_of, rule).await, last.to_string(), "{rule}");
        assert_eq!(refused.status, 409, "{rule} on {unlawful}: {}", refused.text);
        assert!(refused.faults().iter().any(|fault| fault.1 == code), "{rule} on {unlawful}: {}", refused.text);
    }

    /// The last day of a limit as the case tells it.
    async fn told(&self, case: &str, rule: &str) -> String {
        let all = self.squad.leader.all(&format!("{case}/deadlines")).await;
        let one = all.iter().rfind(|one| one["rule"] == rule).unwrap_or_else(|| panic!("{rule} is not in {all:?}"));
        one["due_on"].as_str().expect("a day").to_owned()
    }

    /// Decided, and served on 3 April.
    async fn served(&self) -> String {
        let case = self.squad.decided().await;
        serve(&self.squad, &case, "decision", "2023-04-03").await;
        case
    }

    /// What is unpaid on a day is demanded, and the demand is served on that day.
    async fn demands(&self, case: &str, on: &str) -> Value {
        let answer = self.demand(case, on).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        serve(&self.squad, case, "demand", on).await;
        answer.json()
    }

    async fn demand(&self, case: &str, on: &str) -> Answer {
        let accrued = self.squad.leader.get(&format!("{case}/surcharge?on={on}")).await.ok()["amount_fen"].clone();
        let perform_by = on.parse::<NaiveDate>().expect("a day") + Days::new(1);
        let demand = json!({"demanded_on": on, "obligations": "缴纳罚款及加处罚款。", "perform_by": perform_by,
            "manner": "到银行缴款。", "fine_fen": 5000, "surcharge_fen": accrued, "rights_told": true, "signed_by": "陈建国"});
        self.squad.leader.post(&format!("{case}/demands"), demand).await
    }

    async fn applies(&self, case: &str, demand: &Value, on: &str) -> Answer {
        let application = json!({"applied_on": on, "court": "永安市人民法院", "demand_id": demand["id"], "sealed": true,
            "papers": ["application", "decision", "party_opinion_and_demand", "condition_of_object"], "signed_by": "陈建国",
            "grounds": "逾期不复议、不起诉,又不履行。", "party_opinion": "称暂无收入。", "object_condition": "有固定摊位。",
            "fine_fen": 5000});
        self.squad.head.post(&format!("{case}/court-applications"), application).await
    }

    async fn executes(&self, case: &str, demand: &Value, what: Value) -> Answer {
        let execution = json!({"power_basis": "《城乡规划法》第六十五条", "reasons": "经催告逾期不履行。", "demand_id": demand["id"],
            "legal_bases": ["《行政强制法》第三十七条"], "manner": "依法执行。", "remedies": "六十日内申请行政复议。",
            "approved_by": "陈建国", "sealed": true, "officer_ids": self.squad.officers});
        self.squad.head.post(&format!("{case}/executions"), with(execution, what)).await
    }
}

/// As shipped, and with limits that were set longer.
async fn each_way(story: impl AsyncFn(Walk<'static>)) {
    story(Walk::in_a_town(0).await).await;
    story(Walk::in_a_town(2).await).await;
}

#[actix_web::test]
async fn until_the_decision_gates_and_time_limits_count_alike() {
    each_way(async |walk| {
        let squad = &walk.squad;
        walk.walks("statement", "2023-03-22", Gate::Waits("statement_still_open"), async |on| {
            let case = squad.investigated().await;
            squad.concludes(&case).await;
            squad.leader.post(&format!("{case}/prior-notices"), squad.notice()).await.ok();
            let decision = with(squad.decision(), json!({"decided_at": format!("{on}T10:00:00+08:00")}));
            (case.clone(), squad.head.post(&format!("{case}/decisions"), decision).await)
        })
        .await;
        walk.walks("hearing_request", "2023-03-22", Gate::Late("hearing_request_late"), async |on| {
            let case = squad.investigated().await;
            squad.leader.post(&format!("{case}/prior-notices"), notice_with_hearing(squad)).await.ok();
            let asked = with(request(), json!({"requested_on": on}));
            (case.clone(), squad.leader.post(&format!("{case}/hearing-requests"), asked).await)
        })
        .await;
        walk.walks("hearing_notice", "2023-03-24", Gate::Waits("hearing_notice_too_short"), async |on| {
            let case = squad.investigated().await;
            squad.leader.post(&format!("{case}/prior-notices"), notice_with_hearing(squad)).await.ok();
            squad.leader.post(&format!("{case}/hearing-requests"), request()).await.ok();
            let notice = with(hearing_notice(), json!({"hearing_at": format!("{on}T09:00:00+08:00")}));
            (case.clone(), squad.leader.post(&format!("{case}/hearing-notices"), notice).await)
        })
        .await;
        let days = walk.length("measure").await;
        walk.walks("measure", "2023-03-20", Gate::Late("coercive_measure_expired"), async |on| {
            let case = squad.investigated().await;
            let imposed = squad.leader.post(&format!("{case}/coercive-measures"), measure(squad, days)).await.ok();
            let approved = json!({"measure_id": imposed["id"], "granted": true, "reason": "情况属实。",
                "decided_at": "2023-03-21T10:00:00+08:00"});
            squad.head.post(&format!("{case}/coercive-measure-approvals"), approved).await.ok();
            let examined = json!({"of": "measure", "measure_id": imposed["id"], "ground": "examination", "from": on,
                "reason": "送检。", "to": "2023-06-01", "told_on": on});
            (case.clone(), squad.head.post(&format!("{case}/suspensions"), examined).await)
        })
        .await;
        let path = format!("{}/coercive-measures", squad.investigated().await);
        let too_long = squad.leader.post(&path, measure(squad, days + 1)).await;
        assert!(too_long.faults().iter().any(|fault| fault.1 == "sealing_term_exceeded"), "{days}");
        walk.walks("transfer_approval", "2023-03-21", Gate::Late("transfer_late_unexplained"), async |on| {
            let case = squad.investigated().await;
            let transfer = transfer(squad, &format!("{on}T09:00:00+08:00"), &format!("{on}T10:00:00+08:00"));
            (case.clone(), squad.head.post(&format!("{case}/transfers"), transfer).await)
        })
        .await;
    })
    .await;
}

fn measure(squad: &Squad, days: u32) -> Value {
    json!({"kind": "seize_property", "imposed_at": "2023-03-20T10:00:00+08:00", "place": "集镇新街", "urgent": true,
        "officer_ids": squad.officers, "certificates_shown": true, "party_summoned": true, "days": days,
        "told": {"reasons": true, "legal_bases": true, "rights": true, "remedies": true},
        "scene_record": "现场扣押烤炉一台。", "party_signature": "signed", "reasons": "防止证据损毁。",
        "legal_bases": ["《中华人民共和国行政强制法》第二十二条"], "remedies": "六十日内申请行政复议。",
        "things": [{"name": "烤炉", "quantity": "1台"}], "kept_at": "执法队仓库", "decision_delivered": true,
        "list_delivered": true})
}

fn transfer(squad: &Squad, approved_at: &str, sent_at: &str) -> Value {
    json!({"to": "justice", "recipient": "永安市公安局", "ground": "涉嫌妨害公务罪。", "reported_on": "2023-03-21",
        "legal_bases": ["《中华人民共和国行政处罚法》第二十七条"], "officer_ids": squad.officers, "report": "经核实,涉嫌犯罪。",
        "approved_by": "陈建国", "approved_at": approved_at, "sent_at": sent_at, "papers": ["letter", "investigation_report"]})
}

/// Hours run from the event itself, and the last second is in time.
#[actix_web::test]
async fn hours_are_counted_alike() {
    each_way(async |walk| {
        let (squad, hours) = (&walk.squad, walk.length("transfer_sending").await);
        assert_eq!(walk.length("measure_approval").await, hours);
        let ends = |start: &str, seconds: i64| {
            let start: chrono::DateTime<chrono::FixedOffset> = start.parse().expect("an instant");
            (start + chrono::TimeDelta::hours(hours.into()) + chrono::TimeDelta::seconds(seconds)).to_rfc3339()
        };
        for (seconds, status) in [(0, 201), (1, 409)] {
            let case = squad.investigated().await;
            let approved_at = "2023-03-22T09:00:00+08:00";
            let transfer = transfer(squad, approved_at, &ends(approved_at, seconds));
            let sent = squad.head.post(&format!("{case}/transfers"), transfer).await;
            assert_eq!(sent.status, status, "{}", sent.text);
            let case = squad.investigated().await;
            let days = row("measure").0;
            let imposed = squad.leader.post(&format!("{case}/coercive-measures"), measure(squad, days)).await.ok();
            let approved = json!({"measure_id": imposed["id"], "granted": true, "reason": "情况属实。",
                "decided_at": ends("2023-03-20T10:00:00+08:00", seconds)});
            let made_up = squad.head.post(&format!("{case}/coercive-measure-approvals"), approved).await;
            assert_eq!(made_up.status, status, "{}", made_up.text);
        }
    })
    .await;
}

#[actix_web::test]
async fn what_is_paid_demanded_and_handed_over_is_counted_alike() {
    each_way(async |walk| {
        let squad = &walk.squad;
        walk.walks("pay", "2023-04-03", Gate::Waits("performance_term_running"), async |on| {
            let case = walk.served().await;
            (case.clone(), walk.demand(&case, on).await)
        })
        .await;
        walk.walks("demand", "2023-10-17", Gate::Waits("demand_term_running"), async |on| {
            let case = walk.served().await;
            let demand = walk.demands(&case, "2023-10-17").await;
            (case.clone(), walk.applies(&case, &demand, on).await)
        })
        .await;
        let collected = async || {
            let case = squad.ready_on_the_spot().await;
            squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
            let payment = with(
                squad.payment(),
                json!({"paid_on": "2023-04-01", "channel": "on_the_spot",
                "collection": {"ground": "small_fine"}, "officer_ids": squad.officers}),
            );
            let paid = squad.leader.post(&format!("{case}/payments"), payment).await.ok();
            (case, paid["id"].clone())
        };
        let hand_over = async |case: &str, payment: &Value, to: &str, on: &str| {
            let one = json!({"payment_id": payment, "to": to, "handed_over_on": on});
            squad.leader.post(&format!("{case}/payment-handovers"), one).await
        };
        walk.walks("hand_over_to_agency", "2023-04-01", Gate::Late("late_hand_over_unexplained"), async |on| {
            let (case, paid) = collected().await;
            (case.clone(), hand_over(&case, &paid, "agency", on).await)
        })
        .await;
        walk.walks("hand_over_to_bank", "2023-04-03", Gate::Late("late_hand_over_unexplained"), async |on| {
            let (case, paid) = collected().await;
            hand_over(&case, &paid, "agency", "2023-04-03").await.ok();
            (case.clone(), hand_over(&case, &paid, "bank", on).await)
        })
        .await;
    })
    .await;
}
