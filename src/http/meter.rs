//! What is counted for `/metrics`. Labels come from closed lists (methods, route patterns, statuses, codes), never from
//! what a client wrote, so that nobody can make the series grow.

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram, with_local_recorder};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use std::time::Duration;

/// Seconds. Reads are meant to take a few milliseconds, writes some tens.
const LATENCY_BUCKETS_S: &[f64] =
    &[0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0];

const REQUESTS: &str = "anjuan_http_requests_total";
const DURATION: &str = "anjuan_http_request_duration_seconds";
const IN_FLIGHT: &str = "anjuan_http_requests_in_flight";
const REFUSALS: &str = "anjuan_refusals_total";
const RATE_LIMITED: &str = "anjuan_rate_limited_total";
const CASE_ANSWERS: &str = "anjuan_case_answers_total";
const LOG_INS: &str = "anjuan_log_ins_total";

/// The counters of one service.
pub struct Meter {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
    process: metrics_process::Collector,
}

/// One answer, as it is counted.
#[derive(Debug, Clone, Copy)]
pub struct Answered<'a> {
    pub method: &'static str,
    /// The route's pattern, never the path.
    pub route: &'a str,
    pub status: u16,
    /// The stable code, when the request was refused.
    pub refused: Option<&'static str>,
    pub took: Duration,
}

impl Meter {
    pub fn new() -> Result<Self, BuildError> {
        let buckets = Matcher::Full(DURATION.to_owned());
        let recorder = PrometheusBuilder::new().set_buckets_for_metric(buckets, LATENCY_BUCKETS_S)?.build_recorder();
        let (handle, process) = (recorder.handle(), metrics_process::Collector::default());
        let meter = Self { recorder, handle, process };
        meter.describe();
        Ok(meter)
    }

    fn describe(&self) {
        with_local_recorder(&self.recorder, || {
            describe_counter!(REQUESTS, "Requests answered, by method, route pattern and status.");
            describe_histogram!(DURATION, "Seconds from a request's head to its answer's head.");
            describe_gauge!(IN_FLIGHT, "Requests being worked on.");
            describe_counter!(REFUSALS, "Requests refused, by the problem's code.");
            describe_counter!(RATE_LIMITED, "Requests refused by a rate limit, by whose limit it was.");
            describe_counter!(CASE_ANSWERS, "Answers about one case: kept in memory, or composed anew.");
            describe_counter!(LOG_INS, "Log-ins, by what became of them: opened, or the problem's code.");
            self.process.describe();
            gauge!(IN_FLIGHT).set(0.0);
        });
    }

    /// A request has begun.
    pub fn begun(&self) {
        with_local_recorder(&self.recorder, || gauge!(IN_FLIGHT).increment(1.0));
    }

    /// A request has ended, answered or not.
    pub fn ended(&self) {
        with_local_recorder(&self.recorder, || gauge!(IN_FLIGHT).decrement(1.0));
    }

    pub fn answered(&self, one: &Answered) {
        let Answered { method, route, status, refused, took } = *one;
        with_local_recorder(&self.recorder, || {
            let labels = [("method", method.to_owned()), ("route", route.to_owned()), ("status", status.to_string())];
            counter!(REQUESTS, &labels).increment(1);
            histogram!(DURATION, &labels[..2]).record(took.as_secs_f64());
            if let Some(code) = refused {
                counter!(REFUSALS, "code" => code).increment(1);
            }
        });
    }

    /// `how` an answer about one case came about: `kept` or `composed`.
    pub fn case_answer(&self, how: &'static str) {
        with_local_recorder(&self.recorder, || counter!(CASE_ANSWERS, "how" => how).increment(1));
    }

    /// `outcome` is `opened` or the code of the refusal.
    pub fn log_in(&self, outcome: &'static str) {
        with_local_recorder(&self.recorder, || counter!(LOG_INS, "outcome" => outcome).increment(1));
    }

    /// `whose` limit: `address` or `account`.
    pub fn rate_limited(&self, whose: &'static str) {
        with_local_recorder(&self.recorder, || counter!(RATE_LIMITED, "by" => whose).increment(1));
    }

    /// A value as it is now. `name` and `labels` are constants of whoever tells it.
    pub fn gauge(&self, name: &'static str, help: &'static str, labels: &[(&'static str, &'static str)], value: f64) {
        with_local_recorder(&self.recorder, || {
            describe_gauge!(name, help);
            gauge!(name, labels).set(value);
        });
    }

    /// Everything in Prometheus' text format.
    pub fn told(&self) -> String {
        with_local_recorder(&self.recorder, || self.process.collect());
        self.handle.render()
    }

    /// Folds what was recorded into the histograms; without it they would grow as long as nobody asks.
    pub fn fold(&self) {
        self.handle.run_upkeep();
    }
}

/// The method as a label: one of the known ones.
pub fn method_label(method: &actix_web::http::Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_told_with_its_help() {
        let meter = Meter::new().expect("builds");
        meter.begun();
        let took = Duration::from_millis(7);
        let one = Answered { method: "GET", route: "/cases/{id}", status: 404, refused: Some("not_found"), took };
        meter.answered(&one);
        meter.answered(&one);
        meter.gauge("anjuan_journal_size", "Entries placed.", &[], 12.0);
        let told = meter.told();
        for line in [
            r#"anjuan_http_requests_total{method="GET",route="/cases/{id}",status="404"} 2"#,
            r#"anjuan_http_request_duration_seconds_bucket{method="GET",route="/cases/{id}",le="0.01"} 2"#,
            r#"anjuan_refusals_total{code="not_found"} 2"#,
            "anjuan_http_requests_in_flight 1",
            "anjuan_journal_size 12",
            "# TYPE anjuan_journal_size gauge",
            "# HELP anjuan_journal_size Entries placed.",
        ] {
            assert!(told.lines().any(|one| one == line), "{line} is missing in\n{told}");
        }
    }

    #[test]
    fn a_method_of_a_clients_own_is_no_label() {
        let own = "BREW".parse().expect("a method");
        assert_eq!(method_label(&own), "other");
    }
}
