//! Signing in and out, and the password once more.

use domain::lang::Lang;

use super::{Said, said};

pub(crate) const TITLE: Said = said("Đăng nhập", "Sign in");
pub(crate) const BUTTON: Said = said("Đăng nhập", "Sign in");
pub(crate) const BUSY: Said = said("Đang đăng nhập…", "Signing in…");
pub(crate) const NO_ACCOUNT: Said = said("Chưa là thành viên?", "Not a member yet?");
pub(crate) const NEEDED: Said = said(
    "Trang bạn muốn xem cần đăng nhập. Đăng nhập xong, bạn sẽ được đưa tới đó.",
    "The page you asked for needs a sign-in. You will be taken there afterwards.",
);
pub(crate) const ALREADY: Said = said("Bạn đang đăng nhập rồi.", "You are signed in already.");
pub(crate) const EMAIL_CONDITION: Said =
    said("Email dùng được sau khi bạn đã xác nhận.", "The email works for signing in once you have confirmed it.");

pub(crate) const OUT_TITLE: Said = said("Đăng xuất", "Sign out");
pub(crate) const OUT_LEAD: Said = said(
    "Phiên trên thiết bị này sẽ kết thúc ngay. Các thiết bị khác vẫn đăng nhập; xem ở mục Thiết bị.",
    "The session on this device ends at once. Other devices stay signed in; see Devices.",
);
pub(crate) const OUT_ALREADY: Said =
    said("Bạn chưa đăng nhập trên thiết bị này.", "You are not signed in on this device.");
pub(crate) const OUT_BUTTON: Said = said("Đăng xuất", "Sign out");
pub(crate) const OUT_BUSY: Said = said("Đang đăng xuất…", "Signing out…");

pub(crate) const AGAIN_TITLE: Said = said("Nhập lại mật khẩu", "Your password again");
pub(crate) fn again_lead(lang: Lang, minutes: u64) -> String {
    match (lang, minutes) {
        (Lang::Vi, minutes) => format!(
            "Bước tiếp theo là việc quan trọng hoặc hiện dữ liệu riêng của bạn, nên chúng tôi hỏi lại để chắc chắn là bạn. Có hiệu lực {minutes} phút trên thiết bị này."
        ),
        (Lang::En, 1) => {
            "What comes next is sensitive or shows your own data, so we make sure that it is you. Good for a minute on this device.".into()
        }
        (Lang::En, minutes) => format!(
            "What comes next is sensitive or shows your own data, so we make sure that it is you. Good for {minutes} minutes on this device."
        ),
    }
}
pub(crate) const AGAIN_BUTTON: Said = said("Tiếp tục", "Go on");
pub(crate) const AGAIN_BUSY: Said = said("Đang kiểm tra…", "Checking…");
