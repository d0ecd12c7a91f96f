//! 核验: the whole journal, held against itself. Nothing is believed that can be computed: positions are counted, leaves
//! are hashed, commitments are opened with their salts, the chain of each case is followed, the tree is built anew.
//!
//! It reads page by page and keeps no more than one page, so the journal may be of any size.

mod entry;
mod store;

use super::leaf::LeafHash;
use super::tree::Tree;
use crate::domain::ids::{AgencyId, CaseId, EntryId};
use crate::domain::text_enum::text_enum;
use crate::problem::Problem;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, Utc};
use diesel::PgConnection;
use serde::{Deserialize, Serialize};
use store::{EntryRow, Placed};

/// So many differences are kept with their places; the rest is counted.
const KEPT_MAX: usize = 100;

text_enum! {
    /// 不符之处: what may be wrong with a journal.
    pub enum Fault {
        /// 位置缺失
        PositionMissing = "position_missing" "位置缺失",
        /// 位置的时刻倒退
        TimeRunsBack = "placed_at_runs_back" "位置的时刻倒退",
        /// 头部与位置不符
        HeadDiffers = "head_differs" "日志头与实际位置不符",
        /// 位置上没有记录
        EntryMissing = "entry_missing" "位置所指的记录不存在",
        /// 记录没有位置
        NotPlaced = "not_placed" "记录既无位置也未排队",
        /// 记录既有位置又在排队
        PlacedTwice = "placed_and_pending" "记录已有位置却仍在排队",
        /// 叶子散列不符
        LeafHashDiffers = "leaf_hash_differs" "叶子散列与叶子内容不符",
        /// 叶子不是规范形式
        LeafNotCanonical = "leaf_not_canonical" "叶子不是规范的 JSON",
        /// 叶子与列不符
        LeafDiffersFromRow = "leaf_differs_from_row" "叶子与记录的列不符",
        /// 正文缺失
        BodyMissing = "body_missing" "记录的正文缺失",
        /// 多余的正文
        BodyWithoutEntry = "body_without_entry" "正文没有对应的记录",
        /// 盐缺失
        SaltMissing = "salt_missing" "承诺的盐缺失",
        /// 与承诺不符
        NotAsCommitted = "not_as_committed" "内容与叶子的承诺不符",
        /// 案件序号不连续
        CaseNumberMissing = "case_seq_missing" "案件内的序号不连续",
        /// 案件的链断裂
        CaseChainBroken = "case_chain_broken" "案件内的前后链接不符",
    }
}

/// One difference and its exact place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub place: String,
    pub fault: Fault,
    /// Which part, or what was found instead of what.
    pub detail: String,
}

/// What two copies of one journal have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// The name of the log.
    pub origin: String,
    /// Entries that have a position.
    pub size: u64,
    /// Root of the tree over their leaves, in base64.
    pub root: String,
    /// Entries that wait for a position.
    pub pending: u64,
}

/// What was read and what differs.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Entries that have a position.
    pub placed: u64,
    /// Entries that wait for one.
    pub pending: u64,
    /// Entries that belong to a case.
    pub in_cases: u64,
    /// Root of the tree over the placed leaves, computed from their bytes.
    pub root: [u8; 32],
    /// The first of them.
    pub differences: Vec<Difference>,
    /// All of them.
    pub differing: u64,
}

impl Verdict {
    pub fn is_whole(&self) -> bool {
        self.differing == 0
    }

    /// The root as checkpoints write it.
    pub fn root_text(&self) -> String {
        BASE64.encode(self.root)
    }

    fn differs(&mut self, place: impl FnOnce() -> String, fault: Fault, detail: impl Into<String>) {
        self.differing += 1;
        if self.differences.len() < KEPT_MAX {
            self.differences.push(Difference { place: place(), fault, detail: detail.into() });
        }
    }
}

/// Checks every entry that the connection can see: it must be in the scope of the deployment, with every agency in reach,
/// and in one transaction that sees one state. `progress` is told how many of how many entries have been read.
pub fn check(conn: &mut PgConnection, progress: &mut dyn FnMut(u64, u64)) -> Result<Verdict, Problem> {
    store::take_time(conn)?;
    let mut verdict = Verdict::default();
    let (origin, head) = (store::origin(conn)?, store::head(conn)?);
    let of = u64::try_from(head.size).unwrap_or_default();
    placed(conn, &mut verdict, &origin, head, &mut |read| progress(read, of))?;
    pending(conn, &mut verdict, &origin)?;
    strays(conn, &mut verdict)?;
    cases(conn, &mut verdict)?;
    Ok(verdict)
}

/// The journal as its positions have it: what a copy of it must have too. It is a digest, not a check.
pub fn standing(conn: &mut PgConnection) -> Result<Standing, Problem> {
    let (mut tree, mut after) = (Tree::default(), -1);
    loop {
        let page = store::hashes_after(conn, after)?;
        let Some((last, _)) = page.last() else { break };
        after = *last;
        page.iter().for_each(|(_, hash)| tree.push(*hash));
    }
    let (origin, pending) = (store::origin(conn)?, store::count_pending(conn)?);
    Ok(Standing { origin, size: tree.size(), root: BASE64.encode(tree.root()), pending })
}

