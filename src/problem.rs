//! The one table of problems (RFC 9457). Every refusal that leaves this service has a row here or in
//! [`crate::domain::refusal`]; programs switch on `code`, people read `title` and `detail`.

use crate::domain::calendar::CalendarNotPublished;
use crate::domain::permission::Permission;
use crate::domain::refusal::{Refusal, Rule, Text};
use std::borrow::Cow;
use std::fmt;

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident = $status:literal, $code:literal, $retryable:literal, $zh:literal, $en:literal;)+) => {
        /// What went wrong, as far as a client needs to tell one thing from another.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[$doc])* $name,)+
            /// The law or a rule of the house refuses the act (409).
            Refused(Rule),
        }

        impl Code {
            /// The rows of this table; the rules of `domain` are [`Rule::ALL`].
            pub const TABLE: &'static [Code] = &[$(Code::$name,)+];

            pub const fn status(self) -> u16 { match self { $(Code::$name => $status,)+ Code::Refused(_) => 409 } }
            pub const fn as_str(self) -> &'static str { match self { $(Code::$name => $code,)+ Code::Refused(rule) => rule.code() } }
            pub const fn retryable(self) -> bool { match self { $(Code::$name => $retryable,)+ Code::Refused(_) => false } }
            pub const fn title_zh(self) -> &'static str { match self { $(Code::$name => $zh,)+ Code::Refused(rule) => rule.title_zh() } }
            pub const fn title_en(self) -> &'static str { match self { $(Code::$name => $en,)+ Code::Refused(rule) => rule.title_en() } }
        }
    };
}

problems! {
    BodyMalformed = 400, "body_malformed", false, "请求内容不符合格式", "The body is not of the documented shape";
    QueryMalformed = 400, "query_malformed", false, "查询参数不符合格式", "The query parameters are not of the documented shape";
    PathMalformed = 400, "path_malformed", false, "路径参数不符合格式", "A path parameter is malformed";
    CursorInvalid = 400, "cursor_invalid", false, "分页游标无效", "The cursor is not one of ours";
    IdempotencyKeyMissing = 400, "idempotency_key_missing", false, "缺少 Idempotency-Key：请为每次新的提交自行生成一个值（如 UUID），重试时用同一值", "The Idempotency-Key header is missing: make up a value for each new request (such as a UUID), and send the same one with a retry";
    IdempotencyKeyInvalid = 400, "idempotency_key_invalid", false, "Idempotency-Key 无效", "The Idempotency-Key is not valid";
    VersionUnreadable = 400, "version_unreadable", false, "If-Match 不符合格式", "If-Match is malformed";
    NotAuthenticated = 401, "not_authenticated", false, "请先登录", "Log in first";
    CredentialsWrong = 401, "credentials_wrong", false, "用户名或密码错误", "Wrong user name or password";
    RefreshTokenInvalid = 401, "refresh_token_invalid", false, "刷新令牌无效，请重新登录", "The refresh token is not valid; log in again";
    MetricsTokenNeeded = 401, "metrics_token_needed", false, "需要监控令牌", "The metrics token is needed";
    OtpRequired = 401, "otp_required", false, "还需要动态口令", "The second factor is needed too: send otp";
    OtpWrong = 401, "otp_wrong", false, "动态口令错误或者已经用过", "The second factor is wrong or was used before";
    PasswordChangeRequired = 403, "password_change_required", false, "请先修改一次性密码(POST /api/v1/me/password-changes)", "The password was given by an administrator: change it first (POST /api/v1/me/password-changes)";
    PasswordExpired = 403, "password_expired", false, "密码已到期,请先修改(POST /api/v1/me/password-changes)", "The password is too old: change it first (POST /api/v1/me/password-changes)";
    OtpEnrolmentRequired = 403, "otp_enrolment_required", false, "请先绑定动态口令(POST /api/v1/me/otp)", "A role of the account needs a second factor: enrol it first (POST /api/v1/me/otp)";
    NotPermitted = 403, "not_permitted", false, "当前角色无权进行该操作", "Your role may not do this";
    OriginNotAllowed = 403, "origin_not_allowed", false, "不允许该来源的网页访问", "Pages of this origin may not ask";
    NotFound = 404, "not_found", false, "不存在或者不可见", "There is no such thing, or you may not see it";
    MethodNotAllowed = 405, "method_not_allowed", false, "不支持该方法", "This resource does not know the method";
    NotAcceptable = 406, "not_acceptable", false, "不支持所要求的格式", "None of the accepted formats is offered";
    RequestTimeout = 408, "request_timeout", true, "请求未按时送达", "The request did not arrive in time";
    Conflict = 409, "conflict", false, "与现有记录冲突", "The request conflicts with what is recorded";
    IdExists = 409, "id_exists_with_other_content", false, "该编号已用于其他内容", "The id exists with other content";
    IdempotencyInProgress = 409, "idempotency_in_progress", true, "相同请求正在处理中", "The same request is still running";
    TokenKeyPending = 409, "token_key_pending", true, "上一个密钥尚未启用", "The key made last has not begun to sign";
    StaleVersion = 412, "stale_version", false, "记录已被他人修改：请重新读取，再以应答头 ETag 的值填写 If-Match", "Somebody else has changed the record meanwhile: read it again and send the value of its ETag header as If-Match";
    BodyTooLarge = 413, "body_too_large", false, "请求内容过大", "The body is too large";
    MediaTypeUnsupported = 415, "media_type_unsupported", false, "不支持该内容类型", "The content type is not supported";
    ValueInvalid = 422, "value_invalid", false, "内容有误", "Some values are not valid";
    IdempotencyKeyReused = 422, "idempotency_key_reused", false, "同一 Idempotency-Key 已用于其他请求", "The Idempotency-Key was used for another request";
    CalendarNotPublished = 422, "calendar_not_published", false, "该年度放假安排尚未公布", "The holiday notice of that year is not loaded";
    VersionRequired = 428, "version_required", false, "缺少 If-Match：请先读取该记录，以应答头 ETag 的值填写", "Changing a record needs If-Match: read the record first and send the value of its ETag header";
    TooManyRequests = 429, "too_many_requests", true, "请求过于频繁", "Too many requests";
    LoginLocked = 429, "login_locked", true, "登录失败次数过多，暂时锁定", "Too many failed log-ins; locked for a while";
    Internal = 500, "internal", true, "系统内部错误", "Something is wrong on our side";
    Unavailable = 503, "unavailable", true, "系统繁忙，请稍后再试", "The service is busy; try again shortly";
    StorageFull = 507, "storage_full", true, "存储空间不足，暂时只能查阅", "There is no room left to write; reading goes on";
    OutcomeUnknown = 503, "outcome_unknown", true, "结果未知,请用同一 Idempotency-Key 重试", "The outcome is unknown; retry with the same key";
}

