//! "This was not me", and taking a change of address back (MC-5.3a).

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

pub(crate) const UNDO_TITLE: Said = said("Hoàn tác việc đổi email", "Take the change of email back");
pub(crate) const UNDO_LEAD: Said = said(
    "Bấm nút dưới đây nếu bạn không đổi email. Địa chỉ nhận thư này được khôi phục, mọi phiên kết thúc, mật khẩu hiện tại không dùng được nữa, và chúng tôi gửi một liên kết để bạn chọn mật khẩu mới.",
    "Press the button if you did not change the email. The address of this letter is restored, every session ends, the password no longer works, and we send a link for you to choose a new one.",
);
pub(crate) const UNDO_BUTTON: Said = said("Khôi phục địa chỉ này", "Restore this address");
pub(crate) const UNDO_BUSY: Said = said("Đang khôi phục…", "Restoring…");
pub(crate) const OLD_TITLE: Said = said("Liên kết không còn hiệu lực", "This link is no longer valid");
pub(crate) const OLD_LEAD: Said = said(
    "Liên kết đã dùng rồi hoặc đã quá 48 giờ. Nếu bạn không vào được tài khoản, hãy mang giấy tờ tới quầy vé Metiz Cinema.",
    "The link was used already or is older than 48 hours. If you cannot get into your account, come to the Metiz Cinema box office with your papers.",
);
