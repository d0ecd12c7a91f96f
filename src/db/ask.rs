//! Questions that are one statement: scope, session and answer in a single round trip.

use crate::domain::actor::Actor;
use crate::domain::ids::{AgencyId, SessionId};
use crate::problem::Problem;
use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Integer, Text, Timestamptz, Uuid as SqlUuid};

/// The rest of a statement that begins with the relation `scope` of one row: its `agencies` are those whose rows the asker may
/// read, the own one first. Whatever is read must hang on them laterally (`FROM scope CROSS JOIN LATERAL (… = ANY
/// (scope.agencies) … LIMIT n)`): PostgreSQL then opens the scope before it reads a row. Where the order is wrong, row-level
/// security shows nothing.
pub trait Question: QueryFragment<Pg> + QueryId + Clone + Send + 'static {
    /// The columns of the answer.
    type SqlType;
}

/// A question with the opening of its scope.
#[derive(Debug, Clone, QueryId)]
pub struct InScope<Q> {
    question: Q,
    opening: Opening,
}

#[derive(Debug, Clone, Copy, QueryId)]
struct Opening {
    agency: AgencyId,
    reach: &'static str,
    session: SessionId,
    rights: i32,
    now: DateTime<Utc>,
}

impl<Q> InScope<Q> {
    pub(super) fn new(question: Q, actor: &Actor, now: DateTime<Utc>) -> Result<Self, Problem> {
        let session = actor.session.ok_or_else(|| Problem::internal("only somebody with a session asks in one go"))?;
        let (agency, reach) = (actor.agency, actor.reach().as_str());
        Ok(Self {
            question,
            opening: Opening { agency, reach, session: session.id, rights: session.rights_version, now },
        })
    }
}

impl<Q: Question> QueryFragment<Pg> for InScope<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("WITH scope AS MATERIALIZED (SELECT anjuan.open_session(");
        out.push_bind_param::<SqlUuid, _>(&self.opening.agency)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(&self.opening.reach)?;
        out.push_sql(", ");
        out.push_bind_param::<SqlUuid, _>(&self.opening.session)?;
        out.push_sql(", ");
        out.push_bind_param::<Integer, _>(&self.opening.rights)?;
        out.push_sql(", ");
        out.push_bind_param::<Timestamptz, _>(&self.opening.now)?;
        out.push_sql(") AS agencies) ");
        self.question.walk_ast(out)
    }
}

impl<Q: Question> Query for InScope<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> RunQueryDsl<PgConnection> for InScope<Q> {}
