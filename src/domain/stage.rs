//! 案件程序: the procedure of a penalty case, whole. A stage and a step that do not meet in the table are unlawful.

use super::act::Power;
use super::penalty::Procedure;
use super::permission::Permission;
use super::refusal::{Refusal, Rule, Text};
use super::text_enum::text_enum;

mod names;

text_enum! {
    /// 案件环节: where a case is.
    pub enum Stage {
        /// 立案
        Filed = "filed" "已立案",
        /// 调查取证
        Investigating = "investigating" "调查取证中",
        /// 决定
        Decided = "decided" "已决定",
        /// 结案
        Closed = "closed" "已结案",
        /// 移送: another body has taken the case over
        Transferred = "transferred" "已移送",
        /// 终止调查: no decision is made any more
        Terminated = "terminated" "已终止调查",
    }
}

/// Steps, each in one line: code, Chinese name, the noun to be created, who may, and the article it rests on.
macro_rules! steps {
    ($($name:ident = $code:literal $zh:literal, $resource:literal, $permission:ident, $basis:literal;)+) => {
        text_enum! {
            /// 程序步骤: what moves a case.
            pub enum Step { $($name = $code $zh,)+ }
        }

        impl Step {
            /// The resource of the case that taking the step creates.
            pub const fn resource(self) -> &'static str { match self { $(Step::$name => $resource,)+ } }
            /// Who may take it.
            pub const fn permission(self) -> Permission { match self { $(Step::$name => Permission::$permission,)+ } }
            /// Law and article, or `house`.
            pub const fn legal_basis(self) -> &'static str { match self { $(Step::$name => $basis,)+ } }
        }
    };
}

