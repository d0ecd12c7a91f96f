//! A session as it is shown.

use crate::auth::Auth;
use crate::db::View;
use crate::db::page::PageOf;
use crate::domain::ids::{AccountId, SessionId};
use crate::http::{Reply, page_reply};
use crate::problem::Problem;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A session that goes on.
#[derive(Debug, Clone)]
pub struct OpenSession {
    pub id: SessionId,
    pub opened_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub idle_s: i32,
    pub address: Option<String>,
    pub user_agent: Option<String>,
}

/// 登录会话
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionReply {
    id: SessionId,
    opened_at: DateTime<Utc>,
    /// Exact to a few seconds.
    last_seen_at: DateTime<Utc>,
    /// It ends then, however often it is used; earlier when it is idle.
    expires_at: DateTime<Utc>,
    /// Where the log-in came from.
    address: Option<String>,
    /// What the program called itself.
    user_agent: Option<String>,
    /// The session that asks.
    current: bool,
}

page_reply!(SessionPage of SessionReply);

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SessionQuery {
    #[serde(default)]
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// Where the page before ended: its `next_cursor`.
    #[serde(default)]
    cursor: Option<String>,
}

/// The newest first.
#[derive(Debug, Serialize, Deserialize)]
pub struct SortKey {
    pub id: SessionId,
}

impl OpenSession {
    pub fn lives(&self, now: DateTime<Utc>) -> bool {
        self.expires_at > now && self.last_seen_at + Duration::seconds(i64::from(self.idle_s)) > now
    }
}

/// One page of an account's sessions, for its owner or its keeper.
pub fn session_page(view: &mut View, auth: &Auth, owner: AccountId, asked: &SessionQuery) -> Result<Reply, Problem> {
    let page = PageOf::parse(asked.cursor.as_deref(), asked.limit)?;
    let current = view.actor.session.map(|session| session.id);
    let (sessions, next_cursor) = super::store::page(view, owner, &page)?;
    let shown = |session: OpenSession| SessionReply {
        id: session.id,
        opened_at: session.opened_at,
        last_seen_at: auth.activity.last_seen(session.id, session.last_seen_at),
        expires_at: session.expires_at,
        address: session.address,
        user_agent: session.user_agent,
        current: current == Some(session.id),
    };
    Reply::page(&sessions.into_iter().map(shown).collect::<Vec<_>>(), next_cursor)
}
