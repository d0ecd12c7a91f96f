//! What the steps hold that stop a case, hand it on, or end it.

use super::contents::{Scene, moment};
use anjuan::domain::stage::Step;
use chrono::TimeDelta;
use serde_json::{Value, json};

pub fn stops_and_transfers(scene: &Scene, step: Step, form: &str) -> Option<Value> {
    let day = scene.day;
    Some(match step {
        Step::Suspend if form == "case" => {
            json!({"of": "case", "ground": "legal_question", "reason": "送请解释。", "from": day})
        }
        Step::Suspend => {
            let (measure, on) = scene.thing(if form == "measure_again" { "examined" } else { "measures" });
            let (to, told) = if form == "untold" { (Value::Null, Value::Null) } else { (json!(on), json!(on)) };
            json!({"of": "measure", "measure_id": measure, "ground": "examination", "reason": "送检。", "from": on, "to": to,
                "told_on": told})
        }
        Step::Resume => {
            let (suspension, _) = scene.thing(if form == "case" { "suspensions" } else { "examinations" });
            json!({"suspension_id": suspension, "resumed_on": day, "reason": "已答复。"})
        }
        Step::ExtendTerm => {
            json!({"decided_on": day, "length": 30, "reason": "案情复杂。", "basis": "某规章第一条", "approved_by": "陈建国"})
        }
        Step::ChangeProcedure => {
            let approved = if form == "outgrown" { day } else { day + TimeDelta::days(1) };
            json!({"changed_on": day, "ground": "beyond_limits", "reason": "拟罚款超出限额。", "officer_ids": scene.officers,
                "approved_by": "陈建国", "approved_on": approved})
        }
        Step::Terminate => {
            json!({"terminated_on": day, "ground": form, "reason": "见死亡证明。", "approved_by": "陈建国"})
        }
        Step::Transfer => {
            let to = if form == "agency" { "agency" } else { "justice" };
            let sent = day + TimeDelta::days(if form == "late" { 5 } else { 0 });
            let papers =
                if form == "without_papers" { json!(["letter"]) } else { json!(["letter", "investigation_report"]) };
            json!({"to": to, "recipient": "永安市公安局", "ground": "涉嫌妨害公务罪。",
                "legal_bases": ["《中华人民共和国行政处罚法》第二十七条"], "officer_ids": scene.officers, "report": "经核实。",
                "reported_on": day, "approved_by": "陈建国", "approved_at": moment(sent, 9), "sent_at": moment(sent, 15),
                "papers": papers})
        }
        Step::AcceptTransfer => {
            let (transfer, _) = scene.thing(&format!("{form}_open"));
            json!({"transfer_id": transfer, "accepted_on": day, "document": "永公立字〔2023〕12号"})
        }
        Step::ReturnTransfer => {
            let open = format!("{form}_open");
            let things = match form {
                "accepted_by_justice" => "justice_accepted",
                "accepted_by_agency" => "agency_accepted",
                _ => open.as_str(),
            };
            let (transfer, _) = scene.thing(things);
            json!({"transfer_id": transfer, "returned_on": day, "ground": "not_filed", "reason": "没有犯罪事实。",
                "papers_returned": true})
        }
        _ => return None,
    })
}
