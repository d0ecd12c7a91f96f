//! Writers that never give in: whole lives of cases, inspections, officers, each act under an Idempotency-Key, asked
//! for until it is answered. What was acknowledged is in a journal on disk before the next act begins.

use super::dice::Dice;
use super::staff::Staff;
use crate::support::{Answer, Client, PATIENCE, with};
use serde_json::{Value, json};
use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// An act that was asked for.
#[derive(Clone, Debug)]
pub struct Act {
    pub who: &'static str,
    pub path: String,
    pub body: Value,
    pub key: String,
    /// Text that only this act's body holds, and the kind of entry that it makes.
    pub mark: String,
    pub kind: &'static str,
}

/// What the service acknowledged.
pub struct Ack {
    pub act: Act,
    pub status: u16,
    pub text: String,
}

/// The writers' common state.
pub struct Load {
    urls: Vec<String>,
    pub staff: Staff,
    pub dice: Dice,
    pub acked: Mutex<Vec<Arc<Ack>>>,
    /// Asked for, never answered, never asked for again.
    pub abandoned: Mutex<Vec<Act>>,
    pub asked: AtomicUsize,
    /// Requests that a fault hit: no answer at all, or one that says to try again.
    pub disturbed: AtomicUsize,
    pub enough: AtomicBool,
    disk: Mutex<File>,
}

impl Load {
    pub fn new(url: String, staff: Staff, seed: u64, journal: PathBuf) -> Self {
        let disk = Mutex::new(File::create(journal).expect("an ack journal"));
        Self {
            urls: vec![url],
            staff,
            dice: Dice::of(seed),
            acked: Mutex::default(),
            abandoned: Mutex::default(),
            asked: AtomicUsize::new(0),
            disturbed: AtomicUsize::new(0),
            enough: AtomicBool::new(false),
            disk,
        }
    }

    /// A second server to ask, in turns.
    pub fn and_at(mut self, url: String) -> Self {
        self.urls.push(url);
        self
    }

    /// Every writer, until there is enough.
    pub async fn run(&self) {
        let cases = || self.repeat("leader", async |hand| self.life_of_a_case(hand).await);
        let inspections = self.repeat("author", async |hand| self.inspection(hand).await);
        let officers = self.repeat("admin", async |hand| self.officer(hand).await);
        futures_util::future::join4(cases(), cases(), inspections, officers).await;
    }

    async fn repeat(&self, who: &'static str, one: impl AsyncFn(&mut Hand) -> Option<()>) {
        let mut hand = Hand { who, client: self.log_in(who).await, head: None };
        if who == "leader" {
            hand.head = Some(self.log_in("head").await);
        }
        while !self.enough.load(Ordering::Relaxed) {
            one(&mut hand).await;
        }
    }

    async fn life_of_a_case(&self, hand: &mut Hand) -> Option<()> {
        let staff = &self.staff;
        let filing = |mark: &str| with(staff.filing(), json!({"summary": mark}));
        let case = self.act(hand, "/cases".into(), "case.filed", filing).await?;
        let case = format!("/cases/{}", case["id"].as_str().expect("an id"));
        for _ in 0..self.dice.below(3) {
            let recording = |mark: &str| with(staff.recording(), json!({"description": mark}));
            self.act(hand, format!("{case}/recordings"), "recording.added", recording).await?;
        }
        let investigation = |mark: &str| with(staff.investigation(), json!({"summary": mark}));
        self.act(hand, format!("{case}/investigation-acts"), "case.investigated", investigation).await?;
        self.is_told_and_heard(hand, &case).await?;
        let decision = |mark: &str| with(staff.decision(), json!({"facts": mark}));
        self.act(hand, format!("{case}/decisions"), "case.decided", decision).await?;
        self.is_performed(hand, &case).await?;
        let closure = |mark: &str| with(staff.closure(), json!({"summary": mark}));
        self.act(hand, format!("{case}/closures"), "case.closed", closure).await?;
        Some(())
    }

    async fn is_told_and_heard(&self, hand: &mut Hand, case: &str) -> Option<()> {
        let staff = &self.staff;
        let conclusion = |mark: &str| with(staff.conclusion(), json!({"course": mark}));
        self.act(hand, format!("{case}/investigation-conclusions"), "case.step_taken", conclusion).await?;
        let notice = |mark: &str| with(staff.notice(), json!({"facts": mark}));
        self.act(hand, format!("{case}/prior-notices"), "case.step_taken", notice).await?;
        let statement = |mark: &str| {
            let points = json!([{"point": mark, "finding": "经复核不成立。", "accepted": false}]);
            with(staff.statement(), json!({"waived": false, "points": points}))
        };
        self.act(hand, format!("{case}/statements"), "case.step_taken", statement).await?;
        Some(())
    }

