//! A decision, and everything that may stand against it.

use super::leniency::{self, Leniency, LeniencyKind};
use crate::cases::deadlines::{Fact, ends, limitation_of};
use crate::cases::evidence;
use crate::cases::file::{CaseFile, Done};
use crate::cases::investigation_conclusions::InvestigationConclusion;
use crate::cases::model::Case;
use crate::cases::recusals;
use crate::cases::steps::gates;
use crate::domain::act::moment_not_in_the_future;
use crate::domain::actor::Actor;
use crate::domain::day::legal_date;
use crate::domain::decision::{Penalty, consistent, detention_within_power};
use crate::domain::decision_document::DecisionDocument;
use crate::domain::discretion::{self, Applied, Benchmark};
use crate::domain::ids::{
    AccountId, CaseId, CertificateId, DecisionId, DiscretionStepId, EntryId, MatterId, OfficerId,
};
use crate::domain::origin::Origin;
use crate::domain::penalty::{Outcome, PenaltyKind, Procedure};
use crate::domain::posting::DecisionFacts;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::{Stage, Step};
use crate::domain::values::{Fen, Passage, Title};
use crate::domain::violation::Violation;
use chrono::{DateTime, NaiveDate, Utc};

/// 决定
#[derive(Debug, Clone)]
pub struct Decision {
    pub id: DecisionId,
    pub case: CaseId,
    pub outcome: Outcome,
    pub decided_at: DateTime<Utc>,
    pub facts: Passage,
    pub legal_bases: Vec<Title>,
    pub penalties: Vec<Penalty>,
    /// 裁量: the steps that it applies.
    pub discretion: Vec<AppliedStep>,
    /// Why it leaves the benchmark, or does not apply it.
    pub discretion_reason: Option<Passage>,
    /// What the document says besides.
    pub document: DecisionDocument,
    pub violation: Option<Violation>,
    /// 另一违法行为: why it is another act than one that was fined before.
    pub separate_act: Option<Passage>,
    /// 从轻、减轻
    pub leniency: Option<Leniency>,
    /// `None` for a transfer, whose letter is numbered elsewhere.
    pub document_number: Option<String>,
    /// Its place among the decisions of the case.
    pub nth: i32,
    /// The decision before it, which is annulled or void.
    pub supersedes: Option<DecisionId>,
    pub decider: AccountId,
    /// 当场作出决定的执法人员, and the certificates that qualified them.
    pub officers: Vec<OfficerId>,
    pub certificates: Vec<CertificateId>,
    pub content_digest: Vec<u8>,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

impl Decision {
    /// The legal date by which it counts (S1).
    pub fn decided_on(&self) -> NaiveDate {
        legal_date(self.decided_at)
    }

    pub fn facts_for_figures(&self) -> DecisionFacts {
        DecisionFacts {
            outcome: self.outcome,
            decided_on: self.decided_on(),
            is_mitigated: self.leniency.as_ref().is_some_and(|one| one.kind == LeniencyKind::Reduced),
            penalties: self.penalties.clone(),
        }
    }
}

/// 适用的裁量阶次
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
pub struct AppliedStep {
    pub step: DiscretionStepId,
    /// What the fine is a multiple of, where the step counts so.
    pub base: Option<Fen>,
}

/// What was decided before, against the same party and in one of the same matters, and holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    pub case: CaseId,
    pub document_number: Option<String>,
    pub decided_on: NaiveDate,
    pub violated_on: Option<NaiveDate>,
    pub is_fined: bool,
}

impl Earlier {
    fn name(&self) -> String {
        self.document_number.clone().unwrap_or_else(|| self.case.to_string())
    }
}

/// What a decision is judged against.
#[derive(Debug)]
pub struct Circumstances {
    pub file: CaseFile,
    /// The matters that the case is tagged with.
    pub matters: Vec<MatterId>,
    /// Those that bind the agency in these matters, on the day of filing or of the decision.
    pub benchmarks: Vec<Benchmark>,
    /// Who decides, with the officer behind the account.
    pub actor: Actor,
    pub last_investigated_at: Option<DateTime<Utc>>,
    /// What was decided against the same party in the same matters before.
    pub earlier: Vec<Earlier>,
    pub now: DateTime<Utc>,
}

