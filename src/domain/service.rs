//! 送达: ways of service, and the date on which the law takes a paper as served. 民事诉讼法 第八十七条 to 第九十五条.

use super::deadline::{Rolls, TimeLimit, TimeUnit};
use super::party::PartyKind;
use super::text_enum::text_enum;
use chrono::{Days, NaiveDate};

text_enum! {
    /// 送达方式
    pub enum ServiceWay {
        /// 直接送达: 民事诉讼法 第八十八条
        Direct = "direct" "直接送达",
        /// 留置送达: 第八十九条
        Left = "left" "留置送达",
        /// 邮寄送达: 第九十一条
        Posted = "posted" "邮寄送达",
        /// 委托送达: 第九十一条
        Entrusted = "entrusted" "委托送达",
        /// 公告送达: 第九十五条
        Announced = "announced" "公告送达",
        /// 电子送达: 第九十条; 行政处罚法 第六十一条
        Electronic = "electronic" "电子送达",
    }
}

text_enum! {
    /// 签收人与受送达人的关系
    pub enum ReceiverRelation {
        /// 本人
        Party = "party" "本人",
        /// 同住成年家属
        AdultFamily = "adult_family" "同住成年家属",
        /// 法定代表人、主要负责人
        LegalRepresentative = "legal_representative" "法定代表人或者主要负责人",
        /// 负责收件的人
        ReceivingClerk = "receiving_clerk" "负责收件的人",
        /// 代理人
        Agent = "agent" "代理人",
        /// 指定代收人
        NamedReceiver = "named_receiver" "指定的代收人",
    }
}

impl ReceiverRelation {
    /// 民事诉讼法 第八十八条: who may sign for whom. A sole trader is served as a person, or where the business receives.
    pub const fn may_receive_for(self, party: PartyKind) -> bool {
        match self {
            Self::Party | Self::AdultFamily => !matches!(party, PartyKind::Organisation),
            Self::LegalRepresentative | Self::ReceivingClerk => !matches!(party, PartyKind::Individual),
            Self::Agent | Self::NamedReceiver => true,
        }
    }
}

/// 民事诉讼法 第九十五条: what is announced counts as served after so long. It does not roll: it is no time to act in.
pub const ANNOUNCED: TimeLimit = TimeLimit::new(30, TimeUnit::Days, Rolls::None);

/// The date of service by law: the day of the receipt, or the end of the announcement.
pub fn served_on(way: ServiceWay, done_on: NaiveDate) -> NaiveDate {
    match way {
        ServiceWay::Announced => done_on.checked_add_days(Days::new(ANNOUNCED.length.into())).unwrap_or(done_on),
        _ => done_on,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_announced_is_served_thirty_days_later() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        assert_eq!(served_on(ServiceWay::Announced, day("2023-04-03")), day("2023-05-03"));
        assert_eq!(served_on(ServiceWay::Left, day("2023-04-03")), day("2023-04-03"));
    }

    #[test]
    fn a_family_receives_for_a_person_and_a_clerk_for_a_body() {
        use PartyKind::{Individual, Organisation};
        use ReceiverRelation::{AdultFamily, Agent, ReceivingClerk};
        assert!(AdultFamily.may_receive_for(Individual) && !AdultFamily.may_receive_for(Organisation));
        assert!(ReceivingClerk.may_receive_for(Organisation) && !ReceivingClerk.may_receive_for(Individual));
        assert!(Agent.may_receive_for(Individual) && Agent.may_receive_for(Organisation));
    }
}
