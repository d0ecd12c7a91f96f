//! Variables that look like ours and are not: probably misspelt, and so without effect.

use std::collections::BTreeSet;

const OURS: &str = "ANJUAN_";
/// A name that differs more is another word.
const LIKENESS_MIN: f64 = 0.75;

/// A remark for each variable of `set` that begins like ours and that nobody asked for.
pub(super) fn remarks(set: impl Iterator<Item = String>, asked: &BTreeSet<String>) -> Vec<String> {
    let mut unknown: Vec<String> = set.filter(|name| name.starts_with(OURS) && !asked.contains(name)).collect();
    unknown.sort();
    unknown.into_iter().map(|name| remark(&name, asked)).collect()
}

fn remark(name: &str, asked: &BTreeSet<String>) -> String {
    let likeness =
        |known: &&String| strsim::normalized_levenshtein(&name[OURS.len()..], known.trim_start_matches(OURS));
    let ours = asked.iter().filter(|known| known.starts_with(OURS));
    let nearest = ours.max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    match nearest.filter(|known| likeness(known) >= LIKENESS_MIN) {
        Some(known) => format!("{name}: 未知的设置,是否应为 {known}? · no such setting; is {known} meant?"),
        None => format!("{name}: 未知的设置,不起作用 · no such setting; it has no effect"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_setting_is_told_with_the_one_that_may_be_meant() {
        let asked = ["ANJUAN_BIND", "ANJUAN_POOL_SIZE", "DATABASE_URL"].map(str::to_owned).into();
        let set = ["ANJUAN_BIND", "ANJUAN_POOLSIZE", "ANJUAN_COLOUR", "PATH", "DATABASE_URI"].map(str::to_owned);
        let told = remarks(set.into_iter(), &asked);
        assert_eq!(told.len(), 2);
        assert!(told[0].starts_with("ANJUAN_COLOUR:") && told[0].ends_with("it has no effect"));
        assert!(told[1].starts_with("ANJUAN_POOLSIZE:") && told[1].ends_with("is ANJUAN_POOL_SIZE meant?"));
    }
}
