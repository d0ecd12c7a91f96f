//! The published schema of a kind of row, as far as columns need it: which members there are and what a cell of each is.

use serde_json::Value;

#[derive(Debug, Clone)]
pub enum Shape {
    Leaf(Leaf),
    List { item: Box<Shape>, most: usize },
    Object(Vec<Member>),
}

#[derive(Debug, Clone)]
pub struct Member {
    pub name: String,
    pub shape: Shape,
    pub is_required: bool,
}

/// What one cell holds.
#[derive(Debug, Clone)]
pub struct Leaf {
    pub is: LeafKind,
    /// Codes with the words that people read for them.
    pub codes: Vec<(String, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeafKind {
    Text,
    Date,
    Instant,
    Whole,
    Truth,
}

const ITEMS_MAX: usize = 1_000;
/// Forms of rows are flat; a schema that refers to itself is none of them.
const DEPTH_MAX: u32 = 8;

impl Shape {
    /// `components` are those of the API document.
    pub fn of(components: &Value, name: &str) -> Option<Self> {
        shape_of(components, &components["schemas"][name], DEPTH_MAX)
    }

    pub fn members(&self) -> &[Member] {
        if let Self::Object(members) = self { members } else { &[] }
    }
}

fn shape_of(components: &Value, node: &Value, depth: u32) -> Option<Shape> {
    let depth = depth.checked_sub(1)?;
    if let Some(target) = node["$ref"].as_str() {
        let name = target.rsplit('/').next()?;
        return shape_of(components, &components["schemas"][name], depth);
    }
    if let Some(branches) = node["anyOf"].as_array().or(node["oneOf"].as_array()) {
        let branch = branches.iter().find(|branch| branch["type"] != "null")?;
        return shape_of(components, branch, depth);
    }
    let told =
        |name: &str| node["type"] == name || node["type"].as_array().is_some_and(|all| all.contains(&name.into()));
    if told("object") {
        return members_of(components, node, depth).map(Shape::Object);
    }
    if told("array") {
        let item = Box::new(shape_of(components, &node["items"], depth)?);
        let most = node["maxItems"].as_u64().and_then(|most| usize::try_from(most).ok()).unwrap_or(ITEMS_MAX);
        return Some(Shape::List { item, most });
    }
    let is = match node["format"].as_str() {
        _ if told("integer") => LeafKind::Whole,
        _ if told("boolean") => LeafKind::Truth,
        Some("date") => LeafKind::Date,
        Some("date-time") => LeafKind::Instant,
        _ if told("string") => LeafKind::Text,
        _ => return None,
    };
    Some(Shape::Leaf(Leaf { is, codes: codes_of(node) }))
}

/// What must be there comes first, in the order of the form.
fn members_of(components: &Value, node: &Value, depth: u32) -> Option<Vec<Member>> {
    let properties = node["properties"].as_object()?;
    let required: Vec<&str> = node["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let optional = properties.keys().map(String::as_str).filter(|name| !required.contains(name));
    let member = |name: &str| {
        let shape = shape_of(components, properties.get(name)?, depth)?;
        Some(Member { name: name.to_owned(), shape, is_required: required.contains(&name) })
    };
    required.iter().copied().chain(optional).map(member).collect()
}

fn codes_of(node: &Value) -> Vec<(String, String)> {
    let texts = |list: &Value| -> Vec<String> {
        list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let (codes, words) = (texts(&node["enum"]), texts(&node["x-enum-descriptions"]));
    let words = words.into_iter().chain(std::iter::repeat(String::new()));
    codes.into_iter().zip(words).collect()
}
