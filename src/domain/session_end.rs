//! Why a log-in session ended.

use super::text_enum::text_enum;

text_enum! {
    /// 会话结束原因
    pub enum SessionEnd {
        LoggedOut = "logged_out" "退出登录",
        /// Somebody has used a refresh token a second time.
        RefreshTokenReused = "refresh_token_reused" "刷新令牌被重复使用",
        PasswordReset = "password_reset" "密码被重置",
        PasswordChanged = "password_changed" "密码已修改",
        SecondFactorChanged = "second_factor_changed" "动态口令已变更",
        SecondFactorReset = "second_factor_reset" "动态口令被重置",
        AccountDisabled = "account_disabled" "账号停用",
        EndedByOwner = "ended_by_owner" "本人结束",
        EndedByAdministrator = "ended_by_administrator" "管理员结束",
        Expired = "expired" "到期",
        Idle = "idle" "长时间未使用",
        /// The deployment was brought back from a backup.
        Restored = "restored" "备份恢复",
    }
}
