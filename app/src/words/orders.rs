//! Paid orders, and that no card is held (MC-1.3, MC-5.5a).

use domain::lang::Lang;
use domain::orders::AgeClass;

use super::{Said, said};

pub(crate) const TITLE: Said = said("Đơn vé của bạn", "Your orders");
pub(crate) const LEAD: Said = said(
    "Những vé bạn đã trả tiền, do hệ thống đặt vé gửi sang, mới nhất ở trên. Đơn chưa trả tiền không được giữ.",
    "The tickets you paid for, as the booking system handed them in, newest first. Unpaid orders are not kept.",
);
const NO_CARDS: Said = said("Không giữ thẻ, không giữ tài khoản ngân hàng", "No card, no bank account is held");
const A_NUMBER: Said =
    said("Có mục trông giống số thẻ hoặc số tài khoản", "Something looks like the number of a card or an account");

/// What the look came to, in one line.
pub(crate) const fn result(lang: Lang, found: usize) -> &'static str {
    if found == 0 { NO_CARDS.say(lang) } else { A_NUMBER.say(lang) }
}

/// What was looked at just now, and what was found.
pub(crate) fn evidence(lang: Lang, looked_at: usize, found: usize) -> String {
    match (lang, looked_at, found) {
        (Lang::Vi, 0, _) => "Đơn nào chứa số thẻ hay số tài khoản đều bị từ chối trước khi lưu.".into(),
        (Lang::En, 0, _) => "An order that holds a card or account number is refused before anything is kept.".into(),
        (Lang::Vi, texts, 0) => format!(
            "Vừa soát lại {texts} mục chữ của các đơn dưới đây: không mục nào chứa số thẻ hay số tài khoản. Đơn nào có đều bị từ chối trước khi lưu."
        ),
        (Lang::En, texts, 0) => format!(
            "We have just looked through {texts} texts of the orders below: none holds a card or account number. An order that did would have been refused."
        ),
        (Lang::Vi, texts, found) => format!(
            "Vừa soát lại {texts} mục chữ: {found} mục trông giống số thẻ hoặc số tài khoản. Xin báo quầy vé để chúng tôi kiểm tra."
        ),
        (Lang::En, texts, found) => format!(
            "We have just looked through {texts} texts: {found} look like a card or account number. Please tell the box office, so that we look into it."
        ),
    }
}
pub(crate) const PROMISE: Said = said("Lời hứa trong Chính sách:", "Promised in the policy:");
pub(crate) const PROMISE_ACCOUNTS: Said = said("không lưu tài khoản ngân hàng", "no bank accounts are stored");
pub(crate) const PROMISE_CARDS: Said = said("không lưu dữ liệu thẻ", "no card data is stored");
/// Where MC-1.3 stands in the published text.
pub(crate) const CLAUSE_ACCOUNTS: &str = "/policy#line-11";
/// Where MC-5.5a stands in the published text.
pub(crate) const CLAUSE_CARDS: &str = "/policy#line-29";

pub(crate) const NOTHING: Said = said("Chưa có đơn vé nào", "No orders yet");
pub(crate) const NOTHING_WHY: Said = said(
    "Đơn vé hiện ở đây khi bạn đặt vé và cho quầy hoặc trang đặt vé biết mã thành viên của mình.",
    "An order appears here when you buy a ticket and give the box office or the booking site your member number.",
);
pub(crate) const SEE_REFERENCE: Said = said("Xem mã thành viên trong Hồ sơ", "See your member number in the profile");
/// Where the member's number is shown.
pub(crate) const REFERENCE: &str = "/profile#member-number";

pub(crate) const SHOWING: Said = said("Suất chiếu", "Showing");
pub(crate) const PLACE: Said = said("Rạp", "Cinema");
pub(crate) const SEATS: Said = said("Ghế", "Seats");
pub(crate) const TOTAL: Said = said("Số tiền", "Amount");
pub(crate) const PAID: Said = said("Trả lúc", "Paid");
pub(crate) const PARTNER: Said = said("Đối tác thanh toán", "Payment partner");
pub(crate) const NUMBER: Said = said("Số đơn", "Order number");
pub(crate) const CORRECTED: Said = said("Sửa lúc", "Corrected");
pub(crate) const OLDER: Said = said("Xem các đơn cũ hơn", "See older orders");
pub(crate) const NEWEST: Said = said("Về các đơn mới nhất", "Back to the newest");

/// Which system handed an order in; the moment follows.
pub(crate) fn recorded_by(lang: Lang, system: &str) -> String {
    match lang {
        Lang::Vi => format!("Do {system} gửi sang lúc"),
        Lang::En => format!("Handed in by {system} on"),
    }
}

/// The tax in an amount.
pub(crate) fn vat(lang: Lang, vat: i64) -> String {
    match lang {
        Lang::Vi => format!("gồm thuế {}", dong(vat)),
        Lang::En => format!("tax in it {}", dong(vat)),
    }
}

/// Whole dong as they are written in Vietnam: `150.000 ₫`.
pub(crate) fn dong(amount: i64) -> String {
    let digits = amount.unsigned_abs().to_string();
    let mut text = if amount < 0 { "-".to_owned() } else { String::new() };
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    // A space that does not break: the sign stays with its number.
    text.push_str("\u{A0}₫");
    text
}

/// The class and whom it is for.
pub(crate) const fn age_class(lang: Lang, class: AgeClass) -> &'static str {
    let said = match class {
        AgeClass::P => said("P · mọi lứa tuổi", "P · all ages"),
        AgeClass::K => said("K · dưới 13 tuổi xem cùng người giám hộ", "K · under 13 with a guardian"),
        AgeClass::T13 => said("T13 · từ 13 tuổi", "T13 · from 13"),
        AgeClass::T16 => said("T16 · từ 16 tuổi", "T16 · from 16"),
        AgeClass::T18 => said("T18 · từ 18 tuổi", "T18 · from 18"),
    };
    said.say(lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heading_does_not_promise_what_the_look_has_just_disproved() {
        for lang in Lang::ALL {
            assert_eq!(result(lang, 0), NO_CARDS.say(lang));
            assert_eq!(result(lang, 1), A_NUMBER.say(lang));
        }
    }

    #[test]
    fn amounts_are_written_as_in_vietnam() {
        for (amount, written) in [
            (0, "0\u{A0}₫"),
            (999, "999\u{A0}₫"),
            (1_000, "1.000\u{A0}₫"),
            (150_000, "150.000\u{A0}₫"),
            (1_000_000_000, "1.000.000.000\u{A0}₫"),
            (-2_500, "-2.500\u{A0}₫"),
        ] {
            assert_eq!(dong(amount), written);
        }
    }
}
