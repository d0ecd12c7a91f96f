//! The check of a card as a page for people: no script, nothing loaded from elsewhere.

use super::model::Card;
use chrono::NaiveDate;

const STYLE: &str = "body{font-family:sans-serif;max-width:32rem;margin:2rem auto;padding:0 1rem}\
    .yes,.no{font-size:2.5rem;font-weight:bold;padding:1rem;color:#fff;border-radius:.5rem}\
    .yes{background:#176b2c}.no{background:#a3161c}dt{color:#555}dd{margin:0 0 .6rem;font-size:1.2rem}";

const NOBODY: &str = "<p class=\"no\">查无此证 · No such card</p><p>没有单位登记过这个证号。请核对证件上的号码,\
    或者向其所在单位核实。No agency has recorded this number. Compare it with the card, or ask the agency it names.</p>";

/// One card after the other, the one that matters most first.
pub fn of(number: &str, told: &[Card], today: NaiveDate) -> String {
    let cards: String = match told {
        [] => NOBODY.to_owned(),
        told => told.iter().map(|card| section(card, today)).collect(),
    };
    let warning = match told.len() {
        0 | 1 => "",
        _ => {
            "<p><strong>该证号在多个单位有登记,请核对姓名和单位。More than one agency has recorded this number: \
              compare name and agency.</strong></p>"
        }
    };
    format!(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" content=\"noindex\">\
         <title>执法证件核验 · Certificate check</title><style>{STYLE}</style></head><body>\
         <h1>执法证件核验 · Certificate check</h1><p>证号 No. {} · {today}</p>{warning}{cards}</body></html>",
        escaped(number)
    )
}

fn section(card: &Card, today: NaiveDate) -> String {
    let (class, words) = match card.lets_act_on(today) {
        true => ("yes", "有效 · Valid"),
        false => ("no", "不得执法 · May not act"),
    };
    let status = card.status_on(today);
    let until = card.printed.to.map(|day| day.to_string()).unwrap_or_default();
    format!(
        "<p class=\"{class}\">{words}</p><dl><dt>姓名 Name</dt><dd>{}</dd><dt>单位 Agency</dt><dd>{}</dd>\
         <dt>证件 Certificate</dt><dd>{}</dd><dt>状态 Status</dt><dd>{} ({status})</dd>\
         <dt>有效期至 Valid to</dt><dd>{until}</dd></dl>",
        escaped(&card.officer_name),
        escaped(&card.agency_name),
        card.kind.label_zh(),
        status.label_zh(),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
