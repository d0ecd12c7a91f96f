//! CSV: the same result for spreadsheets. Each table is its title, its columns with their units and its rows as the form
//! prints them; the terms and the digest stand at the end. UTF-8 with a byte order mark, so that every office opens it.

use super::report::{RowReply, StatisticsReply, TableReply};
use crate::problem::Problem;

const BYTE_ORDER_MARK: &[u8] = &[0xef, 0xbb, 0xbf];

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
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(BYTE_ORDER_MARK.to_vec());
    for line in lines {
        writer.write_record(line.iter().map(|cell| safe(cell))).map_err(Problem::internal)?;
    }
    writer.into_inner().map_err(Problem::internal)
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

/// A cell that a spreadsheet would take for a formula is made plain text.
fn safe(cell: &str) -> String {
    let is_number = cell.parse::<f64>().is_ok();
    if !is_number && cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn a_formula_becomes_text_and_a_number_stays_one() {
        assert_eq!(safe("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(safe("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(safe("-5"), "-5");
        assert_eq!(safe("安砂镇"), "安砂镇");
    }
}
