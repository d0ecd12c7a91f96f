//! Evidence: collected by two officers, examined, excluded, cited; and what a monitoring device needs to witness.

use super::next_step;
use crate::support::{Squad, Town, shared, town, with};
use anjuan::domain::permission::Role;
use serde_json::{Value, json};
use uuid::Uuid;

const DIGEST: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

fn ledger(squad: &Squad) -> Value {
    json!({"kind": "documentary", "name": "经营账册", "proves": "当事人占道经营。", "collected_at": "2023-03-20T10:00:00+08:00",
        "place": "集镇新街", "officer_ids": squad.officers, "method": "当场调取。", "source": {"from": "provided", "provided_by": "池有根"},
        "signing": {"signature": "signed"}})
}

fn extraction() -> Value {
    json!({"extracted_at": "2023-03-20T09:30:00+08:00", "place": "镇综合执法大队", "extracted_by": ["王伟"], "medium": "监控平台",
        "method": "导出原始文件并计算校验值。", "tool": "取证软件", "tool_version": "3.2", "integrity": {"algorithm": "sha-256", "value": DIGEST}})
}

/// What a device recorded on the day of filing.
fn record(squad: &Squad, device: &str, captured_at: &str) -> Value {
    json!({"kind": "electronic_data", "name": "抓拍录像", "proves": "当事人占道摆摊。", "collected_at": "2023-03-20T10:00:00+08:00",
        "place": "镇综合执法大队", "officer_ids": squad.officers, "method": "从监控平台导出。", "extraction": extraction(),
        "source": {"from": "device", "device": {"device_id": device, "captured_at": captured_at}}})
}

fn examination(squad: &Squad, evidence: &Value) -> Value {
    json!({"evidence_id": evidence["id"], "examined_on": "2023-03-20", "officer_ids": squad.officers, "method": "与其他证据比对。",
        "is_authentic": true, "is_lawful": true, "is_relevant": true, "result": "verified", "opinion": "属实。"})
}

fn of_device(examination: Value) -> Value {
    let sound = json!({"is_true": true, "is_clear": true, "is_complete": true, "is_accurate": true});
    with(examination, json!({"device_record": sound}))
}

fn exclusion(evidence: &Value) -> Value {
    json!({"evidence_id": evidence["id"], "excluded_on": "2023-03-21", "excluded_by": "陈审", "ground": "unlawful_means",
        "reason": "收集时未出示执法证件。"})
}

fn telling(evidence: &Value) -> Value {
    json!({"told_on": "2023-03-20", "evidence_ids": [evidence["id"]], "facts": "占道摆摊。", "way": "text_message",
        "sent_to": "13800000000", "told": "池有根", "told_by": "王伟", "query_access": "登录平台查看录像。",
        "statement_access": "登录平台提交意见。"})
}

fn citing(body: Value, all: &[&Value]) -> Value {
    let ids: Vec<&Value> = all.iter().map(|one| &one["id"]).collect();
    let mut body = body;
    match body.get_mut("document") {
        Some(document) => document["evidence_ids"] = json!(ids),
        None => body["evidence_ids"] = json!(ids),
    }
    body
}

/// A device that was reviewed and announced on the first of March.
async fn device(town: &Town<'_>) -> String {
    let admin = town.admin().await;
    let new = json!({"number": "YA-1", "name": "新街监控", "kind": "camera", "purpose": "记录占道摆摊。"});
    let id = admin.post("/monitoring-devices", new).await.ok()["id"].as_str().expect("an id").to_owned();
    let path = format!("/monitoring-devices/{id}");
    let place = json!({"place": "新街12号", "installed_on": "2023-03-01", "sign": "标志牌", "announced_on": "2023-03-01",
        "announced_in": "政府门户网站"});
    admin.post(&format!("{path}/placements"), place).await.ok();
    for kind in ["legal", "technical"] {
        let review = json!({"kind": kind, "reviewed_on": "2023-03-01", "reviewer": "陈审", "result": "passed", "opinion": "符合。",
            "valid_to": "2023-03-31"});
        admin.post(&format!("{path}/reviews"), review).await.ok();
    }
    id
}

