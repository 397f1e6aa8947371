//! The first page: what this is, and for a member how things stand.

use domain::lang::Lang;

use super::{Said, said};

pub(crate) const WELCOME: Said = said("Dữ liệu của bạn, bạn quyết định", "Your data, your decisions");
pub(crate) const WELCOME_LEAD: Said = said(
    "Đây là nơi thành viên Metiz Cinema xem và sửa những gì rạp giữ về mình, chọn cho phép dùng vào việc gì, lấy bản sao, và rời đi khi muốn.",
    "This is where members of Metiz Cinema see and correct what the cinema holds about them, decide what it may be used for, take a copy, and leave when they like.",
);
pub(crate) const PROMISES: [(&str, Said, Said); 3] = [
    (
        "user",
        said("Chỉ tám mục dữ liệu", "Eight items, no more"),
        said(
            "Bốn mục có thể để trống. Không giữ thẻ ngân hàng, không giữ ảnh giấy tờ.",
            "Four of them may stay empty. No bank cards, no pictures of documents.",
        ),
    ),
    (
        "check",
        said("Im lặng nghĩa là không", "Silence means no"),
        said(
            "Quảng cáo chỉ đến khi bạn đồng ý, từng việc, từng kênh, và dừng ngay khi bạn bảo dừng.",
            "Advertising comes only if you agree, by purpose and channel, and stops when you say so.",
        ),
    ),
    (
        "lock",
        said("Xóa là xóa hẳn", "Erased means gone"),
        said(
            "Dữ liệu được mã hóa bằng khóa riêng của bạn. Đóng tài khoản là hủy chiếc khóa đó.",
            "Your data is sealed under a key of your own. Closing the account destroys the key.",
        ),
    ),
];

pub(crate) fn hello(lang: Lang, given_name: &str) -> String {
    match lang {
        Lang::Vi => format!("Chào {given_name}"),
        Lang::En => format!("Hello {given_name}"),
    }
}
pub(crate) const TITLE: Said = said("Tổng quan", "Overview");
pub(crate) const TO_DO: Said = said("Cần bạn trả lời", "Needs an answer");
pub(crate) const CONFIRM_EMAIL: Said = said(
    "Email của bạn chưa được xác nhận. Hãy mở thư chúng tôi đã gửi, hoặc gửi lại thư ở Hồ sơ.",
    "Your email is not confirmed yet. Please open our letter, or have it sent again from your profile.",
);
pub(crate) const TO_PROFILE: Said = said("Mở hồ sơ", "Open my profile");
pub(crate) const LOOK: Said =
    said("Gần đây có việc bạn nên xem lại trong Hoạt động.", "There is recent activity that you should look at.");
pub(crate) const HELD: Said = said("Chúng tôi giữ gì", "What we hold");
pub(crate) fn held(lang: Lang, items: &str) -> String {
    match lang {
        Lang::Vi => format!("Đang giữ: {items}."),
        Lang::En => format!("Held: {items}."),
    }
}
pub(crate) fn not_held(lang: Lang, items: &str) -> String {
    match lang {
        Lang::Vi => format!("Không giữ: {items}."),
        Lang::En => format!("Not held: {items}."),
    }
}
pub(crate) const SEE_PROFILE: Said = said("Xem và sửa hồ sơ", "See and correct");
pub(crate) const SEE_ORDERS: Said = said("Xem các đơn vé đã trả tiền", "See your paid orders");
pub(crate) const STANDING: Said = said("Bạn cho phép gì", "What you allow");
pub(crate) const SEE_CONSENT: Said = said("Xem và đổi quyết định", "See and decide");
pub(crate) const NONE_ALLOWED: Said = said("Không kênh nào.", "No channel.");
pub(crate) const LATELY: Said = said("Gần đây", "Lately");
pub(crate) const SEE_ACTIVITY: Said = said("Xem tất cả hoạt động", "See all activity");
