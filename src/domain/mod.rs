//! The pure kernel: values that cannot be wrong and rules of law as plain functions. No clock, no I/O, no SQL.

/// Code lists with one text in the database, in JSON and in the API document.
pub mod text_enum;

/// One type for each kind of id.
pub mod ids;

/// Texts and amounts that are checked once, at the edge.
pub mod values;

/// Legal dates and periods of them.
pub mod day;

/// Bytes in small hexadecimal digits.
pub mod hex;

/// Why a log-in session ended.
pub mod session_end;

/// How a record came in.
pub mod origin;

/// Every rule that can refuse, with its article.
pub mod refusal;

/// The role matrix.
pub mod permission;

/// What a password must be, by profile.
pub mod password;

/// What an account must do before anything else.
pub mod outstanding;

/// Who keeps whose account: administrations apart.
pub mod keeping;

/// Who acts, for which agency, and how far that person sees.
pub mod actor;

/// May this officer act on this day?
pub mod qualification;

/// What every act of enforcement needs.
pub mod act;

/// Which inspections count.
pub mod inspection;

/// Kinds of penalties, outcomes and procedures.
pub mod penalty;

/// Whom a case is against.
pub mod party;

/// Kinds of evidence, and what a monitoring device needs so that its records are evidence.
pub mod evidence;

/// What a decision may say.
pub mod decision;
pub mod decision_document;

/// 追究时效: until when an act may be punished.
pub mod violation;

/// How the range of a matter's penalties is to be used.
pub mod discretion;

/// The procedure of a case, in one table.
pub mod stage;

/// Document numbers: read with tolerance, written in one form.
pub mod case_number;

/// 行政强制: acts and their kinds.
pub mod coercion;

/// 行政强制执行: kinds of execution, their time limits and their hours.
pub mod enforcement;

/// 查封、扣押期限 (the period of a measure)
pub mod sealing;

/// Lengths of time that laws set.
pub mod deadline;
pub mod deadline_rule;

/// 程序规则: effective-dated rows over what is shipped.
pub mod procedure_rule;

/// Which days work is done on.
pub mod calendar;

/// 听证: time limits, and how a hearing may end.
pub mod hearing;

/// 送达: ways, and the date of service by law.
pub mod service;

/// 签名: who signs which document, how, and when a signature holds.
pub mod signature;

/// What a record contributes to the figures.
pub mod posting;

/// 加处罚款
pub mod surcharge;

/// 复议、诉讼结果
pub mod remedy;

/// What a figure counts, by which date, and which postings it is the sum of.
pub mod measure;

/// Forms of yearly reports, as data.
pub mod profile;

/// The numbers of a form, from the sums of postings.
pub mod figure;