fn faults_are(faults: &[(String, String)], expected: &[(&str, &str)]) {
    for (at, code) in expected {
        assert!(faults.contains(&((*at).into(), (*code).into())), "{at} {code} is not in {faults:?}");
    }
}

#[actix_web::test]
async fn evidence_is_examined_before_a_report_and_a_decision_cite_it() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let figures = town.figures(&case);
    let (evidence, examinations) = (format!("{case}/evidence"), format!("{case}/evidence-examinations"));
    next_step(&squad, &case, "examine_evidence", Some("evidence_none")).await;
    let none = squad.leader.post(&examinations, examination(&squad, &json!({"id": Uuid::now_v7()}))).await;
    faults_are(&none.faults(), &[("", "evidence_none"), ("/evidence_id", "evidence_unknown")]);
    let one = squad.leader.post(&evidence, ledger(&squad)).await.ok();
    assert_eq!((&one["admissible"], &one["inadmissible_because"]), (&json!(true), &json!([])));
    next_step(&squad, &case, "examine_evidence", None).await;
    let conclusions = format!("{case}/investigation-conclusions");
    let report = citing(with(squad.conclusion(), json!({"evidence": []})), &[&one]);
    let refused = squad.leader.post(&conclusions, report.clone()).await;
    refused.problem(409, "evidence_not_verified");
    assert_eq!(refused.faults(), [("/evidence_ids/0".into(), "evidence_not_verified".into())]);
    assert_eq!(refused.json()["legal_basis"], "行政处罚法 第四十六条");
    squad.leader.post(&examinations, examination(&squad, &one)).await.ok();
    squad.leader.post(&conclusions, report).await.ok();
    squad.hears(&case, "written", "2023-03-22").await;
    let decisions = format!("{case}/decisions");
    next_step(&squad, &case, "decide", None).await;
    let refused = squad.head.post(&decisions, squad.decision()).await;
    assert_eq!(refused.faults(), [("/document/evidence_ids".into(), "decision_cites_no_evidence".into())]);
    assert_eq!(refused.json()["legal_basis"], "行政处罚法 第五十九条");
    let stray = json!({"id": Uuid::now_v7()});
    let refused = squad.head.post(&decisions, citing(squad.decision(), &[&one, &stray])).await;
    assert_eq!(refused.faults(), [("/document/evidence_ids/1".into(), "evidence_unknown".into())]);
    assert_eq!(town.figures(&case), figures, "evidence counts in no figure");
    let decided = squad.head.post(&decisions, citing(squad.decision(), &[&one])).await.ok();
    assert_eq!(decided["document"]["evidence_ids"], json!([one["id"]]));
    next_step(&squad, &case, "collect_evidence", Some("step_not_lawful_at_this_stage")).await;
}

#[actix_web::test]
async fn what_is_doubtful_or_excluded_is_cited_by_nobody() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let one = squad.leader.post(&format!("{case}/evidence"), ledger(&squad)).await.ok();
    let examinations = format!("{case}/evidence-examinations");
    let doubtful = json!({"is_authentic": false, "result": "doubtful"});
    squad.leader.post(&examinations, with(examination(&squad, &one), doubtful)).await.ok();
    squad.concludes(&case).await;
    squad.hears(&case, "written", "2023-03-22").await;
    next_step(&squad, &case, "decide", None).await; // not to punish is lawful
    let decisions = format!("{case}/decisions");
    let refused = squad.head.post(&decisions, citing(squad.decision(), &[&one])).await.faults();
    faults_are(&refused, &[("", "evidence_not_verified"), ("/document/evidence_ids/0", "evidence_not_verified")]);
    let reviewer = town.person(&[Role::LegalReviewer]).await;
    let exclusions = format!("{case}/evidence-exclusions");
    let early = with(exclusion(&one), json!({"excluded_on": "2023-03-19"}));
    reviewer.post(&exclusions, early).await.problem(409, "dates_run_backwards");
    reviewer.post(&exclusions, exclusion(&one)).await.ok();
    let gone = [("", "evidence_none"), ("/evidence_id", "evidence_excluded")];
    faults_are(&reviewer.post(&exclusions, exclusion(&one)).await.faults(), &gone);
    faults_are(&squad.leader.post(&examinations, examination(&squad, &one)).await.faults(), &gone);
    next_step(&squad, &case, "exclude_evidence", Some("evidence_none")).await;
    let refused = squad.head.post(&decisions, citing(squad.decision(), &[&one])).await.faults();
    faults_are(&refused, &[("/document/evidence_ids/0", "evidence_excluded")]);
    squad.head.post(&decisions, squad.decision()).await.ok();
}

