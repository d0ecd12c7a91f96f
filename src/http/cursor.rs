//! Cursors as clients see them: a place in one list, in one order, under one set of filters. The tag tells one that was
//! cut, altered, or carried to another list; what may be seen there is asked of the reader's rights, never of the cursor.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// Parameters that may differ from page to page.
const FREE: &[&str] = &["cursor", "limit", "fields", "include_total"];
const TAG_BYTES: usize = 12;

/// The cursor for a place in the list of a path with these parameters.
pub fn sealed(path: &str, parameters: &[(String, String)], place: &str) -> String {
    let mut binding: Vec<_> = parameters.iter().filter(|(name, _)| !FREE.contains(&name.as_str())).collect();
    binding.sort();
    let mut hash = Sha256::new();
    for text in [path, place].into_iter().chain(binding.into_iter().flat_map(|(name, value)| [&**name, &**value])) {
        hash.update(text.as_bytes());
        hash.update([0]);
    }
    format!("{place}.{}", URL_SAFE_NO_PAD.encode(&hash.finalize()[..TAG_BYTES]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_belongs_to_its_list_order_and_filters_but_not_to_the_length_of_its_page() {
        let asked = |pairs: &[(&str, &str)]| {
            let pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            sealed("/cases", &pairs, "WzFd")
        };
        let cursor = asked(&[("stage", "filed"), ("sort", "filed_on")]);
        assert_eq!(cursor, asked(&[("sort", "filed_on"), ("limit", "3"), ("stage", "filed"), ("fields", "id")]));
        assert_ne!(cursor, asked(&[("stage", "closed"), ("sort", "filed_on")]));
        assert_ne!(cursor, asked(&[("stage", "filed"), ("sort", "-filed_on")]));
        assert_ne!(cursor, sealed("/inspections", &[], "WzFd"));
    }
}
