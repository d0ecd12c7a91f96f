//! Code lists whose text is the same in the database, in JSON and in the published API document.
//!
//! One list in one place: a code that differed between two of the three would be found only by a client in the field.

use diesel::deserialize;
use diesel::pg::PgValue;
use serde::{Deserialize, Deserializer};
use std::fmt;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{RefOr, extensions::Extensions};

/// A closed list of codes with Chinese labels.
///
/// ```text
/// text_enum! {
///     /// 程序
///     pub enum Procedure {
///         /// 普通程序
///         Ordinary = "ordinary" "普通程序",
///     }
/// }
/// ```
macro_rules! text_enum {
    (
        $(#[doc = $doc:literal])*
        $vis:vis enum $name:ident { $($(#[$meta:meta])* $variant:ident = $text:literal $label:literal),+ $(,)? }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[derive(::diesel::expression::AsExpression, ::diesel::deserialize::FromSqlRow)]
        #[diesel(sql_type = ::diesel::sql_types::Text)]
        $vis enum $name { $($(#[$meta])* $variant,)+ }

        #[allow(dead_code)] // not every list needs every reader
        impl $name {
            /// Every code, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code, as stored and as sent.
            pub const fn as_str(self) -> &'static str { match self { $(Self::$variant => $text,)+ } }

            /// What people read.
            pub const fn label_zh(self) -> &'static str { match self { $(Self::$variant => $label,)+ } }
        }

        impl $crate::domain::text_enum::TextEnum for $name {
            const NAME: &'static str = stringify!($name);
            const DOC: &'static [&'static str] = &[$($doc,)*];
            const VARIANTS: &'static [&'static str] = &[$(stringify!($variant),)+];
            fn all() -> &'static [Self] { Self::ALL }
            fn text(self) -> &'static str { self.as_str() }
            fn label(self) -> &'static str { self.label_zh() }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result { f.pad(self.as_str()) }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::domain::text_enum::UnknownText;
            fn from_str(text: &str) -> Result<Self, Self::Err> { $crate::domain::text_enum::parse(text) }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::domain::text_enum::from_serde(deserializer)
            }
        }

        impl ::diesel::serialize::ToSql<::diesel::sql_types::Text, ::diesel::pg::Pg> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, ::diesel::pg::Pg>,
            ) -> ::diesel::serialize::Result {
                <str as ::diesel::serialize::ToSql<::diesel::sql_types::Text, ::diesel::pg::Pg>>::to_sql(self.as_str(), out)
            }
        }

        impl ::diesel::deserialize::FromSql<::diesel::sql_types::Text, ::diesel::pg::Pg> for $name {
            fn from_sql(stored: ::diesel::pg::PgValue<'_>) -> ::diesel::deserialize::Result<Self> {
                $crate::domain::text_enum::from_stored(stored)
            }
        }

        impl ::utoipa::PartialSchema for $name {
            fn schema() -> ::utoipa::openapi::RefOr<::utoipa::openapi::schema::Schema> {
                $crate::domain::text_enum::schema::<Self>()
            }
        }

        impl ::utoipa::ToSchema for $name {
            fn name() -> ::std::borrow::Cow<'static, str> { ::std::borrow::Cow::Borrowed(stringify!($name)) }
        }
    };
}
pub(crate) use text_enum;

/// What all code lists have in common, so that a test can hold them against the CHECK lists of the database
/// and the dictionaries can print their labels.
pub trait TextEnum: Copy + 'static {
    /// Name of the type and of its component in the API document.
    const NAME: &'static str;
    /// Lines of its doc comment.
    const DOC: &'static [&'static str];
    /// Names of the variants, in the order of [`TextEnum::all`].
    const VARIANTS: &'static [&'static str];
    fn all() -> &'static [Self];
    fn text(self) -> &'static str;
    fn label(self) -> &'static str;
}

/// A text that is not on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownText {
    pub text: String,
    /// What may stand there.
    pub codes: Vec<&'static str>,
}

/// An unknown code is shown back; no longer than this.
const SHOWN_CHARS_MAX: usize = 64;

impl fmt::Display for UnknownText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is none of {}", self.text, self.codes.join(", "))
    }
}

impl std::error::Error for UnknownText {}

