//! Values that are checked once, at the edge, and are right ever after.

mod code;
mod credit_code;
mod fen;
mod name;
mod passage;
mod pattern;
mod resident_id;

pub use code::Code;
pub use credit_code::CreditCode;
pub use fen::{AmountUnit, Fen, FenTotal};
pub(super) use name::is_invisible;
pub use name::{PersonName, Title};
pub use passage::Passage;
pub use resident_id::ResidentId;

use super::case_number::CaseNumber;
use std::fmt;

/// Why a text is not a value of its type. `code` is stable; `zh` and `en` are for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValueFault {
    pub code: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
}

impl ValueFault {
    pub const fn new(code: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self { code, zh, en }
    }
}

impl fmt::Display for ValueFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.zh, self.en)
    }
}

impl std::error::Error for ValueFault {}

/// Says whether a text is a value of its format.
pub type FormatCheck = fn(&str) -> Result<(), ValueFault>;

/// Every `format` of the API document that is ours, with the parser behind it: whoever validates JSON against
/// the document applies the very same rule.
pub const FORMATS: &[(&str, FormatCheck)] = &[
    (CreditCode::FORMAT, |text| CreditCode::parse(text).map(drop)),
    (ResidentId::FORMAT, |text| ResidentId::parse_any_day(text).map(drop)),
    (PersonName::FORMAT, |text| PersonName::parse(text).map(drop)),
    (Title::FORMAT, |text| Title::parse(text).map(drop)),
    (Passage::FORMAT, |text| Passage::parse(text).map(drop)),
    (Code::FORMAT, |text| Code::parse(text).map(drop)),
    (CaseNumber::FORMAT, |text| CaseNumber::parse(text).map(drop)),
];

/// JSON and API document of a checked text: read through its parser, written as it is kept. The pattern takes every
/// text that the parser takes, and of the others all that a pattern can tell.
macro_rules! text_value {
    ($name:ident, parse: $parse:ident, format: $format:literal, chars: $shortest:literal..=$longest:literal,
     pattern: $pattern:expr, example: $example:literal, description: $description:literal) => {
        impl $name {
            /// Name of this format in the API document.
            pub const FORMAT: &'static str = $format;

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::domain::values::ValueFault;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::$parse(text)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as ::serde::Deserialize>::deserialize(deserializer)?;
                Self::$parse(&text).map_err(::serde::de::Error::custom)
            }
        }

        impl ::utoipa::PartialSchema for $name {
            fn schema() -> ::utoipa::openapi::RefOr<::utoipa::openapi::schema::Schema> {
                use ::utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, Type};
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .format(Some(SchemaFormat::Custom($format.to_owned())))
                    .description(Some($description))
                    .min_length(Some($shortest))
                    .max_length(Some($longest))
                    .pattern(Some($pattern))
                    .examples([$example])
                    .into()
            }
        }

        impl ::utoipa::ToSchema for $name {
            fn name() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(stringify!($name))
            }
        }
    };
}
use text_value;

/// A checked text that may stand in a column and in a sentence as it is. Not for personal identifiers: those are
/// masked before they are shown; sealing them at rest is still to come (`docs/operations.md`).
macro_rules! open_text {
    ($name:ident) => {
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl ::diesel::serialize::ToSql<::diesel::sql_types::Text, ::diesel::pg::Pg> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, ::diesel::pg::Pg>,
            ) -> ::diesel::serialize::Result {
                <str as ::diesel::serialize::ToSql<::diesel::sql_types::Text, ::diesel::pg::Pg>>::to_sql(&self.0, out)
            }
        }

        impl ::diesel::deserialize::FromSql<::diesel::sql_types::Text, ::diesel::pg::Pg> for $name {
            fn from_sql(stored: ::diesel::pg::PgValue<'_>) -> ::diesel::deserialize::Result<Self> {
                Ok(Self::parse(::std::str::from_utf8(stored.as_bytes())?)?)
            }
        }
    };
}
use open_text;

#[cfg(test)]
mod tests {
    use super::*;
    use utoipa::PartialSchema;

    #[test]
    fn every_format_of_the_document_has_its_parser() {
        let mut schemas = vec![CreditCode::schema(), ResidentId::schema(), PersonName::schema()];
        schemas.extend([Title::schema(), Passage::schema(), Code::schema()]);
        for schema in schemas {
            let schema = serde_json::to_value(schema).unwrap();
            let (_, check) = FORMATS.iter().find(|(format, _)| schema["format"] == *format).unwrap();
            assert_eq!(check(schema["examples"][0].as_str().unwrap()), Ok(()), "{schema}");
            assert!(check("").is_err());
        }
    }

    #[test]
    fn a_value_is_read_through_its_parser() {
        let read: Result<CreditCode, _> = serde_json::from_value("91110000600037341K".into());
        assert!(read.unwrap_err().to_string().contains("校验码"));
        let code: CreditCode = serde_json::from_value("91110000600037341l".into()).unwrap();
        assert_eq!(serde_json::to_value(&code).unwrap(), "91110000600037341L");
    }

    #[test]
    fn a_value_stands_in_queries_and_rows() {
        use diesel::prelude::*;
        diesel::table! { parties (name) { name -> Text, credit_code -> Nullable<Text>, } }
        #[derive(Queryable, Selectable)]
        #[diesel(table_name = parties)]
        #[allow(dead_code)]
        struct Party {
            name: Title,
            credit_code: Option<CreditCode>,
        }
        let name = Title::parse("安砂镇").unwrap();
        let query = parties::table.filter(parties::name.eq(&name)).select(Party::as_select());
        let sql = diesel::debug_query::<diesel::pg::Pg, _>(&query).to_string();
        assert!(sql.contains(r#""parties"."name" = $1"#), "{sql}");
    }
}