#[actix_web::test]
async fn evidence_collected_after_the_report_is_reported_again() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    let late = with(ledger(&squad), json!({"collected_at": "2023-03-23T10:00:00+08:00"}));
    let one = squad.leader.post(&format!("{case}/evidence"), late).await.ok();
    next_step(&squad, &case, "decide", Some("investigation_not_concluded")).await;
    let examined = with(examination(&squad, &one), json!({"examined_on": "2023-03-23"}));
    squad.leader.post(&format!("{case}/evidence-examinations"), examined).await.ok();
    let report = citing(with(squad.conclusion(), json!({"concluded_on": "2023-03-23"})), &[&one]);
    squad.leader.post(&format!("{case}/investigation-conclusions"), report).await.ok();
    squad.head.post(&format!("{case}/decisions"), citing(squad.decision(), &[&one])).await.ok();
}

#[actix_web::test]
async fn the_record_of_evidence_is_whole_and_its_source_is_of_this_case() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.files(squad.filing()).await;
    let act = squad.leader.post(&format!("{case}/investigation-acts"), squad.investigation()).await.ok();
    let path = format!("{case}/evidence");
    let of = |source: Value| with(ledger(&squad), json!({"source": source}));
    let unfit = [
        (of(json!({"from": "investigation_act"})), "/source/investigation_act_id"),
        (
            of(json!({"from": "investigation_act", "investigation_act_id": Uuid::now_v7()})),
            "/source/investigation_act_id",
        ),
        (of(json!({"from": "recording", "recording_id": Uuid::now_v7()})), "/source/recording_id"),
        (of(json!({"from": "agency", "provided_by": "池有根"})), "/source/agency"),
        (of(json!({"from": "agency", "provided_by": "池有根"})), "/source/provided_by"),
        (of(json!({"from": "file"})), "/files"),
    ];
    for (body, at) in unfit {
        faults_are(&squad.leader.post(&path, body).await.faults(), &[(at, "evidence_source_unfit")]);
    }
    let data = with(ledger(&squad), json!({"kind": "electronic_data"}));
    squad.leader.post(&path, data.clone()).await.problem(409, "evidence_extraction_missing");
    let mut late = with(data.clone(), json!({"extraction": extraction()}));
    late["extraction"]["extracted_at"] = json!("2023-03-20T10:00:01+08:00");
    faults_are(&squad.leader.post(&path, late).await.faults(), &[("/extraction/extracted_at", "dates_run_backwards")]);
    let mut short = with(data, json!({"extraction": extraction()}));
    short["extraction"]["integrity"] = json!({"algorithm": "sha-512", "value": DIGEST});
    let refused = squad.leader.post(&path, short).await;
    refused.problem(422, "value_invalid");
    assert_eq!(refused.faults(), [("/extraction/integrity/value".into(), "integrity_value_malformed".into())]);
    let unsigned = with(ledger(&squad), json!({"signing": null}));
    faults_are(&squad.leader.post(&path, unsigned).await.faults(), &[("/signing", "evidence_incomplete")]);
    let refused = with(ledger(&squad), json!({"signing": {"signature": "refused"}}));
    faults_are(&squad.leader.post(&path, refused).await.faults(), &[("/signing/note", "evidence_incomplete")]);
    let copy = json!({"original_kept_at": "当事人处", "is_same": false, "confirmed_by": "池有根"});
    let copied = squad.leader.post(&path, with(ledger(&squad), json!({"copy": copy}))).await;
    faults_are(&copied.faults(), &[("/copy/is_same", "evidence_incomplete")]);
    let alone = with(ledger(&squad), json!({"officer_ids": [squad.officers[0]]}));
    squad.leader.post(&path, alone).await.problem(409, "two_officers_required");
    let doubted = with(ledger(&squad), json!({"admissible": false}));
    faults_are(&squad.leader.post(&path, doubted).await.faults(), &[("/admissible", "worked_out_otherwise")]);
    let recording = squad.leader.post(&format!("{case}/recordings"), squad.recording("investigation")).await.ok();
    for source in [
        json!({"from": "investigation_act", "investigation_act_id": act["id"]}),
        json!({"from": "recording", "recording_id": recording["id"]}),
        json!({"from": "agency", "agency": {"name": "永安市公安局", "document": "协查函〔2023〕1号"}}),
    ] {
        squad.leader.post(&path, of(source)).await.ok();
    }
    let file = json!({"from": "file"});
    let files = json!([{"name": "录像.mp4", "integrity": {"algorithm": "sha-256", "value": DIGEST}, "bytes": 10}]);
    squad.leader.post(&path, with(of(file), json!({"files": files}))).await.ok();
    assert_eq!(squad.leader.all(&path).await.len(), 4);
}

