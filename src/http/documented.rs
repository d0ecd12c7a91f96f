//! What operations say of themselves in the API document: their refusals, their headers, their pages.

use super::conditional::IF_MATCH_FORM;
use super::once::KEY_FORM;
use super::problem_reply::ProblemReply;
use std::collections::BTreeMap;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Required, Response, ResponseBuilder};
use utoipa::{IntoParams, IntoResponses, ToSchema};

/// Every refusal that any operation may give, each as `application/problem+json`.
pub struct Refusals;

/// The refusals of log-in: no role is asked for yet.
pub struct LogInProblems;

/// What even a question without parameters may be refused for.
pub struct PlainProblems;

/// The refusals of a question that anybody may ask.
pub struct PublicProblems;

const REFUSALS: &[(u16, &str)] = &[
    (400, "请求不符合格式 · malformed"),
    (401, "未登录 · not authenticated"),
    (403, "角色无权 · the role may not"),
    (404, "不存在或不可见 · absent or not visible"),
    (406, "不支持所要求的格式 · none of the accepted formats is offered"),
    (408, "请求超时 · the body did not arrive in time"),
    (409, "法律或状态不允许 · the law or the state refuses"),
    (412, "版本已变 · stale version"),
    (413, "内容过大 · too large"),
    (415, "内容类型不支持 · unsupported content type"),
    (422, "内容有误 · invalid values"),
    (428, "缺少 If-Match · If-Match is missing"),
    (429, "请求过于频繁 · too many requests"),
    (500, "内部错误 · our fault"),
    (503, "系统繁忙 · busy"),
    (507, "存储空间不足 · no room to write"),
];

fn problems(statuses: &[u16]) -> BTreeMap<String, RefOr<Response>> {
    let listed = REFUSALS.iter().filter(|(status, _)| statuses.is_empty() || statuses.contains(status));
    listed.map(|(status, description)| (status.to_string(), problem(*status, description).into())).collect()
}

fn problem(status: u16, description: &str) -> Response {
    let schema = Ref::from_schema_name(ProblemReply::name());
    let mut response = ResponseBuilder::new()
        .description(description)
        .content("application/problem+json", ContentBuilder::new().schema(Some(schema)).build());
    if matches!(status, 429 | 503 | 507) {
        let seconds = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
        response = response.header("Retry-After", HeaderBuilder::new().schema(Some(seconds)).build());
    }
    response.build()
}

impl IntoResponses for Refusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[])
    }
}

impl IntoResponses for LogInProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[400, 401, 406, 408, 413, 415, 422, 429, 500, 503, 507])
    }
}

impl IntoResponses for PlainProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[406, 429, 500])
    }
}

impl IntoResponses for PublicProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[400, 404, 406, 429, 500, 503])
    }
}

/// The header of [`super::Once`].
pub struct IdempotencyKeyHeader;

impl IntoParams for IdempotencyKeyHeader {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some(KEY_FORM));
        let words = "同一操作的重试用同一键 · one key for one act and its retries; quoted or bare, 1 to 255 visible ASCII characters";
        vec![header("Idempotency-Key", words, text, Required::True)]
    }
}

/// The header of [`super::IfMatch`].
pub struct IfMatchHeader;

impl IntoParams for IfMatchHeader {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![header("If-Match", "所见版本的 ETag · the ETag of the version that was seen", tags(), Required::True)]
    }
}

/// The header of [`super::IfMatchIfAny`].
pub struct IfMatchIfAnyHeader;

impl IntoParams for IfMatchIfAnyHeader {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let words = "更正时须有所见版本的 ETag · for a correction, the ETag of the version that was seen";
        vec![header("If-Match", words, tags(), Required::False)]
    }
}

fn tags() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).pattern(Some(IF_MATCH_FORM)).examples(["\"1\""])
}

fn header(name: &str, description: &str, schema: ObjectBuilder, required: Required) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(required)
        .description(Some(description))
        .schema(Some(schema))
        .build()
}

/// Names the page of a list for the API document: `page_reply!(OfficerPage of OfficerReply)`.
macro_rules! page_reply {
    ($page:ident of $item:ident) => {
        /// One page of the list.
        #[derive(::utoipa::ToSchema)]
        #[allow(dead_code, reason = "describes what Reply::page writes")]
        pub struct $page {
            items: Vec<$item>,
            /// Ask for the next page with it; null on the last one.
            next_cursor: Option<String>,
            /// How many rows fit in all; only with `include_total=true`.
            #[schema(required = false, minimum = 0, nullable = false)]
            total: Option<i64>,
        }
    };
}
pub(crate) use page_reply;