fn placed(
    conn: &mut PgConnection,
    verdict: &mut Verdict,
    origin: &str,
    head: store::Head,
    progress: &mut dyn FnMut(u64),
) -> Result<(), Problem> {
    let (mut tree, mut expected, mut last_at) = (Tree::default(), 0_i64, DateTime::<Utc>::MIN_UTC);
    loop {
        let page = store::placed_after(conn, expected - 1)?;
        if page.is_empty() {
            break;
        }
        for Placed { pos, agency, entry, leaf_hash, placed_at, row } in page {
            let place = || format!("position {pos}, entry {entry} of agency {agency}");
            if pos != expected {
                let missing = if pos == expected + 1 { String::new() } else { format!(" to {}", pos - 1) };
                verdict.differs(|| format!("position {expected}{missing}"), Fault::PositionMissing, "no entry has it");
            }
            if placed_at < last_at {
                verdict.differs(place, Fault::TimeRunsBack, format!("{placed_at} after {last_at}"));
            }
            match row {
                None => verdict.differs(place, Fault::EntryMissing, ""),
                Some(row) => judge(verdict, &row, origin, Some(leaf_hash), &place),
            }
            tree.push(leaf_hash);
            (expected, last_at) = (pos + 1, placed_at);
        }
        progress(tree.size());
    }
    (verdict.placed, verdict.root) = (tree.size(), tree.root());
    if head.size != expected {
        let detail = format!("it says {}, the last position is {}", head.size, expected - 1);
        verdict.differs(|| "head of the journal".to_owned(), Fault::HeadDiffers, detail);
    }
    if expected > 0 && head.placed_at < last_at {
        let detail = format!("it says {}, the last position was given at {last_at}", head.placed_at);
        verdict.differs(|| "head of the journal".to_owned(), Fault::HeadDiffers, detail);
    }
    Ok(())
}

fn judge(verdict: &mut Verdict, row: &EntryRow, origin: &str, placed_as: Option<LeafHash>, place: &dyn Fn() -> String) {
    for (fault, detail) in entry::faults(row, origin, placed_as) {
        verdict.differs(place, fault, detail);
    }
}

/// What waits must be as sound as what has its place.
fn pending(conn: &mut PgConnection, verdict: &mut Verdict, origin: &str) -> Result<(), Problem> {
    let mut after = i64::MIN;
    loop {
        let page = store::pending_after(conn, after)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.ticket;
        for waiting in page {
            let place = || format!("waiting entry {} of agency {}", waiting.entry, waiting.agency);
            verdict.pending += 1;
            if waiting.is_placed {
                verdict.differs(place, Fault::PlacedTwice, "");
            }
            match waiting.row {
                None => verdict.differs(place, Fault::EntryMissing, ""),
                Some(row) => judge(verdict, &row, origin, None, &place),
            }
        }
    }
}

/// Entries that nobody will ever place, and bodies of no entry.
fn strays(conn: &mut PgConnection, verdict: &mut Verdict) -> Result<(), Problem> {
    let place = |(agency, entry): (AgencyId, EntryId)| format!("entry {entry} of agency {agency}");
    for stray in store::neither_placed_nor_pending(conn)? {
        verdict.differs(|| place(stray), Fault::NotPlaced, "");
    }
    for stray in store::bodies_without_entry(conn)? {
        verdict.differs(|| place(stray), Fault::BodyWithoutEntry, "");
    }
    Ok(())
}

/// Follows the chain of each case: numbers 0, 1, 2 …, each naming the hash of the one before.
fn cases(conn: &mut PgConnection, verdict: &mut Verdict) -> Result<(), Problem> {
    let mut last: Option<(AgencyId, CaseId, i32, LeafHash)> = None;
    loop {
        let page = store::in_cases_after(conn, last.map(|(agency, case, seq, _)| (agency, case, seq)))?;
        if page.is_empty() {
            return Ok(());
        }
        for link in page {
            let place = || format!("number {} of case {} of agency {}", link.seq, link.case, link.agency);
            let before = last.filter(|(agency, case, ..)| (*agency, *case) == (link.agency, link.case));
            let due = before.map_or(0, |(_, _, seq, _)| seq + 1);
            if link.seq != due {
                verdict.differs(place, Fault::CaseNumberMissing, format!("number {due} was due"));
            } else if link.names_before() != Some(before.map(|(.., hash)| hash.to_string())) {
                verdict.differs(place, Fault::CaseChainBroken, "it does not name the hash of the entry before it");
            }
            verdict.in_cases += 1;
            last = Some((link.agency, link.case, link.seq, link.leaf_hash));
        }
    }
}