#[actix_web::test]
async fn a_device_witnesses_only_when_it_was_reviewed_and_announced_at_that_time() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let (case, device) = (squad.investigated().await, device(&town).await);
    let path = format!("{case}/evidence");
    let unknown = record(&squad, &Uuid::now_v7().to_string(), "2023-03-16T09:05:00+08:00");
    squad.leader.post(&path, unknown).await.problem(409, "monitoring_device_unknown");
    let backwards = record(&squad, &device, "2023-03-20T09:30:01+08:00");
    faults_are(
        &squad.leader.post(&path, backwards).await.faults(),
        &[("/source/device/captured_at", "dates_run_backwards")],
    );
    let early = record(&squad, &device, "2023-02-28T23:59:59+08:00");
    let stated = with(early.clone(), json!({"admissible": true}));
    faults_are(&squad.leader.post(&path, stated).await.faults(), &[("/admissible", "worked_out_otherwise")]);
    let early = squad.leader.post(&path, early).await.ok();
    assert_eq!(early["admissible"], false);
    let why = json!(["legal_review_missing", "technical_review_missing", "place_not_announced"]);
    assert_eq!(early["inadmissible_because"], why);
    assert_eq!(early["inadmissible_reasons"][2]["legal_basis"], "行政处罚法 第四十一条");
    let first = squad.leader.post(&path, record(&squad, &device, "2023-03-01T00:00:00+08:00")).await.ok();
    assert_eq!(first["admissible"], true, "the first moment of the first day");
    // What was told is kept, whatever the register says later.
    let failed = json!({"kind": "legal", "reviewed_on": "2023-03-01", "reviewer": "陈审", "result": "failed", "opinion": "不符合。"});
    town.admin().await.post(&format!("/monitoring-devices/{device}/reviews"), failed).await.ok();
    let kept = squad.leader.all(&path).await;
    assert_eq!((&kept[0]["admissible"], &kept[1]["admissible"]), (&json!(false), &json!(true)));
    let examinations = format!("{case}/evidence-examinations");
    let plain = examination(&squad, &early);
    squad.leader.post(&examinations, plain.clone()).await.problem(409, "device_record_not_examined");
    let mut blurred = of_device(plain.clone());
    blurred["device_record"]["is_clear"] = json!(false);
    squad.leader.post(&examinations, blurred).await.problem(409, "evidence_examination_contradicts_itself");
    squad.leader.post(&examinations, of_device(plain)).await.ok();
    let report = citing(squad.conclusion(), &[&early]);
    let refused = squad.leader.post(&format!("{case}/investigation-conclusions"), report).await;
    assert_eq!(refused.faults(), [("/evidence_ids/0".into(), "evidence_inadmissible".into())]);
    assert_eq!(refused.json()["legal_basis"], "行政处罚法 第四十一条");
    let detail = refused.json()["errors"][0]["detail"].as_str().expect("a detail").to_owned();
    assert!(detail.contains("未向社会公布"), "{detail}");
}

