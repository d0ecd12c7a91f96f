//! Answers about cases that are kept in memory. One stands until the journal has another entry of the case (or an officer was
//! renamed, or a holiday notice was loaded): that much is asked each time, whichever server wrote it, so no answer is ever old.

use super::store::{Standing, Whole, WholeCase};
use crate::db::Db;
use crate::domain::actor::Actor;
use crate::domain::ids::AgencyId;
use crate::domain::permission::Permission;
use crate::http::Reply;
use crate::http::reply::Headers;
use crate::problem::Problem;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::sync::Arc;

/// About what one answer weighs beside its body.
const ENTRY_BYTES: u64 = 400;
/// How large an answer is, compressed, by experience: only to size the table.
const USUAL_BYTES: u64 = 2048;

/// The answers of one server.
pub struct KeptAnswers {
    answers: Option<Cache<Question, Arc<KeptAnswer>, Bytes>>,
}

/// Who asks does not matter beyond this: own agency, and whether whole identity numbers are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Question {
    agency: AgencyId,
    asked: WholeCase,
    in_full: bool,
}

struct KeptAnswer {
    standing: Standing,
    headers: Headers,
    compressed: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
struct Bytes;

impl Weighter<Question, Arc<KeptAnswer>> for Bytes {
    fn weight(&self, _: &Question, answer: &Arc<KeptAnswer>) -> u64 {
        u64::try_from(answer.compressed.len()).unwrap_or(u64::MAX).saturating_add(ENTRY_BYTES)
    }
}

impl KeptAnswers {
    /// So many megabytes at most; none are kept for 0.
    pub fn new(megabytes: u32) -> Self {
        let bytes = u64::from(megabytes) * 1024 * 1024;
        let usual = usize::try_from(bytes / (USUAL_BYTES + ENTRY_BYTES)).unwrap_or(usize::MAX);
        Self { answers: (bytes > 0).then(|| Cache::with_weighter(usual, bytes, Bytes)) }
    }

    /// The kept answer, if there is one and it still stands.
    pub async fn standing(&self, db: &Db, actor: &Actor, asked: WholeCase) -> Result<Option<Reply>, Problem> {
        let Some(kept) = self.answers.as_ref().and_then(|answers| answers.get(&Question::of(actor, asked))) else {
            return Ok(None);
        };
        let now = db.ask(actor, kept.standing.asked_again(asked.id), Ok).await?;
        kept.standing.is(&now).then(|| kept.reply()).transpose()
    }

    /// Keeps an answer that does not change with the day, about a case of the reader's own agency.
    pub fn keep(&self, actor: &Actor, asked: WholeCase, whole: &Whole, reply: &Reply) {
        if let (Some(answers), Some(standing)) = (&self.answers, &whole.standing)
            && !asked.procedure
            && whole.case.agency == actor.agency
        {
            debug_assert!(self.agrees(actor, asked, standing, reply), "an answer changed and its standing did not");
            let compressed = lz4_flex::compress_prepend_size(&reply.body);
            let kept = KeptAnswer { standing: standing.clone(), headers: reply.headers.clone(), compressed };
            answers.insert(Question::of(actor, asked), Arc::new(kept));
        }
    }
}

impl KeptAnswers {
    fn agrees(&self, actor: &Actor, asked: WholeCase, standing: &Standing, reply: &Reply) -> bool {
        let kept = self.answers.as_ref().and_then(|answers| answers.get(&Question::of(actor, asked)));
        let kept = kept.filter(|kept| kept.standing == *standing);
        kept.is_none_or(|kept| kept.reply().is_ok_and(|kept| kept.body == reply.body))
    }
}

impl Question {
    fn of(actor: &Actor, asked: WholeCase) -> Self {
        Self { agency: actor.agency, asked, in_full: actor.may(Permission::SeeIdentifiers) }
    }
}

impl KeptAnswer {
    fn reply(&self) -> Result<Reply, Problem> {
        let body = lz4_flex::decompress_size_prepended(&self.compressed).map_err(Problem::internal)?;
        Ok(Reply::kept(200, self.headers.clone(), body))
    }
}
