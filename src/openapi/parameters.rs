//! Parameters that many operations take are described once and named by the others.

use super::each_operation;
use super::links::camel;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Moves what several operations take in the same form to the components.
pub fn share(document: &mut Value) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    each_parameter(document, |parameter| *counts.entry(parameter.to_string()).or_default() += 1);
    let mut forms: Vec<(String, usize)> = counts.into_iter().filter(|(_, count)| *count > 1).collect();
    // The commonest form of a name goes by that name alone.
    forms.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    let (mut names, mut shared) = (BTreeMap::new(), Map::new());
    for (form, _) in forms {
        let parameter: Value = serde_json::from_str(&form).unwrap_or_default();
        let plain = camel(&parameter["name"].as_str().unwrap_or_default().replace('-', "_"));
        let named = (1..).map(|n| if n == 1 { plain.clone() } else { format!("{plain}{n}") });
        let Some(name) = named.into_iter().find(|name| !shared.contains_key(name)) else { continue };
        shared.insert(name.clone(), parameter);
        names.insert(form, name);
    }
    each_parameter(document, |parameter| {
        if let Some(name) = names.get(&parameter.to_string()) {
            *parameter = json!({"$ref": format!("#/components/parameters/{name}")});
        }
    });
    document["components"]["parameters"] = Value::Object(shared);
}

fn each_parameter(document: &mut Value, mut write: impl FnMut(&mut Value)) {
    each_operation(document, |_, _, operation| {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        parameters.into_iter().flatten().for_each(&mut write);
    });
}
