//! What a form of a step holds, made from where the case stands. The same contents go to the rules in memory and to a server.

use super::ends::stops_and_transfers;
use super::evidence;
use super::law::{Form, Line, State};
use crate::support::{inquiry, site_inspection};
use anjuan::domain::stage::Step;
use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Everything that contents are made from.
#[derive(Debug, Clone)]
pub struct Scene {
    pub state: State,
    pub officers: [String; 2],
    /// The day of the next step.
    pub day: NaiveDate,
    /// When each step was taken.
    days: BTreeMap<Uuid, NaiveDate>,
    told_on: NaiveDate,
    hearing_on: NaiveDate,
}

impl Scene {
    pub fn filed(state: State, officers: [String; 2], day: NaiveDate) -> Self {
        Self { state, officers, day, days: BTreeMap::new(), told_on: day, hearing_on: day }
    }

    /// After a form was taken.
    pub fn taken(&mut self, step: Option<Step>, form: &str, state: State, id: Uuid) {
        self.days.insert(id, self.day);
        match step {
            Some(Step::Notify) => self.told_on = self.day,
            Some(Step::NotifyHearing) => self.hearing_on = self.day + TimeDelta::days(21),
            Some(Step::HoldHearing) => self.day = self.hearing_on,
            Some(Step::Decide) if form.ends_with("after_the_time") => self.day = later(self.day),
            _ => {}
        }
        self.state = state;
    }

    /// Whether a form that says this of the member is lawful.
    pub fn may_choose(&self, line: &Line, member: &str, value: &str) -> bool {
        let Some(step) = line.step else { return false };
        let says = |form: &&Form| content(self, step, &form.name, Uuid::nil())[member] == value;
        line.forms.iter().filter(says).any(|form| self.state.against_form(line, form).is_none())
    }

    pub fn at(&self, hour: u32) -> String {
        moment(self.day, hour)
    }

    /// The thing that a form is about, and its day; one that is in no file where there is none.
    pub fn thing(&self, things: &str) -> (Uuid, NaiveDate) {
        let id = self.state.last(things).unwrap_or_else(Uuid::now_v7);
        (id, self.days.get(&id).copied().unwrap_or(self.day))
    }

    fn unpaid(&self) -> i64 {
        match self.state.word("unpaid") {
            "one" => 2_500,
            "many" => 30_000,
            _ => 5_000,
        }
    }
}

/// When every time that the party has is over.
fn later(day: NaiveDate) -> NaiveDate {
    day + TimeDelta::days(40)
}

pub fn moment(day: NaiveDate, hour: u32) -> String {
    format!("{day}T{hour:02}:00:00+08:00")
}

fn penalties(form: &str) -> Value {
    match form {
        "warning" | "warning_after_the_time" => json!([{"kind": "warning"}]),
        "revocation_without_hearing" => json!([{"kind": "licence_revocation"}]),
        "large_fine" => json!([{"kind": "fine", "amount_fen": 30_000}]),
        "worst_fine" => json!([{"kind": "fine", "amount_fen": 9_000_000}]),
        "detention" => json!([{"kind": "detention"}]),
        "no_penalty" | "unexplained_exemption" | "unfounded" | "transferred" => json!([]),
        _ => json!([{"kind": "fine", "amount_fen": 5_000}]),
    }
}

fn outcome(form: &str) -> &'static str {
    match form {
        "no_penalty" | "unexplained_exemption" => "no_penalty_minor",
        "unfounded" => "no_penalty_unfounded",
        "transferred" => "transferred",
        _ => "penalty",
    }
}

/// The body of the POST, with its id.
pub fn content(scene: &Scene, step: Step, form: &str, id: Uuid) -> Value {
    let told = told_and_said(scene, step, form).or_else(|| evidence::content(scene, step, form));
    let told = told.or_else(|| hearing(scene, step, form));
    let told = told.or_else(|| review_and_decision(scene, step, form)).or_else(|| money(scene, step, form, id));
    let told = told.or_else(|| remedies(scene, step, form)).or_else(|| measures(scene, step, form));
    let told = told.or_else(|| stops_and_transfers(scene, step, form));
    let mut body = told.unwrap_or_else(|| panic!("write what {step} holds into tests/it/procedure/contents.rs"));
    body["id"] = json!(id);
    body
}

