//! Confirming an email address.

use super::{Said, said};

pub(crate) const TITLE: Said = said("Xác nhận email", "Confirm your email");
pub(crate) const LEAD: Said = said(
    "Bấm nút dưới để xác nhận rằng bạn nhận được thư ở địa chỉ này.",
    "Press the button to confirm that you receive letters at this address.",
);
pub(crate) const BUTTON: Said = said("Xác nhận", "Confirm");
pub(crate) const BUSY: Said = said("Đang xác nhận…", "Confirming…");
pub(crate) const NOT_YOU: Said = said(
    "Không phải bạn đăng ký? Hãy đóng trang này; không bấm thì địa chỉ không được dùng.",
    "Was it not you? Close this page: unless you press, the address is not used.",
);
pub(crate) const OLD_TITLE: Said = said("Liên kết không còn hiệu lực", "This link is no longer valid");
pub(crate) const OLD_LEAD: Said = said(
    "Liên kết đã dùng rồi, đã quá 24 giờ, hoặc đã có thư mới hơn. Nếu email chưa được xác nhận, hãy vào Hồ sơ và bấm “Gửi lại thư xác nhận”.",
    "The link was used already, is older than 24 hours, or a newer letter replaced it. If your email is not confirmed yet, open your profile and press “Send the letter again”.",
);
pub(crate) const TO_PROFILE: Said = said("Mở hồ sơ", "Open my profile");
pub(crate) const SIGN_IN_LEAD: Said = said(
    "Để không ai khác nhận địa chỉ này thay bạn, hãy đăng nhập vào tài khoản Metiz của bạn, rồi bấm Xác nhận.",
    "So that nobody else can claim this address, please sign in to your Metiz account and then press Confirm.",
);
pub(crate) const SIGN_IN: Said = said("Đăng nhập", "Sign in");
pub(crate) const NOT_YOURS: Said = said(
    "Liên kết này thuộc một tài khoản khác với tài khoản bạn đang đăng nhập. Hãy đăng xuất, đăng nhập tài khoản đó rồi mở lại liên kết trong thư.",
    "This link belongs to another account than the one you are signed in to. Please sign out, sign in to that account and open the link in the letter again.",
);
pub(crate) const SIGN_OUT: Said = said("Đăng xuất", "Sign out");
