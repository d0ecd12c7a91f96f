//! What an account must do before it may do anything else.

use super::permission::Permission;
use super::text_enum::text_enum;

text_enum! {
    /// 待办: what an account must do before anything else.
    pub enum Outstanding {
        /// 修改一次性密码: an administrator has given the password
        ChangePassword = "change_password" "修改初始密码",
        /// 更换到期密码
        ReplacePassword = "replace_expired_password" "更换到期密码",
        /// 绑定第二因素: a role of the account needs it
        EnrolOtp = "enrol_otp" "绑定动态口令",
    }
}

impl Outstanding {
    /// Whether the permission may be used all the same: to learn what is outstanding, to do it, or to log out.
    pub fn leaves_open(self, permission: Permission) -> bool {
        match permission {
            Permission::UseOwnAccount | Permission::ChangeOwnPassword => true,
            Permission::KeepOwnSecondFactor => self == Outstanding::EnrolOtp,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_outstanding_leaves_only_the_way_out_of_it_open() {
        for one in Outstanding::ALL {
            let open = Permission::ALL.iter().filter(|permission| one.leaves_open(**permission)).count();
            assert_eq!(open, if *one == Outstanding::EnrolOtp { 3 } else { 2 }, "{one}");
        }
    }
}
