//! A lawful "no": which rule refused, its article, and what it says to a person who is no lawyer.

/// One sentence in the two languages of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub zh: String,
    pub en: String,
}

impl Text {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

/// One rule that refused one thing. `pointer` is the JSON pointer of the member at fault, `""` for the act as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub rule: Rule,
    pub pointer: String,
    pub detail: Text,
    /// Law and article, where the rule serves several.
    pub basis: Option<&'static str>,
}

impl Refusal {
    /// What was found, and what to do about it: the rule's own remedy, unless `detail` names one.
    pub fn new(rule: Rule, detail: Text) -> Self {
        Self { rule, pointer: String::new(), detail: with_remedy(rule, detail), basis: None }
    }

    /// What the rule always says.
    pub fn of(rule: Rule) -> Self {
        Self::new(rule, Text::new(rule.title_zh(), rule.title_en()))
    }

    /// The article that it rests on here.
    pub fn resting_on(self, basis: &'static str) -> Self {
        Self { basis: Some(basis), ..self }
    }

    /// Law and article, or `house`.
    pub fn legal_basis(&self) -> &'static str {
        self.basis.unwrap_or(self.rule.legal_basis())
    }

    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = pointer.into();
        self
    }
}

/// What to do: what stands after the first mark, or else after the second.
fn remedy<'t>(text: &'t str, marks: [&str; 2]) -> Option<&'t str> {
    let (fact, remedy) = marks.iter().find_map(|mark| text.split_once(mark))?;
    (!fact.trim().is_empty() && !remedy.trim().is_empty()).then_some(remedy.trim())
}

const MARKS_ZH: [&str; 2] = ["：", "；"];
const MARKS_EN: [&str; 2] = [": ", "; "];

fn with_remedy(rule: Rule, Text { zh, en }: Text) -> Text {
    let zh = match (remedy(&zh, MARKS_ZH), rule.remedy_zh()) {
        (None, Some(remedy)) => format!("{}：{remedy}", zh.trim_end_matches('。')),
        _ => zh,
    };
    let en = match (remedy(&en, MARKS_EN), rule.remedy_en()) {
        (None, Some(remedy)) => format!("{}: {remedy}", en.trim_end_matches('.')),
        _ => en,
    };
    Text { zh, en }
}

impl Rule {
    /// What to do about it, in Chinese: what the title says after its colon, or else after its semicolon.
    pub fn remedy_zh(self) -> Option<&'static str> {
        remedy(self.title_zh(), MARKS_ZH)
    }

    /// The same in English.
    pub fn remedy_en(self) -> Option<&'static str> {
        remedy(self.title_en(), MARKS_EN)
    }
}

/// Collects every refusal of an act before it answers, so that a person mends all of them at once.
#[derive(Debug, Default)]
pub struct Refusals(Vec<Refusal>);

impl Refusals {
    pub fn check(&mut self, verdict: Result<(), Refusal>) {
        self.0.extend(verdict.err());
    }

    /// The value of a verdict with several refusals, unless there are any.
    pub fn check_all<T>(&mut self, verdict: Result<T, Vec<Refusal>>) -> Option<T> {
        verdict.map_err(|refusals| self.0.extend(refusals)).ok()
    }

    pub fn add(&mut self, refusal: Refusal) {
        self.0.push(refusal);
    }

    /// Each once, however many rules came to it.
    pub fn into_result(self) -> Result<(), Vec<Refusal>> {
        let mut told: Vec<Refusal> = Vec::with_capacity(self.0.len());
        for refusal in self.0 {
            if !told.contains(&refusal) {
                told.push(refusal);
            }
        }
        if told.is_empty() { Ok(()) } else { Err(told) }
    }
}

#[macro_use]
mod administration;
#[macro_use]
mod aftermath;
#[macro_use]
mod procedure;

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $basis:literal, $zh:literal, $en:literal;)+) => {
        /// Every rule that can refuse an act. A title says what is wrong and, after a colon (`：`, `: `), what to do. `house` marks a rule of our own where the law is silent.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Rule { $($(#[$doc])* $name,)+ }

        impl Rule {
            pub const ALL: &'static [Rule] = &[$(Rule::$name,)+];

            /// The stable code that programs switch on.
            pub const fn code(self) -> &'static str { match self { $(Rule::$name => $code,)+ } }
            /// Law and article, or `house`.
            pub const fn legal_basis(self) -> &'static str { match self { $(Rule::$name => $basis,)+ } }
            pub const fn title_zh(self) -> &'static str { match self { $(Rule::$name => $zh,)+ } }
            pub const fn title_en(self) -> &'static str { match self { $(Rule::$name => $en,)+ } }
        }
    };
}

