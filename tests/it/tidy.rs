//! The rules of the house, each with its reason. A rule that is not tested is forgotten.

use std::fs;
use std::path::Path;

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;

struct Source {
    path: String,
    text: String,
}

fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut folders, mut found) = (vec![root.join(folder)], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|extension| extension == "rs") {
                found.push(Source { path: relative(root, &entry), text: fs::read_to_string(&entry).expect("UTF-8") });
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

fn relative(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).expect("inside").to_str().expect("UTF-8").to_owned()
}

/// A file that does not fit a few screens holds more than one thought.
#[test]
fn files_are_short() {
    for Source { path, text } in sources("src").iter().chain(&sources("tests")) {
        let lines = text.lines().count();
        assert!(
            lines <= FILE_LINES_MAX || path == "src/schema.rs",
            "{path} has {lines} lines; {FILE_LINES_MAX} are allowed"
        );
    }
}

/// A function that does not fit one screen cannot be seen at once.
#[test]
fn functions_are_short() {
    for Source { path, text } in sources("src") {
        let mut opened: Option<(usize, usize, String)> = None;
        for (n, line) in text.lines().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let starts = line.trim_start().split('(').next().unwrap_or_default().contains("fn ")
                && line.trim_end().ends_with('{');
            if opened.is_none() && starts && !line.trim_start().starts_with("//") {
                opened = Some((n, indent, line.trim().to_owned()));
            }
            let Some((start, depth, name)) = &opened else { continue };
            let closes = line.trim_end() == format!("{}}}", " ".repeat(*depth));
            if closes || (n == *start && line.trim_end().ends_with('}')) {
                assert!(n - start < FUNCTION_LINES_MAX, "{path}: {name} has {} lines", n - start + 1);
                opened = None;
            }
        }
    }
}

/// The API document knows each shape by its name alone: of two shapes with one name the one would stand for both.
#[test]
fn no_two_shapes_share_a_name_in_the_api_document() {
    let mut homes: std::collections::BTreeMap<String, String> = std::collections::BTreeMap::new();
    for Source { path, text } in sources("src") {
        let mut is_shape = false;
        for line in text.lines().map(str::trim) {
            if line.starts_with("text_enum!") || (line.starts_with("#[derive(") && line.contains("ToSchema")) {
                is_shape = true;
            }
            for name in names_of_noun(line) {
                if let Some(other) = homes.insert(name.to_owned(), path.clone()) {
                    panic!("{name} is a shape in {other} and another one in {path}: the document can hold only one");
                }
            }
            let Some((_, rest)) = line.split_once("struct ").or(line.split_once("enum ")) else { continue };
            if !line.starts_with("pub") && !line.starts_with("struct") && !line.starts_with("enum") {
                continue;
            }
            let name: String = rest.chars().take_while(|one| one.is_alphanumeric()).collect();
            if name.is_empty() {
                continue; // a macro names it where it is used
            }
            if std::mem::take(&mut is_shape)
                && let Some(other) = homes.insert(name.clone(), path.clone())
            {
                panic!("{name} is a shape in {other} and another one in {path}: the document can hold only one");
            }
        }
    }
    assert!(homes.len() > 100, "the shapes were not found");
}

/// The three shapes of a step's noun, from the line that names them.
fn names_of_noun(line: &str) -> Vec<&str> {
    let names: Vec<&str> = line.split(", ").map(|name| name.trim_end_matches(',')).take(3).collect();
    let is_noun = names.len() == 3 && names[1].ends_with("Reply") && names[2].ends_with("Page") && !line.contains('{');
    if is_noun && !line.starts_with("use ") { names } else { Vec::new() }
}

/// Names that say nothing collect everything.
#[test]
fn no_module_is_called_after_nothing() {
    for Source { path, .. } in sources("src") {
        for word in
            ["utils", "util", "helper", "helpers", "manager", "common", "misc", "info", "data", "process", "handle"]
        {
            let is_named = path.split(['/', '.']).any(|part| part == word);
            assert!(!is_named, "{path}: {word} is no name for a thing");
        }
    }
}

#[test]
fn nothing_unfinished_is_left_behind() {
    for Source { path, text } in
        sources("src").iter().chain(&sources("tests")).filter(|one| !one.path.ends_with("tidy.rs"))
    {
        for word in ["todo!(", "unimplemented!(", "dbg!(", "FIXME", "XXX", "#[ignore"] {
            assert!(!text.contains(word), "{path} contains {word}");
        }
    }
}