    async fn is_performed(&self, hand: &mut Hand, case: &str) -> Option<()> {
        let service = |mark: &str| with(self.staff.service(), json!({"remark": mark}));
        self.act(hand, format!("{case}/proofs-of-service"), "case.step_taken", service).await?;
        let payment = |mark: &str| with(self.staff.payment(), json!({"receipt_number": mark}));
        self.act(hand, format!("{case}/payments"), "case.step_taken", payment).await?;
        Some(())
    }

    async fn inspection(&self, hand: &mut Hand) -> Option<()> {
        let whole = |mark: &str| with(self.staff.inspection(), json!({"findings": mark}));
        self.act(hand, "/inspections".into(), "inspection.submitted", whole).await?;
        let draft = |mark: &str| json!({"inspected_on": "2023-07-20", "findings": mark});
        self.act(hand, "/inspections".into(), "inspection.drafted", draft).await.map(drop)
    }

    async fn officer(&self, hand: &mut Hand) -> Option<()> {
        let officer = |mark: &str| json!({"name": mark, "in_post_from": "2023-01-01"});
        self.act(hand, "/officers".into(), "officer.registered", officer).await.map(drop)
    }

    /// Asks until there is an answer, or gives up after no answer at all, now and then. `None` when given up.
    async fn act(
        &self,
        hand: &mut Hand,
        path: String,
        kind: &'static str,
        body: impl Fn(&str) -> Value,
    ) -> Option<Value> {
        let mark = format!("记{}号", Uuid::now_v7().simple());
        let who = if kind == "case.decided" { "head" } else { hand.who };
        let act = Act { who, path, body: body(&mark), key: Uuid::now_v7().to_string(), mark, kind };
        let deadline = Instant::now() + PATIENCE;
        loop {
            self.asked.fetch_add(1, Ordering::Relaxed);
            match hand.client_of(who).at(self.one_url()).post_if_reached(&act.path, &act.body, &act.key).await {
                None => {
                    self.disturbed.fetch_add(1, Ordering::Relaxed);
                    if self.dice.one_in(8) {
                        self.abandoned.lock().expect("no panic").push(act);
                        return None;
                    }
                }
                Some(answer) if answer.status == 201 => return Some(self.acknowledged(act, answer)),
                Some(answer) if answer.status == 401 => *hand.client_of(who) = self.log_in(who).await,
                Some(answer) => self.told_to_wait(&act, &answer),
            }
            assert!(Instant::now() < deadline, "not answered in time: {act:?}");
            tokio::time::sleep(Duration::from_millis(20)).await; // the pace of asking again
        }
    }

    /// 503, 507 and a running twin are the only other answers, and each says when to come again.
    fn told_to_wait(&self, act: &Act, answer: &Answer) {
        let code = answer.json()["code"].as_str().unwrap_or_default().to_owned();
        let expected = matches!(answer.status, 503 | 507) || code == "idempotency_in_progress";
        assert!(expected, "{} {}: {}", act.path, answer.status, answer.text);
        assert!(answer.header("retry-after").parse::<u32>().is_ok(), "no Retry-After: {}", answer.text);
        self.disturbed.fetch_add(1, Ordering::Relaxed);
    }

    fn acknowledged(&self, act: Act, answer: Answer) -> Value {
        let line =
            json!({"key": act.key, "path": act.path, "sent": act.body, "status": answer.status, "body": answer.text});
        let mut disk = self.disk.lock().expect("no panic");
        writeln!(disk, "{line}").and_then(|()| disk.sync_data()).expect("the ack journal is written");
        let body = answer.json();
        self.acked.lock().expect("no panic").push(Arc::new(Ack { act, status: answer.status, text: answer.text }));
        body
    }

    /// Logs in, however long the service is away.
    pub async fn log_in(&self, who: &str) -> Client {
        let (stranger, deadline) = (Client::new(self.one_url()), Instant::now() + PATIENCE);
        loop {
            if let Some(client) = stranger.at(self.one_url()).log_in_if_reached(self.staff.username(who)).await {
                return client;
            }
            assert!(Instant::now() < deadline, "{who} cannot log in");
            tokio::time::sleep(Duration::from_millis(50)).await; // the pace of asking again
        }
    }

    fn one_url(&self) -> &str {
        &self.urls[self.dice.below(self.urls.len())]
    }

    pub fn acks(&self) -> Vec<Arc<Ack>> {
        self.acked.lock().expect("no panic").clone()
    }

    pub fn acked_so_far(&self) -> usize {
        self.acked.lock().expect("no panic").len()
    }
}

/// Ends the load, also when the chaos fails.
pub struct Enough(pub &'static Load);

impl Drop for Enough {
    fn drop(&mut self) {
        self.0.enough.store(true, Ordering::Relaxed);
    }
}

struct Hand {
    who: &'static str,
    client: Client,
    head: Option<Client>,
}

impl Hand {
    fn client_of(&mut self, who: &str) -> &mut Client {
        match &mut self.head {
            Some(head) if who == "head" => head,
            _ => &mut self.client,
        }
    }
}
