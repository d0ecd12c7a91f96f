//! The comparison itself: what is missing on which side, what differs, and which receipt stands for more than one payment.

use crate::domain::case_number::CaseNumber;
use crate::domain::ids::{CaseId, CaseStepId};
use crate::domain::refusal::Text;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Code, Fen, Title};
use crate::imports::model::RowFault;
use crate::problem::Fault;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

text_enum! {
    /// 对账结果
    pub enum PaymentFinding {
        /// On the platform, not recorded here.
        MissingHere = "missing_here" "本系统缺少",
        /// Recorded here, not on the platform.
        MissingThere = "missing_there" "平台缺少",
        AmountDiffers = "amount_differs" "金额不符",
        /// The same amount, paid on another day: the surcharge hangs on it.
        DateDiffers = "date_differs" "缴款日期不符",
        /// The same amount and day, under the number of another decision.
        CaseDiffers = "case_differs" "决定书文号不符",
        /// One receipt for several payments, on either side.
        ReceiptUsedTwice = "receipt_used_twice" "票据重复使用",
        /// A row that could not be read.
        Rejected = "rejected" "不能读取",
    }
}

/// 非税平台的一笔缴款: exactly one of the two amounts is stated.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlatformPayment {
    /// 财政票据号码
    pub receipt_number: Code,
    pub paid_on: NaiveDate,
    /// 金额(分): with any surcharge.
    #[serde(default)]
    pub amount_fen: Option<Fen>,
    /// 金额(元), such as `200` or `200.50`.
    #[serde(default)]
    #[schema(pattern = "^[0-9]{1,13}([.][0-9]{1,2})?$")]
    pub amount_yuan: Option<String>,
    /// 缴款人
    #[serde(default)]
    pub payer: Option<Title>,
    /// 决定书文号
    #[serde(default)]
    pub case_number: Option<Title>,
}

impl PlatformPayment {
    /// `None` unless exactly one amount is stated, and can be read.
    pub fn amount(&self) -> Option<Fen> {
        match (self.amount_fen, &self.amount_yuan) {
            (Some(fen), None) => Some(fen),
            (None, Some(yuan)) => fen_of(yuan),
            _ => None,
        }
    }

    pub fn faults(&self, today: NaiveDate) -> Vec<RowFault> {
        let mut faults = Vec::new();
        if self.amount().is_none() {
            let detail = Text::new("金额(分)与金额(元)应当写明其一", "State the amount, in fen or in yuan");
            faults.push(Fault::new("/amount_fen", "amount_missing", detail));
        }
        if self.paid_on > today {
            let detail = Text::new("日期不能晚于今天", "The date lies in the future");
            faults.push(Fault::new("/paid_on", "date_in_the_future", detail));
        }
        faults.iter().map(RowFault::from).collect()
    }
}

/// Yuan with at most two decimals, exactly.
fn fen_of(yuan: &str) -> Option<Fen> {
    let (whole, part) = yuan.split_once('.').unwrap_or((yuan, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let fen = whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(format!("{part:0<2}").parse().ok()?)?;
    Fen::new(fen).ok()
}

/// 本系统登记的缴款
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecordedPayment {
    pub agency_code: String,
    pub case_id: CaseId,
    /// 决定书文号
    pub case_number: Option<String>,
    pub payment_id: CaseStepId,
    #[serde(skip)]
    pub receipt_number: String,
    pub paid_on: NaiveDate,
    /// With the surcharge.
    pub amount_fen: Fen,
}

/// A row of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlatformRow {
    pub row: i32,
    pub paid_on: NaiveDate,
    pub amount_fen: Fen,
    pub payer: Option<Title>,
    pub case_number: Option<Title>,
}

impl PlatformRow {
    /// Numbers are compared as they are printed strictly; a platform that states none contradicts nothing.
    fn is_for(&self, payment: &RecordedPayment) -> bool {
        let printed =
            |text: &str| CaseNumber::parse(text).map_or_else(|_| text.to_owned(), |number| number.to_string());
        let (theirs, ours) = (self.case_number.as_ref(), payment.case_number.as_deref());
        theirs.zip(ours).is_none_or(|(theirs, ours)| printed(theirs.as_str()) == printed(ours))
    }
}

/// What is not equal, receipt by receipt.
#[derive(Debug, Clone)]
pub struct ReportedReceipt {
    pub finding: PaymentFinding,
    pub receipt_number: Option<String>,
    /// Of a row that could not be read.
    pub row: Option<i32>,
    pub here: Vec<RecordedPayment>,
    pub there: Vec<PlatformRow>,
    pub faults: Vec<RowFault>,
}

/// What was compared, and how often each was found.
#[derive(Debug, Default)]
pub struct Report {
    pub equal: usize,
    /// By receipt; what could not be read comes last.
    pub lines: Vec<ReportedReceipt>,
}

impl Report {
    pub fn count(&self, finding: PaymentFinding) -> usize {
        self.lines.iter().filter(|line| line.finding == finding).count()
    }
}

/// Receipt by receipt. `here` holds what was recorded in the period, and whatever a receipt of the file names.
pub fn compare(
    there: Vec<(Code, PlatformRow)>,
    here: Vec<RecordedPayment>,
    unread: Vec<(i32, Vec<RowFault>)>,
) -> Report {
    let mut receipts: BTreeMap<String, (Vec<RecordedPayment>, Vec<PlatformRow>)> = BTreeMap::new();
    for (receipt, row) in there {
        receipts.entry(receipt.as_str().to_owned()).or_default().1.push(row);
    }
    for one in here {
        receipts.entry(one.receipt_number.clone()).or_default().0.push(one);
    }
    let mut report = Report::default();
    for (receipt, (here, there)) in receipts {
        let finding = match (here.as_slice(), there.as_slice()) {
            ([_, _, ..], _) | (_, [_, _, ..]) => PaymentFinding::ReceiptUsedTwice,
            ([], _) => PaymentFinding::MissingHere,
            (_, []) => PaymentFinding::MissingThere,
            ([ours], [theirs]) if ours.amount_fen != theirs.amount_fen => PaymentFinding::AmountDiffers,
            ([ours], [theirs]) if ours.paid_on != theirs.paid_on => PaymentFinding::DateDiffers,
            ([ours], [theirs]) if !theirs.is_for(ours) => PaymentFinding::CaseDiffers,
            _ => {
                report.equal += 1;
                continue;
            }
        };
        let receipt_number = Some(receipt);
        report.lines.push(ReportedReceipt { finding, receipt_number, row: None, here, there, faults: Vec::new() });
    }
    report.lines.extend(unread.into_iter().map(|(row, faults)| ReportedReceipt {
        finding: PaymentFinding::Rejected,
        receipt_number: None,
        row: Some(row),
        here: Vec::new(),
        there: Vec::new(),
        faults,
    }));
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_become_fen_exactly() {
        for (yuan, fen) in [("200", 200_00), ("200.5", 200_50), ("0.07", 7), ("9999999999999.99", 999_999_999_999_999)]
        {
            assert_eq!(fen_of(yuan).map(Fen::get), Some(fen), "{yuan}");
        }
        for yuan in ["", ".5", "1.234", "-1", "1,000", "1e3", "99999999999999999999"] {
            assert_eq!(fen_of(yuan), None, "{yuan}");
        }
    }
}
