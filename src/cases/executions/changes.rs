//! 执行中止、恢复、协议、完成、终结: what becomes of an execution. 行政强制法 第三十九条至第四十二条.

use super::Execution;
use crate::cases::deadlines::{ends, stopped_execution};
use crate::cases::file::{CaseFile, Done};
use crate::cases::payment_plans::Instalment;
use crate::cases::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::coercion::CoercionKind;
use crate::domain::day::legal_date;
use crate::domain::enforcement::{ExecutionKind, ExecutionWarning, NightHours, at_a_lawful_hour, warned_of};
use crate::domain::ids::CaseStepId;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Fen, Passage, PersonName};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

text_enum! {
    /// 执行的变化
    pub enum ExecutionTurn {
        /// 第三十九条
        Stopped = "stopped" "中止执行",
        Resumed = "resumed" "恢复执行",
        /// 第四十二条
        Agreed = "agreed" "达成执行协议",
        AgreementBroken = "agreement_broken" "当事人不履行执行协议",
        Completed = "completed" "执行完毕",
        /// 第四十条
        Ended = "ended" "终结执行",
    }
}

text_enum! {
    /// 中止、终结的情形 (行政强制法 第三十九条、第四十条)
    pub enum ExecutionGround {
        CannotPerform = "cannot_perform" "当事人履行确有困难或者暂无履行能力",
        ThirdPartyClaim = "third_party_claim" "第三人对执行标的主张权利,确有理由",
        IrreparableLoss = "irreparable_loss" "执行可能造成难以弥补的损失,且中止执行不损害公共利益",
        OtherStop = "other_stop" "行政机关认为需要中止执行的其他情形",
        DiedWithoutEstate = "died_without_estate" "公民死亡,无遗产可供执行,又无义务承受人",
        DissolvedWithoutProperty = "dissolved_without_property" "法人或者其他组织终止,无财产可供执行,又无义务承受人",
        ObjectDestroyed = "object_destroyed" "执行标的灭失",
        DecisionAnnulled = "decision_annulled" "据以执行的行政决定被撤销",
        OtherEnd = "other_end" "行政机关认为需要终结执行的其他情形",
    }
}

impl ExecutionGround {
    const fn is_of(self) -> ExecutionTurn {
        match self {
            Self::CannotPerform | Self::ThirdPartyClaim | Self::IrreparableLoss | Self::OtherStop => {
                ExecutionTurn::Stopped
            }
            _ => ExecutionTurn::Ended,
        }
    }
}

/// 执行协议 (行政强制法 第四十二条)
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExecutionAgreement {
    /// 约定的履行内容、补救措施
    terms: Passage,
    /// 分阶段履行; of money.
    #[serde(default)]
    #[schema(max_items = 60)]
    instalments: Vec<Instalment>,
    /// 减免的加处罚款: of a party that makes good.
    #[serde(default)]
    waived_surcharge_fen: Fen,
    /// 不损害公共利益和他人合法权益
    harms_nobody: bool,
}

/// 执行情况: how it was carried out.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExecutionRecord {
    /// Of what is done on the spot.
    #[serde(default)]
    from_at: Option<DateTime<Utc>>,
    #[serde(default)]
    to_at: Option<DateTime<Utc>>,
    /// 执行笔录
    record: Passage,
    /// 到场监督的工作人员 (第五十一条): of a substitute performance.
    #[serde(default)]
    supervised_by: Option<PersonName>,
    /// 在执行文书上签名或者盖章的代履行人、当事人或者见证人 (第五十一条)
    #[serde(default)]
    #[schema(max_items = 10)]
    signed_by: Vec<PersonName>,
    /// 代履行费用
    #[serde(default)]
    cost_fen: Option<Fen>,
    /// 情况紧急: why at night or on a holiday.
    #[serde(default)]
    urgency: Option<Passage>,
}

step_noun! {
    /// 执行中止、恢复、协议、完成、终结
    ///
    /// 行政强制法 第三十九条 to 第四十二条. What was stopped for three years because the party cannot perform is not resumed. An execution counts in
    /// the figures on the day on which it is completed or ended.
    ExecutionChange, ExecutionChangeReply, ExecutionChangePage, ChangeExecution by DecideCases
    at "/cases/{case_id}/execution-changes"
    as "executions", "execution_changes_create", "execution_changes_list" {
        execution_id: CaseStepId,
        turn: ExecutionTurn,
        changed_on: NaiveDate,
        /// Of a stop and of an end.
        #[serde(default)]
        ground: Option<ExecutionGround>,
        reason: Passage,
        /// 行政机关负责人
        approved_by: PersonName,
        /// Of an agreement, and only of it.
        #[serde(default)]
        agreement: Option<ExecutionAgreement>,
        /// Of what is completed, and only of it.
        #[serde(default)]
        performed: Option<ExecutionRecord>,
        /// Told here: how it is executed.
        #[serde(default)]
        execution_kind: Option<ExecutionKind>,
    } shows {
        /// What is lawful and has to be justified all the same.
        warnings: Vec<ExecutionWarning> = warnings,
    }
}

