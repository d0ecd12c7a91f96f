//! The rules about a case up to its decision, and about paying and contesting it.

/// The table of rules with these after those at its head.
macro_rules! with_procedure {
    ($($rows:tt)*) => {
        with_administration! {
            $($rows)*
            StepUnlawful = "step_not_lawful_at_this_stage", "行政处罚法 第四条",
                "案件在当前环节不能进行该步骤：应当按可进行的步骤办理", "The step is not lawful at the stage the case is in: take one that next-steps calls lawful";
            InvestigationMissing = "investigation_missing", "行政处罚法 第五十四条",
                "普通程序案件未经调查取证不能作出决定：应当先调查取证", "An ordinary case cannot be decided without an investigation: investigate first";
            NoticeMissing = "prior_notice_missing", "行政处罚法 第四十四条",
                "尚未事先告知当事人：应当先告知", "The party has not been given prior notice: give it first";
            StatementUnanswered = "statement_not_answered", "行政处罚法 第四十五条",
                "当事人提出的事实、理由和证据未经复核：应当逐项写明复核意见", "Every point that the party makes is re-examined: state what was found";
            WaiverWithPoints = "waiver_contradicts_points", "行政处罚法 第四十五条",
                "放弃陈述申辩的，不应记录陈述申辩意见；应当删去其一", "Who waives the statement makes no points: leave out one of the two";
            ReasonMissing = "reason_missing", "house",
                "没有写明理由：请写明", "The reason is not stated: state it";
            DecisionNotInForce = "decision_not_in_force", "行政处罚法 第七十五条",
                "处罚决定已被撤销，不能再执行；应当结案", "The decision has been withdrawn or annulled and is carried out no more: close the case";
            DecisionMissing = "decision_missing", "行政处罚法 第五十七条",
                "本案没有处罚决定：应当先作出决定", "The case has no decision: decide it first";
            MadeHeavier = "penalty_made_heavier", "house",
                "变更后的处罚重于原决定：加重的，应当撤销后重新告知、重新决定", "What a decision is changed to is no heavier: to punish more, withdraw it, give notice again and decide again";
            NothingOwed = "nothing_owed", "行政处罚法 第六十六条",
                "没有应缴而未缴的罚没款：无需再办理", "Nothing is owed under the decision: nothing is left to be done here";
            PaymentOfNothing = "payment_of_nothing", "house",
                "缴款数额不能为零：应当写明数额", "A payment of nothing is no payment: state the amount";
            Overpayment = "payment_exceeds_what_is_owed", "house",
                "缴款超过应缴数额：应当只收应缴部分并退还多缴部分", "The payment exceeds what is owed: take only what is owed and give the rest back";
            SurchargeExceeded = "surcharge_exceeds_what_is_owed", "行政处罚法 第七十二条",
                "加处罚款超过应缴数额：应当按实际逾期天数计算", "The surcharge exceeds what has accrued: take what the surcharge of that day comes to";
            ReceiptUnknown = "receipt_of_decision_unknown", "行政处罚法 第六十七条",
                "决定书的送达日期不明：应当先记录送达回证", "It is not known when the party received the decision: record its service first";
            CollectionUnexplained = "on_the_spot_collection_unexplained", "行政处罚法 第六十八条",
                "当场收缴的情形与缴款方式不符：当场收缴应当写明属于哪种情形，其他方式请删去", "The ground of collecting on the spot does not fit the way of payment: state it for what is collected on the spot, and only for that";
            CollectionNotAllowed = "on_the_spot_collection_not_allowed", "行政处罚法 第六十八条",
                "不得当场收缴：应当由当事人到银行或者通过电子支付系统缴纳", "The fine may not be collected on the spot: it is paid to the bank or electronically";
            CollectionNotAsked = "on_the_spot_collection_not_requested", "行政处罚法 第六十九条",
                "边远、水上、交通不便地区当场收缴未经当事人提出：应当写明当事人提出，或者由其到银行缴纳", "In remote places it is collected on the spot only when the party asks: state that it asked, or let it pay to the bank";
            ReceiptUsed = "receipt_number_already_used", "行政处罚法 第七十条",
                "该票据号码已经使用：应当核对票据号码", "The receipt number has been used already: check it";
            NotCollectedOnTheSpot = "payment_not_collected_on_the_spot", "行政处罚法 第七十一条",
                "本案没有这笔当场收缴的罚款：应当先记录当场收缴", "The case has no such payment collected on the spot: record the collection first";
            HandedOverAlready = "payment_handed_over_already", "行政处罚法 第七十一条",
                "该笔罚款已经上交：无需再次上交", "The payment was handed over already: nothing is left to hand over";
            NotHandedOverYet = "payment_not_handed_over_yet", "行政处罚法 第七十一条",
                "罚款尚未交至行政机关：应当先交至行政机关，再缴付银行", "The fine has not reached the agency yet: hand it over to the agency first, then to the bank";
            HandOverLate = "late_hand_over_unexplained", "行政处罚法 第七十一条",
                "逾期上交：应当写明理由", "It was handed over late: state why";
            InstalmentsDoNotAddUp = "instalments_do_not_add_up", "行政处罚法 第六十六条",
                "各期数额之和不等于未缴的罚款：请调整各期数额", "The instalments do not add up to the unpaid fine: change them until they do";
            PlanContradictsItself = "plan_contradicts_itself", "行政处罚法 第六十六条",
                "是否准予与各期不符：准予的应当写明各期，不准予的请删去", "An approval names the instalments, a refusal names none: make the two fit";
            RemedyPending = "remedy_already_pending", "行政复议法 第二十九条",
                "已有未终结的复议或者诉讼：应当先记录其结果", "A reconsideration or a lawsuit is pending already: record its result first";
            ReconsiderationMissing = "reconsideration_not_pending", "行政复议法 第三十条",
                "没有未终结的行政复议：应当先记录复议申请", "No reconsideration is pending: record the request first";
            ReconsiderationAnswered = "reconsideration_already_answered", "行政复议法 第三十条",
                "该复议申请已经审查：应当记录复议结果", "Whether the request is accepted was told already: record its result";
            ReconsiderationNotAccepted = "reconsideration_not_accepted", "行政复议法 第三十条",
                "该复议申请尚未受理：应当先记录受理", "The request was not accepted yet: record its acceptance first";
            LawsuitMissing = "lawsuit_not_pending", "行政诉讼法 第五十一条",
                "没有未终结的行政诉讼：应当先记录起诉", "No lawsuit is pending: record it first";
            ResultContradictsPenalties = "result_contradicts_penalties", "行政复议法 第六十三条",
                "复议、诉讼结果与所写处罚不符：变更的应当写明变更后的处罚，其他结果请删去", "Only what is changed names the penalties that it is changed to: make the two fit";
            WithdrawalUnfounded = "withdrawal_without_result", "行政处罚法 第七十五条",
                "没有相应的复议决定或者判决：应当先记录其结果", "No result of a reconsideration or a lawsuit says so: record the result first";
            HearingAlreadyRequested = "hearing_already_requested", "house",
                "当事人已经申请听证且听证尚未结束：应当举行听证或者记录撤回", "A hearing has been asked for and is not over: hold it, or record that the request is taken back";
            HearingNotRequested = "hearing_not_requested", "行政处罚法 第六十三条",
                "当事人没有申请听证，或者听证已经结束；应当先记录听证申请", "No hearing has been asked for, or it is over: record a request first";
            HearingRequestLate = "hearing_request_late", "行政处罚法 第六十四条",
                "超过告知后五日的听证申请期限：应当按期限届满继续办理", "A hearing is asked for within five working days after the party was told: that time is over, go on without";
            HearingNoticeMissing = "hearing_notice_missing", "行政处罚法 第六十四条",
                "尚未通知听证的时间、地点：应当先通知", "Time and place of the hearing have not been told: tell them first";
            HearingNoticeTooShort = "hearing_notice_too_short", "行政处罚法 第六十四条",
                "通知与听证之间不足七日：应当推迟听证", "Time and place are told seven working days before the hearing: hold it later";
            HearingNotAsNoticed = "hearing_not_as_noticed", "行政处罚法 第六十四条",
                "听证不在通知的日期举行：应当重新通知", "The hearing is not held on the day that was told: tell the new day first";
            HearingMustBePublic = "hearing_must_be_public", "行政处罚法 第六十四条",
                "听证应当公开举行；涉及国家秘密、商业秘密或者个人隐私依法予以保密的，应当写明情形", "A hearing is public unless a secret or privacy is to be kept: hold it in public, or say which";
            HearingChairInvestigated = "hearing_chair_investigated", "行政处罚法 第六十四条",
                "听证应当由非本案调查人员主持：请另行指定", "Whoever investigated the case does not chair its hearing: appoint somebody else";
            HearingAgentsTooMany = "hearing_agents_too_many", "行政处罚法 第六十四条",
                "当事人可以委托一至二人代理：应当减至二人", "A party has at most two agents: name two";
            HearingRecordIncomplete = "hearing_record_incomplete", "行政处罚法 第六十四条",
                "听证笔录不完整：应当补正", "The record of the hearing is incomplete: add what is missing";
            HearingPending = "hearing_pending", "行政处罚法 第六十五条",
                "当事人申请的听证尚未结束：应当先举行听证或者记录撤回", "The hearing that the party asked for is not over: hold it first, or record that the request is taken back";
            WorkingDaysUnknown = "working_days_unknown", "house",
                "该年度放假安排尚未公布，无法计算工作日；应当由平台管理员载入", "The holiday notice of that year is not loaded and working days cannot be counted: have it loaded";
            ReviewerNotQualified = "reviewer_not_qualified", "行政处罚法 第五十八条",
                "初次从事法制审核的人员应当取得法律职业资格：请写明资格或者另行指定", "Whoever reviews for the first time holds the legal profession qualification: state it, or have somebody else review";
            ReviewerHandledCase = "reviewer_handled_case", "house",
                "承办本案的人员不得审核本案：应当由其他人员审核", "Whoever handled the case does not review it: have somebody else review";
            ReviewBeforeHearingEnds = "review_before_hearing_ends", "行政处罚法 第五十八条",
                "经过听证程序的案件：应当在听证结束后进行法制审核", "A case that goes through a hearing is reviewed after it: hold the hearing first";
            ReviewContradictsFindings = "review_contradicts_findings", "house",
                "审核意见与各项审核结果不一致：应当改正其一", "The outcome of the review contradicts its findings: mend one of them";
            ReviewedFileChanged = "reviewed_file_changed", "house",
                "案卷在审核期间已经变动：应当按现有案卷重新审核", "The file is not the one that was reviewed: review it as it is now";
            ReviewNotPassed = "legal_review_not_passed", "行政处罚法 第五十八条",
                "法制审核未通过不能作出决定：应当按审核意见改正后重新审核", "The legal review was not passed: mend what it names and have the case reviewed again";
            ReviewOutdated = "legal_review_outdated", "house",
                "法制审核后案卷又有变动：应当重新审核", "The file has changed since the legal review: it is reviewed again";
            DiscussionTooSmall = "discussion_too_small", "行政处罚法 第五十七条",
                "参加集体讨论的负责人不足两名：应当由两名以上负责人讨论", "A collective discussion is among at least two heads: name them";
            DiscussionOpinionMissing = "discussion_opinion_missing", "house",
                "有参加讨论的负责人没有发表意见：请写明其意见", "Every head who takes part says what they think: add it";
            DecisionContradictsDiscussion = "decision_contradicts_discussion", "行政处罚法 第五十七条",
                "决定与集体讨论的结论不一致：应当按结论决定或者重新讨论", "The decision is not what the collective discussion concluded: decide so, or discuss again";
            HeavierThanTold = "penalty_heavier_than_told", "行政处罚法 第四十五条",
                "处罚重于事先告知的内容：应当重新告知", "The penalty is heavier than what the party was told: tell it again, or decide what it was told";
            ServedDocumentUnknown = "served_document_unknown", "house",
                "案卷中没有所送达的文书：应当先制作该文书", "The case has no such document: make it first";
            ServiceReceiptIncomplete = "service_receipt_incomplete", "民事诉讼法 第八十七条",
                "送达回证不完整：应当补正", "The receipt of service is incomplete: add what is missing";
            ServiceReceiverUnfit = "service_receiver_unfit", "民事诉讼法 第八十八条",
                "该人员不能签收：应当由当事人或者法律规定的人员签收", "This person cannot receive for the party: have somebody sign whom the law allows";
            ServiceLeftUnwitnessed = "service_left_unwitnessed", "民事诉讼法 第八十九条",
                "留置送达没有见证，也没有拍照、录像：应当写明见证人，或者写明拍照、录像", "What is left is witnessed, or filmed: state which";
            ServiceByOthersIncomplete = "service_by_others_incomplete", "民事诉讼法 第九十一条",
                "邮寄、委托送达的记录不完整：应当补正", "The record of service by post or through another body is incomplete: add what is missing";
            ServiceAnnouncementUnfounded = "service_announcement_unfounded", "民事诉讼法 第九十五条",
                "公告送达没有写明原因和经过：请写明", "Service by announcement states why other ways failed: state it";
            ServiceElectronicUnconfirmed = "service_electronic_unconfirmed", "行政处罚法 第六十一条",
                "电子送达未经当事人同意并签订确认书：应当先取得确认书，或者采用其他送达方式", "Electronic service needs the signed consent of the party: obtain it, or serve in another way";
            ServiceDateDiffers = "service_date_differs", "house",
                "送达日期与法律规定不符：应当按该送达方式的日期填写", "The date of service is not the one by law: state that one, or leave it out";
            CaseUntagged = "case_untagged", "house",
                "案件未打标：应当先打标", "A case without a tagged matter cannot be decided: tag it first";
            CaseClosed = "case_closed", "house",
                "案件已结案，不能再办理；有新的违法事实应当另行立案", "The case is closed: file a new case for new facts";
            SummaryLimitExceeded = "summary_limit_exceeded", "行政处罚法 第五十一条",
                "超出当场处罚的限额或者种类：应当转为普通程序", "The penalty exceeds what the summary procedure allows: change to the ordinary procedure";
            PenaltyNeedsAmount = "penalty_amount_missing", "行政处罚法 第五十九条",
                "罚款没有写明数额：请写明", "A fine does not state its amount: state it";
            PenaltyTakesNoAmount = "penalty_takes_no_amount", "行政处罚法 第九条",
                "该处罚种类没有数额：应当删去", "This kind of penalty has no amount: leave it out";
            PenaltyKindRepeated = "penalty_kind_repeated", "house",
                "处罚种类重复：应当合并", "A kind of penalty is named twice: name it once";
            OutcomeContradictsPenalties = "outcome_contradicts_penalties", "行政处罚法 第五十七条",
                "处理结果与处罚种类不一致：应当改正其一", "The outcome and the penalties contradict each other: mend one of them";
            InvestigatorMayNotDecide = "investigator_may_not_decide", "house",
                "承办人员不得决定本案：应当由其他负责人决定", "A handling officer may not decide the case: another head decides";
            OfficersDecideOrdinary = "officers_decide_on_the_spot_only", "行政处罚法 第五十七条",
                "普通程序的决定由行政机关负责人作出，不应写明执法人员；应当删去", "An ordinary case is decided by the head, not by officers: leave the officers out";
            BenchmarksOverlap = "discretion_benchmarks_overlap", "house",
                "同一制定主体对同一事项的两个裁量基准有效期重叠：应当先终止前一基准", "Two benchmarks of one issuer for one matter are in force on the same day: end the earlier one first";
            DiscretionStepUnfit = "discretion_step_not_applicable", "行政处罚法 第三十四条",
                "该裁量阶次不适用于本案：应当选用适用的阶次", "The step belongs to no benchmark that applies to the case: choose one that does";
            DiscretionBaseMissing = "discretion_base_missing", "行政处罚法 第三十四条",
                "没有写明计算罚款的基数：请写明", "The amount that the fine is a multiple of is not stated: state it";
            DiscretionUnexplained = "discretion_deviation_unexplained", "行政处罚法 第三十四条",
                "未适用裁量基准或者超出其幅度：应当说明理由", "A decision that leaves the benchmark, or does not apply it, states why: state it";
            DocumentNumberTaken = "document_number_already_issued", "house",
                "该文号已经使用：请重试", "The document number has been issued already: try again";
            DatesRunBackwards = "dates_run_backwards", "house",
                "日期先后颠倒：应当核对日期", "The dates run backwards: check them";
            DateInTheFuture = "date_in_the_future", "house",
                "日期不能晚于今天：应当在发生后记录", "The date lies in the future: record it when it has happened";
            OwnRightsUntouched = "own_rights_untouched", "house",
                "不得变更本人的角色、状态或者凭据：应当由其他管理员办理", "Nobody changes their own roles or state, or resets their own credentials: ask another administrator";
            AdministrationOfAnother = "administration_of_another", "house",
                "系统管理、安全管理、审计管理的账号不得由其他职责的管理员掌管：应当由该职责的管理员办理",
                "The accounts of one administration are not in the hands of another: ask its own administrator";
            OtpAlreadyEnrolled = "otp_already_enrolled", "house",
                "已经绑定动态口令：请先解除", "A second factor is enrolled already; remove it first";
            OtpNotBegun = "otp_not_enrolled", "house",
                "尚未开始绑定动态口令：应当先开始绑定", "No second factor is enrolled or begun: begin first";
            LastAdministrator = "last_administrator", "house",
                "不得停用或者撤销最后一名系统管理员、安全管理员：应当先指定另一名", "The last platform or security administrator stays: appoint another first";
            DutiesMustBeSeparate = "administrator_duties_must_be_separate", "house",
                "系统、安全、审计管理职责不得由同一账号承担：应当分设账号", "Platform, security and audit administration may not rest on one account: use several";
            DevicePlaceTaken = "device_sequence_already_used", "house",
                "该设备的这个序号已用于另一条记录：应当使用新的序号", "The device has used this number for something else already: use a new one";
            DraftOfAnotherPerson = "draft_of_another_person", "house",
                "只能修改本人的草稿：应当由本人修改", "Only the author may change a draft: ask the author";
            CoercionPowerMissing = "agency_lacks_coercive_power", "行政强制法 第十七条",
                "本执法主体没有行政强制措施权：应当由有权机关实施", "The agency has no power of coercive measures: ask a body that has it";
            LibertyBeyondTown = "liberty_not_within_power", "行政强制法 第十七条",
                "乡镇不得限制公民人身自由：应当移送公安机关", "A town never restricts a person's liberty: turn to the police";
            FreezeBeyondTown = "freezing_not_within_power", "行政强制法 第二十九条",
                "冻结存款、汇款只能由法律规定的行政机关实施：应当提请其实施", "Deposits are frozen only by bodies that a law names: turn to one of them";
            MeasureApprovalMissing = "coercive_measure_not_approved", "行政强制法 第十八条",
                "实施前须经行政机关负责人批准：应当先报批", "The head of the agency approves a measure before it is taken: obtain that first";
            UrgentApprovalLate = "urgent_approval_late", "行政强制法 第十九条",
                "情况紧急当场实施的，应当在二十四小时内补办批准手续；逾期应当解除", "An urgent measure is approved within 24 hours; now it is lifted";
            MeasureStepMissing = "coercive_measure_step_missing", "行政强制法 第十八条",
                "实施强制措施缺少法定步骤：应当补齐", "A step that the law asks of a measure is missing: take it";
            MeasurePapersMissing = "coercive_measure_papers_not_delivered", "行政强制法 第二十四条",
                "没有当场交付查封、扣押决定书和清单：应当当场交付", "The decision and the list are handed over on the spot: hand them over";
            ThingNotToBeSealed = "thing_not_to_be_sealed", "行政强制法 第二十三条",
                "不得查封、扣押该财物：应当从清单中删去", "The thing may not be sealed or seized: take it off the list";
            SealingTermExceeded = "sealing_term_exceeded", "行政强制法 第二十五条",
                "查封、扣押不得超过三十日，延长不得超过三十日；法律、行政法规另有规定的应当写明",
                "Sealing lasts 30 days at most, its extensions 30 in all: shorten it, or name the law that allows more";
            MeasureUnknown = "coercive_measure_unknown", "house",
                "本案没有该项强制措施：应当核对编号", "The case has no such measure: check the id";
            MeasureNoneInForce = "coercive_measure_none_in_force", "house",
                "本案没有未解除的强制措施：无需办理", "The case has no measure that is in force: there is nothing to do here";
            MeasureAwaitsNoApproval = "coercive_measure_awaits_no_approval", "行政强制法 第十九条",
                "没有待补办批准的强制措施：无需办理", "No measure waits for an approval: there is nothing to do here";
            MeasureExpired = "coercive_measure_expired", "行政强制法 第二十八条",
                "查封、扣押期限已经届满：应当解除", "The period of the measure has ended; it has to be lifted";
            MeasureAlreadyLifted = "coercive_measure_already_lifted", "house",
                "该强制措施已经解除：无需办理", "The measure has been lifted already: there is nothing to do here";
            MeasureExamined = "coercive_measure_examined_already", "行政强制法 第二十五条",
                "该措施正在检测、检验或者鉴定：应当先恢复计算期限", "The measure is being examined already: let its period run again first";
            MeasureNotLifted = "coercive_measure_not_lifted", "行政强制法 第二十七条",
                "有强制措施尚未解除或者处理：应当先解除或者处理", "A measure has neither been lifted nor dealt with: do that first";
            MeasureMustEnd = "coercive_measure_must_end", "行政强制法 第十九条",
                "强制措施未获批准：应当立即解除", "A measure that is not approved ends at once: lift it";
            LiftedThingsDiffer = "lifted_things_differ_from_list", "行政强制法 第二十八条",
                "解除或者处理的财物与查封、扣押清单不一致：应当逐项写明", "What is released is not what the list holds: name every line of it";
            LiftingGroundUnfit = "lifting_does_not_fit_case", "行政强制法 第二十七条",
                "解除或者处理与案件情况不符：应当写明符合案件的情形", "The way the measure ends does not fit what the case holds: state one that does";
            CaseSuspended = "case_suspended", "house",
                "案件已中止：应当先恢复", "The case is suspended; resume it first";
            SuspensionUnknown = "suspension_unknown", "house",
                "本案没有该项中止：应当核对编号", "The case has no such suspension: check the id";
            SuspensionEnded = "suspension_already_ended", "house",
                "该中止已经恢复：无需办理", "The suspension has been ended already: there is nothing to do here";
            SuspensionNone = "suspension_none", "house",
                "本案没有中止：无需恢复", "Nothing of the case is suspended: there is nothing to resume";
            SuspensionUntold = "suspension_period_not_told", "行政强制法 第二十五条",
                "检测、检验、检疫或者技术鉴定的期间不明确，或者没有书面告知当事人：应当写明期间和告知情况", "The period of an examination is fixed, and the party is told in writing: state both";
            TermExtensionNotAllowed = "term_extension_not_allowed", "行政处罚法 第六十条",
                "没有法律、法规、规章规定可以延长办案期限：请先由管理员登记该规定（procedure-rules）", "No law, regulation or rule is known by which the time for handling this case may be extended; an administrator sets it at procedure-rules";
            TermExtensionExceeded = "term_extension_exceeded", "行政处罚法 第六十条",
                "延长的次数或者天数超过规定：请缩短延长的期限", "The time was extended more often, or by more, than the rule allows: extend by less";
            TermAlreadyOver = "case_term_already_over", "行政处罚法 第六十条",
                "办案期限已经届满，不能再延长：请尽快作出决定并说明逾期原因", "The time for handling the case is over; what is over is not extended: decide soon and state why it is late";
            SuspensionBasisMissing = "suspension_basis_missing", "house",
                "中止办案期限没有写明依据：请写明", "A suspension that stops a time limit names the rule that says so: name it";
            EvidenceUnjudged = "evidence_not_verified", "行政处罚法 第四十六条",
                "证据没有全部查证属实或者排除：应当逐项写明，排除的写明理由", "Evidence is verified or excluded: say which, and why it is excluded";
            EvidenceIncomplete = "evidence_incomplete", "行政处罚法 第四十六条",
                "证据记录不完整：应当补正", "The record of the evidence is incomplete: add what is missing";
            EvidenceSourceUnfit = "evidence_source_unfit", "行政处罚法 第四十六条",
                "证据来源与所填内容不符或者不属于本案：应当写明本案的来源", "The source does not fit or is not of this case: name the one of this case, and only its members";
            ExtractionMissing = "evidence_extraction_missing", "house",
                "电子数据应当有提取记录：应当补充", "Electronic data has a record of its extraction: add it";
            EvidenceNone = "evidence_none", "行政处罚法 第四十六条",
                "本案没有可以审查或者排除的证据：应当先收集", "The case has no evidence that could be examined or excluded: collect it first";
            EvidenceUnknown = "evidence_unknown", "行政处罚法 第四十六条",
                "本案没有该项证据：应当写明本案的证据", "The case has no such evidence: name evidence of this case";
            EvidenceExcluded = "evidence_excluded", "行政处罚法 第四十六条",
                "该项证据已经排除，不得作为认定案件事实的根据；应当依据其他证据", "The evidence was excluded and proves nothing: rely on other evidence";
            EvidenceInadmissible = "evidence_inadmissible", "行政处罚法 第四十一条",
                "该项电子技术监控设备记录不得作为证据：应当依据其他证据", "The record of the monitoring device may not be evidence: rely on other evidence";
            EvidenceUncited = "decision_cites_no_evidence", "行政处罚法 第五十九条",
                "处罚决定书应当载明证据：请在 document.evidence_ids 写明本案已经查证属实的证据", "The decision document names its evidence: name verified evidence of the case in document.evidence_ids";
            ExaminationContradicts = "evidence_examination_contradicts_itself", "行政处罚法 第四十六条",
                "审查结论与各项审查意见不一致：应当改正其一", "The result of the examination contradicts its findings: mend one of them";
            DeviceRecordUnexamined = "device_record_not_examined", "行政处罚法 第四十一条",
                "电子技术监控设备的记录没有审核是否真实、清晰、完整、准确，或者其他证据写了审核：请逐项写明，其他证据请删去", "Of a device's record, and only of it, it is examined whether it is true, clear, complete and accurate: state each";
            DeviceUnknown = "monitoring_device_unknown", "行政处罚法 第四十一条",
                "本执法主体没有登记该电子技术监控设备：应当先登记", "The agency has registered no such monitoring device: register it first";
            DeviceAnnouncementIncomplete = "device_announcement_incomplete", "行政处罚法 第四十一条",
                "设置地点的公布没有同时写明日期和载体：请都写明，或者都不写", "The announcement of the place states its day and where it was made: state both, or neither";
            DeviceEvidenceNone = "device_evidence_none", "行政处罚法 第四十一条",
                "本案没有电子技术监控设备记录的证据：无需告知", "The case has no evidence from a monitoring device: nothing is to be told";
            DeviceEvidenceUntold = "device_evidence_not_told", "行政处罚法 第四十一条",
                "尚未告知当事人电子技术监控设备记录的违法事实：应当先告知，并为其查询、陈述和申辩提供便利", "The party has not been told of what the device recorded: tell it first, and how it may look at it and answer";
            OffSiteNoticeUnfit = "off_site_notice_unfit", "行政处罚法 第四十一条",
                "告知的证据不是本案电子技术监控设备的记录：请写明该项记录", "What is told of is a record of a monitoring device in this case: name it";
            TransferLate = "transfer_late_unexplained", "行政执法机关移送涉嫌犯罪案件的规定 第五条",
                "没有在三日内决定、二十四小时内移送：应当说明逾期的理由", "It was not decided within 3 days, or not sent within 24 hours: state the reason";
            TransferPapersMissing = "transfer_papers_missing", "行政执法机关移送涉嫌犯罪案件的规定 第六条",
                "移送材料不全：应当补齐", "A paper that goes with a transfer is missing: add it";
            TransferPartyUntold = "transfer_party_not_told", "行政强制法 第二十一条",
                "查封、扣押的财物一并移送的：应当书面告知当事人", "The party is told in writing that sealed things go along: tell it, and state the day";
            TransferUnanswered = "transfer_unanswered", "house",
                "移送尚未答复：应当先记录受理或者退回", "A transfer has not been answered yet: record its acceptance or its return first";
            TransferNone = "transfer_none", "house",
                "没有可以答复的移送：应当先移送", "No transfer waits for this answer: transfer the case first";
            TransferUnknown = "transfer_unknown", "house",
                "本案没有该项移送：应当核对编号", "The case has no such transfer: check the id";
            TransferAnswered = "transfer_already_answered", "house",
                "该移送已经答复：无需办理", "The transfer has this answer already: there is nothing to do here";
            TransferFollowUpUnfit = "transfer_follow_up_does_not_fit", "行政执法机关移送涉嫌犯罪案件的规定 第九条",
                "司法机关尚未作出相应的答复：应当先记录其立案或者不予立案", "The justice organ has not given the answer that this follows: record first that it filed the case, or did not";
            TransferredToJustice = "transferred_to_justice", "行政处罚法 第二十七条",
                "案件已移送司法机关，不得以行政处罚代替移送；应当等待答复", "The case is with the justice organ; no penalty takes the place of that: wait for its answer";
            TransferredElsewhere = "transferred_to_another_agency", "行政处罚法 第二十二条",
                "案件已移送其他机关，由其办理：退回的，请记录退回", "The case is with another agency, which decides it: if it came back, record that";
            ClosureReasonUnfit = "closure_reason_does_not_fit", "house",
                "结案原因与案件情况不符：应当选择相符的原因", "The reason of the closure does not fit what the case holds: choose one that does";
            TerminationGroundUnfit = "termination_ground_does_not_fit", "house",
                "终止调查的情形与当事人不符：公民应当写明死亡，法人或者其他组织应当写明终止", "The ground does not fit the party: state death for a person, dissolution for an organisation";
            FilingApprovalIncomplete = "filing_approval_incomplete", "house",
                "立案审批没有同时写明批准人和批准日期：请都写明", "An approval of the filing names who approved it and when: state both";
            ConclusionMissing = "investigation_not_concluded", "行政处罚法 第五十七条",
                "调查尚未终结，或者终结后又有调查：请先提交调查终结报告",
                "The investigation is not concluded, or went on after its report: record its conclusion first";
            StatementPending = "statement_still_open", "行政处罚法 第六十二条",
                "尚未听取陈述申辩：请记录当事人的陈述申辩或者放弃，或者等期限届满",
                "The party has not been heard: record what it states, that it waives, or wait until its time is over";
            HearingNotOffered = "hearing_not_offered", "行政处罚法 第六十三条",
                "拟作出该种处罚，没有告知听证权利：应当告知当事人有要求听证的权利", "Before such a penalty the party is told of its right to a hearing: tell it, and set hearing_offered to true";
            HearingOfferOpen = "hearing_offer_not_stated", "行政处罚法 第六十三条",
                "没有设定较大数额的标准：应当写明本案是否告知听证权利",
                "Nothing says which amounts are large: state whether the party is told of the right to a hearing";
            HearingPeriodRunning = "hearing_request_still_open", "行政处罚法 第六十四条",
                "听证申请期限尚未届满：请等期限届满，或者记录当事人放弃听证",
                "The party may still ask for a hearing: wait until that time is over, or record that it waives the hearing";
            ReviewMissing = "legal_review_missing", "行政处罚法 第五十八条",
                "未经法制审核不得作出决定：应当先送法制审核", "The case needs a legal review before the decision: have it reviewed first";
            DiscussionMissing = "collective_discussion_missing", "行政处罚法 第五十七条",
                "情节复杂或者重大违法行为给予行政处罚，尚未集体讨论：应当先集体讨论决定",
                "A case that is complex or grave is discussed by the heads before a penalty: discuss it first";
            LimitationPassed = "limitation_passed", "行政处罚法 第三十六条",
                "超过追究时效，不再给予行政处罚；应当不予处罚并结案", "The time to punish has ended: decide without a penalty, and close the case";
            DecisionDocumentIncomplete = "decision_document_incomplete", "行政处罚法 第五十九条",
                "决定书缺少必备内容：应当补正", "The decision document lacks a mandatory item: add it";
            ExemptionUnfounded = "exemption_unfounded", "行政处罚法 第三十三条",
                "不予处罚没有写明情形或者对当事人的教育：请写明", "Who is not punished is told why and taught: state on which ground, and how the party was taught";
            NotFirstOffence = "not_a_first_offence", "行政处罚法 第三十三条",
                "当事人此前在同一事项已有违法记录，不属于初次违法；应当依法处罚或者写明其他情形",
                "The party has an earlier offence in the same matter, so it is not the first: punish it, or state another ground";
            ActAlreadyFined = "act_already_fined", "行政处罚法 第二十九条",
                "同一违法行为已经罚款，不得再次罚款；确属另一行为的，应当写明理由", "The same act has been fined already; if it is another act, state why";
            DecisionNotServed = "decision_not_served", "行政处罚法 第六十一条",
                "决定书尚未送达：应当先送达", "The decision has not been served: serve it first";
            PenaltyUnpaid = "penalty_not_paid", "行政处罚法 第六十六条",
                "罚没款尚未缴清：应当先记录缴款，或者以执行终结等原因结案", "Fine or confiscated sum have not been paid in full: record the payments, or close for another reason";
            RecordingPhaseMissing = "recording_phase_missing", "行政处罚法 第四十七条",
                "该环节没有全过程记录：请补充记录，或者写明没有的理由",
                "Nothing of this phase was recorded: add a recording, or state why there is none";
            SignedDocumentUnknown = "signed_document_unknown", "house",
                "本案没有该文书：请写明本案一个步骤的编号", "The case has no such document: name a step of this case";
            SignedTextDiffers = "signed_text_differs", "电子签名法 第十三条",
                "签名所对应的文本不是该文书的文本：请重新取得文本，出示后再签名",
                "The digest is not that of the document's text: fetch the text, show it, and have it signed";
            SignatureIncomplete = "signature_incomplete", "电子签名法 第十三条",
                "签名缺少与其方式相应的内容：请补充", "What this manner of signing needs is missing, or belongs to another manner: add it";
            SignatureRefusalUnwitnessed = "signature_refusal_unwitnessed", "行政强制法 第十八条",
                "拒绝签名应当注明，并有见证人或者录音录像；不在场应当有见证人",
                "A refusal is noted and seen by a witness or a recording, absence by a witness: add them";
            SignatureRecordingUnknown = "signature_recording_unknown", "house",
                "本案没有该项全过程记录：请先增加记录", "The case has no such recording: add it first";
            SignedAlready = "signed_already", "house",
                "该签名人已经在该文书上签名：无需再签", "The signer has signed the document already: nothing is left to sign";
            SignatureAlgorithmUnsupported = "signature_algorithm_unsupported", "电子签名法 第十三条",
                "不能验证该签名算法：请用 ed25519", "The algorithm is not verified here: sign with ed25519";
            SignatureDoesNotVerify = "signature_does_not_verify", "电子签名法 第十三条",
                "签名与文本、公钥不符：请就出示的文本重新签名", "The signature is not of this text by this key: sign the text that is shown";
            SigningKeyUnknown = "signing_key_unknown", "电子签名法 第十三条",
                "公钥不是该签名人的：执法人员应当先登记，当事人应当先在送达确认书中写明并手写签名",
                "The key is not known as the signer's: an officer registers it first, a party names it in a confirmation of service signed by hand";
            SigningKeyNotValid = "signing_key_not_valid", "电子签名法 第十三条",
                "签名时该密钥尚未登记或者已经注销：请用有效的密钥签名", "The key was not registered yet or was revoked when it signed: sign with one that holds";
            SignedBeforeText = "signed_before_text_existed", "电子签名法 第十三条",
                "签名时间早于文本形成的时间：请核对设备时间", "It was signed before the text existed: check the clock of the device";
            SignerUnfit = "signer_not_of_document", "house",
                "签名人与文书不符：请写明文书所载的人员", "The signer is nobody whom the document or the case names in this role: name one";
            SignatureMissing = "signature_missing", "行政处罚法 第五十五条、第六十四条、行政强制法 第十八条",
                "笔录、清单尚未签名：请先签名，或者注明拒绝签名", "A record or list is unsigned: have it signed, or note the refusal";
            SigningKeyTaken = "signing_key_registered_already", "house",
                "该公钥已经登记：请使用另一密钥", "The public key is registered already: use another";
            SigningKeyRevoked = "signing_key_revoked_already", "house",
                "该密钥已经注销：无需再注销", "The key is revoked already: nothing is left to revoke";
            SigningKeyOfAnother = "signing_key_of_another", "house",
                "只能登记、注销本人的签名密钥：请由本人或者单位管理员办理", "The key is another officer's: let that officer or an administrator of the agency do it";
            ServiceConsentIncomplete = "service_consent_incomplete", "行政处罚法 第六十一条",
                "电子送达确认书缺少必备内容：请补充", "The confirmation lacks something that it has to say: add it";
            ServiceConsentNone = "service_consent_not_in_force", "行政处罚法 第六十一条",
                "送达时没有有效的电子送达确认：请由当事人确认，或者以其他方式送达",
                "No confirmation of electronic service held for this address on that day: have the party confirm it, or serve in another way";
            ServiceConsentUnsigned = "service_consent_not_signed", "行政处罚法 第六十一条",
                "电子送达确认书在送达时尚未由当事人签名：请先签名，或者以其他方式送达",
                "The party had not signed the confirmation when it was served: have it signed first, or serve in another way";
            ServiceArrivalDiffers = "service_arrival_differs", "民事诉讼法 第九十条",
                "到达受送达人特定系统的日期为送达日期：请与之一致", "The day of service is that of arrival in the party's system: state that day";
            RecusalUndecided = "recusal_undecided", "行政处罚法 第四十三条",
                "回避申请尚未决定，不能作出处理决定；请先由负责人决定是否回避",
                "A request for recusal is undecided: decide it before the case is decided";
            RecusalNone = "recusal_none_undecided", "行政处罚法 第四十三条",
                "没有待决定的回避申请：无需决定；有人申请的，请先记录申请", "No request for recusal waits for a decision: record the request first";
            RecusalUnknown = "recusal_unknown", "house",
                "本案没有该项回避申请：请写明本案的申请", "The case has no such request for recusal: name a request of this case";
            RecusalDecided = "recusal_already_decided", "house",
                "该回避申请已经决定：无需再次决定", "The request for recusal has been decided already: nothing is left to decide";
            RecusalByOneConcerned = "recusal_decided_by_one_concerned", "行政处罚法 第四十三条",
                "被申请回避的人不得决定本人的回避：请由其他负责人决定",
                "Whom a request concerns does not decide it: another head does";
            OfficerRecused = "officer_recused", "行政处罚法 第四十三条",
                "该人员已回避，不得再办理本案；请由其他人员办理，或者变更承办人",
                "The person is recused from the case: let another act, or change the handlers";
        }
    };
}
