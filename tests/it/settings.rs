//! Settings: everything that is wrong is told at once, and nothing is started.

use crate::support::folder;
use std::net::TcpListener;
use std::process::{Command, Output};

fn check(settings: &[(&str, &str)]) -> (Output, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anjuan"));
    command.args(["serve", "--check"]).env_clear().envs(settings.iter().copied());
    let output = command.output().expect("runs");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, told)
}

#[test]
fn every_wrong_setting_is_told_at_once_in_both_languages() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let bind = taken.local_addr().expect("is bound").to_string();
    let (output, told) = check(&[
        ("ANJUAN_BIND", &bind),
        ("ANJUAN_DATA_DIR", "/dev/null/anjuan"),
        ("ANJUAN_TOKEN_KEYS", "/proc/no-such-place"),
        ("ANJUAN_PUBLIC_URL", "anjuan.example"),
        ("ANJUAN_TRUSTED_PROXIES", "10.0.0.0/8,proxy"),
        ("ANJUAN_CORS_ORIGINS", "*"),
        ("ANJUAN_METRICS_TOKEN", "short"),
        ("ANJUAN_POOL_SIZE", "many"),
        ("ANJUAN_RATE_LIMIT_PER_MINUTE", "-1"),
        ("ANJUAN_LOG", "a=b=c"),
        ("DATABASE_URL", "mysql://secret@db"),
    ]);
    assert_eq!(output.status.code(), Some(1), "{told}");
    for name in [
        "ANJUAN_BIND",
        "ANJUAN_DATA_DIR",
        "ANJUAN_TOKEN_KEYS",
        "ANJUAN_PUBLIC_URL",
        "ANJUAN_TRUSTED_PROXIES",
        "ANJUAN_CORS_ORIGINS",
        "ANJUAN_METRICS_TOKEN",
        "ANJUAN_POOL_SIZE",
        "ANJUAN_RATE_LIMIT_PER_MINUTE",
        "ANJUAN_LOG",
        "DATABASE_URL",
    ] {
        let line = told.lines().find(|line| line.trim_start().starts_with(&format!("{name}=")));
        let line = line.unwrap_or_else(|| panic!("{name} is not told:\n{told}"));
        assert!(line.contains(" · ") && line.chars().any(|one| one > '\u{4e00}'), "{line}");
    }
    assert!(!told.contains("secret") && !told.contains("short"), "secrets are not repeated: {told}");
}

#[test]
fn right_settings_are_called_right_and_a_misspelt_one_is_remarked() {
    let place = std::env::temp_dir().join(format!("anjuan-settings-{}", std::process::id()));
    let place = place.to_str().expect("a path");
    let (output, told) =
        check(&[("ANJUAN_BIND", "127.0.0.1:0"), ("ANJUAN_DATA_DIR", place), ("ANJUAN_RATE_LIMIT_PER_MINTUE", "5")]);
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(told.contains("is ANJUAN_RATE_LIMIT_PER_MINUTE meant?"), "{told}");
    assert!(!std::path::Path::new(place).exists(), "a check makes nothing");
}

/// A mistyped directory must be told, and must not be mistaken for an empty deployment the next time.
#[test]
fn commands_that_read_found_no_deployment() {
    let empty = folder("founds-nothing");
    let commands: [&[&str]; 5] = [
        &["account", "list"],
        &["account", "lock", "--username", "somebody"],
        &["verify", "journal"],
        &["export", "statistics", "--year", "2023", "--agency", "350481102"],
        &["keys", "list"],
    ];
    for arguments in commands {
        let mut command = Command::new(env!("CARGO_BIN_EXE_anjuan"));
        command.env_clear().env("ANJUAN_DATA_DIR", &empty).args(arguments);
        let output = command.output().expect("runs");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {told}");
        for words in ["holds no database", "anjuan serve", "anjuan account create", "该目录中没有数据库"] {
            assert!(told.contains(words), "{arguments:?}: {told}");
        }
        let left: Vec<_> = std::fs::read_dir(&empty).expect("a directory").collect();
        assert!(left.is_empty(), "{arguments:?} left {left:?}");
    }
}
