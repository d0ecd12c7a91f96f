//! A town's cases, made by the people who would make them.

use super::people::{Person, Town};
use super::with;
use anjuan::domain::permission::Role;
use chrono::{Days, NaiveDate};
use diesel::RunQueryDsl as _;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};

/// A town ready to take up cases.
pub struct Squad {
    pub leader: Person,
    pub head: Person,
    /// Two certified officers.
    pub officers: [String; 2],
    /// A claimed penalty matter.
    pub matter: String,
}

impl Town<'_> {
    /// Two certified officers, a claimed matter, a squad leader and the head of the agency.
    pub async fn squad(&self) -> Squad {
        Squad {
            leader: self.person(&[Role::Officer, Role::SquadLeader]).await,
            head: self.head().await,
            officers: [self.certified_officer("王伟").await, self.certified_officer("李强").await],
            matter: self.claimed_matter().await,
        }
    }
}

impl Squad {
    /// A filing that nothing stands against.
    pub fn filing(&self) -> Value {
        json!({
            "procedure": "ordinary", "source": "patrol", "summary": "巡查发现当事人占道摆摊。\n经劝离后再次占道。",
            "party": {"kind": "individual", "name": "池有根", "code": "350481199001010018"},
            "matter_codes": [self.matter], "officer_ids": self.officers, "filed_on": "2023-03-16", "place": "集镇新街",
        })
    }

    /// An act of investigation.
    pub fn investigation(&self) -> Value {
        self.investigation_at("2023-03-20T09:00:00+08:00")
    }

    /// 询问, at that moment.
    pub fn investigation_at(&self, moment: &str) -> Value {
        json!({"kind": "inquiry", "performed_at": moment, "officer_ids": self.officers, "summary": "当事人承认违法事实。",
            "inquiry": inquiry(moment)})
    }

    /// 调查终结报告
    pub fn conclusion(&self) -> Value {
        json!({"concluded_on": "2023-03-21", "officer_ids": self.officers, "course": "巡查发现后立案,询问当事人并制作笔录。",
            "facts": "占道摆摊,事实清楚。", "violation": an_act(),
            "evidence": [{"kind": "party_statement", "name": "询问笔录", "proves": "占道摆摊", "is_verified": true}],
            "legal_bases": ["《城市市容和环境卫生管理条例》第三十六条"], "proposed_outcome": "penalty", "proposal": "罚款50元。"})
    }

    /// 事先告知: a fine of 50 yuan is intended.
    pub fn notice(&self) -> Value {
        json!({"form": "written", "notified_on": "2023-03-22", "officer_ids": self.officers, "facts": "占道摆摊,事实清楚。",
            "legal_bases": ["《城市市容和环境卫生管理条例》第三十六条"], "hearing_offered": false,
            "intended_penalties": [{"kind": "fine", "amount_fen": 5000}]})
    }

    /// 陈述申辩: the party waives it.
    pub fn waiver(&self) -> Value {
        json!({"stated_on": "2023-03-23", "waived": true, "officer_ids": self.officers})
    }

    /// A decision: a fine of 50 yuan.
    pub fn decision(&self) -> Value {
        json!({"outcome": "penalty", "decided_at": "2023-04-01T10:00:00+08:00", "facts": "占道摆摊,事实清楚。",
            "legal_bases": ["《城市市容和环境卫生管理条例》第三十六条"], "issuer": "永安砂",
            "penalties": [{"kind": "fine", "amount_fen": 5000}], "violation": an_act(), "document": document()})
    }

    /// 送达回证: the decision is handed to the party.
    pub fn service(&self) -> Value {
        json!({"document": "decision", "addressee": "池有根", "way": "direct", "done_on": "2023-04-01", "place": "镇政府",
            "officer_ids": self.officers, "received_by": {"name": "池有根", "relation": "party"}})
    }

    /// 缴款: the whole fine.
    pub fn payment(&self) -> Value {
        json!({"paid_on": "2023-04-10", "amount_fen": 5000, "channel": "electronic", "receipt_number": uuid::Uuid::now_v7()})
    }

    /// A photo of one phase.
    pub fn recording(&self, phase: &str) -> Value {
        json!({"phase": phase, "kind": "photo", "occurred_at": "2023-04-01T10:00:00+08:00", "officer_ids": self.officers,
            "description": "过程照片"})
    }

    pub fn closure(&self) -> Value {
        json!({"reason": "performed", "closed_on": "2023-05-02", "summary": "罚款已缴清。"})
    }

    /// Files a case and returns its path.
    pub async fn files(&self, filing: Value) -> String {
        let case = self.leader.post("/cases", filing).await.ok();
        format!("/cases/{}", case["id"].as_str().expect("an id"))
    }

