//! Devices and sessions (MC-5.1b, MC-5.6a).

use super::{Said, said};

pub(crate) const TITLE: Said = said("Thiết bị đang đăng nhập", "Devices signed in");
pub(crate) const LEAD: Said = said(
    "Mỗi dòng là một phiên. Thấy thiết bị lạ thì kết thúc ngay.",
    "Each line is a session. If you see a strange device, end it at once.",
);
pub(crate) const THIS: Said = said("Thiết bị này", "This device");
pub(crate) const KEPT_UNTIL: Said = said("Giữ đăng nhập tới", "Kept signed in until");
pub(crate) const FIRST: Said = said("Đăng nhập lúc", "Signed in");
pub(crate) const LAST: Said = said("Dùng lần cuối", "Last used");
pub(crate) const END: Said = said("Kết thúc", "End");
pub(crate) const ENDING: Said = said("Đang kết thúc…", "Ending…");
pub(crate) const SESSION_ON: Said = said("phiên trên", "session on");
pub(crate) const END_OTHERS: Said = said("Kết thúc mọi phiên khác", "End all other sessions");
pub(crate) const ONLY_THIS: Said = said("Không còn phiên nào khác.", "There are no other sessions.");
pub(crate) const TIPS: Said = said("Giữ tài khoản an toàn", "Keeping the account safe");
pub(crate) const TIP_LINES: [Said; 3] = [
    said(
        "Không cho ai biết mật khẩu, kể cả người tự xưng là nhân viên. Chúng tôi không bao giờ hỏi.",
        "Tell nobody your password, not even somebody who claims to be staff. We never ask.",
    ),
    said("Dùng mật khẩu riêng cho Metiz Cinema.", "Use a password for Metiz Cinema alone."),
    said("Trên máy dùng chung, hãy đăng xuất khi xong.", "On a shared device, sign out when done."),
];
