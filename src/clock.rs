//! The one clock. Everything that asks for the time asks here, so that a demo or a test may live in another year.

use crate::domain::day::legal_date;
use chrono::{DateTime, Duration, NaiveDate, SubsecRound, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

#[derive(Debug, Clone, Default)]
pub struct Clock {
    offset_ms: Arc<AtomicI64>,
}

impl Clock {
    /// Now, to the millisecond: what is recorded is exactly what is signed.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub fn now(&self) -> DateTime<Utc> {
        (Utc::now() + Duration::milliseconds(self.offset_ms.load(Ordering::Relaxed))).trunc_subsecs(3)
    }

    pub fn today(&self) -> NaiveDate {
        legal_date(self.now())
    }

    /// Turns the clock. Only the demo and tests do; a service never simulates time.
    pub fn turn_to(&self, instant: DateTime<Utc>) {
        let shift = instant - (self.now() - Duration::milliseconds(self.offset_ms.load(Ordering::Relaxed)));
        self.offset_ms.store(shift.num_milliseconds(), Ordering::Relaxed);
    }

    /// Back to the machine's time.
    pub fn reset(&self) {
        self.offset_ms.store(0, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_clock_goes_on_from_there_and_comes_back() {
        let clock = Clock::default();
        let then: DateTime<Utc> = "2023-03-01T01:02:03.456Z".parse().expect("an instant");
        clock.turn_to(then);
        assert!((clock.now() - then).num_seconds().abs() < 5);
        clock.reset();
        assert!(clock.now() > then + Duration::days(365));
    }
}
