//! 证据 (evidence): its kinds, how its integrity is told, and what a monitoring device needs so that what it records is evidence.
//! 行政处罚法 第四十一条, 第四十六条.

use super::day::Period;
use super::text_enum::text_enum;
use super::values::Title;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 证据种类 (行政处罚法 第四十六条)
    pub enum EvidenceKind {
        Documentary = "documentary" "书证",
        Physical = "physical" "物证",
        AudioVisual = "audio_visual" "视听资料",
        ElectronicData = "electronic_data" "电子数据",
        Testimony = "testimony" "证人证言",
        PartyStatement = "party_statement" "当事人的陈述",
        ExpertOpinion = "expert_opinion" "鉴定意见",
        SiteRecord = "site_record" "勘验笔录、现场笔录",
    }
}

text_enum! {
    /// 完整性校验算法
    pub enum IntegrityAlgorithm {
        Sha256 = "sha-256" "SHA-256",
        Sha512 = "sha-512" "SHA-512",
        Sm3 = "sm3" "SM3",
    }
}

impl IntegrityAlgorithm {
    /// Hexadecimal digits of a value.
    const fn digits(self) -> usize {
        match self {
            Self::Sha256 | Self::Sm3 => 64,
            Self::Sha512 => 128,
        }
    }
}

/// 完整性校验值
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IntegrityValue {
    pub algorithm: IntegrityAlgorithm,
    /// Hexadecimal: 64 digits of SHA-256 and SM3, 128 of SHA-512.
    #[schema(min_length = 64, max_length = 128, pattern = "^[0-9A-Fa-f]+$")]
    pub value: String,
}

impl IntegrityValue {
    /// As long as its algorithm makes it, and nothing but digits.
    pub fn is_well_formed(&self) -> bool {
        self.value.len() == self.algorithm.digits() && self.value.bytes().all(|one| one.is_ascii_hexdigit())
    }
}

text_enum! {
    /// 电子技术监控设备审核的种类
    pub enum DeviceReviewKind {
        Legal = "legal" "法制审核",
        Technical = "technical" "技术审核",
    }
}

text_enum! {
    /// 审核结果
    pub enum DeviceReviewResult {
        Passed = "passed" "通过",
        Failed = "failed" "未通过",
    }
}

text_enum! {
    /// 电子技术监控设备的记录不得作为证据的原因 (行政处罚法 第四十一条)
    pub enum DeviceFault {
        LegalReviewMissing = "legal_review_missing" "拍摄时设备没有有效的法制审核",
        TechnicalReviewMissing = "technical_review_missing" "拍摄时设备没有有效的技术审核",
        PlaceNotAnnounced = "place_not_announced" "拍摄时设备的设置地点未向社会公布",
        /// It had papers that say so, and none held on that day.
        StandardUncertified = "standard_uncertified" "拍摄时设备的合格证明不在有效期内",
    }
}

impl DeviceFault {
    pub const LEGAL_BASIS: &str = "行政处罚法 第四十一条";

    pub const fn label_en(self) -> &'static str {
        match self {
            Self::LegalReviewMissing => "When it recorded, the device had no valid legal review",
            Self::TechnicalReviewMissing => "When it recorded, the device had no valid technical review",
            Self::PlaceNotAnnounced => "When it recorded, the place of the device was not announced to the public",
            Self::StandardUncertified => "When it recorded, no certificate of the device was valid",
        }
    }
}

/// Why a record may not be evidence, for people.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DeviceFaultTold {
    pub code: DeviceFault,
    pub detail: &'static str,
    pub detail_en: &'static str,
    /// Law and article.
    pub legal_basis: &'static str,
}

impl From<DeviceFault> for DeviceFaultTold {
    fn from(code: DeviceFault) -> Self {
        Self { code, detail: code.label_zh(), detail_en: code.label_en(), legal_basis: DeviceFault::LEGAL_BASIS }
    }
}

/// 设置: where the device stands from a day on, and when the public was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DevicePlace {
    pub place: Title,
    pub installed_on: NaiveDate,
    pub announced_on: Option<NaiveDate>,
}

/// 审核: what was found, and on which days it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceReviewed {
    pub kind: DeviceReviewKind,
    pub result: DeviceReviewResult,
    pub holds: Period,
}

/// What the register says of a device; each list in the order in which it was recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeviceStanding {
    pub places: Vec<DevicePlace>,
    pub certificates: Vec<Period>,
    pub reviews: Vec<DeviceReviewed>,
}

impl DeviceStanding {
    /// 行政处罚法 第四十一条第一款, 第二款: everything because of which a record of that day may not be evidence.
    pub fn faults_on(&self, day: NaiveDate) -> Vec<DeviceFault> {
        let certified = self.certificates.is_empty() || self.certificates.iter().any(|one| one.contains(day));
        let sound = [
            (self.is_reviewed(DeviceReviewKind::Legal, day), DeviceFault::LegalReviewMissing),
            (self.is_reviewed(DeviceReviewKind::Technical, day), DeviceFault::TechnicalReviewMissing),
            (self.is_announced(day), DeviceFault::PlaceNotAnnounced),
            (certified, DeviceFault::StandardUncertified),
        ];
        sound.into_iter().filter(|(is_sound, _)| !is_sound).map(|(_, fault)| fault).collect()
    }

