//! `/metrics`: what a monitor wants to know, in Prometheus' text format.

use crate::acts::calendar::in_force;
use crate::db::Db;
use crate::domain::actor::Actor;
use crate::http::meter::Meter;
use crate::http::problem_reply::ProblemReply;
use crate::http::{PlainProblems, Reply, request_id};
use crate::journal::sequencer::Sequencer;
use crate::problem::{Code, Problem};
use actix_web::http::header::AUTHORIZATION;
use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use sha2::{Digest as _, Sha256};
use std::time::Duration;

const TEXT_FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

const CALENDAR_WAIT: Duration = Duration::from_secs(1);

/// What a monitor must show; nothing is asked for without it.
#[derive(Debug, Clone)]
pub struct MetricsToken(pub Option<String>);

/// 运行指标, in the text format of Prometheus: requests, refusals, limits, log-ins, connections, journal, process.
#[utoipa::path(tag = "operations", operation_id = "metrics_get", responses(
    (status = 200, body = String, content_type = "text/plain"),
    (status = 401, body = ProblemReply, content_type = "application/problem+json"), PlainProblems))]
#[get("/metrics")]
pub async fn show(
    db: Data<Db>,
    sequencer: Data<Sequencer>,
    meter: Data<Meter>,
    token: Data<MetricsToken>,
    request: HttpRequest,
) -> Result<Reply, Problem> {
    if !token.admits(&request) {
        return Err(Problem::new(Code::MetricsTokenNeeded));
    }
    measure_journal(&meter, &sequencer);
    measure_database(&meter, &db);
    measure_calendar(&meter, &db, &Actor::system(request_id::of(&request))).await;
    meter.gauge(
        "anjuan_build_info",
        "Always 1; the version is the label.",
        &[("version", env!("CARGO_PKG_VERSION"))],
        1.0,
    );
    Ok(Reply::text(TEXT_FORMAT, meter.told()).no_store())
}

impl MetricsToken {
    /// Compares digests, so that how long it takes tells nothing of the token.
    fn admits(&self, request: &HttpRequest) -> bool {
        let Some(token) = &self.0 else { return true };
        let shown = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.split_once(' '));
        let shown =
            shown.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map_or("", |(_, shown)| shown.trim());
        Sha256::digest(shown) == Sha256::digest(token)
    }
}

fn measure_journal(meter: &Meter, sequencer: &Sequencer) {
    let standing = sequencer.standing();
    let (alive, writing) = (f64::from(u8::from(standing.alive)), f64::from(u8::from(standing.writing)));
    meter.gauge("anjuan_journal_size", "Journal entries that have their position.", &[], counted(standing.size));
    meter.gauge(
        "anjuan_journal_pending",
        "Journal entries that wait for their position.",
        &[],
        counted(standing.pending),
    );
    let lag_s = counted(standing.lag_ms) / 1000.0;
    meter.gauge("anjuan_sequencer_lag_seconds", "Age of the oldest entry without a position.", &[], lag_s);
    meter.gauge("anjuan_sequencer_alive", "1 while the sequencer reaches its database.", &[], alive);
    meter.gauge("anjuan_sequencer_writing", "1 in the one process whose sequencer gives the positions.", &[], writing);
}

fn measure_database(meter: &Meter, db: &Db) {
    let standing = db.standing();
    meter.gauge("anjuan_database_connections_max", "Connections there may be.", &[], f64::from(standing.size));
    meter.gauge(
        "anjuan_database_connections_in_use",
        "Connections that run a transaction.",
        &[],
        f64::from(standing.in_use),
    );
    meter.gauge("anjuan_database_waiting", "Requests that wait for a connection.", &[], f64::from(standing.waiting));
}

/// A monitor is not kept waiting for it: when the database does not answer, the gauge stays as it was.
async fn measure_calendar(meter: &Meter, db: &Db, monitor: &Actor) {
    let left = db.read(monitor, |view| Ok(in_force(view)?.days_left(view.today())));
    if let Ok(Ok(Some(days))) = tokio::time::timeout(CALENDAR_WAIT, left).await {
        let words = "Days that can still be counted by the loaded holiday notices; below zero when today cannot.";
        meter.gauge("anjuan_calendar_ends_in_days", words, &[], counted(days));
    }
}

#[expect(clippy::cast_precision_loss, reason = "a gauge is a float; 2^53 entries are far away")]
fn counted(number: i64) -> f64 {
    number as f64
}
