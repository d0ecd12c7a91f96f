//! What a form must hold, and that all its faults are told at once.

use super::{Form, Profile};
use serde_json::{Value, json};

fn form() -> Value {
    let text = include_str!("../../../data/profiles/ZJ-2024.json");
    serde_json::from_str(text).expect("is JSON")
}

fn faults(form: Value) -> Vec<(String, &'static str)> {
    let profile: Profile = serde_json::from_value(form).expect("is a profile");
    let faults = Form::of(profile).err().unwrap_or_default();
    faults.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
}

#[test]
fn all_faults_of_a_form_are_told_at_once() {
    let mut broken = form();
    broken["severity"] = json!(["warning", "other", "fine", "fine", "prison"]);
    broken["tables"][0]["columns"] = json!([
        {"id": "a", "title": "甲", "measure": "penalty_decisions", "kinds": ["fine", "exile"]},
        {"id": "b", "title": "乙", "measure": "penalty_decisions", "kinds": ["fine"]},
        {"id": "b", "title": "丙", "measure": "sunshine"},
        {"id": "c", "title": "丁", "sum_of": ["d", "nobody"]},
        {"id": "d", "title": "戊", "sum_of": ["c"]},
        {"id": "e", "title": "己"},
        {"id": "f", "title": "庚", "measure": "officers", "ratio": {"of": "a", "to": "a"}},
        {"id": "g", "title": "辛", "sum_of": ["f"]},
        {"id": "h", "title": "壬", "measure": "penalty_amount"},
        {"id": "i", "title": "癸", "sum_of": ["a", "h"]},
    ]);
    let found = faults(broken);
    let column = |n: u32, rest: &str| format!("/tables/0/columns/{n}{rest}");
    for expected in [
        ("/severity/3".to_owned(), "repeated_kind"),
        ("/severity/4".to_owned(), "unknown_kind"),
        ("/severity".to_owned(), "kinds_missing"),
        (column(0, "/kinds/1"), "unknown_kind"),
        (column(1, "/kinds/0"), "kind_in_two_columns"),
        (column(2, "/id"), "duplicate_id"),
        (column(2, "/measure"), "unknown_measure"),
        (column(3, "/sum_of/1"), "unknown_column"),
        (column(3, ""), "cycle"),
        (column(4, ""), "cycle"),
        (column(5, ""), "not_one_definition"),
        (column(6, ""), "not_one_definition"),
        (column(7, "/sum_of/0"), "ratio_as_part"),
        (column(9, "/sum_of"), "units_mixed"),
    ] {
        assert!(found.contains(&expected), "{expected:?} is not among {found:#?}");
    }
}

#[test]
fn other_must_be_the_lightest() {
    let mut broken = form();
    broken["severity"].as_array_mut().expect("a list").reverse();
    assert_eq!(faults(broken), [("/severity/0".to_owned(), "other_not_lightest")]);
}

#[test]
fn a_kind_that_no_column_names_is_a_warning_only() {
    let mut old = form();
    old["tables"][0]["columns"][0]["kinds"] = json!(["warning"]);
    let form = Form::of(serde_json::from_value(old).expect("is a profile")).expect("holds");
    assert!(form.warnings.iter().any(|one| one.code == "kinds_not_named"), "{:?}", form.warnings);
}