/// The stage that the decision leads to, or everything that stands against it.
pub fn judge(case: &Case, decision: &Decision, around: &Circumstances) -> Result<Stage, Vec<Refusal>> {
    let mut refusals = Refusals::default();
    let stage = refusals.check_all(around.file.after(Step::Decide));
    let (outcome, on) = (decision.outcome, decision.decided_on());
    gates::against_decision(&around.file, outcome, &decision.penalties, on, &mut refusals);
    refusals.check_all(decision.document.is_complete(outcome, case.procedure));
    evidence::against_citations(&around.file, outcome, &decision.document.evidence_ids, &mut refusals);
    refusals.check_all(is_not_too_late(case, decision, around));
    refusals.check(is_first_offence(decision, around));
    refusals.check(is_not_fined_twice(decision, around));
    leniency::judge(&around.file, decision.outcome, decision.leniency.as_ref(), &mut refusals);
    refusals.check(moment_not_in_the_future(decision.decided_at, around.now, "/decided_at"));
    refusals.check(in_time(case, decision, around));
    refusals.check(decider_stands_apart(&around.file, &around.actor));
    recusals::against_acting(&around.file, &decision.officers, &[], on, &mut refusals);
    recusals::against_author(&around.file, &around.actor, &mut refusals);
    refusals.check_all(consistent(decision.outcome, &decision.penalties));
    refusals.check(detention_within_power(&around.file.agency, &decision.penalties));
    refusals.check_all(discretion_is_used(decision, around));
    refusals.into_result()?;
    Ok(stage.unwrap_or(case.stage))
}

/// 当场作出决定的执法人员: those named, or whoever handles the case. What was begun elsewhere names them itself, or none.
pub fn officers(case: &Case, file: &CaseFile, named: &[OfficerId], refusals: &mut Refusals) -> Vec<OfficerId> {
    if case.procedure == Procedure::Ordinary {
        if !named.is_empty() {
            refusals.add(Refusal::of(Rule::OfficersDecideOrdinary).at("/officer_ids"));
        }
        return Vec::new();
    }
    match named {
        [] if case.origin == Origin::Live => file.handlers.iter().map(|(officer, _)| *officer).collect(),
        named => named.to_vec(),
    }
}

/// 行政处罚法 第三十六条. The act is the one that the report of the investigation tells; on the spot, that of the day of filing.
fn is_not_too_late(case: &Case, decision: &Decision, around: &Circumstances) -> Result<(), Vec<Refusal>> {
    let here = |mut refusal: Refusal| {
        refusal.pointer.insert_str(0, "/violation");
        refusal
    };
    if let Some(stated) = &decision.violation {
        stated.runs_forward(case.filed_on).map_err(|all| all.into_iter().map(here).collect::<Vec<_>>())?;
    }
    let Some(act) = violation(decision, around).filter(|_| decision.outcome == Outcome::Penalty) else { return Ok(()) };
    let limitation = limitation_of(&act, case.filed_on, Fact::on).map(|period| ends(&around.file, period));
    let last_day = limitation.transpose().map_err(|refusal| vec![refusal.at("/outcome")])?.and_then(|term| term.on);
    act.may_be_punished(case.filed_on, last_day).map_err(|refusal| vec![refusal.at("/outcome")])
}

/// 违法行为 that is decided on: as the decision states it, or the last report of the investigation.
pub fn violation(decision: &Decision, around: &Circumstances) -> Option<Violation> {
    let concluded = || around.file.last::<InvestigationConclusion>().map(|(_, one)| one.violation);
    decision.violation.clone().or_else(concluded)
}

/// 行政处罚法 第三十三条: 初次违法.
fn is_first_offence(decision: &Decision, around: &Circumstances) -> Result<(), Refusal> {
    let since = around.file.rules.offences_count_from(decision.decided_on());
    let mut counting = around.earlier.iter().filter(|one| since.is_none_or(|day| one.decided_on >= day));
    let Some(earlier) = counting.next().filter(|_| decision.document.exempts_as_first_offence()) else {
        return Ok(());
    };
    let zh = format!("当事人在同一事项已于 {} 被认定违法（{}），不属于初次违法", earlier.decided_on, earlier.name());
    let en = format!(
        "The party was found to offend in the same matter on {} ({}), so it is not the first",
        earlier.decided_on,
        earlier.name()
    );
    Err(Refusal::new(Rule::NotFirstOffence, Text::new(zh, en)).at("/document/exemption/ground"))
}

/// 行政处罚法 第二十九条: one act, one fine. Acts are the same when party, matter and day are; who knows better says why.
fn is_not_fined_twice(decision: &Decision, around: &Circumstances) -> Result<(), Refusal> {
    let fines = decision.penalties.iter().any(|one| one.kind == PenaltyKind::Fine);
    if !fines || decision.separate_act.is_some() {
        return Ok(());
    }
    let began_on = violation(decision, around).map(|act| act.began_on);
    let same = |one: &&Earlier| one.is_fined && began_on.is_some() && one.violated_on == began_on;
    let Some(earlier) = around.earlier.iter().find(same) else { return Ok(()) };
    let zh = format!(
        "同一当事人同日同一事项的违法行为已经罚款（{}）；确属另一行为的，在 separate_act 写明理由",
        earlier.name()
    );
    let en = format!(
        "The same party was fined for an act of that day in the same matter ({}); if this is another act, say why in separate_act",
        earlier.name()
    );
    Err(Refusal::new(Rule::ActAlreadyFined, Text::new(zh, en)).at("/penalties"))
}