steps! {
    Investigate = "investigate" "调查取证", "investigation-acts", WorkCases, "行政处罚法 第五十四条";
    CollectEvidence = "collect_evidence" "收集证据", "evidence", WorkCases, "行政处罚法 第四十六条";
    ExamineEvidence = "examine_evidence" "审查证据", "evidence-examinations", WorkCases, "行政处罚法 第四十六条";
    ExcludeEvidence = "exclude_evidence" "排除证据", "evidence-exclusions", ExcludeEvidence, "行政处罚法 第四十六条";
    TellOffSite = "tell_off_site" "告知监控记录的违法事实", "off-site-notices", WorkCases, "行政处罚法 第四十一条";
    Notify = "notify" "事先告知", "prior-notices", WorkCases, "行政处罚法 第四十四条";
    HearStatement = "hear_statement" "听取陈述申辩", "statements", WorkCases, "行政处罚法 第四十五条";
    RequestHearing = "request_hearing" "申请听证", "hearing-requests", WorkCases, "行政处罚法 第六十三条";
    WithdrawHearingRequest = "withdraw_hearing_request" "撤回听证申请", "hearing-request-withdrawals", WorkCases, "行政处罚法 第六十三条";
    NotifyHearing = "notify_hearing" "通知听证", "hearing-notices", WorkCases, "行政处罚法 第六十四条";
    HoldHearing = "hold_hearing" "举行听证", "hearings", HoldHearings, "行政处罚法 第六十四条";
    ReviewLegally = "review_legally" "法制审核", "legal-reviews", ReviewCases, "行政处罚法 第五十八条";
    Discuss = "discuss" "集体讨论", "collective-discussions", DecideCases, "行政处罚法 第五十七条";
    ServeDocument = "serve_document" "送达", "proofs-of-service", WorkCases, "行政处罚法 第六十一条";
    ConsentService = "consent_service" "电子送达确认", "service-consents", WorkCases, "行政处罚法 第六十一条";
    Decide = "decide" "作出决定", "decisions", DecideCases, "行政处罚法 第五十七条";
    Close = "close" "结案", "closures", CloseCases, "house";
    Pay = "pay" "缴款", "payments", RecordPayments, "行政处罚法 第六十七条";
    HandOver = "hand_over" "上交当场收缴的罚款", "payment-handovers", RecordPayments, "行政处罚法 第七十一条";
    PlanPayment = "plan_payment" "延期、分期缴纳", "payment-plans", DecideCases, "行政处罚法 第六十六条";
    Reconsider = "reconsider" "申请行政复议", "reconsiderations", RecordRemedies, "行政复议法 第二十条";
    AnswerReconsideration = "answer_reconsideration" "复议受理", "reconsideration-acceptances", RecordRemedies, "行政复议法 第三十条";
    ResolveReconsideration = "resolve_reconsideration" "复议结果", "reconsideration-results", RecordRemedies, "行政复议法 第六十二条";
    Sue = "sue" "提起行政诉讼", "lawsuits", RecordRemedies, "行政诉讼法 第四十六条";
    ResolveLawsuit = "resolve_lawsuit" "诉讼结果", "lawsuit-results", RecordRemedies, "行政诉讼法 第六十九条";
    Withdraw = "withdraw" "撤销、变更决定", "withdrawals", DecideCases, "行政处罚法 第七十五条";
    ImposeMeasure = "impose_measure" "实施强制措施", "coercive-measures", WorkCases, "行政强制法 第十八条";
    ApproveMeasure = "approve_measure" "补办强制措施批准", "coercive-measure-approvals", DecideCases, "行政强制法 第十九条";
    ExtendMeasure = "extend_measure" "延长查封扣押期限", "coercive-measure-extensions", DecideCases, "行政强制法 第二十五条";
    LiftMeasure = "lift_measure" "解除强制措施", "coercive-measure-liftings", WorkCases, "行政强制法 第二十八条";
    Suspend = "suspend" "中止", "suspensions", DecideCases, "house";
    Resume = "resume" "恢复", "resumptions", DecideCases, "house";
    ExtendTerm = "extend_term" "延长办案期限", "term-extensions", DecideCases, "行政处罚法 第六十条";
    ConcludeInvestigation = "conclude_investigation" "调查终结", "investigation-conclusions", WorkCases, "行政处罚法 第五十七条";
    OrderCorrection = "order_correction" "责令改正", "corrections", WorkCases, "行政处罚法 第二十八条";
    RecheckCorrection = "recheck_correction" "改正复查", "correction-rechecks", WorkCases, "行政处罚法 第二十八条";
    ReportBack = "report_back" "当场处罚决定备案", "report-backs", WorkCases, "行政处罚法 第五十二条";
    Archive = "archive" "归档", "archivings", ArchiveCases, "行政处罚法 第四十七条";
    Void = "void" "作废决定书", "voidings", DecideCases, "house";
    ConfirmVoiding = "confirm_voiding" "确认作废", "voiding-confirmations", ConfirmVoidings, "house";
    Demand = "demand" "催告", "demands", WorkCases, "行政强制法 第三十五条";
    AnswerDemand = "answer_demand" "催告后陈述申辩", "demand-answers", WorkCases, "行政强制法 第三十六条";
    ApplyToCourt = "apply_to_court" "申请法院强制执行", "court-applications", DecideCases, "行政强制法 第五十三条";
    AnswerApplication = "answer_application" "法院对执行申请的答复", "court-application-results", RecordRemedies, "行政强制法 第五十六条";
    Execute = "execute" "强制执行决定", "executions", DecideCases, "行政强制法 第三十七条";
    ChangeExecution = "change_execution" "执行中止、恢复、完成、终结", "execution-changes", DecideCases, "行政强制法 第三十九条";
    Transfer = "transfer" "移送", "transfers", DecideCases, "行政处罚法 第二十七条";
    AcceptTransfer = "accept_transfer" "移送受理", "transfer-acceptances", WorkCases, "行政处罚法 第二十七条";
    RequestRecusal = "request_recusal" "申请回避", "recusals", RecuseCases, "行政处罚法 第四十三条";
    DecideRecusal = "decide_recusal" "决定回避", "recusal-decisions", DecideCases, "行政处罚法 第四十三条";
    ChangeHandlers = "change_handlers" "变更承办人", "handler-changes", AssignCases, "行政处罚法 第四十二条";
    DisposePreserved = "dispose_preserved" "处理登记保存物品", "preservation-dispositions", WorkCases, "行政处罚法 第五十六条";
    ChangeParty = "change_party" "变更当事人", "party-changes", WorkCases, "house";
    MergeCase = "merge_case" "并案", "case-mergers", DecideCases, "house";
    SplitCase = "split_case" "分案", "case-splits", DecideCases, "house";
    ChangeProcedure = "change_procedure" "转为普通程序", "procedure-changes", WorkCases, "行政处罚法 第五十四条";
    Terminate = "terminate" "终止调查", "terminations", DecideCases, "house";
    FollowUpTransfer = "follow_up_transfer" "移送后续", "transfer-follow-ups", WorkCases, "行政执法机关移送涉嫌犯罪案件的规定 第九条";
    ReturnTransfer = "return_transfer" "移送退回", "transfer-returns", WorkCases, "行政执法机关移送涉嫌犯罪案件的规定 第十条";
}