    /// The review that took effect last counts, also where it was not passed; of two of one day the one recorded last.
    fn is_reviewed(&self, kind: DeviceReviewKind, day: NaiveDate) -> bool {
        let began = self.reviews.iter().filter(|one| one.kind == kind && one.holds.from <= day);
        let last = began.max_by_key(|one| one.holds.from);
        last.is_some_and(|one| one.result == DeviceReviewResult::Passed && one.holds.contains(day))
    }

    /// Where the device stands that day.
    pub fn place_on(&self, day: NaiveDate) -> Option<&DevicePlace> {
        self.places.iter().filter(|one| one.installed_on <= day).max_by_key(|one| one.installed_on)
    }

    /// The place may have been announced by a later paper than the one that says that the device was put there.
    fn is_announced(&self, day: NaiveDate) -> bool {
        let Some(stands) = self.place_on(day) else { return false };
        let same = |one: &&DevicePlace| (&one.place, one.installed_on) == (&stands.place, stands.installed_on);
        self.places.iter().filter(same).any(|one| one.announced_on.is_some_and(|on| on <= day))
    }
}

#[cfg(test)]
mod tests {
    use super::DeviceFault::{LegalReviewMissing, PlaceNotAnnounced, StandardUncertified, TechnicalReviewMissing};
    use super::DeviceReviewKind::{Legal, Technical};
    use super::DeviceReviewResult::{Failed, Passed};
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn place(name: &str, installed: &str, announced: Option<&str>) -> DevicePlace {
        let place = Title::parse(name).expect("a place");
        DevicePlace { place, installed_on: day(installed), announced_on: announced.map(day) }
    }

    fn review(kind: DeviceReviewKind, result: DeviceReviewResult, from: &str, to: Option<&str>) -> DeviceReviewed {
        DeviceReviewed { kind, result, holds: Period { from: day(from), to: to.map(day) } }
    }

    fn sound() -> DeviceStanding {
        DeviceStanding {
            places: vec![place("国道205线", "2023-01-01", Some("2023-01-10"))],
            certificates: vec![Period { from: day("2023-01-01"), to: Some(day("2023-12-31")) }],
            reviews: vec![
                review(Legal, Passed, "2023-01-05", Some("2023-12-31")),
                review(Technical, Passed, "2023-01-06", None),
            ],
        }
    }

    #[test]
    fn every_first_and_last_day_counts() {
        let faults = |on: &str| sound().faults_on(day(on));
        assert!(faults("2023-01-10").is_empty() && faults("2023-12-31").is_empty());
        assert_eq!(faults("2023-01-09"), [PlaceNotAnnounced]);
        assert_eq!(faults("2023-01-05"), [TechnicalReviewMissing, PlaceNotAnnounced]);
        assert_eq!(faults("2024-01-01"), [LegalReviewMissing, StandardUncertified]);
        let unknown = DeviceStanding::default().faults_on(day("2023-06-01"));
        assert_eq!(unknown, [LegalReviewMissing, TechnicalReviewMissing, PlaceNotAnnounced]);
    }

    #[test]
    fn a_review_that_failed_ends_the_one_before_it_and_one_that_begins_later_does_not() {
        let mut device = sound();
        device.reviews.push(review(Legal, Failed, "2023-06-01", None));
        assert!(device.faults_on(day("2023-05-31")).is_empty());
        assert_eq!(device.faults_on(day("2023-06-01")), [LegalReviewMissing]);
        device.reviews.push(review(Legal, Passed, "2023-06-01", None));
        assert!(device.faults_on(day("2023-06-01")).is_empty(), "recorded later, it counts");
        let mut renewed = sound();
        renewed.reviews.push(review(Legal, Passed, "2024-01-01", Some("2024-12-31")));
        assert!(renewed.faults_on(day("2023-12-31")).is_empty());
    }

    #[test]
    fn a_device_that_was_moved_is_announced_again() {
        let mut device = sound();
        device.places.push(place("县道803线", "2023-04-01", None));
        assert!(device.faults_on(day("2023-03-31")).is_empty());
        assert_eq!(device.faults_on(day("2023-04-01")), [PlaceNotAnnounced]);
        device.places.push(place("县道803线", "2023-04-01", Some("2023-04-05")));
        assert_eq!(device.faults_on(day("2023-04-04")), [PlaceNotAnnounced]);
        assert!(device.faults_on(day("2023-04-05")).is_empty());
        device.places.push(place("县道803线", "2023-04-01", Some("2023-08-01")));
        assert!(device.faults_on(day("2023-04-05")).is_empty(), "announced once more takes nothing away");
    }

    #[test]
    fn an_integrity_value_is_as_long_as_its_algorithm_makes_it() {
        let value = |algorithm, digits: usize| IntegrityValue { algorithm, value: "aF09".repeat(digits / 4) };
        assert!(
            value(IntegrityAlgorithm::Sha256, 64).is_well_formed()
                && value(IntegrityAlgorithm::Sha512, 128).is_well_formed()
        );
        assert!(!value(IntegrityAlgorithm::Sm3, 128).is_well_formed());
        let letters = IntegrityValue { algorithm: IntegrityAlgorithm::Sm3, value: "g".repeat(64) };
        assert!(!letters.is_well_formed());
    }
}