fn told_and_said(scene: &Scene, step: Step, form: &str) -> Option<Value> {
    let (day, officers) = (scene.day, &scene.officers);
    Some(match step {
        Step::Investigate => {
            let at = scene.at(9);
            let record: fn(&str) -> Value = if form == "inquiry" { inquiry } else { site_inspection };
            let mut act =
                json!({"kind": form, "performed_at": at, "officer_ids": officers, "summary": "当事人承认违法事实。"});
            if form != "unrecorded" {
                act[form] = record(&at);
            } else {
                act["kind"] = json!("inquiry");
            }
            act
        }
        Step::ConcludeInvestigation => {
            let is_grave = form == "report_of_a_grave_case";
            json!({"concluded_on": day, "officer_ids": officers, "course": "巡查发现,立案调查。",
            "facts": "占道摆摊。", "violation": {"began_on": "2023-03-16"}, "evidence": [{"kind": "party_statement", "name": "询问笔录", "proves": "当事人承认占道摆摊。",
            "is_verified": true}], "legal_bases": ["《城市市容和环境卫生管理条例》第三十六条"], "proposed_outcome": "penalty",
            "proposal": "建议罚款。", "grave_or_complex": is_grave, "review_grounds": if is_grave { json!(["complex"]) } else { json!([]) },
            "evidence_ids": evidence::cited_by_report(scene, form)})
        }
        Step::Notify => {
            let is_oral = scene.state.word("procedure") == "summary";
            json!({"form": if is_oral { "oral" } else { "written" }, "notified_on": day, "officer_ids": officers,
                "facts": "占道摆摊,事实清楚。", "legal_bases": ["《城市市容和环境卫生管理条例》第三十六条"],
                "intended_penalties": penalties(form), "hearing_offered": form == "fine_with_hearing"})
        }
        Step::HearStatement => {
            let points = json!([{"point": "家庭困难。", "finding": "属实。", "accepted": true}]);
            json!({"stated_on": day, "waived": form.starts_with("waiver"), "hearing_waived": matches!(form, "waiver_of_both" | "hearing_waiver"), "officer_ids": officers,
                "points": if form == "answered" { points } else { json!([]) }})
        }
        Step::ConsentService => {
            let consent = (form == "withdrawn").then(|| scene.thing("consents").0);
            json!({"kind": form, "confirmed_on": day, "party": "池有根", "told": true, "consent_id": consent,
                "addresses": [{"way": "message", "address": "13900000000"}]})
        }
        Step::ServeDocument => {
            let document = if form == "left_unseen" { "other" } else { form };
            let mut proof = json!({"document": document, "addressee": "池有根", "way": "posted", "done_on": day,
                "sent_on": day, "tracking_number": "EMS1234567890CN"});
            if document == "other" {
                proof["document_name"] = json!("责令改正通知书");
            }
            if form == "left_unseen" {
                (proof["way"], proof["officer_ids"]) = (json!("left"), json!(officers));
                (proof["place"], proof["refusal"]) = (json!("住所"), json!("拒绝签收。"));
            }
            proof
        }
        _ => return None,
    })
}

fn hearing(scene: &Scene, step: Step, form: &str) -> Option<Value> {
    let day = scene.day;
    Some(match step {
        Step::RequestHearing => json!({"requested_on": scene.told_on, "form": "written", "requested_by": "池有根",
            "grounds": "对罚款数额有异议。", "received_by": "王伟"}),
        Step::WithdrawHearingRequest => json!({"withdrawn_on": day, "form": "written", "withdrawn_by": "池有根",
            "received_by": "王伟"}),
        Step::NotifyHearing => {
            let days = if form == "too_soon" { 3 } else { 21 };
            let chair = if form == "by_an_investigator" { "王伟" } else { "陈法" };
            json!({"notified_on": day, "hearing_at": moment(day + TimeDelta::days(days), 9), "place": "镇政府二楼会议室",
                "subject": "拟对占道摆摊处以罚款", "chair": {"name": chair}, "recorder": "林文", "is_public": true,
                "rights": "可以委托一至二人代理。"})
        }
        Step::HoldHearing => held(scene, form),
        _ => return None,
    })
}

fn held(scene: &Scene, form: &str) -> Value {
    let day = scene.hearing_on;
    let mut record = json!({"outcome": form, "held_on": day, "place": "镇政府二楼会议室", "chair": {"name": "陈法"}, "recorder": "林文"});
    if matches!(form, "held" | "walked_out") {
        (record["began_at"], record["ended_at"]) = (json!(moment(day, 9)), json!(moment(day, 10)));
        record["attendees"] = json!([{"role": "party", "name": "池有根"}, {"role": "investigator", "name": "王伟"}]);
        record["record"] = json!("双方质证。");
    }
    if form == "held" {
        (record["investigators_case"], record["party_case"]) = (json!("占道摆摊,建议罚款。"), json!("请求从轻。"));
        (record["signature"], record["report"]) = (json!("signed"), json!("事实清楚。"));
    } else {
        record["reason"] = json!("见笔录。");
    }
    record
}

