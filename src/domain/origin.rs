//! How a record came in.

use super::text_enum::text_enum;

text_enum! {
    /// 来源: how a record came in.
    pub enum Origin {
        /// 现场录入
        Live = "live" "系统录入",
        /// 批量导入
        Import = "import" "批量导入",
    }
}