/// What each module may import of ours. The kernel knows nobody; readers of the journal stand above it; a slice never
/// reaches into another slice but for what is listed.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("clock", &["domain"]),
    ("problem", &["domain"]),
    ("config", &["db::embedded", "domain", "http::client_address"]),
    ("schema", &[]),
    ("journal", &["domain", "problem", "schema", "clock"]),
    ("db", &["domain", "problem", "config", "journal", "clock", "schema"]),
    ("http", &["domain", "problem", "db", "schema"]),
    ("auth", &["domain", "problem", "db", "http", "schema", "config", "journal"]),
    ("acts", &["domain", "problem", "db", "schema"]),
    ("ledger", &["domain", "problem", "db", "schema"]),
    ("founding", &["domain", "problem", "db", "schema", "journal"]),
    ("openapi", &["auth", "domain", "http"]),
    ("operations", &["acts", "domain", "problem", "db", "http", "journal", "openapi"]),
    ("backup", &["app", "clock", "config", "db", "domain", "journal", "problem", "schema"]),
    ("app", &["accounts", "auth", "cases::deadlines", "clock", "config", "db", "founding", "imports", "journal"]),
];

/// Slices share the shape above; besides, each may use what stands here.
const SLICE_MAY_IMPORT: &[&str] = &["domain", "problem", "db", "http", "auth", "schema", "journal", "acts", "ledger"];
const SLICES: &[(&str, &[&str])] = &[
    ("accounts", &["config"]),
    ("agencies", &[]),
    ("audit", &[]),
    ("calendar", &[]),
    ("cases", &["monitoring_devices", "recordings"]),
    ("claims", &[]),
    ("declared_figures", &[]),
    ("fee_items", &[]),
    ("histories", &[]),
    ("inspections", &[]),
    (
        "imports",
        &[
            "agencies",
            "cases",
            "claims",
            "declared_figures",
            "fee_items",
            "inspections",
            "matters",
            "objects",
            "officers",
        ],
    ),
    ("matters", &[]),
    ("monitoring_devices", &[]),
    ("objects", &[]),
    ("procedure_rules", &[]),
    ("officers", &[]),
    ("recordings", &["cases"]),
    ("supervision", &[]),
    ("statistics", &["cases::store", "cases::steps::store"]),
];

#[test]
fn modules_import_only_what_the_architecture_allows() {
    for Source { path, text } in sources("src") {
        let module = path.trim_start_matches("src/").split(['/', '.']).next().unwrap_or_default().to_owned();
        if matches!(module.as_str(), "lib" | "main" | "server" | "command" | "demo") {
            continue;
        }
        let slice = SLICES.iter().find(|(name, _)| *name == module).map(|(_, more)| [SLICE_MAY_IMPORT, more].concat());
        let layer = MAY_IMPORT.iter().find(|(name, _)| *name == module).map(|(_, list)| list.to_vec());
        let allowed = slice.or(layer).unwrap_or_else(|| panic!("{module} is in neither table of imports above"));
        for import in imports(&text) {
            let fits = |one: &&str| import == **one || import.starts_with(&format!("{one}::"));
            let own = import == module || import.starts_with(&format!("{module}::"));
            assert!(own || allowed.iter().any(fits), "{path} may not import crate::{import}");
        }
    }
}

/// Every `crate::a::b` of a file, tests excepted.
fn imports(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = Vec::new();
    for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for (at, _) in line.match_indices("crate::") {
            let boundary =
                at == 0 || !line[..at].ends_with(|one: char| one.is_alphanumeric() || one == '_' || one == '$');
            let path = line[at + 7..].chars().take_while(|one| one.is_alphanumeric() || matches!(one, '_' | ':'));
            if boundary {
                found.push(path.collect::<String>().trim_end_matches(':').to_owned());
            }
        }
    }
    found
}

/// Only stores speak of tables: everybody else asks a store by the question.
#[test]
fn only_stores_name_the_schema() {
    for Source { path, text } in sources("src") {
        let may = path.ends_with("store.rs")
            || path.contains("/store/")
            || matches!(path.as_str(), "src/lib.rs" | "src/db/tx.rs");
        let names = imports(&text).iter().any(|import| import.starts_with("schema"));
        assert!(may || !names, "{path} names tables; only a store.rs may");
    }
}

/// The kernel is pure: no clock, no network, no SQL. Diesel appears only in the macros that map a value to a column.
#[test]
fn the_domain_is_pure() {
    for Source { path, text } in sources("src/domain") {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for word in
            ["actix", "tokio", "std::fs", "std::env", "Utc::now", "SystemTime", "Instant::now", "sql_query", "SELECT "]
        {
            let comment_free = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            assert!(!comment_free.into_iter().any(|line| line.contains(word)), "{path} is not pure: {word}");
        }
    }
}