fn review_and_decision(scene: &Scene, step: Step, form: &str) -> Option<Value> {
    let day = scene.day;
    Some(match step {
        Step::ReviewLegally => {
            let outcome = if matches!(form, "agree_heard" | "unqualified") { "agree" } else { form };
            let ground = if form == "agree_heard" { "heard_rights" } else { "complex" };
            let mut review = json!({"received_on": day, "reviewed_on": day, "reviewer": "陈审", "qualification": "legal_profession",
                "qualification_number": "A20213504811234", "grounds": [ground], "proposal": "罚款",
                "findings": [{"item": "facts", "sound": outcome == "agree", "remark": "见意见。"}], "outcome": outcome,
                "opinion": "见各项。"});
            if form == "unqualified" {
                review["qualification"] = json!("earlier_reviewer");
                review["reviewing_since"] = json!("2020-01-01");
            }
            review
        }
        Step::Discuss => {
            let all = json!([{"name": "林镇长", "post": "镇长", "opinion": "同意。"}, {"name": "黄副镇长", "post": "副镇长",
                "opinion": "同意。"}]);
            let members = if form == "alone" { json!([all[0]]) } else { all };
            json!({"discussed_on": day, "place": "镇政府三楼会议室", "chair": "林镇长", "recorder": "林文", "members": members,
                "report": "案情汇报。", "grounds": "案情复杂", "conclusion": "同意。", "outcome": outcome(form),
                "penalties": penalties(form)})
        }
        Step::Decide => decision(scene, form),
        Step::Close => {
            let phases = ["initiation", "investigation", "review", "decision", "service", "execution"];
            let waived: Vec<Value> = phases.iter().map(|one| json!({"phase": one, "reason": "设备故障。"})).collect();
            let (reason, waived) = if form == "unrecorded" { ("other", Vec::new()) } else { (form, waived) };
            json!({"reason": reason, "closed_on": day, "summary": "已办结。", "phases_without_recording": waived})
        }
        _ => return None,
    })
}

fn decision(scene: &Scene, form: &str) -> Value {
    let on = if form.ends_with("after_the_time") { later(scene.day) } else { scene.day };
    let mut document = json!({"party_address": "安砂镇集镇新街1号", "performance": "十五日内到指定银行缴纳。", "place": "集镇新街",
        "remedies": {"reconsideration_body": "永安市人民政府", "court": "永安市人民法院"}});
    if form == "no_penalty" {
        document["exemption"] = json!({"ground": "no_fault", "education": "告知不得占道。"});
    }
    if form == "without_address" {
        document["party_address"] = Value::Null;
    }
    if let Some(id) = scene.state.last("sound") {
        document["evidence_ids"] = json!([id]);
    }
    json!({"outcome": outcome(form), "decided_at": moment(on, 16), "facts": "占道摆摊,事实清楚。",
        "legal_bases": ["《城市市容和环境卫生管理条例》第三十六条"], "issuer": "永安砂", "penalties": penalties(form),
        "document": document, "separate_act": "另一摊位。"})
}

fn money(scene: &Scene, step: Step, form: &str, id: Uuid) -> Option<Value> {
    let (day, unpaid) = (scene.day, scene.unpaid());
    Some(match step {
        Step::Pay => {
            let amount = match form {
                "part" => (unpaid - 2_500).max(2_500),
                "too_much" => unpaid + 1,
                _ => unpaid,
            };
            let mut paid = json!({"paid_on": day, "amount_fen": amount, "channel": "electronic", "receipt_number": id});
            if form == "on_the_spot" {
                paid["channel"] = json!("on_the_spot");
                paid["collection"] = json!({"ground": "small_fine"});
                paid["officer_ids"] = json!(scene.officers);
            }
            paid
        }
        Step::HandOver => {
            let (payment, on) = scene.thing(if form == "to_agency" { "collected" } else { "at_agency" });
            json!({"payment_id": payment, "to": form.trim_start_matches("to_"), "handed_over_on": on})
        }
        Step::PlanPayment => {
            let amount = if form == "too_little" { unpaid - 1 } else { unpaid };
            let instalments = json!([{"due_on": day + TimeDelta::days(30), "amount_fen": amount}]);
            let mut plan =
                json!({"applied_on": day, "hardship": "家庭困难。", "decided_on": day, "approved": form != "refused"});
            if form == "refused" {
                plan["refusal_reason"] = json!("没有困难。");
            } else {
                plan["instalments"] = instalments;
            }
            plan
        }
        _ => return None,
    })
}