/// One fault of a request. All faults of a request are told at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// JSON pointer into the body; `/query/…` and `/path/…` for parameters.
    pub pointer: String,
    pub code: Cow<'static, str>,
    pub detail: Text,
    pub legal_basis: Option<&'static str>,
}

impl Fault {
    pub fn new(pointer: impl Into<String>, code: impl Into<Cow<'static, str>>, detail: Text) -> Self {
        Self { pointer: pointer.into(), code: code.into(), detail, legal_basis: None }
    }
}

/// A request that was not served, and why.
#[derive(Debug)]
pub struct Problem {
    pub code: Code,
    pub detail: Option<Text>,
    pub errors: Vec<Fault>,
    pub retry_after_s: Option<u32>,
    /// The current version, told with 412 so that the client can fetch and try again.
    pub current_version: Option<i64>,
    /// The methods that the resource knows, told with 405.
    pub allowed_methods: Option<String>,
    /// The content codings that a request may come in, told with 415.
    pub accepted_encodings: Option<&'static str>,
    /// For our log only; never leaves the process.
    pub cause: Option<String>,
}

impl Problem {
    pub fn new(code: Code) -> Self {
        let retry_after_s = match code.status() {
            503 => Some(1),
            507 => Some(5),
            _ => None,
        };
        Self {
            code,
            detail: None,
            errors: Vec::new(),
            retry_after_s,
            current_version: None,
            allowed_methods: None,
            accepted_encodings: None,
            cause: None,
        }
    }

    pub fn detail(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.detail = Some(Text::new(zh, en));
        self
    }

    pub fn faults(code: Code, errors: Vec<Fault>) -> Self {
        Self { errors, ..Self::new(code) }
    }

    /// Several values are invalid (422).
    pub fn invalid(errors: Vec<Fault>) -> Self {
        Self::faults(Code::ValueInvalid, errors)
    }

    pub fn internal(cause: impl fmt::Display) -> Self {
        Self { cause: Some(cause.to_string()), ..Self::new(Code::Internal) }
    }

    pub fn not_found() -> Self {
        Self::new(Code::NotFound)
    }

    /// Whoever asks lacks the role; names those who may.
    pub fn not_permitted(permission: Permission) -> Self {
        let roles = permission.roles();
        let zh: Vec<_> = roles.iter().map(|role| format!("{}（{role}）", role.label_zh())).collect();
        let en: Vec<_> = roles.iter().map(|role| role.as_str()).collect();
        Self::new(Code::NotPermitted).detail(
            format!("当前角色无权进行该操作：应当由{}办理", zh.join("、")),
            format!("Your role may not do this: it is for {}", en.join(", ")),
        )
    }

