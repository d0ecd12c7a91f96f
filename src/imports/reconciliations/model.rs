//! The comparison itself: who is missing, who is extra, and what differs.

use crate::domain::ids::{AccountId, AgencyId, EntryId, OfficerId, OfficerReconciliationId};
use crate::domain::text_enum::text_enum;
use crate::imports::model::RowFault;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use utoipa::ToSchema;

text_enum! {
    /// 比对结果
    pub enum Finding {
        /// 缺少: in the register on the day, not here.
        Missing = "missing" "本系统缺少",
        /// 多出: here on the day, not in the register.
        Extra = "extra" "本系统多出",
        /// 不一致
        Different = "different" "不一致",
        /// The row could not be read, or says a card twice.
        Rejected = "rejected" "未能读取",
    }
}

text_enum! {
    /// 匹配方式
    pub enum RegisterMatch {
        CertificateNumber = "certificate_number" "执法证号",
        ExternalId = "external_id" "人员编号",
        /// Probably the same person: somebody should look.
        NameAndAgency = "name_and_agency" "姓名和单位(疑似)",
    }
}

/// One card, or a person without one, as the register or this service knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Holder {
    pub agency_code: String,
    pub external_id: Option<String>,
    pub name: String,
    pub certificate_number: Option<String>,
    pub valid_from: Option<NaiveDate>,
    /// The last valid day, as printed.
    pub valid_to: Option<NaiveDate>,
    /// From this day on the card does not count.
    pub revoked_on: Option<NaiveDate>,
    pub in_post_from: Option<NaiveDate>,
    pub in_post_to: Option<NaiveDate>,
}

/// A member that is not the same on both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Difference {
    pub member: String,
    pub here: Option<String>,
    pub register: Option<String>,
}

/// One line of the report. What is equal is counted and has none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportLine {
    /// Row of the register.
    pub row: Option<i32>,
    pub finding: Finding,
    pub matched_by: Option<RegisterMatch>,
    pub officer: Option<OfficerId>,
    pub here: Option<Holder>,
    pub register: Option<Holder>,
    pub differences: Vec<Difference>,
    pub faults: Vec<RowFault>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub rows: i32,
    pub equal: i32,
    pub different: i32,
    pub missing: i32,
    pub extra: i32,
    pub rejected: i32,
    /// Rows that are found nowhere here and do not count on the day either.
    pub past: i32,
}

