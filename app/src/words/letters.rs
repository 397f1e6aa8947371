//! Which letter left, in the history and the copy of its member.

use domain::letters::LetterKind;

use super::{Said, said};

/// What a letter is about.
pub(crate) const fn about(kind: LetterKind) -> Said {
    match kind {
        // One sentence for both: whoever joins must not learn whose address it is (house rule 16).
        LetterKind::ConfirmAddress | LetterKind::AddressInUse => {
            said("xác nhận địa chỉ email khi đăng ký", "confirming the email address you joined with")
        }
        LetterKind::ConfirmNewAddress => said("xác nhận địa chỉ email mới", "confirming a new email address"),
        LetterKind::AddressChanging => said(
            "báo cho địa chỉ cũ rằng có địa chỉ email mới chờ xác nhận",
            "telling the old address that a new one waits to be confirmed",
        ),
        LetterKind::AddressChanged => {
            said("báo cho địa chỉ cũ rằng email đã đổi", "telling the old address that the email was changed")
        }
        LetterKind::ClosingBegun => {
            said("tài khoản đã đóng và còn mở lại được", "the account is closed and can be reopened")
        }
        LetterKind::Unused => said("tài khoản lâu rồi không được dùng", "nobody uses the account"),
        LetterKind::ClosedUnused => {
            said("tài khoản đã đóng vì lâu rồi không được dùng", "the account was closed because nobody used it")
        }
        LetterKind::Reopened => said("tài khoản đã mở lại", "the account is open again"),
        LetterKind::Frozen => said("dữ liệu của bạn đang tạm ngưng được dùng", "the use of your data is frozen"),
        LetterKind::Unfrozen => said("dữ liệu của bạn lại được dùng", "the freeze was lifted"),
        LetterKind::Unsubscribed => said("một loại tin đã dừng", "a kind of message was stopped"),
        LetterKind::Certificate => said("tài khoản đã được xóa", "the account was erased"),
        LetterKind::NewDevice => said("đăng nhập từ thiết bị mới", "a sign-in from a new device"),
        LetterKind::CopyTaken => said("bản sao dữ liệu vừa được tải", "a copy of the data was taken"),
        LetterKind::RecoverPassword => said("liên kết đặt mật khẩu mới", "the link to set a new password"),
        LetterKind::TellUsername => said("tên đăng nhập", "the username"),
        LetterKind::NotMe => {
            said("báo cáo “không phải tôi” và lối vào lại", "the report “this was not me” and the way back in")
        }
        LetterKind::PasswordChanged => said("mật khẩu đã đổi", "the password was changed"),
        LetterKind::AuthenticatorAdded => said("ứng dụng xác thực vừa được bật", "an authenticator app was set up"),
        LetterKind::AuthenticatorRemoved => said("ứng dụng xác thực vừa bị gỡ", "the authenticator app was removed"),
        LetterKind::PasskeyAdded => said("khóa truy cập vừa được thêm", "a passkey was added"),
        LetterKind::PasskeyRemoved => said("khóa truy cập vừa bị gỡ", "a passkey was removed"),
        LetterKind::PasskeyCopied => said("một khóa truy cập bị từ chối", "a passkey was refused"),
        LetterKind::RecoveryCodesMade => said("mã dự phòng mới", "recovery codes were made"),
        LetterKind::RecoveryCodeUsed => said("một mã dự phòng vừa được dùng", "a recovery code was used"),
        LetterKind::PhoneCode => said("mã xác nhận số điện thoại", "the code that confirms the phone number"),
        LetterKind::CodesTried => {
            said("mật khẩu đúng nhưng mã xác thực sai nhiều lần", "the right password and many wrong codes")
        }
    }
}
