//! What the steps of evidence hold.

use super::contents::Scene;
use anjuan::domain::stage::Step;
use serde_json::{Value, json};

/// The evidence that a form is about, by how it stood.
fn meant(form: &str) -> &str {
    form.rsplit_once("_of_").map_or("raw", |(_, stood)| stood)
}

/// 调查终结报告: what a form of it cites.
pub fn cited_by_report(scene: &Scene, form: &str) -> Value {
    match form {
        "report_citing" => json!([scene.thing("sound").0]),
        "report_citing_raw" => json!([scene.thing("raw").0]),
        _ => json!([]),
    }
}

pub fn content(scene: &Scene, step: Step, form: &str) -> Option<Value> {
    let (day, officers) = (scene.day, &scene.officers);
    Some(match step {
        Step::CollectEvidence => collected(scene, form),
        Step::ExamineEvidence => {
            let is_good = form.starts_with("verified") && form != "verified_and_forged";
            let result = if form.starts_with("verified") { "verified" } else { "doubtful" };
            json!({"evidence_id": scene.thing(meant(form)).0, "examined_on": day, "officer_ids": officers, "method": "与其他证据比对。",
                "is_authentic": is_good, "is_lawful": true, "is_relevant": true, "result": result, "opinion": "见各项。"})
        }
        Step::ExcludeEvidence => json!({"evidence_id": scene.thing(form).0, "excluded_on": day, "excluded_by": "陈审",
            "ground": "unlawful_means", "reason": "未经出示证件取得。"}),
        Step::TellOffSite => {
            json!({"told_on": day, "evidence_ids": [scene.thing("of_a_device").0], "facts": "占道摆摊。",
            "way": "text_message", "sent_to": "13800000000", "told": "池有根", "told_by": "王伟",
            "query_access": "登录平台查看。", "statement_access": "登录平台提交。"})
        }
        _ => return None,
    })
}

fn collected(scene: &Scene, form: &str) -> Value {
    let kind = if form.starts_with("electronic") { "electronic_data" } else { "documentary" };
    let mut evidence = json!({"kind": kind, "name": "经营账册", "proves": "当事人占道经营。", "collected_at": scene.at(9), "place": "集镇新街",
        "officer_ids": scene.officers, "method": "当场调取。", "source": {"from": "provided", "provided_by": "池有根"},
        "signing": {"signature": "signed"}});
    if form == "electronic" {
        evidence["extraction"] = json!({"extracted_at": scene.at(9), "place": "集镇新街", "extracted_by": ["王伟"], "medium": "收银机",
            "method": "导出。", "tool": "取证软件", "tool_version": "3.2", "integrity": {"algorithm": "sha-256", "value": "0".repeat(64)}});
    }
    if form == "of_no_act" {
        evidence["source"] = json!({"from": "investigation_act", "investigation_act_id": uuid::Uuid::now_v7()});
    }
    evidence
}
