use super::*;
use proptest::prelude::*;
use serde_json::json;

const SALT: Salt = [7; 32];
const GOLDEN_LEAF: &str = concat!(
    r#"{"actor":{"sha256":"XN8ZYN/L/cmWPyqI54fCTJWGvqFqpp4vizRm06JzSO4=","sm3":"q8WV1FG97IwwIpo69LjEaFVM2qs"#,
    r#"/VeNUa3JPykDc5aE="},"agency":"0192f0c1-0000-7000-8000-000000000001","body":{"sha256":"rpe6Yg0F23U1pI"#,
    r#"4NmLvukVrbSiw0HLWA+C55poTKr0o=","sm3":"zKfMDp22eVqFxGlEpZYSed0OhMukQutLwQxI5286Km4="},"case":{"sha25"#,
    r#"6":"mJWqvRzDxIx9p01x2TmiP3rks8rLtnB+rVKgtCb/NKQ=","sm3":"9eP1oGRUGVlB+ofzfueXyxCXLVfFdRtiUdqqC7nb4x4"#,
    r#"="},"case_seq":0,"entry":"0192f0c1-2a3b-7c4d-8e5f-001122334455","fields":{"agency_name":{"sha256":"N"#,
    r#"k0w0LRV4lMtGp41P3myuNCkThysf4OHNsYgEXekDNo=","sm3":"BsbdVHof+NLUFUAS80SbFcbL8kNsezcG0EkjToLLDCc="}},"#,
    r#""kind":"case.filed","log":"anjuan.example/log","media":[],"prev":null,"recorded_at":"2023-03-01T01:0"#,
    r#"2:03.456Z","refs":[],"v":1}"#,
);
const GOLDEN_LEAF_HASH: &str = "05a0e2c5775286d4e8f025aff6288f0e9c6d5f353c4818348a53ae426b97745d";

fn committed(field_id: &str, value: Value) -> Commitment {
    commit(field_id, &SALT, &value).unwrap()
}

fn golden() -> Leaf {
    let name = "永安市安砂镇人民政府";
    Leaf {
        log: "anjuan.example/log".into(),
        entry: "0192f0c1-2a3b-7c4d-8e5f-001122334455".parse().unwrap(),
        kind: "case.filed".into(),
        agency: "0192f0c1-0000-7000-8000-000000000001".parse().unwrap(),
        recorded_at: "2023-03-01T01:02:03.456Z".parse().unwrap(),
        captured: None,
        actor: committed(field::ACTOR, json!("officer-7")),
        case: Some(PlaceInCase {
            case: committed(field::CASE, json!("0192f0c1-0000-7000-8000-0000000000aa")),
            seq: 0,
            previous: None,
        }),
        body: committed(field::BODY, json!({ "agency_name": name })),
        fields: [("agency_name".to_owned(), committed("agency_name", json!(name)))].into(),
        media: vec![],
        refs: vec![],
    }
}

