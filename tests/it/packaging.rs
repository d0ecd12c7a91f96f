//! What is shipped beside the program agrees with the program: settings that are named are settings that are read, and every
//! alert looks at a figure and has its paragraph.

use anjuan::config::from_lookup;
use regex::Regex;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path)
}

fn all(pattern: &str, text: &str) -> BTreeSet<String> {
    let pattern = Regex::new(pattern).expect("a pattern");
    pattern.captures_iter(text).map(|found| found[1].to_owned()).collect()
}

/// Every variable that the program reads.
fn settings() -> BTreeSet<String> {
    let asked = RefCell::new(BTreeSet::new());
    let _ = from_lookup(&|name| {
        asked.borrow_mut().insert(name.to_owned());
        (name == "ANJUAN_DATA_DIR").then(|| "/data".to_owned())
    });
    asked.into_inner()
}

#[test]
fn every_setting_that_is_shipped_is_one_that_the_program_reads() {
    let settings = settings();
    assert!(settings.contains("ANJUAN_BIND") && settings.contains("DATABASE_URL"), "{settings:?}");
    // Read by compose itself, from its own environment.
    let of_compose = ["ANJUAN_DATABASE_PASSWORD", "ANJUAN_PORT"];
    for (path, pattern) in [
        ("docker-compose.yml", r"(?m)^\s+(ANJUAN_[A-Z_]+|DATABASE_URL):"),
        ("docker-compose.yml", r"\$\{(ANJUAN_[A-Z_]+)"),
        ("Dockerfile", r"\b(ANJUAN_[A-Z_]+)="),
        ("docs/anjuan.service", r"\b(ANJUAN_[A-Z_]+)="),
    ] {
        let named = all(pattern, &read(path));
        assert!(!named.is_empty(), "{path}: {pattern} finds nothing");
        for name in named.iter().filter(|name| !of_compose.contains(&name.as_str())) {
            assert!(settings.contains(name), "{path} sets {name}, which nothing reads");
        }
    }
}

#[test]
fn every_setting_is_documented() {
    let documented = all(r"(?m)^\| `(ANJUAN_[A-Z_]+|DATABASE_URL)`", &read("docs/operations.md"));
    let settings = settings().into_iter().filter(|name| name.starts_with("ANJUAN_") || name == "DATABASE_URL");
    for name in settings {
        assert!(documented.contains(&name), "docs/operations.md §2 does not tell of {name}");
    }
}

#[test]
fn the_image_and_compose_agree_on_the_user_the_paths_and_postgresql() {
    let (image, compose, unit) = (read("Dockerfile"), read("docker-compose.yml"), read("docs/anjuan.service"));
    for text in [&image, &unit] {
        assert!(text.contains("ANJUAN_DATA_DIR=/var/lib/anjuan"), "the data directory");
    }
    assert!(image.contains("VOLUME /var/lib/anjuan") && compose.contains("data:/var/lib/anjuan"));
    assert!(image.contains("--uid 10001") && image.contains("USER anjuan"), "not root");
    let major = all(r"image: postgres:([0-9]+)", &compose);
    assert_eq!(major, all(r"postgresql-client-([0-9]+)", &image), "pg_dump is of the server's major version");
    let rust = all(r#"channel = "([0-9.]+)""#, &read("rust-toolchain.toml"));
    let built_with = all(r"FROM rust:([0-9.]+)-", &image);
    assert!(
        rust.iter().all(|one| built_with.iter().any(|other| one.starts_with(other.as_str()))),
        "{rust:?} {built_with:?}"
    );
}

#[test]
fn every_alert_has_its_paragraph() {
    let (rules, manual) = (read("docs/alerts.yml"), read("docs/operations.md"));
    let alerts = all(r"alert: (\w+)", &rules);
    assert!(alerts.len() > 5, "{alerts:?}");
    for alert in &alerts {
        assert!(manual.contains(&format!("`{alert}`")), "operations.md §8 does not tell of {alert}");
    }
    for runbook in all(r"runbook: .operations\.md §8, (\w+)", &rules) {
        assert!(alerts.contains(&runbook), "{runbook} is no alert");
    }
}
