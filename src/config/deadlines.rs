//! Settings of time limits: when somebody is reminded of them.

use super::reader::Reader;

/// No reminder comes earlier.
const DAYS_MAX: u32 = 366;

#[derive(Debug, Clone)]
pub struct DeadlineConfig {
    /// `ANJUAN_DEADLINE_REMINDER_DAYS`: how many days before its last day a time limit is reminded of, each once, and again when it is
    /// over; `off`: never.
    pub reminder_days: Option<Vec<u32>>,
}

impl DeadlineConfig {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let name = "ANJUAN_DEADLINE_REMINDER_DAYS";
        let needed = "应为 off 或如 7,3,1 的天数 · off, or days such as 7,3,1 are needed";
        let text = reader.checked(name, needed, |text| text == "off" || days(text).is_some());
        let reminder_days = match text.as_deref() {
            Some("off") => None,
            Some(text) => days(text),
            None => Some(vec![7, 3, 1]),
        };
        Self { reminder_days }
    }
}

/// The most days first, each once.
fn days(text: &str) -> Option<Vec<u32>> {
    let parsed = text.split(',').map(|one| one.trim().parse().ok().filter(|days| *days <= DAYS_MAX));
    let mut days: Vec<u32> = parsed.collect::<Option<_>>()?;
    days.sort_unstable_by(|one, other| other.cmp(one));
    days.dedup();
    (!days.is_empty()).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_numbers_with_commas_between_them() {
        assert_eq!(days("1, 7,3,7"), Some(vec![7, 3, 1]));
        assert_eq!(days("0"), Some(vec![0]));
        for text in ["", "7,", "-1", "soon", "400", "7;3"] {
            assert_eq!(days(text), None, "{text:?}");
        }
    }
}