    /// A case that has been investigated.
    pub async fn investigated(&self) -> String {
        let case = self.files(self.filing()).await;
        self.leader.post(&format!("{case}/investigation-acts"), self.investigation()).await.ok();
        case
    }

    /// A case that only the decision is missing of.
    pub async fn ready(&self) -> String {
        let case = self.investigated().await;
        self.concludes(&case).await;
        self.hears(&case, "written", "2023-03-22").await;
        case
    }

    /// A case against which may be decided on the spot.
    pub async fn ready_on_the_spot(&self) -> String {
        let case = self.files(with(self.filing(), json!({"procedure": "summary"}))).await;
        self.hears(&case, "oral", "2023-03-16").await;
        case
    }

    /// A case that was decided: a fine of 50 yuan.
    pub async fn decided(&self) -> String {
        let case = self.ready().await;
        self.head.post(&format!("{case}/decisions"), self.decision()).await.ok();
        case
    }

    pub async fn concludes(&self, case: &str) {
        self.leader.post(&format!("{case}/investigation-conclusions"), self.conclusion()).await.ok();
    }

    /// The party is told of a fine of 50 yuan, and waives to be heard.
    pub async fn hears(&self, case: &str, form: &str, on: &str) {
        self.hears_of(case, with(self.notice(), json!({"form": form, "notified_on": on}))).await;
    }

    /// The party is told, and waives to be heard on the same day.
    pub async fn hears_of(&self, case: &str, notice: Value) {
        let on = notice["notified_on"].clone();
        self.leader.post(&format!("{case}/prior-notices"), notice).await.ok();
        let waiver = with(self.waiver(), json!({"stated_on": on}));
        self.leader.post(&format!("{case}/statements"), waiver).await.ok();
    }

    /// Everything that the closure of a decided case asks for: the decision served, 50 yuan paid, every phase recorded.
    pub async fn performs(&self, case: &str) {
        let decided_on = self.leader.get(case).await.ok()["decided_on"].as_str().expect("decided").to_owned();
        let paid_on = decided_on.clone().max("2023-04-10".into());
        let service = with(self.service(), json!({"done_on": decided_on}));
        self.leader.post(&format!("{case}/proofs-of-service"), service).await.ok();
        self.leader.post(&format!("{case}/payments"), with(self.payment(), json!({"paid_on": paid_on}))).await.ok();
        self.records(case).await;
    }

    pub async fn records(&self, case: &str) {
        for phase in ["initiation", "investigation", "review", "decision", "service", "execution"] {
            self.leader.post(&format!("{case}/recordings"), self.recording(phase)).await.ok();
        }
    }
}

/// 询问笔录
pub fn inquiry(ended_at: &str) -> Value {
    json!({"person": "池有根", "asked_as": "party", "ended_at": ended_at, "certificates_shown": true, "rights_told": true,
        "record": "问:是否占道摆摊?答:是。", "read_back": true, "signing": {"signature": "signed"}})
}

/// 现场检查(勘验)笔录
pub fn site_inspection(ended_at: &str) -> Value {
    json!({"ended_at": ended_at, "certificates_shown": true, "party_present": "池有根", "record": "摊位占用人行道。",
        "signing": {"signature": "signed"}})
}

/// 决定书的其他必备内容
fn document() -> Value {
    json!({"party_address": "安砂镇集镇新街1号", "performance": "自收到决定书之日起十五日内到指定银行缴纳罚款。",
        "place": "集镇新街", "remedies": {"reconsideration_body": "永安市人民政府", "court": "永安市人民法院"}})
}

/// 违法行为: each of another day, because one act is fined once.
fn an_act() -> Value {
    static ACTS: AtomicU64 = AtomicU64::new(0);
    let newest = NaiveDate::from_ymd_opt(2023, 3, 16).expect("a day");
    let on = newest - Days::new(ACTS.fetch_add(1, Ordering::Relaxed) % 600);
    json!({"began_on": on, "found_on": on})
}

impl Town<'_> {
    /// What a case has in the ledger, added up: counter, day, traits, quantity, fen.
    pub fn figures(&self, case: &str) -> Vec<String> {
        #[derive(diesel::QueryableByName)]
        struct Figure {
            #[diesel(sql_type = diesel::sql_types::Text)]
            line: String,
        }
        let id = case.trim_start_matches("/cases/");
        let query = format!(
            "SELECT concat_ws(' ', counter, on_date, traits, sum(quantity), sum(amount_fen)) AS line \
             FROM anjuan.statistical_posting WHERE agency_id = '{}' AND subject_id = '{id}' \
             GROUP BY counter, on_date, traits HAVING sum(quantity) <> 0 OR sum(amount_fen) <> 0 ORDER BY 1",
            self.id
        );
        let figures: Vec<Figure> =
            diesel::sql_query(query).load(&mut self.server.database.superuser()).expect("the ledger");
        figures.into_iter().map(|figure| figure.line).collect()
    }
}