impl Step {
    /// 行政处罚法 第十七条, 行政强制法 第十七条: the powers without which no agency takes the step. What ends or passes on what was
    /// begun needs none: a measure is lifted and a case handed over also by whom a power was taken from.
    pub const fn needs(self) -> &'static [Power] {
        match self {
            Step::Investigate | Step::CollectEvidence | Step::Notify | Step::ConcludeInvestigation | Step::Decide => {
                &[Power::Penalty]
            }
            Step::ImposeMeasure => &[Power::Penalty, Power::CoerciveMeasure],
            _ => &[],
        }
    }
}

impl Step {
    /// Who may take it in a case of that procedure: on the spot the officers themselves decide (行政处罚法 第五十一条, 第五十二条).
    pub const fn permission_in(self, procedure: Procedure) -> Permission {
        match (self, procedure) {
            (Step::Decide, Procedure::Summary) => Permission::DecideOnTheSpot,
            _ => self.permission(),
        }
    }
}

impl Step {
    /// 审核的案卷材料: whether it adds to what a legal review judges (行政处罚法 第五十八条): evidence, and what party and agency said about it.
    pub const fn is_material(self) -> bool {
        matches!(
            self,
            Step::Investigate
                | Step::CollectEvidence
                | Step::ExamineEvidence
                | Step::ExcludeEvidence
                | Step::TellOffSite
                | Step::ConcludeInvestigation
                | Step::ImposeMeasure
                | Step::Notify
                | Step::HearStatement
                | Step::RequestHearing
                | Step::WithdrawHearingRequest
                | Step::NotifyHearing
                | Step::HoldHearing
                | Step::ChangeParty
                | Step::MergeCase
        )
    }
}

impl Stage {
    /// The stage that a step leads to; `None` where it is unlawful.
    pub const fn after(self, step: Step, procedure: Procedure) -> Option<Stage> {
        use Procedure::Summary;
        use Stage::{Closed, Decided, Filed, Investigating, Terminated, Transferred};
        use Step::*;
        Some(match (self, step, procedure) {
            (Filed | Investigating, Investigate, _) => Investigating,
            (at @ (Filed | Investigating), CollectEvidence | ExamineEvidence | ExcludeEvidence | TellOffSite, _) => at,
            (Filed, Notify | HearStatement, Summary) => Filed, // 口头告知: 行政处罚法 第四十四条
            (Investigating, Notify | HearStatement, _) => Investigating,
            (Filed, Decide, Summary) => Decided, // 当场处罚: 行政处罚法 第五十一条
            (
                Investigating,
                RequestHearing | WithdrawHearingRequest | NotifyHearing | HoldHearing | ReviewLegally | Discuss,
                _,
            ) => Investigating,
            (Filed, ServeDocument, Summary) => Filed,
            (Investigating, ServeDocument, _) => Investigating,
            (at @ (Decided | Terminated), ServeDocument, _) => at,
            (Investigating, Decide, _) => Decided,
            (Decided, Pay | PlanPayment, _) => Decided,
            (Decided, Demand | AnswerDemand | ApplyToCourt | AnswerApplication | Execute | ChangeExecution, _) => {
                Decided
            }
            (at @ (Filed | Investigating | Decided), OrderCorrection | RecheckCorrection | ConsentService, _) => at,
            (Terminated, RecheckCorrection, _) => Terminated,
            (at @ (Filed | Investigating), ChangeProcedure, Summary) => at,
            (Filed | Investigating, Terminate, _) => Terminated,
            (at @ (Decided | Closed), ReportBack, _) => at,
            (Decided, Void | ConfirmVoiding, _) => Decided, // confirmed, it leads back: the noun says where
            (Closed, Archive, _) => Closed,
            // What is late or comes from others does not wait for the file: it opens a closed case for nothing else.
            (
                Decided | Closed,
                HandOver
                | Reconsider
                | AnswerReconsideration
                | ResolveReconsideration
                | Sue
                | ResolveLawsuit
                | Withdraw,
                _,
            ) => self,
            // 重新作出: what is still open of the decision that is gone.
            (
                at @ (Investigating | Terminated),
                HandOver
                | AnswerReconsideration
                | ResolveReconsideration
                | ResolveLawsuit
                | AnswerApplication
                | ChangeExecution,
                _,
            ) => at,
            (Decided | Transferred | Terminated, Close, _) => Closed,
            (at @ (Filed | Investigating), ImposeMeasure | Suspend | Resume | ExtendTerm, _) => at,
            (at @ (Filed | Investigating | Decided), ApproveMeasure | ExtendMeasure, _) => at,
            (at @ (Filed | Investigating | Decided | Transferred | Terminated), LiftMeasure, _) => at, // 随案移送: 行政强制法 第二十一条
            (Investigating, ConcludeInvestigation, _) => Investigating,
            (at @ (Filed | Investigating | Decided), Transfer, _) => at,
            (Filed | Investigating, AcceptTransfer, _) => Transferred,
            (Decided, AcceptTransfer, _) => Decided,
            (at @ (Filed | Investigating | Decided), ReturnTransfer, _) => at,
            (Transferred, ReturnTransfer, _) => Investigating,
            (at, FollowUpTransfer, _) => at,
            (at @ (Filed | Investigating), RequestRecusal | MergeCase | SplitCase, _) => at,
            (at @ (Filed | Investigating | Decided), DecideRecusal | ChangeHandlers | ChangeParty, _) => at,
            (at @ (Investigating | Decided | Transferred | Terminated), DisposePreserved, _) => at,
            _ => return None,
        })
    }

