//! One type for each kind of id, so that a case can never be looked up by an officer's.

/// A UUID that knows what it names.
macro_rules! typed_id {
    ($($(#[doc = $doc:literal])* $vis:vis struct $name:ident;)+) => {$(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[derive(::diesel::expression::AsExpression, ::diesel::deserialize::FromSqlRow)]
        #[derive(::serde::Serialize, ::serde::Deserialize)]
        #[diesel(sql_type = ::diesel::sql_types::Uuid)]
        #[serde(transparent)]
        $vis struct $name(::uuid::Uuid);

        impl $name {
            pub const fn from_uuid(uuid: ::uuid::Uuid) -> Self { Self(uuid) }
            pub const fn uuid(self) -> ::uuid::Uuid { self.0 }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result { self.0.fmt(f) }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> { text.parse().map(Self) }
        }

        impl ::diesel::serialize::ToSql<::diesel::sql_types::Uuid, ::diesel::pg::Pg> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, ::diesel::pg::Pg>,
            ) -> ::diesel::serialize::Result {
                <::uuid::Uuid as ::diesel::serialize::ToSql<::diesel::sql_types::Uuid, ::diesel::pg::Pg>>::to_sql(&self.0, out)
            }
        }

        impl ::diesel::deserialize::FromSql<::diesel::sql_types::Uuid, ::diesel::pg::Pg> for $name {
            fn from_sql(stored: ::diesel::pg::PgValue<'_>) -> ::diesel::deserialize::Result<Self> {
                <::uuid::Uuid as ::diesel::deserialize::FromSql<::diesel::sql_types::Uuid, ::diesel::pg::Pg>>::from_sql(stored)
                    .map(Self)
            }
        }

        impl ::utoipa::PartialSchema for $name {
            fn schema() -> ::utoipa::openapi::RefOr<::utoipa::openapi::schema::Schema> {
                $crate::domain::ids::schema(&[$($doc,)*])
            }
        }

        impl ::utoipa::ToSchema for $name {
            fn name() -> ::std::borrow::Cow<'static, str> { ::std::borrow::Cow::Borrowed(stringify!($name)) }
        }
    )+};
}

typed_id! {
    /// 执法主体: an agency
    pub struct AgencyId;
    /// 账号: an account
    pub struct AccountId;
    /// 登录会话: a log-in session
    pub struct SessionId;
    /// 执法人员: an officer
    pub struct OfficerId;
    /// 执法证件: an officer's certificate
    pub struct CertificateId;
    /// 培训: a training an officer took part in
    pub struct TrainingId;
    /// 执法事项: a matter of the catalogue
    pub struct MatterId;
    /// 事项版本: one effective-dated version of a matter
    pub struct MatterVersionId;
    /// 裁量基准: a discretion benchmark of a matter
    pub struct DiscretionBenchmarkId;
    /// 裁量阶次: one step of a discretion benchmark
    pub struct DiscretionStepId;
    /// 放假安排: a version of a year's holiday notice
    pub struct CalendarNoticeId;
    /// 程序规则: an effective-dated rule of the procedure
    pub struct ProcedureRuleId;
    /// 期限提醒: a reminder of a time limit
    pub struct DeadlineReminderId;
    /// 事项认领: an agency's claim of a matter
    pub struct ClaimId;
    /// 非税收费项目: a fee item
    pub struct FeeItemId;
    /// 检查对象: an enterprise, a person or a place that is inspected
    pub struct ObjectId;
    /// 行政检查: an inspection
    pub struct InspectionId;
    /// 案件: a case
    pub struct CaseId;
    /// 全过程记录: a recording
    pub struct RecordingId;
    /// 决定: a decision
    pub struct DecisionId;
    /// 结案: the closure of a case
    pub struct ClosureId;
    /// 程序步骤: a step of a case
    pub struct CaseStepId;
    /// 电子技术监控设备: a monitoring device
    pub struct MonitoringDeviceId;
    /// 设备的设置、合格证明、审核: a paper of a monitoring device
    pub struct DevicePaperId;
    /// 调查取证: one act of investigation
    pub struct InvestigationActId;
    /// 签名: a signature under a document of a case
    pub struct SignatureId;
    /// 签名密钥: a public key that an officer signs with
    pub struct SigningKeyId;
    /// 强制: a coercive measure or execution
    pub struct CoerciveActId;
    /// 填报数: a figure declared by hand
    pub struct DeclaredFigureId;
    /// 批量导入: an import
    pub struct ImportId;
    /// 人员比对: a register held against the officers recorded here
    pub struct OfficerReconciliationId;
    /// 监督意见、督办、评分表: an act of supervision
    pub struct SupervisionActId;
    /// 答复、复查: what was said after an act of supervision
    pub struct SupervisionReplyId;
    /// 案卷评查: an evaluation of case files
    pub struct EvaluationId;
    /// 日志条目: a journal entry
    pub struct EntryId;
}

/// All ids look alike to a client; the doc comment says what this one names.
pub fn schema(doc: &[&str]) -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
    use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
        .description(super::text_enum::description(doc))
        .into()
}

#[cfg(test)]
mod tests {
    use super::{CaseId, OfficerId};
    use utoipa::PartialSchema;
    use uuid::Uuid;

    const TEXT: &str = "0192f0c1-0000-7000-8000-0000000000aa";

    #[test]
    fn an_id_is_its_uuid_in_text_and_json() {
        let id: CaseId = TEXT.parse().unwrap();
        assert_eq!(id.to_string(), TEXT);
        assert_eq!(serde_json::to_value(id).unwrap(), TEXT);
        assert_eq!(serde_json::from_value::<CaseId>(TEXT.into()).unwrap(), id);
        assert_eq!(CaseId::from_uuid(id.uuid()), id);
        assert!("not-an-id".parse::<OfficerId>().is_err());
    }

    #[test]
    fn an_id_stands_in_queries() {
        use diesel::prelude::*;
        diesel::table! { cases (id) { id -> Uuid, parent -> Nullable<Uuid>, } }
        let id = CaseId::from_uuid(Uuid::nil());
        let query = cases::table
            .filter(cases::id.eq(id).or(cases::parent.eq(Some(id))))
            .select((cases::id, cases::parent))
            .into_boxed::<diesel::pg::Pg>();
        let sql = diesel::debug_query::<diesel::pg::Pg, _>(&query).to_string();
        assert!(sql.contains(r#""cases"."id" = $1"#), "{sql}");
        fn loads<R: diesel::Queryable<diesel::sql_types::Uuid, diesel::pg::Pg>>() {}
        loads::<CaseId>();
    }

    #[test]
    fn the_schema_says_uuid_and_what_it_names() {
        let schema = serde_json::to_value(OfficerId::schema()).unwrap();
        assert_eq!(
            schema,
            serde_json::json!({"type": "string", "format": "uuid", "description": "执法人员: an officer"})
        );
    }
}