fn warnings(change: &ExecutionChange, file: &CaseFile) -> Vec<ExecutionWarning> {
    change.hours().map(|(start, end)| warned_of(start, end, &file.calendar)).unwrap_or_default()
}

impl StepContent for ExecutionChange {
    const STEP: Step = Step::ChangeExecution;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.changed_on, "/changed_on")
    }

    fn moments(&self) -> Vec<(DateTime<Utc>, &'static str)> {
        self.hours().map(|(_, end)| (end, "/performed/to_at")).into_iter().collect()
    }

    fn coercion(&self) -> Option<CoercionKind> {
        let is_over = matches!(self.turn, ExecutionTurn::Completed | ExecutionTurn::Ended);
        self.execution_kind.filter(|_| is_over).map(ExecutionKind::coercion)
    }

    fn judge_hours(&self, file: &CaseFile, night: NightHours, refusals: &mut Refusals) {
        let is_urgent = self.performed.as_ref().is_some_and(|record| record.urgency.is_some());
        if let Some(hours) = self.hours().filter(|_| !is_urgent) {
            refusals.check_all(at_a_lawful_hour(hours, night, &file.calendar, "/performed/from_at"));
        }
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if !standings(file).iter().any(Standing::runs) {
            refusals.add(Refusal::of(Rule::ExecutionNone));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        self.is_whole(refusals);
        let Some(standing) = standings(file).into_iter().find(|one| one.id == self.execution_id.uuid()) else {
            refusals.add(Refusal::of(Rule::ExecutionUnknown).at("/execution_id"));
            return;
        };
        refusals.check(in_order(standing.last_on(), self.changed_on, "/changed_on"));
        if !standing.may_come_next().contains(&self.turn) {
            let was = standing.turns.last().map(|turn| turn.turn);
            let zh = format!("执行{}后不能{}", was.map_or("开始", ExecutionTurn::label_zh), self.turn.label_zh());
            let en = format!("After {} it cannot be {}", was.map_or("begun", ExecutionTurn::as_str), self.turn);
            refusals.add(Refusal::new(Rule::ExecutionTurnUnfit, Text::new(zh, en)).at("/turn"));
        }
        let stopped = stopped_execution(&standing).filter(|_| self.turn == ExecutionTurn::Resumed);
        match stopped.map(|period| ends(file, period)) {
            Some(Ok(term)) if term.is_over_on(self.changed_on) => {
                refusals.add(Refusal::of(Rule::ExecutionLapsed).at("/changed_on"));
            }
            Some(verdict) => refusals.check(verdict.map(drop)),
            None => {}
        }
        self.was_carried_out(standing.kind, refusals);
    }

    fn completed(self, file: &CaseFile) -> Self {
        let standing = standings(file).into_iter().find(|one| one.id == self.execution_id.uuid());
        Self { execution_kind: standing.map(|one| one.kind), ..self }
    }
}

impl ExecutionChange {
    fn hours(&self) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        self.performed.as_ref().and_then(|record| record.from_at.zip(record.to_at))
    }

    fn is_whole(&self, refusals: &mut Refusals) {
        let needs_ground = matches!(self.turn, ExecutionTurn::Stopped | ExecutionTurn::Ended);
        let fits = self.ground.map_or(!needs_ground, |ground| ground.is_of() == self.turn);
        let items = [
            (fits, "/ground", "中止、终结应当写明相应的情形", "A stop or an end, and only these, names its ground"),
            (
                self.agreement.is_some() == (self.turn == ExecutionTurn::Agreed),
                "/agreement",
                "执行协议应当写明内容",
                "An agreement, and only that, states its terms",
            ),
            (
                self.performed.is_some() == (self.turn == ExecutionTurn::Completed),
                "/performed",
                "执行完毕应当写明执行情况",
                "What is completed, and only that, tells how",
            ),
            (
                self.agreement.as_ref().is_none_or(|one| one.harms_nobody),
                "/agreement/harms_nobody",
                "执行协议不得损害公共利益和他人合法权益",
                "An agreement harms neither the public nor anybody else",
            ),
        ];
        for (_, at, zh, en) in items.into_iter().filter(|(is_there, ..)| !is_there) {
            refusals.add(Refusal::new(Rule::ExecutionIncomplete, Text::new(zh, en)).at(at));
        }
    }

    /// 行政强制法 第五十一条: somebody of the agency was there, and whoever performed signed.
    fn was_carried_out(&self, kind: ExecutionKind, refusals: &mut Refusals) {
        let Some(record) = &self.performed else { return };
        let is_substitute = kind == ExecutionKind::SubstitutePerformance;
        let items = [
            (
                record.from_at.zip(record.to_at).is_some() || !kind.is_done_on_the_spot(),
                "/performed/from_at",
                "未写明执行的起止时间",
                "From when to when it was carried out is not stated",
            ),
            (
                record.supervised_by.is_some() || !is_substitute,
                "/performed/supervised_by",
                "代履行应当有行政机关工作人员到场监督",
                "Somebody of the agency supervises a substitute performance",
            ),
            (
                !record.signed_by.is_empty() || !is_substitute,
                "/performed/signed_by",
                "代履行人、当事人或者见证人应当签名或者盖章",
                "Whoever performed, the party or a witness signs",
            ),
        ];
        for (_, at, zh, en) in items.into_iter().filter(|(is_there, ..)| !is_there) {
            refusals.add(Refusal::new(Rule::ExecutionIncomplete, Text::new(zh, en)).at(at));
        }
        if let Some((from, to)) = self.hours() {
            refusals.check(in_order(legal_date(from), legal_date(to), "/performed/to_at"));
            refusals.check(in_order(legal_date(to), self.changed_on, "/changed_on"));
        }
    }
}

