//! CSV: the same result for spreadsheets. Each table is its title, its columns with their units and its rows as the form
//! prints them; the terms and the digest stand at the end.

use super::report::{RowReply, StatisticsReply, TableReply};
use crate::http::csv;
use crate::problem::Problem;

pub fn file(report: &StatisticsReply) -> Result<Vec<u8>, Problem> {
    let mut lines: Vec<Vec<String>> = Vec::new();
    for table in &report.tables {
        lines.push(vec![table.title.clone()]);
        lines.push(header(table));
        lines.extend(table.rows.iter().map(row));
        lines.extend(table.notes.iter().map(|note| vec!["说明".to_owned(), note.clone()]));
        lines.push(vec![String::new()]);
    }
    let told = report.checks.iter().map(|check| vec!["核对".to_owned(), check.code.to_owned(), check.detail.clone()]);
    lines.extend(told);
    lines.extend(terms(report));
    csv::file(lines.iter().map(|line| line.iter().map(|text| csv::cell(text)).collect::<Vec<_>>()))
}

fn header(table: &TableReply) -> Vec<String> {
    let titles = table.columns.iter().map(|column| format!("{}({})", column.title, column.unit));
    std::iter::once("执法主体".to_owned()).chain(titles).collect()
}

fn row(row: &RowReply) -> Vec<String> {
    let name = row.agency.as_ref().map_or("合计", |agency| &agency.name);
    std::iter::once(name.to_owned()).chain(row.cells.iter().map(|cell| cell.display.clone())).collect()
}

fn terms(report: &StatisticsReply) -> Vec<Vec<String>> {
    let lines = [
        ("执法主体", format!("{} {}", report.agency.code, report.agency.name)),
        ("统计范围", report.scope.label_zh().to_owned()),
        ("统计期", format!("{} 至 {}", report.period.from, report.period.to)),
        ("统计时点", report.stocks_on.to_string()),
        ("报表格式", format!("{} 第{}版", report.profile.id, report.profile.version)),
        ("知悉时点", report.as_of.map(|instant| instant.to_rfc3339()).unwrap_or_default()),
        ("日志位置", report.journal_position.map(|position| position.to_string()).unwrap_or_default()),
        ("暂定数", if report.provisional { "是" } else { "否" }.to_owned()),
        ("摘要", report.digest.clone()),
    ];
    lines.into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect()
}