fn remedies(scene: &Scene, step: Step, form: &str) -> Option<Value> {
    let day = scene.day;
    let result = if form.starts_with("changed") || form.starts_with("unchanged") { "changed" } else { form };
    let new = match form {
        "changed_to_a_warning" => penalties("warning"),
        "changed_to_worse" => penalties("worst_fine"),
        _ => json!([]),
    };
    Some(match step {
        Step::Reconsider => json!({"requested_on": day, "body": "永安市人民政府", "claims": "请求撤销处罚决定。"}),
        Step::AnswerReconsideration => {
            let reason = if form == "refused" { json!("超过期限。") } else { Value::Null };
            json!({"accepted": form == "accepted", "answered_on": day, "reason": reason})
        }
        Step::ResolveReconsideration => {
            json!({"result": result, "decided_on": day, "summary": "复议决定。", "new_penalties": new})
        }
        Step::Sue => json!({"filed_on": day, "court": "永安市人民法院", "claims": "请求撤销处罚决定。"}),
        Step::ResolveLawsuit => {
            json!({"result": result, "effective_on": day, "summary": "判决。", "new_penalties": new})
        }
        Step::Withdraw => {
            let by = match form {
                "by_the_body" => "reconsideration_body",
                "by_the_court" => "court",
                _ => "agency",
            };
            let kind = if form.starts_with("changed") { "changed" } else { "withdrawn" };
            json!({"kind": kind, "by": by, "withdrawn_on": day, "reason": "认定有误。", "legal_bases": ["《中华人民共和国行政处罚法》第七十五条"],
                "new_penalties": new})
        }
        _ => return None,
    })
}

fn measures(scene: &Scene, step: Step, form: &str) -> Option<Value> {
    let (day, officers) = (scene.day, &scene.officers);
    let named = match form {
        "urgent" | "granted" | "denied" | "late" => "urgent",
        "disapproved" | "examined" => form,
        _ => "measures",
    };
    let (measure, on) = scene.thing(named);
    Some(match step {
        Step::ImposeMeasure => {
            let approval = json!({"approved_by": "陈建国", "approved_at": scene.at(9)});
            let has_approval = !matches!(form, "urgent" | "unapproved");
            json!({"kind": if form == "liberty" { "restrict_liberty" } else { "seize_property" }, "imposed_at": scene.at(10),
                "place": "集镇新街", "approval": has_approval.then_some(approval), "urgent": form == "urgent", "officer_ids": officers,
                "certificates_shown": true, "party_summoned": true,
                "told": {"reasons": true, "legal_bases": true, "rights": true, "remedies": true},
                "scene_record": "现场扣押烤炉一台。", "party_signature": "signed", "reasons": "防止证据损毁。",
                "legal_bases": ["《中华人民共和国行政强制法》第二十二条"], "remedies": "六十日内申请行政复议。",
                "days": if form == "too_long" { 31 } else { 30 }, "things": [{"name": "烤炉", "quantity": "1台"}],
                "kept_at": "执法队仓库", "decision_delivered": true, "list_delivered": true})
        }
        Step::ApproveMeasure => {
            let late = on + TimeDelta::days(if form == "late" { 2 } else { 0 });
            json!({"measure_id": measure, "granted": form != "denied", "decided_at": moment(late, 11), "reason": "情况属实。"})
        }
        Step::ExtendMeasure => {
            json!({"measure_id": measure, "decided_on": on, "days": if form == "too_long" { 31 } else { 1 },
            "reasons": "情况复杂。", "told_on": on})
        }
        Step::LiftMeasure => {
            let ground = if form == "disapproved" { "not_approved" } else { "not_needed" };
            let what = if form == "confiscated_without_decision" { "confiscated" } else { "returned" };
            json!({"measure_id": measure, "lifted_on": day, "ground": ground, "approved_by": "陈建国", "officer_ids": officers,
                "things": [{"name": "烤炉", "quantity": "1台", "outcome": what}], "received_by": "池有根"})
        }
        _ => return None,
    })
}
