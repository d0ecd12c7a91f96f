//! The rules about who handles a case, its parties, its evidence, and supervision.

/// The table of rules with these after those at its head.
macro_rules! with_administration {
    ($($rows:tt)*) => {
        with_aftermath! {
            $($rows)*
            HandlersUnchanged = "handlers_unchanged", "house",
                "承办人没有变化：请写明新的承办人", "The handlers are the same as before: name the new handlers";
            StatedOtherwise = "worked_out_otherwise", "house",
                "该项由案卷得出，与案卷不符；可以不填：请与案卷一致，或者留空", "What the file says differs; the member may be left out: state what the file says, or leave it out";
            PartyUnknown = "party_unknown", "house",
                "没有指明第几位当事人，或者追加时指明了：变更的应当指明，追加的请勿指明", "Which party it is about is missing, or told of an added one: name the party that changes, and none when one is added";
            PartyTwice = "party_named_twice", "house",
                "该当事人已经是本案当事人：请删去重复的一项", "The party is a party of the case already: remove one";
            PartyChangeUnfit = "party_change_does_not_fit", "house",
                "变更的内容与变更情形不符：请核对变更情形", "What changes does not fit the kind of change: state the change that fits";
            RecusedUnknown = "recused_person_not_identified", "行政处罚法 第四十三条",
                "被申请回避的调查人员应当写明执法人员编号；法制审核人员和负责人应当写明执法人员编号或者账号",
                "Name the investigator by officer_id, a reviewer or head by officer_id or account_id: a name alone bars nobody";
            SuspensionAfterTerm = "suspension_after_term", "行政处罚法 第六十条",
                "办案期限已经届满，中止不能再停止计算；请如实办理，或者按规定延长",
                "The time for handling the case is over: a suspension cannot stop it any more; go on with the case, or have it extended as the rules say";
            CorrectionOfIdentity = "correction_changes_identity", "house",
                "更正不得改变当事人的身份：类型不变，名称和代码至多改变其一，决定后只更正一次；换了人的，请按承继办理",
                "A correction leaves the party the same: its kind and either its name or its code stay, and after the decision it is done once; where it is somebody else, record a succession";
            PartyAfterDecision = "party_added_after_decision", "house",
                "案件已决定，不能再追加当事人；请另行立案", "The case has been decided: file another against a further party";
            NewPartyUntold = "new_party_not_told", "行政处罚法 第四十四条",
                "事先告知后当事人有变更或者追加：应当重新告知", "A party changed or joined after the notice: tell them before the penalty";
            MinorNotPunished = "minor_under_14_not_punished", "行政处罚法 第三十条",
                "不满十四周岁的未成年人不予行政处罚：应当责令监护人加以管教", "A minor under 14 is not punished: decide without a penalty; the guardian is told to discipline";
            GuardianMissing = "guardian_not_noted", "house",
                "没有写明未成年当事人的监护人：请写明监护人", "The guardian of a minor is not noted: note the guardian";
            LeniencyMissing = "minor_without_leniency", "行政处罚法 第三十条",
                "已满十四周岁不满十八周岁的，应当从轻或者减轻行政处罚：请在决定中写明",
                "Of a party of 14 to 17 the penalty is lighter or reduced: the decision says which";
            LeniencyUnfounded = "leniency_unfounded", "house",
                "从轻、减轻的情形与案卷不符，或者不是给予处罚的决定：请核对当事人的年龄和决定结果", "The file does not show this ground, or nothing is punished: check the age and the outcome";
            IncompetentNotPunished = "incompetent_party_not_punished", "行政处罚法 第三十一条",
                "不能辨认或者不能控制自己行为的，不予行政处罚：应当责令监护人严加看管", "Who could not understand or control the act is not punished: decide without a penalty; the guardian is told to look after the party";
            MergedCaseUnknown = "merged_case_unknown", "house",
                "本机关没有该案件，或者就是本案：请写明本机关的另一案件", "The agency has no such case, or it is this one: name another case of this agency";
            MergerUnfit = "merger_of_different_procedures", "house",
                "简易程序和普通程序的案件不能并案：请分别办理", "A summary case and an ordinary one are not merged: handle them separately";
            MergerOpenMatters = "merged_case_has_open_matters", "house",
                "被并入的案件还有未了结的事项：请先了结这些事项", "The other case has open matters: settle them first";
            CaseMerged = "case_merged_into_another", "house",
                "本案已并入其他案件：请在并入的案件中办理", "The case was merged into another: go on in the case that it was merged into";
            SplitNeedsParties = "split_needs_several_parties", "house",
                "只有一名当事人的案件不能分案：请先追加当事人", "A case with one party is not split: add a party first";
            TransferRecipientUnknown = "transfer_recipient_unknown", "house",
                "没有该执法主体，或者就是本机关：请写明另一执法主体", "There is no such agency, or it is one's own: name another agency";
            TransferRecipientUnfit = "transfer_recipient_does_not_fit", "行政处罚法 第二十七条",
                "移送司法机关的，受移送机关不是执法主体：请删去受移送机关的编码", "A justice organ is no agency of this system: leave the code of the recipient out";
            SupervisedUnknown = "supervised_unknown", "house",
                "没有该下级执法主体或者该案件；督办应当写明案件", "There is no such agency below, or no such case; an order names a case";
            SupervisionSettled = "supervision_settled", "house",
                "该监督事项已经办结：无需再办理", "The matter of supervision is settled: nothing is left to do";
            SupervisionAnswered = "supervision_already_answered", "house",
                "该监督事项已经答复，等待复查：请等复查", "It has been answered and waits for the supervisor: wait for the follow-up";
            SupervisionUnanswered = "supervision_unanswered", "house",
                "该监督事项尚未答复，只能撤回：请等答复，或者撤回", "It has not been answered yet: it can only be withdrawn: wait for the answer, or withdraw it";
            SupervisionDueUnfit = "supervision_due_day_does_not_fit", "house",
                "新的期限与复查意见不符：退回重新办理的应当写明，其他情形请删去", "The new day does not fit the follow-up: state one when it is sent back, otherwise leave it out";
            EvaluationDrawn = "evaluation_already_drawn", "house",
                "该评查已经抽取：请另行组织评查", "The sample has been drawn already: begin another evaluation";
            CaseNotDrawn = "case_not_drawn", "house",
                "该案件不在抽取的样本中：请选择样本中的案件", "The case is not in the sample: choose a case of the sample";
            ImportEnded = "import_has_ended", "house",
                "该批量导入已经结束，不能取消：需要更正的，请用 on_conflict=supersede 再次导入", "The import has ended and cannot be cancelled: to correct rows, import them again with on_conflict=supersede";
            SheetMade = "evaluation_sheet_already_made", "house",
                "该案件已经评分：无需再次评分", "The case has its sheet already: nothing is left to score";
            ScoreItemsUnfit = "score_items_do_not_fit", "house",
                "评分项目与方案不一致：应当每项评分一次，不超过分值", "The scores are not those of the plan: score every item once, within its points";
            ScoreFindingMissing = "score_finding_missing", "house",
                "扣分没有写明发现的问题：请写明", "Points are taken off without a finding: state the finding";
            PreservationUnapproved = "registered_preservation_not_approved", "行政处罚法 第五十六条",
                "先行登记保存未经行政机关负责人事先批准：应当先报批，并写明批准人和批准时间", "The head of the agency did not approve the registered preservation before it was made: obtain the approval first, and state who approved it and when";
            PreservationIncomplete = "registered_preservation_incomplete", "行政处罚法 第五十六条",
                "先行登记保存缺少必备内容：请补齐", "A registered preservation lacks what it must hold: add what is missing";
            InquiryIncomplete = "inquiry_record_incomplete", "行政处罚法 第五十五条",
                "询问笔录缺少必备内容：请补齐", "The record of an inquiry lacks what it must hold: add what is missing";
            SiteRecordIncomplete = "site_record_incomplete", "行政处罚法 第五十五条",
                "现场检查（勘验）笔录缺少必备内容：请补齐", "The record of a site inspection lacks what it must hold: add what is missing";
            SamplingIncomplete = "sampling_record_incomplete", "行政处罚法 第五十六条",
                "抽样取证缺少必备内容：请补齐", "The record of a sampling lacks what it must hold: add what is missing";
            ExpertOpinionIncomplete = "expert_opinion_incomplete", "行政处罚法 第四十六条",
                "鉴定意见缺少必备内容：请补齐", "An expert opinion lacks what it must hold: add what is missing";
            ActDetailsUnfit = "act_details_do_not_fit_kind", "house",
                "所附内容与取证方式不符：请改为该取证方式的内容", "The details belong to another kind of act: state what belongs to this kind";
            PreservationUnknown = "preservation_unknown", "house",
                "本案没有该项先行登记保存或者抽样取证：请写明本案的一项", "The case has no such preservation or sampling: name one of this case";
            PreservationNone = "preservation_nothing_to_dispose", "行政处罚法 第五十六条",
                "没有待处理的登记保存物品或者样品：请先登记保存或者抽样", "Nothing that was preserved or sampled waits for its disposition: preserve or sample something first";
            PreservedItemUnknown = "preserved_item_unknown", "house",
                "清单中没有该件物品：请写明清单中的物品", "The list has no such item: name an item of the list";
            PreservedItemDisposed = "preserved_item_already_disposed", "house",
                "该件物品已经处理：无需再次处理", "The item has been disposed of already: nothing is left to do";
            DispositionUnfit = "disposition_does_not_fit", "house",
                "处理方式与取证方式不符：请选择相应的处理方式", "The way of disposition does not fit what was done: choose a way that fits";
            DispositionMeasureMissing = "disposition_measure_missing", "行政强制法 第十八条",
                "转为查封、扣押的，案卷中没有该项强制措施：应当先实施并记录", "The case holds no measure by which the thing is sealed or seized: take the measure and record it first";
            PreservedUndisposed = "preserved_items_undisposed", "行政处罚法 第五十六条",
                "登记保存的物品尚未处理，不能结案：请先处理", "Preserved items have not been disposed of: the case cannot be closed: dispose of them first";
        }
    };
}
