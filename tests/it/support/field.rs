//! What field work starts from.

use super::people::{Person, Town};
use serde_json::{Value, json};

/// What a town needs to inspect: two certified officers, a claimed matter, an object, and somebody to write it down.
pub struct Field {
    pub officers: [String; 2],
    pub matter: String,
    pub object: String,
    pub author: Person,
}

impl Town<'_> {
    /// A town ready for field work.
    pub async fn field(&self) -> Field {
        let author = self.officer().await;
        let object = author.post("/inspection-objects", json!({"kind": "place", "name": "安砂镇农贸市场"})).await.ok();
        Field {
            officers: [self.certified_officer("王伟").await, self.certified_officer("李强").await],
            matter: self.claimed_matter().await,
            object: object["id"].as_str().expect("an id").to_owned(),
            author,
        }
    }
}

impl Field {
    /// A complete inspection, to be submitted at once.
    pub fn whole(&self) -> Value {
        json!({
            "state": "submitted", "kind": "routine", "method": "现场检查", "inspected_on": "2023-07-20",
            "object_id": self.object, "matter_codes": [self.matter], "officer_ids": self.officers,
            "findings": "养殖证在有效期内。\n未见禁用渔具。", "result": "no_problem",
        })
    }

    /// The same with some members changed.
    pub fn whole_but(&self, change: Value) -> Value {
        let mut whole = self.whole();
        for (name, value) in change.as_object().expect("members") {
            whole[name] = value.clone();
        }
        whole
    }
}