    pub fn stale(current_version: i64) -> Self {
        Self { current_version: Some(current_version), ..Self::new(Code::StaleVersion) }
    }

    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// The articles that refused, each once, in the order of the faults.
    pub fn legal_basis(&self) -> Option<String> {
        let mut articles: Vec<&str> = Vec::new();
        for basis in self.errors.iter().filter_map(|fault| fault.legal_basis) {
            if !articles.contains(&basis) {
                articles.push(basis);
            }
        }
        if let (Code::Refused(rule), true) = (self.code, articles.is_empty()) {
            articles.push(rule.legal_basis());
        }
        (!articles.is_empty()).then(|| articles.join("; "))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.code.status(), self.code.as_str())?;
        if let Some(cause) = &self.cause {
            write!(out, ": {cause}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

/// Names the year. What asked for it may name the member at fault.
impl From<CalendarNotPublished> for Problem {
    fn from(fault: CalendarNotPublished) -> Self {
        let detail = fault.text();
        let code = Code::CalendarNotPublished;
        let errors = vec![Fault::new("", code.as_str(), detail.clone())];
        Self { detail: Some(detail), ..Self::faults(code, errors) }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        vec![refusal].into()
    }
}

/// Several refusals are one problem: its code is the first one's, its `errors` are all of them.
impl From<Vec<Refusal>> for Problem {
    fn from(refusals: Vec<Refusal>) -> Self {
        let Some(first) = refusals.first() else { return Problem::internal("a refusal without a rule") };
        let (code, detail) = (Code::Refused(first.rule), first.detail.clone());
        let errors = refusals.into_iter().map(fault_of).collect();
        Self { detail: Some(detail), ..Self::faults(code, errors) }
    }
}

fn fault_of(refusal: Refusal) -> Fault {
    let (code, legal_basis) = (refusal.rule.code().into(), Some(refusal.legal_basis()));
    Fault { pointer: refusal.pointer, code, detail: refusal.detail, legal_basis }
}

/// Collects what several checks of one act say, so that a person mends everything at once.
#[derive(Debug, Default)]
pub struct Verdicts(Vec<Problem>);

impl Verdicts {
    /// Keeps a "no" for later; passes on what a "yes" brings.
    pub fn check<T, E: Into<Problem>>(&mut self, verdict: Result<T, E>) -> Option<T> {
        verdict.map_err(|no| self.0.push(no.into())).ok()
    }

    /// One problem out of all: invalid values are named before refusals. Anything else (a lost connection) stands alone.
    pub fn into_result(self) -> Result<(), Problem> {
        let is_verdict = |no: &Problem| matches!(no.code, Code::Refused(_) | Code::ValueInvalid);
        let (mut told, mut other): (Vec<_>, Vec<_>) = self.0.into_iter().partition(is_verdict);
        if !other.is_empty() {
            return Err(other.swap_remove(0));
        }
        told.sort_by_key(|no| no.code != Code::ValueInvalid);
        let all = |mut first: Problem, next: Problem| {
            first.errors.extend(next.errors);
            first
        };
        told.into_iter().reduce(all).map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_problem_has_its_own_code() {
        let all = Code::TABLE.iter().copied().chain(Rule::ALL.iter().copied().map(Code::Refused));
        let codes: Vec<_> = all.map(Code::as_str).collect();
        let unique: HashSet<_> = codes.iter().collect();
        assert_eq!(unique.len(), codes.len(), "two problems share a code");
    }

    #[test]
    fn refusals_are_told_together_with_each_article_once() {
        let refuse = |rule: Rule, pointer: &str| Refusal::new(rule, Text::new("甲", "a")).at(pointer);
        let problem = Problem::from(vec![
            refuse(Rule::CertificateInvalidOnActDate, "/officer_ids/0"),
            refuse(Rule::CertificateInvalidOnActDate, "/officer_ids/1"),
            refuse(Rule::MatterNotClaimed, "/matter_codes/0"),
        ]);
        assert_eq!(problem.errors.len(), 3);
        assert_eq!(problem.legal_basis().as_deref(), Some("行政处罚法 第四十二条; 行政处罚法 第二十四条"));
    }

    #[test]
    fn verdicts_are_told_together_with_invalid_values_first() {
        let refused = || Refusal::new(Rule::DateInTheFuture, Text::new("甲", "a")).at("/on");
        let invalid = || Problem::invalid(vec![Fault::new("/code", "unknown_matter", Text::new("乙", "b"))]);
        let mut verdicts = Verdicts::default();
        assert_eq!(verdicts.check(Ok::<_, Problem>(7)), Some(7));
        assert_eq!(verdicts.check(Err::<(), _>(refused())), None);
        verdicts.check(Err::<(), _>(invalid()));
        let problem = verdicts.into_result().expect_err("two faults");
        assert_eq!((problem.code, problem.errors.len()), (Code::ValueInvalid, 2));
        let mut verdicts = Verdicts::default();
        verdicts.check(Err::<(), _>(refused()));
        verdicts.check(Err::<(), _>(Problem::internal("lost")));
        assert_eq!(verdicts.into_result().expect_err("lost").code, Code::Internal);
        assert!(Verdicts::default().into_result().is_ok());
    }
}