#[derive(Debug, Clone)]
pub struct Reconciliation {
    pub id: OfficerReconciliationId,
    pub agency: AgencyId,
    /// The one agency that was compared; all that the account sees when none is named.
    pub of_agency: Option<String>,
    pub on: NaiveDate,
    pub sha256: String,
    pub counts: Counts,
    pub account: AccountId,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

impl Holder {
    /// Whether it counts on the day: in post, and the card, if there is one, valid.
    pub fn counts_on(&self, day: NaiveDate) -> bool {
        let within = |from: Option<NaiveDate>, to: Option<NaiveDate>| {
            from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
        };
        let in_post = within(self.in_post_from, self.in_post_to);
        in_post && within(self.valid_from, self.valid_to) && self.revoked_on.is_none_or(|revoked| day < revoked)
    }
}

/// What the register says of itself, row by row.
pub struct Register {
    pub rows: Vec<(i32, Holder)>,
    pub rejected: Vec<(i32, Vec<RowFault>)>,
}

/// Compares a register with what is here, as of a day. `agencies` are those that are compared.
pub fn compare(
    on: NaiveDate,
    agencies: &HashSet<String>,
    register: Register,
    here: Vec<(OfficerId, Holder)>,
) -> (Counts, Vec<ReportLine>) {
    let mut counts = Counts { rows: count(register.rows.len() + register.rejected.len()), ..Counts::default() };
    let mut lines: Vec<ReportLine> = register.rejected.into_iter().map(rejected).collect();
    let matches = matched(&register.rows, &here);
    let mut found = vec![false; here.len()];
    for ((row, told), matched) in register.rows.into_iter().zip(matches) {
        let Some((place, by)) = matched else {
            if told.counts_on(on) && agencies.contains(&told.agency_code) {
                lines.push(missing(row, told));
            } else {
                counts.past += 1;
            }
            continue;
        };
        found[place] = true;
        let (officer, known) = &here[place];
        let differences = differences(known, &told);
        if differences.is_empty() {
            counts.equal += 1;
            continue;
        }
        let (here, register) = (Some(known.clone()), Some(told));
        let (finding, matched_by, officer) = (Finding::Different, Some(by), Some(*officer));
        lines.push(ReportLine {
            row: Some(row),
            finding,
            matched_by,
            officer,
            here,
            register,
            differences,
            faults: vec![],
        });
    }
    let extra = here.into_iter().zip(found).filter(|((_, known), found)| !found && known.counts_on(on));
    lines.extend(extra.map(|(one, _)| extra_here(one)));
    let of = |finding| count(lines.iter().filter(|line| line.finding == finding).count());
    (counts.different, counts.missing) = (of(Finding::Different), of(Finding::Missing));
    (counts.extra, counts.rejected) = (of(Finding::Extra), of(Finding::Rejected));
    (counts, lines)
}

fn count(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

fn blank(finding: Finding) -> ReportLine {
    let (differences, faults) = (Vec::new(), Vec::new());
    ReportLine { row: None, finding, matched_by: None, officer: None, here: None, register: None, differences, faults }
}

fn rejected((row, faults): (i32, Vec<RowFault>)) -> ReportLine {
    ReportLine { row: Some(row), faults, ..blank(Finding::Rejected) }
}

fn missing(row: i32, told: Holder) -> ReportLine {
    ReportLine { row: Some(row), register: Some(told), ..blank(Finding::Missing) }
}

fn extra_here((officer, known): (OfficerId, Holder)) -> ReportLine {
    ReportLine { officer: Some(officer), here: Some(known), ..blank(Finding::Extra) }
}

/// For each row of the register the place of the record it means: by the card's number, else by the person's id, else by
/// name and agency when there is only one such on each side. A record is meant once.
fn matched(rows: &[(i32, Holder)], here: &[(OfficerId, Holder)]) -> Vec<Option<(usize, RegisterMatch)>> {
    let mut matches = vec![None; rows.len()];
    let mut taken = vec![false; here.len()];
    for by in RegisterMatch::ALL {
        let mut places: HashMap<Vec<&str>, Vec<usize>> = HashMap::new();
        for (place, (_, known)) in here.iter().enumerate().filter(|(place, _)| !taken[*place]) {
            key_of(known, *by).into_iter().for_each(|key| places.entry(key).or_default().push(place));
        }
        let mut asked: HashMap<Vec<&str>, usize> = HashMap::new();
        let open: Vec<usize> = (0..rows.len()).filter(|row| matches[*row].is_none()).collect();
        for row in &open {
            key_of(&rows[*row].1, *by).into_iter().for_each(|key| *asked.entry(key).or_default() += 1);
        }
        for row in open {
            let told = &rows[row].1;
            let Some(key) = key_of(told, *by) else { continue };
            let free: Vec<usize> =
                places.get(&key).into_iter().flatten().copied().filter(|place| !taken[*place]).collect();
            let only = free.len() == 1 && asked.get(&key) == Some(&1);
            let in_agency = free.iter().find(|place| here[**place].1.agency_code == told.agency_code);
            let place = match by {
                RegisterMatch::CertificateNumber => in_agency.or(free.first()),
                _ => free.first().filter(|_| only),
            };
            if let Some(place) = place.copied() {
                (matches[row], taken[place]) = (Some((place, *by)), true);
            }
        }
    }
    matches
}

fn key_of(holder: &Holder, by: RegisterMatch) -> Option<Vec<&str>> {
    match by {
        RegisterMatch::CertificateNumber => Some(vec![holder.certificate_number.as_deref()?]),
        RegisterMatch::ExternalId => Some(vec![&holder.agency_code, holder.external_id.as_deref()?]),
        RegisterMatch::NameAndAgency => Some(vec![&holder.agency_code, &holder.name]),
    }
}

/// Field by field. What a register leaves open (a person's id, the days in post) is no difference.
fn differences(here: &Holder, register: &Holder) -> Vec<Difference> {
    let day = |day: &Option<NaiveDate>| day.map(|day| day.to_string());
    let all = [
        ("agency_code", Some(here.agency_code.clone()), Some(register.agency_code.clone())),
        ("external_id", here.external_id.clone(), register.external_id.clone()),
        ("name", Some(here.name.clone()), Some(register.name.clone())),
        ("certificate_number", here.certificate_number.clone(), register.certificate_number.clone()),
        ("valid_from", day(&here.valid_from), day(&register.valid_from)),
        ("valid_to", day(&here.valid_to), day(&register.valid_to)),
        ("revoked_on", day(&here.revoked_on), day(&register.revoked_on)),
        ("in_post_from", day(&here.in_post_from), day(&register.in_post_from)),
        ("in_post_to", day(&here.in_post_to), day(&register.in_post_to)),
    ];
    let is_open = |member: &str, told: &Option<String>| {
        told.is_none() && matches!(member, "external_id" | "in_post_from" | "in_post_to")
    };
    let differ = all.into_iter().filter(|(member, here, told)| here != told && !is_open(member, told));
    differ.map(|(member, here, register)| Difference { member: member.to_owned(), here, register }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn card(name: &str, number: &str, to: &str) -> Holder {
        Holder {
            agency_code: "A".into(),
            external_id: None,
            name: name.into(),
            certificate_number: (!number.is_empty()).then(|| number.into()),
            valid_from: Some(day("2022-01-01")),
            valid_to: Some(day(to)),
            revoked_on: None,
            in_post_from: None,
            in_post_to: None,
        }
    }

    fn compared(
        register: Vec<Holder>,
        here: Vec<Holder>,
    ) -> (Counts, Vec<(Finding, Option<RegisterMatch>, Vec<String>)>) {
        let rows = register.into_iter().zip(2..).map(|(one, row)| (row, one)).collect();
        let here = here.into_iter().map(|one| (OfficerId::from_uuid(Uuid::nil()), one)).collect();
        let agencies = HashSet::from(["A".to_owned()]);
        let (counts, lines) = compare(day("2023-06-30"), &agencies, Register { rows, rejected: vec![] }, here);
        let told = lines.into_iter().map(|line| {
            let members = line.differences.into_iter().map(|one| one.member).collect();
            (line.finding, line.matched_by, members)
        });
        (counts, told.collect())
    }

    #[test]
    fn what_is_equal_is_counted_and_all_else_is_told() {
        let register =
            vec![card("甲", "1", "2026-12-31"), card("乙", "2", "2025-12-31"), card("丙", "3", "2026-12-31")];
        let here = vec![card("甲", "1", "2026-12-31"), card("乙", "2", "2026-12-31"), card("丁", "4", "2026-12-31")];
        let (counts, told) = compared(register, here);
        assert_eq!((counts.equal, counts.different, counts.missing, counts.extra), (1, 1, 1, 1));
        let by = Some(RegisterMatch::CertificateNumber);
        let expected = [
            (Finding::Different, by, vec!["valid_to".to_owned()]),
            (Finding::Missing, None, vec![]),
            (Finding::Extra, None, vec![]),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn one_name_in_one_agency_is_probably_one_person_and_two_are_not() {
        let (_, told) = compared(vec![card("甲", "9", "2026-12-31")], vec![card("甲", "1", "2026-12-31")]);
        assert_eq!(
            told,
            [(Finding::Different, Some(RegisterMatch::NameAndAgency), vec!["certificate_number".to_owned()])]
        );
        let here = vec![card("甲", "1", "2026-12-31"), card("甲", "2", "2026-12-31")];
        let (counts, _) = compared(vec![card("甲", "9", "2026-12-31")], here);
        assert_eq!((counts.missing, counts.extra), (1, 2));
    }

    #[test]
    fn what_does_not_count_on_the_day_is_neither_missing_nor_extra() {
        let (counts, told) = compared(vec![card("甲", "1", "2022-12-31")], vec![card("乙", "2", "2022-12-31")]);
        assert_eq!((counts.past, told.len()), (1, 0));
        let revoked = Holder { revoked_on: Some(day("2023-01-01")), ..card("甲", "1", "2026-12-31") };
        let (_, told) = compared(vec![revoked], vec![card("甲", "1", "2026-12-31")]);
        assert_eq!(told[0].2, ["revoked_on"]);
    }
}