/// Finds the code on its list; exact, because codes are for programs.
pub fn parse<T: TextEnum>(text: &str) -> Result<T, UnknownText> {
    let found = T::all().iter().copied().find(|code| code.text() == text);
    found.ok_or_else(|| UnknownText {
        text: text.chars().take(SHOWN_CHARS_MAX).collect(),
        codes: T::all().iter().map(|code| code.text()).collect(),
    })
}

pub fn from_serde<'de, T: TextEnum, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
}

pub fn from_stored<T: TextEnum>(stored: PgValue<'_>) -> deserialize::Result<T> {
    Ok(parse(std::str::from_utf8(stored.as_bytes())?)?)
}

/// A string enum that keeps the variant names and Chinese labels for generated clients.
pub fn schema<T: TextEnum>() -> RefOr<Schema> {
    let texts: Vec<&str> = T::all().iter().map(|code| code.text()).collect();
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(description(T::DOC))
        .enum_values(Some(texts))
        .extensions(Some(labels::<T>()))
        .into()
}

fn labels<T: TextEnum>() -> Extensions {
    let labels: Vec<&str> = T::all().iter().map(|code| code.label()).collect();
    ExtensionsBuilder::new().add("x-enum-varnames", T::VARIANTS.to_vec()).add("x-enum-descriptions", labels).build()
}

/// A code in words, for people who do not read the Chinese label: `no_penalty_minor` is "No penalty minor".
pub fn in_words(code: &str) -> String {
    let words = code.replace('_', " ");
    let (first, rest) = words.split_at(words.chars().next().map_or(0, char::len_utf8));
    first.to_uppercase() + rest
}

/// The doc comment as one description.
pub fn description(lines: &[&str]) -> Option<String> {
    let text = lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n");
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::TextEnum;
    use diesel::prelude::*;
    use utoipa::{PartialSchema, ToSchema};

    text_enum! {
        /// 天气: only for this test.
        pub enum Weather {
            /// 晴
            Fine = "fine" "晴",
            LightRain = "light_rain" "小雨",
        }
    }

    diesel::table! { days (id) { id -> Integer, weather -> Text, forecast -> Nullable<Text>, } }

    #[derive(Queryable, Selectable, Insertable)]
    #[diesel(table_name = days)]
    struct Day {
        id: i32,
        weather: Weather,
        forecast: Option<Weather>,
    }

    #[test]
    fn a_code_survives_text_and_json() {
        for &code in Weather::ALL {
            assert_eq!(code.as_str().parse(), Ok(code));
            let json = serde_json::to_value(code).unwrap();
            assert_eq!(json, code.as_str());
            assert_eq!(serde_json::from_value::<Weather>(json).unwrap(), code);
        }
    }

    #[test]
    fn an_unknown_code_is_refused_and_named() {
        let fault = "Fine".parse::<Weather>().unwrap_err();
        assert_eq!((fault.codes.as_slice(), fault.text.as_str()), (["fine", "light_rain"].as_slice(), "Fine"));
        assert_eq!("风".repeat(500).parse::<Weather>().unwrap_err().text.chars().count(), 64);
    }

    #[test]
    fn the_schema_is_a_named_string_enum_with_labels() {
        assert_eq!(Weather::name(), "Weather");
        let schema = serde_json::to_value(Weather::schema()).unwrap();
        let expected = serde_json::json!({
            "type": "string", "description": "天气: only for this test.", "enum": ["fine", "light_rain"],
            "x-enum-varnames": ["Fine", "LightRain"], "x-enum-descriptions": ["晴", "小雨"],
        });
        assert_eq!(schema, expected);
        assert_eq!(<Weather as TextEnum>::all(), Weather::ALL);
    }

    #[test]
    fn a_code_stands_in_queries_and_rows() {
        let query = days::table
            .filter(days::weather.eq(Weather::LightRain).or(days::forecast.eq(Some(Weather::Fine))))
            .filter(days::weather.eq_any(Weather::ALL.to_vec()))
            .select(Day::as_select());
        let sql = diesel::debug_query::<diesel::pg::Pg, _>(&query).to_string();
        assert!(sql.contains(r#""days"."weather" = $1"#), "{sql}");
        let row = Day { id: 1, weather: Weather::Fine, forecast: None };
        let insert = diesel::insert_into(days::table).values(&row);
        assert!(diesel::debug_query::<diesel::pg::Pg, _>(&insert).to_string().contains("Fine"));
        assert_eq!((row.id, row.weather, row.forecast), (1, Weather::Fine, None));
    }
}
