//! 导入模板: the columns of a kind, written from its schema, with one example row below them.

use super::columns::names_under;
use super::schema::{Leaf, LeafKind, Shape};
use crate::http::csv::{self, text_cell};
use crate::problem::Problem;
use serde_json::{Map, Value};

/// The note that the example row carries.
const EXAMPLE: &str = "示例行,填写时请删除 (example row: delete it)";
const NOTE: &str = "#说明";

pub fn csv(shape: &Shape) -> Result<Vec<u8>, Problem> {
    let mut header = Vec::new();
    names_under(shape, String::new(), &mut header);
    let cells: Vec<String> = header.iter().map(|name| cell(shape, name)).collect();
    let line = |first: &str, rest: Vec<String>| std::iter::once(first.to_owned()).chain(rest).collect::<Vec<_>>();
    csv::file([line(NOTE, header), line(EXAMPLE, cells)])
}

pub fn ndjson(shape: &Shape) -> Vec<u8> {
    format!("{}\n", example(shape)).into_bytes()
}

fn cell(shape: &Shape, name: &str) -> String {
    let leaf = name.split('.').try_fold(shape, |shape, part| match shape {
        Shape::Object(members) => members.iter().find(|member| member.name == part).map(|member| &member.shape),
        Shape::List { item, .. } => Some(item.as_ref()),
        Shape::Leaf(_) => None,
    });
    match leaf.map(example) {
        Some(Value::Array(items)) => text_cell(&items.iter().map(plain).collect::<Vec<_>>().join("|")),
        Some(value) => plain(&value),
        None => String::new(),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), text_cell)
}

fn example(shape: &Shape) -> Value {
    match shape {
        Shape::Leaf(leaf) => example_of(leaf),
        Shape::List { item, .. } => Value::Array(vec![example(item)]),
        Shape::Object(members) => {
            let members = members.iter().map(|member| (member.name.clone(), example(&member.shape)));
            Value::Object(members.collect::<Map<_, _>>())
        }
    }
}

fn example_of(leaf: &Leaf) -> Value {
    if let Some((code, _)) = leaf.codes.first() {
        return code.as_str().into();
    }
    leaf.example.clone().unwrap_or_else(|| match leaf.is {
        LeafKind::Text => "文本".into(),
        LeafKind::Date => "2023-03-01".into(),
        LeafKind::Instant => "2023-03-01T10:00:00+08:00".into(),
        LeafKind::Whole => 1.into(),
        LeafKind::Truth => false.into(),
    })
}