#[test]
fn sm3_is_the_digest_of_the_standard() {
    assert_eq!(hex(&sm3(b"abc")), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
}

#[test]
fn a_commitment_has_the_published_bytes() {
    let name = json!("永安市安砂镇人民政府");
    assert_eq!(canonical(&name).unwrap().len(), 32);
    assert_eq!(preimage("agency_name", &SALT, &name).unwrap().len(), 101);
    let expected = json!({
        "sha256": "Nk0w0LRV4lMtGp41P3myuNCkThysf4OHNsYgEXekDNo=",
        "sm3": "BsbdVHof+NLUFUAS80SbFcbL8kNsezcG0EkjToLLDCc=",
    });
    let commitment = committed("agency_name", name);
    assert_eq!(serde_json::to_value(commitment).unwrap(), expected);
    assert_eq!(serde_json::from_value::<Commitment>(expected).unwrap(), commitment);
}

#[test]
fn a_commitment_opens_to_its_own_field_salt_and_value_only() {
    let commitment = committed("place", json!("安砂村"));
    assert!(commitment.opens_to("place", &SALT, &json!("安砂村")));
    assert!(!commitment.opens_to("name", &SALT, &json!("安砂村")));
    assert!(!commitment.opens_to("place", &[8; 32], &json!("安砂村")));
    assert!(!commitment.opens_to("place", &SALT, &json!("江后村")));
}

#[test]
fn the_golden_leaf_is_reproduced_byte_for_byte() {
    let bytes = golden().to_bytes().unwrap();
    assert_eq!(String::from_utf8(bytes.clone()).unwrap(), GOLDEN_LEAF);
    assert_eq!(bytes.len(), 727);
    assert_eq!(hex(&leaf_hash(&bytes).0), GOLDEN_LEAF_HASH);
}

#[test]
fn an_entry_outside_a_case_has_no_place_in_one() {
    let mut leaf = golden();
    leaf.case = None;
    let read: Value = serde_json::from_slice(&leaf.to_bytes().unwrap()).unwrap();
    for member in ["case", "case_seq", "prev", "captured"] {
        assert_eq!(read.get(member), None, "{member}");
    }
}

#[test]
fn the_next_entry_names_the_hash_of_the_one_before() {
    let first = leaf_hash(&golden().to_bytes().unwrap());
    let mut leaf = golden();
    leaf.case.as_mut().unwrap().seq = 1;
    leaf.case.as_mut().unwrap().previous = Some(first);
    let read: Value = serde_json::from_slice(&leaf.to_bytes().unwrap()).unwrap();
    assert_eq!((&read["case_seq"], &read["prev"]), (&json!(1), &json!(first.to_string())));
}

#[test]
fn times_have_three_decimals_and_captures_their_chain() {
    let mut leaf = golden();
    leaf.recorded_at = "2023-03-01T09:02:03.9999+08:00".parse().unwrap();
    leaf.captured = Some(Captured {
        time: "2023-03-01T01:00:00Z".parse().unwrap(),
        offset_ms: -3120,
        source: "gnss".into(),
        device: "d-1".into(),
        device_seq: 381,
        previous_in_device: Some([0xab; 32]),
    });
    leaf.media = vec![MediaCommitment {
        commit: committed(field::MEDIA, media_value(json!([]), &[1; 32], &[2; 32])),
        size: 70_000,
        mime: "image/jpeg".into(),
    }];
    leaf.refs = vec![leaf.entry];
    let read: Value = serde_json::from_slice(&leaf.to_bytes().unwrap()).unwrap();
    assert_eq!(read["recorded_at"], "2023-03-01T01:02:03.999Z");
    let captured = json!({
        "time": "2023-03-01T01:00:00.000Z", "offset_ms": -3120, "source": "gnss", "device": "d-1",
        "device_seq": 381, "prev_device": "ab".repeat(32),
    });
    assert_eq!(read["captured"], captured);
    assert_eq!((&read["media"][0]["size"], &read["media"][0]["mime"]), (&json!(70_000), &json!("image/jpeg")));
    assert_eq!(read["refs"], json!(["0192f0c1-2a3b-7c4d-8e5f-001122334455"]));
}

#[test]
fn numbers_that_some_reader_would_change_are_refused() {
    for unsafe_number in
        ["1.5", "1.0", "-0.0", "9007199254740992", "-9007199254740992", "1e400", "18446744073709551615"]
    {
        let Ok(value) = serde_json::from_str::<Value>(&format!("{{\"deep\":[{unsafe_number}]}}")) else {
            continue;
        };
        assert!(matches!(commit("n", &SALT, &value), Err(LeafFault::UnsafeNumber(_))), "{unsafe_number}");
    }
    assert!(commit("n", &SALT, &json!([9_007_199_254_740_991_u64, -9_007_199_254_740_991_i64, 0])).is_ok());
    let mut leaf = golden();
    leaf.case.as_mut().unwrap().seq = 1 << 53;
    assert!(matches!(leaf.to_bytes(), Err(LeafFault::UnsafeNumber(_))));
}

#[test]
fn a_leaf_longer_than_its_length_field_is_refused() {
    let mut leaf = golden();
    leaf.kind = "k".repeat(LEAF_BYTES_MAX - 727 + "case.filed".len());
    assert_eq!(leaf.to_bytes().unwrap().len(), LEAF_BYTES_MAX);
    leaf.kind.push('k');
    assert_eq!(leaf.to_bytes(), Err(LeafFault::TooLong(LEAF_BYTES_MAX + 1)));
}

#[test]
fn field_ids_and_years_that_would_be_ambiguous_are_refused() {
    for field_id in ["", "a\0b", "名称", "a b", &"a".repeat(101)] {
        assert!(matches!(commit(field_id, &SALT, &json!(1)), Err(LeafFault::FieldId(_))), "{field_id:?}");
    }
    for field_id in ["名称", "body", "actor"] {
        let mut leaf = golden();
        leaf.fields.insert(field_id.into(), leaf.body);
        assert!(matches!(leaf.to_bytes(), Err(LeafFault::FieldId(_))), "{field_id}");
    }
    let mut leaf = golden();
    leaf.recorded_at = chrono::DateTime::from_timestamp(253_402_300_800, 0).unwrap();
    assert!(matches!(leaf.to_bytes(), Err(LeafFault::Time(_))));
}

proptest! {
    #[test]
    fn the_canonical_form_is_a_fixed_point(text in ".{0,20}", number in -9_007_199_254_740_991_i64..=9_007_199_254_740_991) {
        let value = json!({ "砂": [text, number, null], text.clone(): number });
        let bytes = canonical(&value).unwrap();
        let read: Value = serde_json::from_slice(&bytes).unwrap();
        prop_assert_eq!(&read, &value);
        prop_assert_eq!(canonical(&read).unwrap(), bytes);
    }
}