    /// The procedure that the case goes on in. Nothing is decided on the spot any more once another body has had the case: what comes
    /// back goes on as an ordinary case (行政处罚法 第五十一条, 第五十七条); so does what outgrows the summary procedure.
    pub const fn procedure_after(self, step: Step, procedure: Procedure) -> Procedure {
        match (self, step) {
            (Stage::Filed | Stage::Investigating | Stage::Transferred, Step::ReturnTransfer) => Procedure::Ordinary,
            (_, Step::ChangeProcedure) => Procedure::Ordinary,
            _ => procedure,
        }
    }

    /// The same, with the reasons why not.
    pub fn take(self, step: Step, procedure: Procedure) -> Result<Stage, Vec<Refusal>> {
        self.after(step, procedure).ok_or_else(|| self.reasons_against(step, procedure))
    }

    fn reasons_against(self, step: Step, procedure: Procedure) -> Vec<Refusal> {
        let lawful = Stage::ALL.iter().filter(|stage| stage.after(step, procedure).is_some());
        let named = |stage: &Stage| (format!("“{}”", stage.label_zh()), format!("\"{}\"", stage.name_en()));
        let (when, when_en): (Vec<_>, Vec<_>) = lawful.map(named).unzip();
        let mut zh = format!("案件处于“{}”环节，不能办理“{}”；", self.label_zh(), step.label_zh());
        let mut en = format!("The case is {}; the step \"{}\" cannot be taken now: ", self.name_en(), step.name_en());
        if when.is_empty() {
            zh += &format!("{}没有该步骤：请办理其他可进行的步骤（next-steps）。", procedure.label_zh());
            en += &format!("there is none in the {procedure} procedure, take one that next-steps calls lawful");
        } else {
            zh += &format!("该步骤应当在{}环节办理。", when.join("或者"));
            en += &format!("take it when the case is {}", when_en.join(" or "));
        }
        let detail = Text::new(zh, en);
        let mut reasons = vec![Refusal::new(Rule::StepUnlawful, detail)];
        if (self, step, procedure) == (Stage::Filed, Step::Decide, Procedure::Ordinary) {
            let detail = Text::new(
                "普通程序案件尚未调查取证：应当先调查取证",
                "An ordinary case is not investigated yet: investigate first",
            );
            reasons.push(Refusal::new(Rule::InvestigationMissing, detail));
        }
        reasons
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_case_is_investigated_before_it_is_decided() {
        assert_eq!(Stage::Filed.after(Step::Decide, Procedure::Summary), Some(Stage::Decided));
        let refused = Stage::Filed.take(Step::Decide, Procedure::Ordinary).expect_err("refused");
        let rules: Vec<_> = refused.iter().map(|refusal| refusal.rule).collect();
        assert_eq!(rules, [Rule::StepUnlawful, Rule::InvestigationMissing]);
    }

    #[test]
    fn an_unlawful_step_names_the_stages_where_it_is_lawful() {
        let refused = Stage::Filed.take(Step::Archive, Procedure::Ordinary).expect_err("refused");
        let told = &refused.first().expect("a reason").detail;
        assert_eq!(told.zh, "案件处于“已立案”环节，不能办理“归档”；该步骤应当在“已结案”环节办理。");
        assert_eq!(
            told.en,
            "The case is filed; the step \"Archive\" cannot be taken now: take it when the case is \"closed\""
        );
    }

    #[test]
    fn no_step_leads_out_of_a_closed_case_and_every_step_is_lawful_somewhere() {
        for step in Step::ALL {
            assert!(step.legal_basis() == "house" || step.legal_basis().contains('第'), "{step} names no article");
            for procedure in Procedure::ALL {
                assert!(Stage::Closed.after(*step, *procedure).is_none_or(|stage| stage == Stage::Closed));
            }
            let taken = |stage: &Stage| Procedure::ALL.iter().any(|one| stage.after(*step, *one).is_some());
            assert!(Stage::ALL.iter().any(taken), "{step} is never lawful");
        }
    }
}
