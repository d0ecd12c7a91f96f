//! The sentences of the yearly report. Every number is what the statistics endpoint answers.

use super::Outcome;
use super::people::{Logins, People};
use super::scenario::{TOWN, YEAR};
use crate::domain::permission::Role;
use serde::Deserialize;
use serde_json::Value;

/// The report was signed on this day; its stocks are as of then.
const SIGNED_ON: &str = "2023-12-29";

#[derive(Deserialize)]
struct Sentence {
    column: String,
    zh: String,
}

/// What the report asks for. Its position is kept, so that every run of the demo prints the very same report.
pub async fn position(people: &People) -> Outcome<i64> {
    let figures = people.get(&people.with_role(Role::Clerk), &question()).await?;
    figures["journal_position"].as_i64().ok_or_else(|| "the figures name no position".into())
}

fn question() -> String {
    format!("/statistics/annual/{YEAR}?agency={TOWN}&profile=FJ-TOWN&stocks_on={SIGNED_ON}")
}

pub async fn print(people: &People, url: &str, logins: &Logins, position: i64) -> Outcome<()> {
    let path = format!("{}&as_of_position={position}", question());
    let figures = people.get(&people.with_role(Role::Clerk), &path).await?;
    let sentences: Vec<Sentence> = serde_json::from_str(include_str!("../../data/demo/report.json"))?;
    say(&format!("\n永安市安砂镇 {YEAR} 年度法治政府建设工作报告 · 行政执法数据（存量截至 {SIGNED_ON}）\n"));
    for sentence in sentences {
        let cell = cell_of(&figures, &sentence.column).ok_or_else(|| format!("no figure {}", sentence.column))?;
        say(&format!("  {}", filled(&sentence.zh, cell)));
    }
    say(&format!(
        "\n  journal position {} · {}",
        figures["journal_position"],
        figures["digest"].as_str().unwrap_or_default()
    ));
    say(&format!("  every figure and the records behind it · 每个数字及其背后的记录: {url}/api/v1{path}\n"));

    for login in &logins.people {
        let password = logins.passwords.get(&login.username).map_or("", String::as_str);
        say(&format!("  {:<18} {password}  {:<15} {}", login.username, login.role.as_str(), login.name));
    }
    Ok(())
}

pub fn invite(url: &str) {
    say(&format!(
        "\nserving at {url} · the API: {url}/docs/ · Ctrl-C stops\n服务已启动：{url} · 接口文档：{url}/docs/ · 按 Ctrl-C 停止\n"
    ));
}

fn cell_of<'f>(figures: &'f Value, column: &str) -> Option<&'f Value> {
    let rows = figures["tables"][0]["rows"].as_array()?;
    rows.first()?["cells"].as_array()?.iter().find(|cell| cell["column"] == column)
}

fn filled(sentence: &str, cell: &Value) -> String {
    let side = |name: &str| cell["value"][name].as_i64().unwrap_or_default();
    let (of, to) = (side("numerator"), side("denominator"));
    let display = cell["display"].as_str().unwrap_or_default();
    sentence
        .replace("{value}", display)
        .replace("{rate}", display)
        .replace("{of}", &of.to_string())
        .replace("{to}", &to.to_string())
}

#[expect(clippy::print_stdout, reason = "the demo's words are its result")]
fn say(line: &str) {
    println!("{line}");
}
