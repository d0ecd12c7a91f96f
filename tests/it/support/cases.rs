//! A town's cases, made by the people who would make them.

use super::people::{Person, Town};
use anjuan::domain::permission::Role;
use diesel::RunQueryDsl as _;
use serde_json::{Value, json};

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
        json!({"kind": "inquiry", "performed_at": "2023-03-20T09:00:00+08:00", "officer_ids": self.officers,
            "summary": "当事人承认违法事实。"})
    }

    /// 事先告知: a fine of 50 yuan is intended.
    pub fn notice(&self) -> Value {
        json!({"form": "written", "notified_on": "2023-03-22", "officer_ids": self.officers, "facts": "占道摆摊,事实清楚。",
            "legal_bases": ["《城市市容和环境卫生管理条例》第三十六条"],
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
            "penalties": [{"kind": "fine", "amount_fen": 5000}]})
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