/// A decision rests on what was found before it.
fn in_time(case: &Case, decision: &Decision, around: &Circumstances) -> Result<(), Refusal> {
    let after_act = around.last_investigated_at.is_none_or(|act| act <= decision.decided_at);
    let after_steps = around.file.done.iter().all(|done| done.on <= decision.decided_on());
    if decision.decided_on() >= case.filed_on && after_act && after_steps {
        return Ok(());
    }
    let detail = Text::new(
        "决定早于立案、调查取证或者此前的步骤：应当核对决定时间",
        "The decision lies before the filing or a step taken before it: check its time",
    );
    Err(Refusal::new(Rule::DatesRunBackwards, detail).at("/decided_at"))
}

/// 行政处罚法 第三十四条: a penalty applies the benchmark of each matter that has one, and stays within it, or says why not.
fn discretion_is_used(decision: &Decision, around: &Circumstances) -> Result<(), Vec<Refusal>> {
    let applied = applied_steps(&decision.discretion, &around.benchmarks)?;
    discretion::bases_are_stated(&applied.iter().map(|(_, one)| one.clone()).collect::<Vec<_>>())?;
    if decision.outcome != Outcome::Penalty || decision.discretion_reason.is_some() {
        return Ok(());
    }
    let mut refusals = Refusals::default();
    for benchmark in around.benchmarks.iter().filter(|one| !applied.iter().any(|(of, _)| of.matter == one.matter)) {
        let (code, document) = (&benchmark.matter_code, &benchmark.document);
        let zh = format!("{code} 有裁量基准（{document}）：应当适用或者说明理由");
        let en = format!("{code} has a benchmark ({document}): apply a step of it or state why not");
        refusals.add(Refusal::new(Rule::DiscretionUnexplained, Text::new(zh, en)).at("/discretion"));
    }
    refusals.into_result()?;
    let bound = |matter: &MatterId| around.benchmarks.iter().any(|one| one.matter == *matter);
    if around.benchmarks.is_empty() || !around.matters.iter().all(bound) {
        return Ok(()); // what is punished in a matter without a benchmark cannot be told apart
    }
    discretion::within(&applied.into_iter().map(|(_, one)| one).collect::<Vec<_>>(), &decision.penalties)
}

/// The steps that a decision cites, each once, found among those that apply.
fn applied_steps<'b>(
    cited: &[AppliedStep],
    benchmarks: &'b [Benchmark],
) -> Result<Vec<(&'b Benchmark, Applied<'b>)>, Vec<Refusal>> {
    let (mut found, mut refusals) = (Vec::new(), Refusals::default());
    for (place, one) in cited.iter().enumerate() {
        let steps = benchmarks.iter().flat_map(|benchmark| benchmark.steps.iter().map(move |step| (benchmark, step)));
        let known = steps.into_iter().find(|(_, step)| step.id == one.step);
        let twice = cited[..place].iter().any(|before| before.step == one.step);
        match known.filter(|_| !twice) {
            Some((benchmark, step)) => found.push((benchmark, Applied { step, base: one.base })),
            None => refusals.add(Refusal::of(Rule::DiscretionStepUnfit).at(format!("/discretion/{place}/step_id"))),
        }
    }
    refusals.into_result()?;
    Ok(found)
}

/// 查处分离: whoever handles a case does not decide it. A decision maker need not be an officer, so the account counts
/// as well as the officer behind it. On the spot those who found it out decide (行政处罚法 第五十一条, 第五十二条).
pub fn decider_stands_apart(file: &CaseFile, decider: &Actor) -> Result<(), Refusal> {
    if file.case.procedure == Procedure::Summary {
        return Ok(());
    }
    let worked = decider.officer.is_some_and(|officer| file.was_worked_on_by(officer));
    let collected = |done: &Done| done.step == Step::CollectEvidence && done.author == decider.account;
    let worked = worked || file.done.iter().any(collected);
    if !worked && !file.was_recorded_by(decider.account) {
        return Ok(());
    }
    Err(Refusal::of(Rule::InvestigatorMayNotDecide))
}

/// 文种 of the document when the request names none.
pub const fn document_word(outcome: Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Penalty => Some("罚决字"),
        Outcome::NoPenaltyMinor | Outcome::NoPenaltyUnfounded => Some("不罚决字"),
        Outcome::Transferred => None,
    }
}
