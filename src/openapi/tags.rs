//! The resources by which the operations are grouped, in the order of a reader.

use super::each_operation;
use serde_json::{Value, json};

const TAGS: &[(&str, &str)] = &[
    ("sessions", "登录与令牌 · log-in, tokens and the keys that check them"),
    ("passwords", "密码 · changing one's own password"),
    ("second factor", "动态口令 · enrolling and removing one's own second factor"),
    ("accounts", "账号与角色 · accounts and their roles"),
    ("agencies", "执法主体 · agencies: the division tree, and what each may do at all"),
    ("matters", "执法事项 · the catalogue of matters and its versions"),
    ("procedure rules", "程序规则 · time limits, rates and amounts that the law leaves to others, from a day on"),
    ("calendar", "工作日历 · working days by the yearly holiday notices, and the end of time limits"),
    ("matter claims", "事项认领 · which matters an agency has taken on"),
    ("fee items", "收费项目 · charge items of claimed penalty matters"),
    ("officers", "执法人员 · officers"),
    ("certificates", "执法证件 · officers' certificates"),
    ("trainings", "培训 · officers' trainings"),
    ("signing keys", "签名密钥 · the public keys that officers sign with"),
    ("public", "公开查验 · what anybody may check without logging in"),
    ("inspection objects", "检查对象 · enterprises, persons and places"),
    (
        "monitoring devices",
        "电子技术监控设备 · monitoring devices: where they stand, what certifies them, and their reviews",
    ),
    ("inspections", "行政检查 · inspections, from draft to submission"),
    ("cases", "案件 · cases and the steps of their procedure"),
    ("investigation acts", "调查取证 · inquiries, site inspections, sampling and the like"),
    ("evidence", "证据 · evidence: collected, examined, excluded, and what the party was told of off-site records"),
    ("preservation dispositions", "登记保存物品、样品处理 · what becomes of what was preserved or sampled"),
    ("recusals", "回避 · requests for recusal, and what was decided of them"),
    ("handler changes", "承办人变更 · who handles a case from when"),
    ("parties", "当事人 · who is and was party to a case, and what changed of it"),
    ("case mergers", "并案 · two cases that become one"),
    ("case splits", "分案 · a party that gets a case of its own"),
    ("decisions", "处罚决定 · decisions and their penalties"),
    ("closures", "结案 · closures"),
    ("prior notices", "事先告知 · prior notices"),
    ("statements", "陈述申辩 · statements"),
    (
        "signatures",
        "文书签名 · the text of each document, who signed it or refused to, and whether the signature holds",
    ),
    ("deadlines", "期限 · time limits of cases, and the board of what ends soon"),
    ("histories", "历史 · what happened to one party or one inspection object, and how often"),
    ("payments", "缴款 · payments, what was collected on the spot, the surcharge"),
    ("payment plans", "延期、分期缴纳 · deferral and instalments"),
    ("reconsiderations", "行政复议 · requests, whether they are accepted, and their results"),
    ("lawsuits", "行政诉讼 · lawsuits and their results"),
    ("withdrawals", "撤销、变更 · withdrawal or change of a decision"),
    ("coercive measures", "行政强制措施 · coercive measures: approval, extension, lifting"),
    ("corrections", "责令改正 · orders to correct, and whether they were followed"),
    ("report-backs", "备案 · decisions made on the spot, reported to the agency"),
    ("archivings", "归档 · the file of a closed case, in order and numbered"),
    ("voidings", "作废 · decision documents that are void before they were served"),
    ("document numbers", "文号登记簿 · every number that was issued, used or voided"),
    ("demands", "催告 · demands before enforcement, and what the party says to them"),
    ("court applications", "申请法院强制执行 · court applications, and what the court answers"),
    ("executions", "强制执行 · executions by the agency itself: decision, stop, agreement, completion, end"),
    ("suspensions", "中止与恢复 · suspensions and resumptions"),
    ("investigation conclusions", "调查终结 · conclusions of the investigation"),
    ("procedure changes", "转为普通程序 · a case that outgrows the summary procedure"),
    ("terminations", "终止调查 · investigations that no decision ends"),
    ("transfers", "移送 · transfers to justice or to another agency, and their answers"),
    ("hearing requests", "听证申请 · hearing requests"),
    ("hearing notices", "听证通知 · notices of hearing"),
    ("hearings", "听证 · hearings"),
    ("legal reviews", "法制审核 · legal reviews"),
    ("collective discussions", "集体讨论 · collective discussions"),
    ("service consents", "电子送达确认 · the party's confirmation of electronic service, and its withdrawal"),
    ("proofs of service", "送达 · proofs of service"),
    ("supervision", "执法监督 · opinions, orders and case-file evaluations, their answers and what comes of them"),
    ("recordings", "全过程记录 · recordings of cases and inspections"),
    ("statistics", "执法统计 · the yearly figures and the records behind each"),
    ("report profiles", "报表格式 · the forms in which the figures are reported"),
    ("declared figures", "申报数据 · figures declared with their documents"),
    ("imports", "批量导入 · historic records, row by row"),
    ("journal", "日志 · everything that happened"),
    ("operations", "运维 · is it alive, is it ready, what does it offer"),
];

/// Declares the tags that are in use; one that is not in the table above comes last, by its own name.
pub fn write(document: &mut Value) {
    let mut used = Vec::new();
    each_operation(document, |_, _, operation| {
        let named = operation.get("tags").and_then(|tags| tags[0].as_str()).unwrap_or_default().to_owned();
        if !used.contains(&named) {
            used.push(named);
        }
    });
    let place = |name: &String| TAGS.iter().position(|(known, _)| known == name).unwrap_or(TAGS.len());
    used.sort_by_key(|name| (place(name), name.clone()));
    let described = used.iter().map(|name| {
        let words = TAGS.get(place(name)).map_or(name.as_str(), |(_, words)| words);
        json!({"name": name, "description": words})
    });
    document["tags"] = described.collect();
}
