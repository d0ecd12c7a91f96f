//! When each session was last seen: kept in memory and written to the database every few seconds, because a write for
//! every request would cost more than the request.

use crate::domain::ids::SessionId;
use chrono::{DateTime, Duration, Utc};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// So much later, at most, another process knows.
pub const WRITTEN_EVERY: Duration = Duration::seconds(5);

/// Sessions seen since they were last written.
#[derive(Debug, Default)]
pub struct Activity {
    seen: Mutex<HashMap<SessionId, DateTime<Utc>>>,
}

impl Activity {
    fn lock(&self) -> MutexGuard<'_, HashMap<SessionId, DateTime<Utc>>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn touch(&self, session: SessionId, now: DateTime<Utc>) {
        let mut seen = self.lock();
        let last = seen.entry(session).or_insert(now);
        *last = now.max(*last);
    }

    /// The later of what the database says and what has not been written yet.
    pub fn last_seen(&self, session: SessionId, written: DateTime<Utc>) -> DateTime<Utc> {
        self.lock().get(&session).map_or(written, |seen| written.max(*seen))
    }

    /// What is to be written. Put it back with [`Activity::touch`] when it could not be.
    pub fn take(&self) -> Vec<(SessionId, DateTime<Utc>)> {
        self.lock().drain().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_sight_counts_until_it_is_written() {
        let at = |second: i64| DateTime::from_timestamp(1_700_000_000 + second, 0).expect("an instant");
        let (activity, session) = (Activity::default(), SessionId::from_uuid(uuid::Uuid::from_u128(7)));
        assert_eq!(activity.last_seen(session, at(1)), at(1));
        activity.touch(session, at(5));
        activity.touch(session, at(4));
        assert_eq!(activity.last_seen(session, at(1)), at(5));
        assert_eq!(activity.take(), [(session, at(5))]);
        assert!(activity.take().is_empty());
    }
}
