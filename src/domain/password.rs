//! What a password must be, by profile: 等保三级 wants composition and rotation, OWASP ASVS forbids both.

use super::refusal::Text;
use super::text_enum::text_enum;
use chrono::Duration;
use zxcvbn::{Score, zxcvbn};

text_enum! {
    /// 口令规则: which rules passwords follow.
    pub enum PasswordProfile {
        /// GB/T 22239 level 3: three classes of characters, 90 days, none of the last five
        Mlps3 = "mlps3" "等保三级",
        /// OWASP ASVS: length and strength, no composition, no rotation
        Asvs = "asvs" "OWASP ASVS",
    }
}

pub const LENGTH_MIN: usize = 10;
pub const LENGTH_MAX: usize = 128;
/// Of digits, small letters, capitals and others, so many must occur (GB/T 22239 level 3).
const CLASSES_MIN: usize = 3;
const AGE_MAX_DAYS: i64 = 90;

impl PasswordProfile {
    /// After so long a password must be changed.
    pub fn age_max(self) -> Option<Duration> {
        match self {
            PasswordProfile::Mlps3 => Some(Duration::days(AGE_MAX_DAYS)),
            PasswordProfile::Asvs => None,
        }
    }

    /// A new password is none of so many last ones, the present one included.
    pub fn history(self) -> usize {
        match self {
            PasswordProfile::Mlps3 => 5,
            PasswordProfile::Asvs => 1,
        }
    }

    fn classes_min(self) -> usize {
        match self {
            PasswordProfile::Mlps3 => CLASSES_MIN,
            PasswordProfile::Asvs => 0,
        }
    }

    /// Every reason against a password, each with its code.
    pub fn faults(self, password: &str, username: &str) -> Vec<(&'static str, Text)> {
        let mut faults = Vec::new();
        let length = password.chars().count();
        if !(LENGTH_MIN..=LENGTH_MAX).contains(&length) {
            let zh = format!("密码应为 {LENGTH_MIN}–{LENGTH_MAX} 个字符");
            faults.push(("password_length", Text::new(zh, format!("{LENGTH_MIN} to {LENGTH_MAX} characters"))));
        }
        let classes_min = self.classes_min();
        if classes(password) < classes_min {
            let zh = format!("密码应包含数字、小写字母、大写字母、其他字符中的至少 {classes_min} 类");
            let en = format!("A password mixes at least {classes_min} of digits, small letters, capitals and others");
            faults.push(("password_classes", Text::new(zh, en)));
        }
        if !username.is_empty() && password.to_lowercase().contains(&username.to_lowercase()) {
            let told = Text::new("密码不能包含用户名", "A password may not contain the user name");
            faults.push(("password_contains_username", told));
        }
        if length <= LENGTH_MAX && is_common(password, username) {
            let told = Text::new("密码过于常见，容易被猜中", "The password is common: it would soon be guessed");
            faults.push(("password_common", told));
        }
        faults
    }
}

/// Fewer than a million guesses find it.
fn is_common(password: &str, username: &str) -> bool {
    matches!(zxcvbn(password, &[username, "anjuan"]).score(), Score::Zero | Score::One)
}

fn classes(password: &str) -> usize {
    let tests: [fn(char) -> bool; 4] = [
        |one| one.is_ascii_digit(),
        char::is_lowercase,
        char::is_uppercase,
        |one| !one.is_ascii_digit() && !one.is_lowercase() && !one.is_uppercase(),
    ];
    tests.iter().filter(|test| password.chars().any(test)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(profile: PasswordProfile, password: &str) -> Vec<&'static str> {
        profile.faults(password, "wang.wei").into_iter().map(|(code, _)| code).collect()
    }

    #[test]
    fn a_weak_password_is_refused_with_every_reason() {
        let all = ["password_length", "password_classes", "password_contains_username", "password_common"];
        assert_eq!(codes(PasswordProfile::Mlps3, "wang.wei"), all);
        for good in ["Anjuan-2023!", "Shazhen-2023!", "执法大队的长密码AB12", "Correct-Horse-7"] {
            assert!(
                codes(PasswordProfile::Mlps3, good).is_empty(),
                "{good}: {:?}",
                codes(PasswordProfile::Mlps3, good)
            );
        }
    }

    #[test]
    fn a_common_password_is_refused_although_it_mixes_characters() {
        for common in ["Password123", "Qwerty12345", "P@ssw0rd123", "Admin123456", "Aa12345678"] {
            assert_eq!(codes(PasswordProfile::Mlps3, common), ["password_common"], "{common}");
        }
    }

    #[test]
    fn asvs_asks_for_no_composition_and_no_rotation() {
        assert!(codes(PasswordProfile::Asvs, "correct horse battery staple").is_empty());
        assert_eq!(codes(PasswordProfile::Mlps3, "correct horse battery staple"), ["password_classes"]);
        assert!(PasswordProfile::Asvs.age_max().is_none());
        assert_eq!(codes(PasswordProfile::Asvs, "aaaaaaaaaa"), ["password_common"]);
    }
}
