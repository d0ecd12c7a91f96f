//! What a list shows, in Chinese and English: the macros that write its handler know its order, not its subject.

use serde_json::Value;

/// A list without a Chinese summary takes its subject from what is created at the same place.
pub fn write(document: &mut Value) {
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for (_, methods) in paths {
        let created = methods.get("post").and_then(|post| post["summary"].as_str());
        let Some(subject) = created.and_then(chinese_head) else { continue };
        let Some(list) = methods.get_mut("get") else { continue };
        let Some(told) = list["summary"].as_str().filter(|told| chinese_head(told).is_none()) else { continue };
        let name = list["operationId"].as_str().unwrap_or_default().trim_end_matches("_list").replace('_', " ");
        list["summary"] = format!("{subject}: {name}. {told}").into();
    }
}

/// What stands before the English, where it is Chinese.
fn chinese_head(summary: &str) -> Option<String> {
    let head = summary.split([':', '：', ';', '。']).next()?.trim();
    let is_chinese = |letter: char| ('\u{4e00}'..='\u{9fff}').contains(&letter);
    head.contains(is_chinese).then(|| head.to_owned())
}
