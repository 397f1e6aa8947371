//! Stopping from a link in a message (A2, A7, A13, A14).

use domain::calendar::Timestamp;
use domain::consent::{Channel, Purpose};
use domain::lang::Lang;

use super::{Said, consent, said};
use crate::ui::date::moment;

pub(crate) const TITLE: Said = said("Dừng nhận tin", "Stop messages");
pub(crate) const LEAD: Said = said(
    "Một lần bấm là dừng ngay. Không cần đăng nhập, không cần nêu lý do.",
    "One press stops it at once. No signing in, no reason asked.",
);
pub(crate) const UNREADABLE: Said = said(
    "Liên kết này không đọc được nên chưa dừng gì. Hãy mở đúng liên kết trong tin nhắn, hoặc đăng nhập và dừng ở trang Đồng ý.",
    "This link cannot be read, so nothing was stopped. Open the link as it is in the message, or sign in and stop it on the consent page.",
);
pub(crate) const NOTHING_SENT: Said = said(
    "Hiện không có tin nào thuộc mục này được gửi cho bạn. Bạn không cần làm gì.",
    "No messages of this kind are sent to you. There is nothing to do.",
);
pub(crate) const CONFIRMED: Said = said(
    "Nếu email của bạn đã được xác nhận, một thư xác nhận duy nhất được gửi tới đó.",
    "If your email address is confirmed, one letter goes there to confirm it.",
);
pub(crate) const OTHERS: Said = said(
    "Bạn có quyền từ chối mọi quảng cáo: đăng nhập rồi chọn “Từ chối tất cả”.",
    "You have the right to refuse all advertising: sign in and choose “Refuse all”.",
);
pub(crate) const TO_CONSENT: Said = said("Xem mọi quyết định của bạn", "See all your decisions");

/// "Dừng nhận khuyến mại qua email"
pub(crate) fn title(lang: Lang, purpose: Purpose, channel: Channel) -> String {
    let what = consent::receiving(lang, purpose, channel);
    match lang {
        Lang::Vi => format!("Dừng {what}"),
        Lang::En => format!("Stop: {}", what.strip_prefix("to ").unwrap_or(&what)),
    }
}

pub(crate) fn stopped(lang: Lang, since: Timestamp) -> String {
    let at = moment(since, lang);
    match lang {
        Lang::Vi => format!("Đã dừng ngày {at}. Từ lúc đó không còn tin nào thuộc mục này được gửi cho bạn."),
        Lang::En => format!("Stopped on {at}. Since then no message of this kind is sent to you."),
    }
}
