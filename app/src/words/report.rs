//! "This was not me", and taking a change back (MC-5.3a).

use domain::email::Change;

use super::{Said, said};

pub(crate) const SECTION: Said = said("Có người khác dùng tài khoản?", "Somebody else uses the account?");
pub(crate) const SECTION_LEAD: Said = said(
    "Khóa mọi truy cập ngay lập tức; bạn vào lại bằng thư gửi tới email đã xác nhận.",
    "Stop all access at once; you come back in by a letter to your confirmed email.",
);
pub(crate) const TO_PAGE: Said = said("Không phải tôi", "This was not me");
pub(crate) const TITLE: Said = said("Không phải tôi", "This was not me");
pub(crate) const LEAD: Said =
    said("Khi bạn bấm nút dưới đây, ngay lập tức:", "When you press the button below, at once:");
pub(crate) const LINES: [Said; 4] = [
    said(
        "Mọi phiên đăng nhập kết thúc, kể cả trên thiết bị này; mọi thiết bị trở thành thiết bị lạ.",
        "Every session ends, on this device too; every device counts as unknown.",
    ),
    said(
        "Mật khẩu hiện tại và các khóa truy cập không dùng được nữa; việc đổi email đang chờ bị hủy.",
        "The password and all passkeys no longer work; a waiting change of email is called off.",
    ),
    said(
        "Chúng tôi gửi tới email đã xác nhận của bạn một liên kết để chọn mật khẩu mới.",
        "We send a link to your confirmed email, for you to choose a new password.",
    ),
    said(
        "Bạn nhận một số báo cáo để nêu khi cần giúp đỡ.",
        "You get the number of the report, to name when you need help.",
    ),
];
pub(crate) const BUTTON: Said = said("Khóa mọi truy cập", "Stop all access");
pub(crate) const BUSY: Said = said("Đang khóa…", "Stopping…");
pub(crate) const UNCONFIRMED: Said = said(
    "Email của bạn chưa được xác nhận nên chúng tôi không thể đưa bạn vào lại bằng thư. Hãy đổi mật khẩu: mọi thiết bị khác sẽ bị đăng xuất.",
    "Your email is not confirmed, so no letter could bring you back in. Change the password instead: every other device is signed out.",
);
pub(crate) const DONE_TITLE: Said = said("Đã khóa mọi truy cập", "All access is stopped");
pub(crate) const DONE_LEAD: Said = said(
    "Mọi phiên đã kết thúc và mật khẩu cũ không dùng được nữa. Hãy mở thư vừa gửi tới email của bạn và chọn mật khẩu mới trong 10 phút.",
    "Every session has ended and the old password no longer works. Open the letter just sent to your email and choose a new password within 10 minutes.",
);
pub(crate) const NUMBER: Said = said("Số báo cáo", "Number of the report");
pub(crate) const NUMBER_TOO: Said = said("Số này cũng có trong thư.", "The number is in the letter, too.");
pub(crate) const LATER: Said =
    said("Không kịp trong 10 phút? Hãy hỏi thư khác.", "Too late for the 10 minutes? Ask for another letter.");

/// The heading of the page that takes a change back.
pub(crate) const fn undo_title(change: Change) -> Said {
    match change {
        Change::Email => said("Hoàn tác việc đổi email", "Take the change of email back"),
        Change::Authenticator => {
            said("Gỡ ứng dụng xác thực không phải của bạn", "Remove an authenticator app that is not yours")
        }
        Change::Passkey => said("Gỡ khóa truy cập không phải của bạn", "Remove a passkey that is not yours"),
    }
}

/// When to press.
pub(crate) const fn undo_lead(change: Change) -> Said {
    match change {
        Change::Email => {
            said("Bấm nút dưới đây nếu bạn không đổi email.", "Press the button if you did not change the email.")
        }
        Change::Authenticator => said(
            "Bấm nút dưới đây nếu bạn không bật ứng dụng xác thực.",
            "Press the button if you did not set up the authenticator app.",
        ),
        Change::Passkey => said(
            "Bấm nút dưới đây nếu bạn không thêm khóa truy cập.",
            "Press the button if you did not add the passkey.",
        ),
    }
}

pub(crate) const UNDO_ALL: Said = said(
    "Địa chỉ nhận thư này lại là địa chỉ của tài khoản, mọi phiên kết thúc, mật khẩu hiện tại và mọi khóa truy cập không dùng được nữa, ứng dụng xác thực bật sau thay đổi đó, hoặc trong hai ngày trước đó, được gỡ. Chúng tôi gửi tới địa chỉ này một liên kết để bạn chọn mật khẩu mới.",
    "The address of this letter is the account's again, every session ends, the password and all passkeys no longer work, and an authenticator app set up after that change, or in the two days before it, is removed. We send a link to this address for you to choose a new password.",
);

/// The button that does it.
pub(crate) const fn undo_button(change: Change) -> Said {
    match change {
        Change::Email => said("Khôi phục địa chỉ này", "Restore this address"),
        Change::Authenticator => said("Gỡ ứng dụng xác thực", "Remove the authenticator app"),
        Change::Passkey => said("Gỡ khóa truy cập", "Remove the passkey"),
    }
}

pub(crate) const UNDO_BUSY: Said = said("Đang hoàn tác…", "Taking it back…");
pub(crate) const OLD_TITLE: Said = said("Liên kết không còn hiệu lực", "This link is no longer valid");
pub(crate) const OLD_LEAD: Said = said(
    "Liên kết đã dùng rồi hoặc đã quá 48 giờ. Nếu bạn không vào được tài khoản, hãy mang giấy tờ tới quầy vé Metiz Cinema.",
    "The link was used already or is older than 48 hours. If you cannot get into your account, come to the Metiz Cinema box office with your papers.",
);