/// How one execution stands.
pub struct Standing {
    /// Of its decision in the file.
    pub place: usize,
    pub id: Uuid,
    pub kind: ExecutionKind,
    decided_on: NaiveDate,
    turns: Vec<ExecutionChange>,
}

impl Standing {
    /// It is neither completed nor ended.
    pub fn runs(&self) -> bool {
        let is_over = |turn: &ExecutionChange| matches!(turn.turn, ExecutionTurn::Completed | ExecutionTurn::Ended);
        !self.turns.iter().any(is_over)
    }

    /// 减免的加处罚款: of an agreement that is kept.
    pub fn waived(&self) -> Fen {
        let kept = self
            .turns
            .iter()
            .rfind(|one| one.turn == ExecutionTurn::Agreed || one.turn == ExecutionTurn::AgreementBroken);
        kept.and_then(|one| one.agreement.as_ref()).map_or(Fen::ZERO, |agreement| agreement.waived_surcharge_fen)
    }

    fn last_on(&self) -> NaiveDate {
        self.turns.last().map_or(self.decided_on, |turn| turn.changed_on)
    }

    /// 行政强制法 第三十九条: who truly cannot perform is left alone after some time. Since when it is stopped for that, and what followed.
    pub fn stop(&self) -> Option<(NaiveDate, Option<NaiveDate>)> {
        let place = self.turns.iter().rposition(|one| one.turn == ExecutionTurn::Stopped)?;
        let cannot = self.turns[place].ground == Some(ExecutionGround::CannotPerform);
        let next = self.turns.get(place + 1).map(|one| one.changed_on);
        cannot.then(|| (self.turns[place].changed_on, next))
    }

    fn may_come_next(&self) -> &'static [ExecutionTurn] {
        use ExecutionTurn::{Agreed, AgreementBroken, Completed, Ended, Resumed, Stopped};
        match self.turns.last().map(|turn| turn.turn) {
            None | Some(Resumed | AgreementBroken) => &[Stopped, Agreed, Completed, Ended],
            Some(Stopped) => &[Resumed, Ended],
            Some(Agreed) => &[AgreementBroken, Completed, Ended],
            Some(Completed | Ended) => &[],
        }
    }
}

/// The executions of the case, also of a decision that is gone.
pub fn standings(file: &CaseFile) -> Vec<Standing> {
    let changes: Vec<ExecutionChange> = file.all::<ExecutionChange>().map(|(_, one)| one).collect();
    let standing = |(place, done): (usize, &Done)| {
        let kind = done.read::<Execution>()?.kind;
        let of_it = changes.iter().filter(|one| one.execution_id.uuid() == done.id);
        Some(Standing { place, id: done.id, kind, decided_on: done.on, turns: of_it.cloned().collect() })
    };
    file.done.iter().enumerate().filter_map(standing).collect()
}

/// 终结执行: an execution of the decision that counts was ended (行政强制法 第四十条).
pub fn is_ended(file: &CaseFile) -> bool {
    let is_ended = |one: &Standing| one.turns.iter().any(|turn| turn.turn == ExecutionTurn::Ended);
    standings(file).iter().filter(|one| one.place >= file.since_decision()).any(is_ended)
}

/// A case is not closed while its decision is being enforced.
pub fn against_closing(file: &CaseFile, refusals: &mut Refusals) {
    if standings(file).iter().any(Standing::runs) {
        refusals.add(Refusal::of(Rule::ExecutionRunning));
    }
}
