//! The rules about what follows a decision.

/// The table of rules with these at its head.
macro_rules! with_aftermath {
    ($($rows:tt)*) => {
        rules! {
            RedecisionUnfounded = "redecision_without_annulment", "行政复议法 第六十四条、行政诉讼法 第七十条",
                "只有撤销的才能责令或者决定重新作出：请先记录撤销", "A new decision takes the place only of one that is annulled or withdrawn: record the annulment or withdrawal first";
            PerformanceTermRuns = "performance_term_running", "行政强制法 第三十四条",
                "当事人的履行期限尚未届满：请等期限届满", "The party still has time to perform: wait until it is over";
            ExecutionSuspended = "execution_suspended", "行政诉讼法 第五十六条",
                "复议或者诉讼期间已决定停止执行：请等复议或者诉讼结束", "The execution is suspended while a remedy is pending: wait until the remedy has its result";
            DemandIncomplete = "demand_incomplete", "行政强制法 第三十五条",
                "催告书缺少法定事项：请补齐后再提交", "The demand lacks something that the law asks of it: add it";
            DemandInexact = "demand_amount_not_exact", "行政强制法 第三十五条",
                "催告的金额不等于未缴的金额：请按未缴的金额催告", "The amount that is demanded is not the one that is unpaid: demand exactly what is unpaid";
            DemandUnknown = "demand_unknown", "house",
                "本案没有该项催告：请写明本案的催告", "The case has no such demand: name a demand of this case";
            DemandMissing = "demand_missing", "行政强制法 第三十五条",
                "尚未催告当事人履行：应当先催告并送达", "The party has not been asked in writing to perform: make the demand and serve it first";
            DemandUnserved = "demand_not_served", "行政强制法 第三十八条",
                "催告书尚未送达：请先送达并记录送达回证", "The demand has not been served: serve it and record the proof first";
            DemandTermRuns = "demand_term_running", "行政强制法 第五十四条",
                "催告的期限尚未届满：请等期限届满", "The time that the demand gives is not over: wait until it is over";
            DemandAnswerUnexamined = "demand_answer_not_examined", "行政强制法 第三十六条",
                "当事人提出的事实、理由和证据未经复核：应当逐项记录并写明复核意见", "A point that the party makes was not re-examined: record every point and state what was found";
            RemediesOpen = "remedies_still_open", "行政强制法 第五十三条",
                "当事人申请复议或者提起诉讼的期限尚未届满：请等期限届满", "The party may still ask for a remedy: wait until that time is over";
            EnforcedBeyondDebt = "enforced_beyond_what_is_unpaid", "行政强制法 第四十五条",
                "请求执行的金额超过未缴数额：请减至未缴数额", "More is to be enforced than is unpaid: ask for no more than is unpaid";
            CourtApplicationLate = "court_application_late", "行政强制法 第五十三条",
                "超过三个月的申请期限：应当说明正当理由", "The three months are over: state the good reason";
            CourtPapersMissing = "court_papers_missing", "行政强制法 第五十五条",
                "申请材料不全：请补齐所缺的材料", "A paper of the application is missing: add it";
            CourtApplicationPending = "court_application_pending", "house",
                "申请法院强制执行尚未办结：请先记录法院的答复和执行结果", "A court application has not come to its end: record the answer of the court and its result first";
            CourtApplicationNone = "court_application_none", "house",
                "没有待答复的强制执行申请：请先申请法院强制执行", "No court application waits for an answer: apply to the court first";
            CourtApplicationUnknown = "court_application_unknown", "house",
                "本案没有该项强制执行申请：请写明本案的申请", "The case has no such court application: name an application of this case";
            CourtAnswerUnfit = "court_answer_out_of_order", "行政强制法 第五十七条",
                "该答复与申请所处的阶段不符：请先记录此前的答复", "The answer does not come at this point: record the answers before it first";
            CourtObjectionLate = "court_objection_late", "行政强制法 第五十六条",
                "申请复议的十五日期限已经届满：请按裁定办理", "The fifteen days for an objection are over: go on as the ruling says";
            ExecutionPowerMissing = "agency_lacks_execution_power", "行政强制法 第十三条",
                "本执法主体没有行政强制执行权：请申请人民法院强制执行", "The agency has no power to enforce by itself: apply to the court";
            TransferOfDepositsBeyondTown = "transfer_of_deposits_not_within_power", "行政强制法 第四十七条",
                "划拨存款、汇款只能由法律规定的行政机关决定：请申请人民法院强制执行", "Deposits are transferred only by bodies that a law names: apply to the court";
            ExecutionIncomplete = "execution_incomplete", "行政强制法 第三十七条",
                "强制执行的法定事项不完整：请补齐后再提交", "Something that the law asks of an execution is missing: add what is missing";
            ExecutionAtNight = "execution_at_night", "行政强制法 第四十三条",
                "除情况紧急外，不得在夜间实施强制执行：请改在白天，或者写明紧急情况", "Nothing is enforced at night unless it is urgent: do it by day, or state the urgency";
            ExecutionOnHoliday = "execution_on_holiday", "行政强制法 第四十三条",
                "除情况紧急外，不得在法定节假日实施强制执行：请改在其他日期，或者写明紧急情况", "Nothing is enforced on a statutory holiday unless it is urgent: choose another day, or state the urgency";
            ResidentsSuppliesCut = "residents_supplies_cut", "行政强制法 第四十三条",
                "不得对居民生活采取停止供水、供电、供热、供燃气等方式：请改用其他方式", "What residents live on is never cut off: choose another manner";
            SubstituteDemandTooShort = "substitute_demand_too_short", "行政强制法 第五十一条",
                "催告与代履行之间不足三日：请推迟代履行", "There are not three full working days between the demand and the substitute performance: perform later";
            SurchargeTooShort = "surcharge_ran_too_short", "行政强制法 第四十六条",
                "加处罚款超过三十日，经催告仍不履行的，才能强制执行：请等满三十日并先催告", "Money is taken only after a surcharge has run for more than thirty days: wait for thirty days and demand first";
            BuildingTermRuns = "building_removal_term_running", "行政强制法 第四十四条",
                "限期自行拆除的期限尚未届满：请等期限届满", "The time to remove the building by oneself is not over: wait until it is over";
            ExecutionNone = "execution_none", "house",
                "没有正在进行的强制执行：请先作出强制执行决定", "No execution is going on: decide on an execution first";
            ExecutionUnknown = "execution_unknown", "house",
                "本案没有该项强制执行：请写明本案的强制执行", "The case has no such execution: name an execution of this case";
            ExecutionTurnUnfit = "execution_change_out_of_order", "行政强制法 第三十九条",
                "与执行所处的阶段不符：请按执行所处的阶段提交", "The change does not fit where the execution stands: submit what fits the stage of the execution";
            ExecutionLapsed = "execution_lapsed", "行政强制法 第三十九条",
                "中止执行满三年未恢复执行的，不再执行：请记录终结执行", "What was stopped for three years is not enforced any more: record that it has ended";
            ExecutionRunning = "execution_running", "house",
                "强制执行尚未完毕或者终结：请先记录执行完毕或者终结", "An execution is neither completed nor ended: record its completion or end first";
            DemandServedTooLate = "demand_served_after_its_term", "行政强制法 第三十五条",
                "催告书送达时履行期限已经届满：应当重新催告", "The demand reached the party when its term was over: demand again";
            CollectedKept = "collected_money_not_handed_over", "行政处罚法 第七十一条",
                "当场收缴的罚款尚未上交并缴付银行：应当先上交", "What was collected on the spot has not reached the bank: hand it over first";
            SurchargeUnpaid = "surcharge_not_paid", "行政处罚法 第七十二条",
                "加处罚款尚未缴清：应当先记录缴款或者减免", "A surcharge that was asked for has not been paid: record its payment, or that an agreement waives it";
            ExecutionNotEnded = "execution_not_ended", "行政强制法 第四十条",
                "执行尚未终结：请先记录法院执行完毕、终结执行或者不予受理、不予执行，或者由本机关终结执行", "No execution has ended: record first that the court has executed, ended or refused it, or end the execution";
            CorrectionNone = "correction_none_open", "行政处罚法 第二十八条",
                "没有待复查的责令改正：请先作出责令改正", "No order to correct waits to be looked at again: order a correction first";
            CorrectionUnknown = "correction_unknown", "house",
                "本案没有该项责令改正：请写明本案的责令改正", "The case has no such order to correct: name an order of this case";
            CorrectionOver = "correction_already_rechecked", "house",
                "该项责令改正已经复查：无需再次复查", "It has been looked at already, and no new term was set: nothing is left to check";
            CorrectionTermRuns = "correction_term_running", "行政处罚法 第二十八条",
                "改正期限尚未届满：请等期限届满，或者写明当事人已提前改正", "The party still has time to correct it: wait until it is over, or state that it was corrected earlier";
            CorrectionContradictsItself = "correction_contradicts_itself", "house",
                "已改正的又定了期限：请删去期限", "What is corrected has a new term: leave the term out";
            CorrectionNotRechecked = "correction_not_rechecked", "行政处罚法 第二十八条",
                "责令改正后尚未复查：请先复查并记录结果", "What was to be corrected has not been looked at again: re-check it and record the result first";
            ReportedBack = "report_back_already_made", "行政处罚法 第五十二条",
                "该决定已经备案：无需再次备案", "The decision has been reported already: nothing is left to report";
            ReportBackOfOrdinary = "report_back_not_on_the_spot", "行政处罚法 第五十二条",
                "只有当场作出的处罚决定需要备案：本案无需备案", "Only a decision made on the spot is reported: this case needs no report";
            ArchivedAlready = "archived_already", "house",
                "案卷已经归档：无需再次归档", "The file has been archived already: nothing is left to archive";
            ArchiveNumberTaken = "archive_number_already_used", "house",
                "该档号已经使用：请换一个档号", "The archive number has been used already: choose another number";
            ArchiveOutOfOrder = "archive_papers_out_of_order", "house",
                "卷内文件未按顺序排列：请按卷内顺序排列", "The papers do not stand in the order of a file: put them in order";
            ArchivePaperMissing = "archive_paper_missing", "行政处罚法 第四十七条",
                "案卷缺少应当归档的材料：请补齐", "A paper that the case holds is not in the file: add it";
            InternalPaperShown = "internal_paper_in_main_volume", "house",
                "内部审批、讨论材料归入了正卷：应当归入副卷（sub）", "Internal approvals and discussions stand in the volume of the party: move them to the other one (sub)";
            VoidingOfNothing = "voiding_of_nothing", "house",
                "本案没有可以作废的决定书：请先核对文号", "The case has no decision document to void: check the number first";
            VoidingOfServed = "voiding_of_served_decision", "行政处罚法 第七十五条",
                "决定书已经送达，只能另行作出撤销或者变更决定：请另行撤销或者变更", "What was served is undone by a new decision only: withdraw or change it instead";
            VoidingOfActedOn = "voiding_of_decision_acted_on", "house",
                "已经依据该决定办理后续事项，不能作废：请另行撤销或者变更", "Something rests on the decision already: withdraw or change it instead";
            VoidingUnconfirmed = "voiding_unconfirmed", "house",
                "作废尚待他人确认：请由另一人确认", "A voiding waits for its second person: have another person confirm it";
            VoidingNone = "voiding_none_open", "house",
                "没有待确认的作废：请先提出作废", "No voiding waits for a second person: ask for the voiding first";
            VoidingUnknown = "voiding_unknown", "house",
                "没有该项待确认的作废：请写明待确认的作废", "No such voiding waits for a second person: name a voiding that waits";
            VoidingByOneself = "voiding_confirmed_by_oneself", "house",
                "提出作废的人不得自行确认：请由他人确认", "Who asked for a voiding does not confirm it: have another person confirm it";
            $($rows)*
        }
    };
}
