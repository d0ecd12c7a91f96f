//! Anjuan 案卷: open backend for town enforcement. `ARCHITECTURE.md` is the map; modules are listed in reading order.

/// The pure kernel: values and rules of law.
pub mod domain;

/// The one clock.
pub mod clock;

/// The one table of problems.
pub mod problem;

/// Settings and the environment variables that set them.
pub mod config;

/// Tables of the database, as the catalogue has them.
pub mod schema;

/// Every fact is one entry, written in the transaction that makes it true.
pub mod journal;

/// The only way to the database.
pub mod db;

/// What every endpoint shares.
pub mod http;

/// Who is there, and may they.
pub mod auth;

/// What every act of enforcement needs.
pub mod acts;

/// Postings behind the figures.
pub mod ledger;

/// The first start of a deployment.
pub mod founding;

/// 执法人员
pub mod officers;

/// 执法主体
pub mod agencies;

/// 执法事项
pub mod matters;

/// 工作日历
pub mod calendar;

/// 程序规则
pub mod procedure_rules;

/// 事项认领
pub mod claims;

/// 收费项目
pub mod fee_items;

/// 检查对象
pub mod objects;

/// 电子技术监控设备
pub mod monitoring_devices;

/// 行政检查
pub mod inspections;

/// 当事人和检查对象的历史
pub mod histories;

/// 全过程记录
pub mod recordings;

/// 申报数据
pub mod declared_figures;

/// 执法监督
pub mod supervision;

/// 统计
pub mod statistics;

/// 账号
pub mod accounts;

/// 案件
pub mod cases;

/// 批量导入
pub mod imports;

/// 审计
pub mod audit;

/// Health, readiness, the API document.
pub mod operations;

/// The API document.
pub mod openapi;

/// The opened service.
pub mod app;

/// 备份与恢复
pub mod backup;

/// The HTTP server.
pub mod server;

/// A year of the town of Ansha, replayed.
pub mod demo;

/// The command line.
#[allow(clippy::print_stdout, reason = "commands speak to people")]
pub mod command;