with_procedure! {
    OfficerOfAnotherAgency = "officer_of_another_agency", "行政处罚法 第四十二条",
        "执法人员不属于本执法主体：应当由本执法主体的执法人员实施", "The officer does not belong to this agency: name one who does";
    OfficerNotInPost = "officer_not_in_post_on_act_date", "行政处罚法 第四十二条",
        "执法人员在行为日不在岗：应当由当日在岗的人员实施", "The officer was not in post on the date of the act: name one who was";
    CertificateInvalidOnActDate = "officer_certificate_invalid_on_act_date", "行政处罚法 第四十二条",
        "执法人员在行为日没有有效的执法证件：应当由当日持有效证件的人员实施", "The officer held no valid certificate on the date of the act: name one who did";
    TwoOfficersRequired = "two_officers_required", "行政处罚法 第四十二条",
        "应当由两名以上具有执法资格的人员实施：请写明这些人员", "The act needs two different certified officers: name them";
    OfficersTooMany = "officers_too_many", "house",
        "一次执法最多写明十名执法人员：应当删去其余人员", "One act names at most ten officers: leave the others out";
    CertificatesOverlap = "certificate_periods_overlap", "house",
        "同一执法人员同类执法证件的有效期重叠：应当先终止前一证件", "The periods of two certificates of one officer overlap: end the earlier one first";
    SuspensionsOverlap = "certificate_suspensions_overlap", "house",
        "同一证件的暂扣期重叠：应当另行填写不重叠的日期", "Two suspensions of one certificate share a day: state days that do not";
    CertificateNumberTaken = "certificate_number_of_another_officer", "house",
        "该证件号码属于另一名执法人员：应当核对号码", "The certificate number belongs to another officer: check the number";
    CertificateAlreadyEnded = "certificate_already_ended", "house",
        "该执法证件已经终止：应当登记新的证件", "The certificate has already ended: register a new one";
    MatterNotClaimed = "matter_not_claimed_on_act_date", "行政处罚法 第二十四条",
        "本执法主体在行为日未认领该事项：应当先认领或者移送有权机关",
        "The agency had not claimed the matter on the date of the act: claim it first, or hand the case to a body that has it";
    MatterNotInForce = "matter_not_in_force_on_act_date", "行政处罚法 第三十七条",
        "该事项在行为日没有生效版本：应当选用当日生效的事项", "No version of the matter was in force on the date of the act: choose a matter that was";
    MatterNotPenalty = "matter_not_of_penalty", "行政处罚法 第四条",
        "案件只能选用行政处罚事项：应当改选", "A case is about penalty matters: choose one of them";
    MatterVersionsOverlap = "matter_versions_overlap", "house",
        "同一事项两个版本的有效期重叠：应当调整其中一个的日期", "Two versions of one matter are in force on the same day: move the dates of one";
    ClaimsOverlap = "matter_claims_overlap", "house",
        "同一事项的认领期重叠：应当先交回前一认领", "Two claims of one matter overlap: return the earlier one first";
    ClaimAlreadyReturned = "matter_claim_already_returned", "house",
        "该事项认领已经交回：需要时应当重新认领", "The claim has already been returned: claim the matter again if it is needed";
    FeeItemNeedsPenaltyMatter = "fee_item_needs_penalty_matter", "house",
        "只有行政处罚事项可以配置收费项目：应当选择处罚事项", "Only a penalty matter takes a fee item: choose one";
    FeeItemTaken = "fee_item_already_configured", "house",
        "该收费项目已经配置：应当使用已有的配置", "The fee item is configured already: use that one";
    CodeTaken = "code_already_registered", "house",
        "该编码已经登记：应当核对或者另选编码", "The code is registered already: check it, or choose another";
    AgencyTreeLoops = "agency_tree_would_loop", "house",
        "执法主体不能成为自身或者其下级的下级：应当另选上级", "An agency cannot stand below itself or below one of its own: choose another above it";
    AgencyDoesNotFitRoles = "agency_does_not_fit_roles", "house",
        "账号的角色与所属执法主体不符：应当调整角色或者所属主体", "The roles of the account do not fit its agency: change one of them";
    UsernameTaken = "username_taken", "house",
        "该用户名已被使用：应当另选用户名", "The user name is taken: choose another";
    PowerMissing = "agency_lacks_power", "行政处罚法 第十七条",
        "本执法主体没有该项权力：应当移送有权机关，或者由平台管理员登记该项权力",
        "The agency does not have this power: transfer the case to a body that has it, or have the power registered";
    DetentionNotATownPower = "detention_not_within_power", "行政处罚法 第十八条",
        "限制人身自由的行政处罚权只能由公安机关和法律规定的其他机关行使：应当移送公安机关", "Detention belongs to the police and bodies named by law: transfer the case to them";
    InspectionImmutable = "inspection_already_submitted", "house",
        "已提交的检查记录不可修改：应当另行提交更正记录", "A submitted inspection is immutable: correct it by a new record";
    InspectionSuperseded = "inspection_already_superseded", "house",
        "该检查记录已被更正：应当更正最新的记录", "The inspection has already been superseded: correct the latest record";
    InspectionOfAgencyWithoutPower = "inspection_not_within_power", "house",
        "本执法主体没有行政检查权：应当由有权机关检查", "The agency has no power to inspect: leave it to a body that has it";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_rule_has_its_own_code_and_names_its_basis() {
        let codes: HashSet<_> = Rule::ALL.iter().map(|rule| rule.code()).collect();
        assert_eq!(codes.len(), Rule::ALL.len(), "two rules share a code");
        for rule in Rule::ALL {
            assert!(rule.legal_basis() == "house" || rule.legal_basis().contains('第'), "{rule:?} names no article");
        }
    }

    #[test]
    fn a_detail_carries_the_remedy_unless_it_names_one() {
        let told = |zh: &str, en: &str| Refusal::new(Rule::DateInTheFuture, Text::new(zh, en)).detail;
        let bare = told("2030-01-01 晚于今天", "2030-01-01 is after today");
        assert!(bare.zh.starts_with("2030-01-01 晚于今天：应当"), "{}", bare.zh);
        assert_eq!(bare.en, "2030-01-01 is after today: record it when it has happened");
        assert_eq!(told("甲；请改为乙", "A; make it B"), Text::new("甲；请改为乙", "A; make it B"));
        assert_eq!(told("于 10:30 到来。", "Comes at 10:30.").zh, "于 10:30 到来：应当在发生后记录");
    }
}
