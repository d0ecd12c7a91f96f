//! What the law asks of one act of investigation, by its kind.

use super::details::{
    ActSignature, ActSigning, Details, ExpertOpinion, Inquiry, Preservation, Sampling, SiteInspection,
};
use super::model::InvestigationKind;
use crate::domain::act::{in_order, moment_not_in_the_future, not_in_the_future};
use crate::domain::day::legal_date;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use chrono::{DateTime, Utc};

/// An item that is asked for: whether it is there, the member that holds it, and what it is called.
pub type Item = (bool, &'static str, &'static str, &'static str);

/// The details against the kind, and the items that are missing.
pub fn judge(
    kind: InvestigationKind,
    details: &Details,
    performed_at: DateTime<Utc>,
    now: DateTime<Utc>,
    refusals: &mut Refusals,
) {
    fit_kind(kind, details, refusals);
    let moment = Moment { performed_at, now };
    if let Some(rule) = record_missing(kind, details) {
        let (zh, en) = (
            format!("缺少{}的记录：应当补充", kind.label_zh()),
            format!("The record of the {kind} is missing: add it"),
        );
        refusals.add(Refusal::new(rule, Text::new(zh, en)).at(format!("/{kind}")));
    }
    if let Some(inquiry) = &details.inquiry {
        moment.ends(inquiry.ended_at, "/inquiry/ended_at", refusals);
        of_inquiry(inquiry, refusals);
    }
    if let Some(site) = &details.site_inspection {
        moment.ends(site.ended_at, "/site_inspection/ended_at", refusals);
        of_site(site, refusals);
    }
    if let Some(sampling) = &details.sampling {
        of_sampling(sampling, refusals);
    }
    match &details.preservation {
        Some(preservation) => of_preservation(preservation, performed_at, refusals),
        None if kind == InvestigationKind::RegisteredPreservation => {
            refusals.add(Refusal::of(Rule::PreservationUnapproved).at("/preservation"));
        }
        None => {}
    }
    if let Some(opinion) = &details.expert_opinion {
        of_opinion(opinion, now, refusals);
    }
}

/// 行政处罚法 第五十五条, 第五十六条: an inquiry, an inspection and a sampling are recorded, with the certificates that were shown.
fn record_missing(kind: InvestigationKind, details: &Details) -> Option<Rule> {
    let (is_there, rule) = match kind {
        InvestigationKind::Inquiry => (details.inquiry.is_some(), Rule::InquiryIncomplete),
        InvestigationKind::SiteInspection => (details.site_inspection.is_some(), Rule::SiteRecordIncomplete),
        InvestigationKind::Sampling => (details.sampling.is_some(), Rule::SamplingIncomplete),
        _ => return None,
    };
    (!is_there).then_some(rule)
}

struct Moment {
    performed_at: DateTime<Utc>,
    now: DateTime<Utc>,
}

impl Moment {
    /// An act ends after it began, and not in the future.
    fn ends(&self, ended_at: DateTime<Utc>, pointer: &str, refusals: &mut Refusals) {
        if ended_at < self.performed_at {
            let detail = Text::new("结束早于开始", "It ended before it began");
            refusals.add(Refusal::new(Rule::DatesRunBackwards, detail).at(pointer));
        }
        refusals.check(moment_not_in_the_future(ended_at, self.now, pointer));
    }
}

fn fit_kind(kind: InvestigationKind, details: &Details, refusals: &mut Refusals) {
    let given = [
        (details.inquiry.is_some(), InvestigationKind::Inquiry, "/inquiry"),
        (details.site_inspection.is_some(), InvestigationKind::SiteInspection, "/site_inspection"),
        (details.sampling.is_some(), InvestigationKind::Sampling, "/sampling"),
        (details.preservation.is_some(), InvestigationKind::RegisteredPreservation, "/preservation"),
        (details.expert_opinion.is_some(), InvestigationKind::ExpertOpinion, "/expert_opinion"),
    ];
    for (_, _, pointer) in given.into_iter().filter(|(is_given, of, _)| *is_given && *of != kind) {
        refusals.add(Refusal::of(Rule::ActDetailsUnfit).at(pointer));
    }
    if kind == InvestigationKind::ExpertOpinion && details.expert_opinion.is_none() {
        refusals.add(Refusal::of(Rule::ExpertOpinionIncomplete).at("/expert_opinion"));
    }
}

pub fn missing(rule: Rule, items: impl IntoIterator<Item = Item>, within: &str, refusals: &mut Refusals) {
    for (_, member, zh, en) in items.into_iter().filter(|(is_there, ..)| !is_there) {
        let detail = Text::new(format!("缺少{zh}：请补齐"), format!("It lacks {en}: add it"));
        refusals.add(Refusal::new(rule, detail).at(format!("{within}{member}")));
    }
}

/// Signed; or refused, which is noted and which a witness or a recording shows; or absent with a witness.
pub fn signed(signing: &ActSigning) -> [Item; 2] {
    let is_refused = signing.signature == ActSignature::Refused;
    let is_shown = match signing.signature {
        ActSignature::Signed | ActSignature::Electronic => true,
        ActSignature::Refused => signing.witness.is_some() || signing.is_recorded,
        ActSignature::Absent => signing.witness.is_some(),
    };
    [
        (!is_refused || signing.note.is_some(), "/signing/note", "拒绝签名的注明", "the note of the refused signature"),
        (is_shown, "/signing/witness", "见证人", "a witness"),
    ]
}

const CARDS: (&str, &str, &str) = ("/certificates_shown", "出示执法证件", "that the certificates were shown");

fn of_inquiry(inquiry: &Inquiry, refusals: &mut Refusals) {
    let items = [
        (inquiry.certificates_shown, CARDS.0, CARDS.1, CARDS.2),
        (inquiry.rights_told, "/rights_told", "告知权利义务", "that rights and duties were told"),
        (inquiry.read_back, "/read_back", "核对笔录", "that the record was read back"),
    ];
    missing(Rule::InquiryIncomplete, items.into_iter().chain(signed(&inquiry.signing)), "/inquiry", refusals);
}

fn of_site(site: &SiteInspection, refusals: &mut Refusals) {
    let somebody = site.party_present.is_some() || site.signing.witness.is_some();
    let items = [
        (site.certificates_shown, CARDS.0, CARDS.1, CARDS.2),
        (somebody, "/party_present", "当事人或者见证人到场", "the party, or a witness"),
    ];
    missing(Rule::SiteRecordIncomplete, items.into_iter().chain(signed(&site.signing)), "/site_inspection", refusals);
}

fn of_sampling(sampling: &Sampling, refusals: &mut Refusals) {
    let items = [
        (sampling.certificates_shown, CARDS.0, CARDS.1, CARDS.2),
        (!sampling.items.is_empty(), "/items", "样品清单", "the list of samples"),
    ];
    missing(Rule::SamplingIncomplete, items.into_iter().chain(signed(&sampling.signing)), "/sampling", refusals);
}

/// 行政处罚法 第五十六条: evidence that may be lost, by the head's approval given before.
fn of_preservation(preservation: &Preservation, performed_at: DateTime<Utc>, refusals: &mut Refusals) {
    if preservation.approval.approved_at > performed_at {
        let detail = Text::new("批准晚于登记保存", "It was approved only after it was made");
        let refusal = Refusal::new(Rule::PreservationUnapproved, detail);
        refusals.add(refusal.at("/preservation/approval/approved_at"));
    }
    let items = [
        (preservation.certificates_shown, CARDS.0, CARDS.1, CARDS.2),
        (!preservation.items.is_empty(), "/items", "物品清单", "the list of items"),
        (preservation.list_delivered, "/list_delivered", "交付通知书和清单", "that notice and list were handed over"),
    ];
    let items = items.into_iter().chain(signed(&preservation.signing));
    missing(Rule::PreservationIncomplete, items, "/preservation", refusals);
}

fn of_opinion(opinion: &ExpertOpinion, now: DateTime<Utc>, refusals: &mut Refusals) {
    let items = [
        (!opinion.experts.is_empty(), "/experts", "鉴定人", "the experts"),
        (!opinion.materials.is_empty(), "/materials", "送检材料", "what was examined"),
    ];
    missing(Rule::ExpertOpinionIncomplete, items, "/expert_opinion", refusals);
    refusals.check(in_order(opinion.entrusted_on, opinion.issued_on, "/expert_opinion/issued_on"));
    let today = legal_date(now);
    refusals.check(not_in_the_future(opinion.issued_on, today, "/expert_opinion/issued_on"));
    if let Some(told_on) = opinion.party_told_on {
        refusals.check(in_order(opinion.issued_on, told_on, "/expert_opinion/party_told_on"));
        refusals.check(not_in_the_future(told_on, today, "/expert_opinion/party_told_on"));
    }
}
