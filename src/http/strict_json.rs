//! JSON read strictly: a member given twice is a fault, not a silent choice; a NUL character, which no database text
//! can hold, is one too. All of them are told at once.

use crate::domain::refusal::Text;
use crate::problem::{Code, Fault, Problem};
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::cell::RefCell;
use std::fmt;

/// Parses one JSON text.
pub fn parse(bytes: &[u8]) -> Result<Value, Problem> {
    let faults = RefCell::new(Vec::new());
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Strict { pointer: String::new(), faults: &faults }
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value))
        .map_err(|error| not_json(&error))?;
    let faults = faults.into_inner();
    if faults.is_empty() { Ok(value) } else { Err(Problem::faults(Code::BodyMalformed, faults)) }
}

fn not_json(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    let detail = Text::new(
        format!("不是合法的 JSON（第 {line} 行第 {column} 列）"),
        format!("Not JSON at line {line}, column {column}"),
    );
    Problem::faults(Code::BodyMalformed, vec![Fault::new("", "not_json", detail)])
}

struct Strict<'f> {
    pointer: String,
    faults: &'f RefCell<Vec<Fault>>,
}

impl Strict<'_> {
    fn within(&self, member: &str) -> Self {
        Self { pointer: format!("{}/{}", self.pointer, escape(member)), faults: self.faults }
    }

    fn fault(&self, pointer: &str, code: &'static str, zh: &str, en: &str) {
        self.faults.borrow_mut().push(Fault::new(pointer, code, Text::new(zh, en)));
    }

    fn text(&self, text: String) -> Value {
        if text.contains('\0') {
            self.fault(&self.pointer, "nul_character", "不能包含空字符", "A NUL character is not allowed");
        }
        Value::String(text)
    }
}

/// RFC 6901.
pub fn escape(member: &str) -> String {
    member.replace('~', "~0").replace('/', "~1")
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(self.text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(self.text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(self.within(&items.len().to_string()))? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            let inner = self.within(&name);
            let pointer = inner.pointer.clone();
            let value = map.next_value_seed(inner)?;
            if name.contains('\0') {
                self.fault(&pointer, "nul_character", "不能包含空字符", "A NUL character is not allowed");
            }
            if members.insert(name, value).is_some() {
                self.fault(&pointer, "duplicate_member", "成员重复", "The member is given twice");
            }
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<(String, String)> {
        let faults = parse(text.as_bytes()).expect_err("must be refused").errors;
        faults.into_iter().map(|fault| (fault.pointer, fault.code.into_owned())).collect()
    }

    #[test]
    fn a_member_given_twice_is_refused_wherever_it_stands() {
        let found = codes(r#"{"a":1,"b":[{"c/d":1,"c/d":2}],"a":3}"#);
        assert_eq!(found, [("/b/0/c~1d".into(), "duplicate_member".into()), ("/a".into(), "duplicate_member".into())]);
    }

    #[test]
    fn nul_and_broken_json_are_refused() {
        assert_eq!(codes(r#"{"a":"x\u0000y"}"#), [("/a".into(), "nul_character".into())]);
        for text in ["", "{", "{}x", "nul", r#""\ud800""#, "[1,]", &"[".repeat(400)] {
            assert_eq!(codes(text)[0].1, "not_json", "{text}");
        }
    }

    #[test]
    fn what_is_read_is_what_was_sent() {
        let text = r#"{"a":[1,-2,3.5,true,null,"汉字"],"b":{"c":18446744073709551615}}"#;
        assert_eq!(parse(text.as_bytes()).expect("is JSON"), serde_json::from_str::<Value>(text).expect("is JSON"));
    }
}