#[actix_web::test]
async fn the_party_is_told_of_a_device_record_before_a_penalty_rests_on_it() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let (case, device) = (squad.investigated().await, device(&town).await);
    let notices = format!("{case}/off-site-notices");
    next_step(&squad, &case, "tell_off_site", Some("device_evidence_none")).await;
    let paper = squad.leader.post(&format!("{case}/evidence"), ledger(&squad)).await.ok();
    next_step(&squad, &case, "tell_off_site", Some("device_evidence_none")).await;
    let recorded = record(&squad, &device, "2023-03-16T09:05:00+08:00");
    let recorded = squad.leader.post(&format!("{case}/evidence"), recorded).await.ok();
    next_step(&squad, &case, "tell_off_site", None).await;
    let examinations = format!("{case}/evidence-examinations");
    squad.leader.post(&examinations, examination(&squad, &paper)).await.ok();
    squad.leader.post(&examinations, of_device(examination(&squad, &recorded))).await.ok();
    let stray = json!({"id": Uuid::now_v7()});
    let early = with(telling(&recorded), json!({"told_on": "2023-03-15"}));
    faults_are(&squad.leader.post(&notices, early).await.faults(), &[("/told_on", "dates_run_backwards")]);
    squad.leader.post(&notices, telling(&paper)).await.problem(409, "off_site_notice_unfit");
    squad.leader.post(&notices, telling(&stray)).await.problem(409, "evidence_unknown");
    let decisions = format!("{case}/decisions");
    let report = citing(squad.conclusion(), &[&paper, &recorded]);
    squad.leader.post(&format!("{case}/investigation-conclusions"), report).await.ok();
    squad.hears(&case, "written", "2023-03-22").await;
    let decision = citing(squad.decision(), &[&paper, &recorded]);
    let refused = squad.head.post(&decisions, decision.clone()).await;
    assert_eq!(refused.faults(), [("/document/evidence_ids/1".into(), "device_evidence_not_told".into())]);
    assert_eq!(refused.json()["legal_basis"], "行政处罚法 第四十一条");
    let told = squad.leader.post(&notices, telling(&recorded)).await.ok();
    assert_eq!(told["days_after_record"], 4);
    squad.head.post(&decisions, decision).await.ok();
    squad.performs(&case).await;
    squad.head.post(&format!("{case}/closures"), squad.closure()).await.ok();
    archived(&squad, &case).await;
}

/// 归档: the file lists every evidence, and has a paper of it.
async fn archived(squad: &Squad, case: &str) {
    let paper = |section: &str| json!({"volume": "main", "section": section, "title": section, "pages": 2});
    let sections = [
        "filing",
        "scenes_and_inquiries",
        "authorisations_and_notices",
        "investigation_report",
        "prior_notice",
        "statement_or_hearing",
        "decision",
        "performance",
        "closing_report",
    ];
    let mut archive = json!({"archived_on": "2023-05-03", "archive_number": Uuid::now_v7(), "title": "池有根占道摆摊案",
        "retention": "thirty_years", "papers": sections.map(paper), "compiled_by": "王伟", "checked_by": "李强",
        "received_by": "林文"});
    let path = format!("{case}/archivings");
    squad.leader.post(&path, archive.clone()).await.problem(409, "archive_paper_missing");
    archive["papers"].as_array_mut().expect("papers").insert(3, paper("evidence"));
    let lines = squad.leader.post(&path, archive).await.ok()["evidence"].clone();
    assert_eq!(lines.as_array().expect("lines").len(), 2);
    assert_eq!((&lines[1]["number"], &lines[1]["name"]), (&json!(2), &json!("抓拍录像")));
    assert_eq!((&lines[1]["examined"], &lines[1]["excluded_because"]), (&json!("verified"), &Value::Null));
}

#[actix_web::test]
async fn whoever_collects_evidence_does_not_decide() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let third = town.certified_officer("张勇").await;
    let head = town.head_who_is(&third).await;
    let collected = with(ledger(&squad), json!({"officer_ids": [third, squad.officers[0]]}));
    let one = squad.leader.post(&format!("{case}/evidence"), collected).await.ok();
    squad.leader.post(&format!("{case}/evidence-examinations"), examination(&squad, &one)).await.ok();
    squad.concludes(&case).await;
    squad.hears(&case, "written", "2023-03-22").await;
    let decision = citing(squad.decision(), &[&one]);
    head.post(&format!("{case}/decisions"), decision.clone()).await.problem(409, "investigator_may_not_decide");
    squad.head.post(&format!("{case}/decisions"), decision).await.ok();
}
