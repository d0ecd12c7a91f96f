//! A certificate and what may happen to it.

use crate::domain::day::Period;
use crate::domain::ids::{CertificateId, EntryId, OfficerId};
use crate::domain::refusal::{Refusal, Rule, Text};
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Code, Title};
use chrono::{DateTime, NaiveDate, Utc};

text_enum! {
    /// 证件种类
    pub enum CertificateKind {
        /// 行政执法证
        Enforcement = "enforcement" "行政执法证",
        /// 行政执法监督证
        Supervision = "supervision" "行政执法监督证",
    }
}

text_enum! {
    /// 证件终止方式
    pub enum CertificateEnd {
        /// 吊销
        Revoked = "revoked" "吊销",
        /// 收回
        Returned = "returned" "收回",
        /// 遗失
        Lost = "lost" "遗失",
    }
}

text_enum! {
    /// 证件状态
    pub enum CertificateStatus {
        /// 有效
        Valid = "valid" "有效",
        /// 尚未生效
        NotYetValid = "not_yet_valid" "尚未生效",
        /// 暂扣
        Suspended = "suspended" "暂扣",
        /// 过期
        Expired = "expired" "过期",
        /// 吊销
        Revoked = "revoked" "吊销",
        /// 收回
        Returned = "returned" "收回",
        /// 遗失
        Lost = "lost" "遗失",
    }
}

/// 执法证件 as issued, with what has happened to it since.
#[derive(Debug, Clone)]
pub struct Certificate {
    pub id: CertificateId,
    pub officer: OfficerId,
    pub kind: CertificateKind,
    pub number: Code,
    /// As printed on the card.
    pub printed: Period,
    /// The days it holds; `None` when it ended before it began.
    pub holds: Option<Period>,
    pub suspended: Vec<Period>,
    pub ended: Option<(CertificateEnd, Title)>,
    pub reason: Title,
    pub content_digest: Vec<u8>,
    pub version: i64,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

impl Certificate {
    pub fn status_on(&self, day: NaiveDate) -> CertificateStatus {
        let ended = self.ended.as_ref().map(|(kind, _)| *kind);
        status_on(day, self.printed, self.holds, &self.suspended, ended)
    }

    /// What it holds once it ends on a day: that day no longer counts.
    pub fn held_until(&self, ends_on: NaiveDate) -> Result<Option<Period>, Refusal> {
        if self.ended.is_some() {
            let detail =
                Text::new(format!("证件 {} 已经终止", self.number), format!("{} has ended already", self.number));
            return Err(Refusal::new(Rule::CertificateAlreadyEnded, detail));
        }
        let last = ends_on.pred_opt().map(|day| self.printed.to.map_or(day, |to| day.min(to)));
        Ok(last.and_then(|last| Period::new(self.printed.from, Some(last))))
    }
}

/// 证件状态 on a day.
pub fn status_on(
    day: NaiveDate,
    printed: Period,
    holds: Option<Period>,
    suspended: &[Period],
    ended: Option<CertificateEnd>,
) -> CertificateStatus {
    let holds = holds.is_some_and(|holds| holds.contains(day));
    match ended {
        _ if holds && suspended.iter().any(|days| days.contains(day)) => CertificateStatus::Suspended,
        _ if holds => CertificateStatus::Valid,
        _ if day < printed.from => CertificateStatus::NotYetValid,
        Some(CertificateEnd::Revoked) => CertificateStatus::Revoked,
        Some(CertificateEnd::Returned) => CertificateStatus::Returned,
        Some(CertificateEnd::Lost) => CertificateStatus::Lost,
        None => CertificateStatus::Expired,
    }
}

/// The period printed on a card runs forward and ends.
pub fn printed(from: NaiveDate, to: NaiveDate) -> Result<Period, Refusal> {
    Period::new(from, Some(to)).ok_or_else(|| {
        let detail = Text::new("有效期截止日早于起始日", "The certificate would end before it begins");
        Refusal::new(Rule::DatesRunBackwards, detail).at("/valid_to")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn certificate() -> Certificate {
        let printed = Period { from: day("2022-01-01"), to: Some(day("2026-12-31")) };
        Certificate {
            id: CertificateId::from_uuid(Uuid::nil()),
            officer: OfficerId::from_uuid(Uuid::nil()),
            kind: CertificateKind::Enforcement,
            number: Code::parse("3504810011").expect("a code"),
            printed,
            holds: Some(printed),
            suspended: vec![Period { from: day("2023-03-01"), to: Some(day("2023-03-31")) }],
            ended: None,
            reason: Title::parse("首次核发").expect("a title"),
            content_digest: vec![],
            version: 1,
            entry_id: EntryId::from_uuid(Uuid::nil()),
            recorded_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn the_status_follows_the_day() {
        let card = certificate();
        assert_eq!(card.status_on(day("2021-12-31")), CertificateStatus::NotYetValid);
        assert_eq!(card.status_on(day("2023-03-31")), CertificateStatus::Suspended);
        assert_eq!(card.status_on(day("2026-12-31")), CertificateStatus::Valid);
        assert_eq!(card.status_on(day("2027-01-01")), CertificateStatus::Expired);
    }

    #[test]
    fn on_the_day_it_ends_a_certificate_no_longer_counts() {
        let card = certificate();
        let held = card.held_until(day("2023-05-02")).expect("not ended yet").expect("held some days");
        assert_eq!(held.to, Some(day("2023-05-01")));
        assert_eq!(card.held_until(day("2022-01-01")).expect("not ended yet"), None);
        let title = Title::parse("离岗").expect("a title");
        let ended = Certificate { holds: Some(held), ended: Some((CertificateEnd::Revoked, title)), ..card };
        assert_eq!(ended.status_on(day("2023-05-01")), CertificateStatus::Valid);
        assert_eq!(ended.status_on(day("2023-05-02")), CertificateStatus::Revoked);
        assert_eq!(ended.held_until(day("2024-01-01")).expect_err("ended").rule, Rule::CertificateAlreadyEnded);
    }
}
