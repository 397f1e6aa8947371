//! What the operators of other systems read: what happened, then what to do. In both languages, never what was sent.

use super::Kind;
use domain::{contact::CallRefusal, lang::Lang, orders::OrderRefusal};

/// Title and sentence of a problem.
#[expect(clippy::too_many_lines, reason = "one entry for each problem there is")]
pub(super) const fn problem(lang: Lang, kind: Kind) -> (&'static str, &'static str) {
    let (vi, en) = match kind {
        Kind::KeyMissing => (
            ("Chưa có khóa", "Lời gọi không kèm khóa. Hãy gửi Authorization: Bearer và khóa của hệ thống."),
            ("No key", "The call came without a key. Send Authorization: Bearer with the system's key."),
        ),
        Kind::KeyUnknown => (
            ("Khóa không dùng được", "Khóa sai hoặc đã bị thu hồi. Hãy xin người vận hành một khóa mới."),
            ("The key opens nothing", "The key is wrong or was revoked. Ask the operator for a new one."),
        ),
        Kind::ScopeMissing => (
            ("Khóa không có quyền này", "Khóa không được cấp quyền cho việc này. Hãy xin khóa có đúng quyền."),
            ("The key does not open this", "The key has no scope for this. Ask for one that has."),
        ),
        Kind::TooFast => (
            ("Quá nhanh", "Có quá nhiều lời gọi. Hãy đợi số giây ở Retry-After rồi gọi lại."),
            ("Too fast", "There were too many calls. Wait for the seconds in Retry-After and call again."),
        ),
        Kind::WrongMediaType => (
            ("Sai kiểu nội dung", "Nội dung phải là JSON. Hãy gửi Content-Type: application/json."),
            ("Wrong media type", "The body has to be JSON. Send Content-Type: application/json."),
        ),
        Kind::NotJson => (
            ("Không phải JSON", "Nội dung không đọc được như JSON. Hãy kiểm tra và gửi lại."),
            ("No JSON", "The body cannot be read as JSON. Check it and send it again."),
        ),
        Kind::TooDeep => (
            ("Lồng quá sâu", "Nội dung lồng nhau sâu hơn mức cho phép. Hãy gửi đúng như tài liệu mô tả."),
            ("Too deep", "The body is nested too deeply. Send what the document describes."),
        ),
        Kind::RepeatKeyNeeded => (
            (
                "Thiếu Idempotency-Key",
                "Cần Idempotency-Key từ 1 đến 64 ký tự ASCII. Hãy gửi một mã mới cho mỗi lời gọi.",
            ),
            (
                "Idempotency-Key needed",
                "An Idempotency-Key of 1 to 64 ASCII characters is needed. Send a new one with each call.",
            ),
        ),
        Kind::RepeatKeyUsed => (
            ("Idempotency-Key đã dùng", "Mã này đã đi cùng một nội dung khác. Hãy dùng mã mới cho nội dung mới."),
            ("Idempotency-Key used", "This one came with another body before. Use a new one for a new body."),
        ),
        Kind::NotAList => (
            (
                "Không có danh sách đơn",
                "Cần một đối tượng có đúng một mục orders, từ 1 đến 100 đơn. Không đơn nào được ghi.",
            ),
            ("No list of orders", "An object with one member, orders, of 1 to 100 orders is needed. None was kept."),
        ),
        Kind::Malformed => (
            ("Có mục không đúng", "Chưa làm gì cả. Hãy sửa các chỗ nêu ở errors rồi gửi lại."),
            ("Fields that cannot be read", "Nothing was done. Mend what errors names and send it again."),
        ),
        Kind::Invalid => (
            (
                "Có đơn không nhận được",
                "Không đơn nào trong lời gọi được ghi. Hãy sửa các chỗ nêu ở errors rồi gửi lại tất cả.",
            ),
            (
                "Orders that cannot be kept",
                "No order of this call was kept. Mend what errors names and send them all again.",
            ),
        ),
        Kind::Differs => (
            (
                "Đơn đã có, nội dung khác",
                "Không đơn nào trong lời gọi được ghi. Nếu muốn sửa đơn đã gửi, hãy ghi correction: true.",
            ),
            (
                "Kept already, and differs",
                "No order of this call was kept. To correct an order sent before, state correction: true.",
            ),
        ),
        Kind::NotFound => (
            ("Không có địa chỉ này", "Địa chỉ không tồn tại. Hãy xem /api/v1/openapi.json."),
            ("No such address", "There is nothing at this address. See /api/v1/openapi.json."),
        ),
        Kind::WrongMethod => (
            ("Sai phương thức", "Địa chỉ này không nhận phương thức ấy. Hãy xem /api/v1/openapi.json."),
            ("Wrong method", "This address does not take that method. See /api/v1/openapi.json."),
        ),
        Kind::TooLarge => (
            ("Quá lớn", "Nội dung quá lớn. Hãy chia thành nhiều lời gọi."),
            ("Too large", "The body is too large. Send it in several calls."),
        ),
        Kind::Unreadable => (
            ("Không đọc được lời gọi", "Lời gọi không hợp lệ hoặc gửi quá chậm. Hãy kiểm tra rồi gửi lại."),
            ("The call cannot be read", "The call is malformed or was sent too slowly. Check it and send it again."),
        ),
        Kind::Broken => (
            (
                "Lỗi của chúng tôi",
                "Không rõ việc đã xong hay chưa. Hãy gửi lại với cùng Idempotency-Key, và báo mã ở incident.",
            ),
            (
                "A fault of ours",
                "Whether it was done is unknown. Send it again with the same Idempotency-Key, and tell us the incident.",
            ),
        ),
        Kind::Busy => (
            ("Đang bận", "Chưa làm gì cả. Hãy đợi số giây ở Retry-After rồi gửi lại với cùng Idempotency-Key."),
            (
                "Busy",
                "Nothing was done. Wait for the seconds in Retry-After and send it again with the same Idempotency-Key.",
            ),
        ),
    };
    match lang {
        Lang::Vi => vi,
        Lang::En => en,
    }
}

/// Why an order was refused.
pub(crate) const fn refusal(lang: Lang, why: OrderRefusal) -> &'static str {
    let (vi, en) = match why {
        OrderRefusal::Missing => ("Thiếu mục này.", "This field is missing."),
        OrderRefusal::UnknownField => (
            "Có mục không nằm trong danh sách. Hãy bỏ mục đó.",
            "There is a field that is not on the list. Leave it out.",
        ),
        OrderRefusal::WrongType => ("Sai kiểu dữ liệu. Hãy xem tài liệu.", "The wrong type. See the document."),
        OrderRefusal::Empty => ("Mục này để trống.", "This field is empty."),
        OrderRefusal::TooLong => ("Dài hoặc nhiều hơn mức cho phép.", "Longer or more than is allowed."),
        OrderRefusal::Malformed => {
            ("Có ký tự hoặc dạng không được nhận.", "It has characters or a form that is not taken.")
        }
        OrderRefusal::NotAnInstant => (
            "Không phải thời điểm RFC 3339 có múi giờ, như 2026-11-22T10:04:00+07:00.",
            "Not an RFC 3339 instant with its offset, such as 2026-11-22T10:04:00+07:00.",
        ),
        OrderRefusal::OutOfTime => ("Thời điểm này không thể đúng.", "This instant cannot be right."),
        OrderRefusal::OutOfRange => ("Số tiền ngoài mức cho phép.", "The amount is out of range."),
        OrderRefusal::UnknownAgeClass => ("Phải là P, K, T13, T16 hoặc T18.", "It has to be P, K, T13, T16 or T18."),
        OrderRefusal::NotPaid => (
            "Đơn chưa trả tiền. Chỉ nhận đơn đã trả tiền (Chính sách, mục 1.3).",
            "Not paid. Only paid orders are kept (policy, MC-1.3).",
        ),
        OrderRefusal::CardNumber => (
            "Mục này có vẻ chứa số thẻ. Không được gửi số thẻ; hãy bỏ nó đi.",
            "This looks like it holds a card number. Card numbers must not be sent; take it out.",
        ),
        OrderRefusal::BankAccount => (
            "Mục này có vẻ chứa số tài khoản ngân hàng. Không được gửi; hãy bỏ nó đi.",
            "This looks like it holds a bank account. Accounts must not be sent; take it out.",
        ),
        OrderRefusal::MemberUnknown => (
            "Hiện không có thành viên nào mang mã này. Hãy kiểm tra với khách.",
            "No member has this reference now. Check it with the customer.",
        ),
        OrderRefusal::Differs => (
            "Đơn mang số này đã được ghi với nội dung khác.",
            "An order of this number is kept already and says something else.",
        ),
    };
    match lang {
        Lang::Vi => vi,
        Lang::En => en,
    }
}

/// Why a field of a question or a report was refused.
pub(crate) const fn call_refusal(lang: Lang, why: CallRefusal) -> &'static str {
    let (vi, en) = match why {
        CallRefusal::Missing => ("Thiếu mục này.", "This field is missing."),
        CallRefusal::UnknownField => (
            "Có mục không nằm trong danh sách. Hãy bỏ mục đó.",
            "There is a field that is not on the list. Leave it out.",
        ),
        CallRefusal::WrongType => ("Sai kiểu dữ liệu. Hãy xem tài liệu.", "The wrong type. See the document."),
        CallRefusal::Repeated => ("Mục này có hơn một lần.", "This field is there more than once."),
        CallRefusal::Empty => ("Mục này để trống.", "This field is empty."),
        CallRefusal::TooLong => ("Dài hoặc nhiều hơn mức cho phép.", "Longer or more than is allowed."),
        CallRefusal::Malformed => {
            ("Có ký tự hoặc dạng không được nhận.", "It has characters or a form that is not taken.")
        }
        CallRefusal::UnknownWord => ("Không có mã này. Hãy xem tài liệu.", "There is no such code. See the document."),
        CallRefusal::NotAnInstant => (
            "Không phải thời điểm RFC 3339 có múi giờ, như 2026-11-22T10:04:00+07:00.",
            "Not an RFC 3339 instant with its offset, such as 2026-11-22T10:04:00+07:00.",
        ),
        CallRefusal::OutOfTime => {
            ("Thời điểm này còn chưa tới, hoặc đã quá 7 ngày.", "This instant is still to come, or over 7 days ago.")
        }
        CallRefusal::CardNumber => (
            "Mục này có vẻ chứa số thẻ. Không được gửi số thẻ; hãy bỏ nó đi.",
            "This looks like it holds a card number. Card numbers must not be sent; take it out.",
        ),
    };
    match lang {
        Lang::Vi => vi,
        Lang::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_has_words_in_both_languages_that_say_what_to_do() {
        for kind in Kind::ALL {
            let [vi, en] = Lang::ALL.map(|lang| problem(lang, kind));
            assert_ne!(vi, en, "{kind:?}");
            for (title, detail) in [vi, en] {
                assert!(
                    !title.ends_with('.') && detail.matches(['.', ';']).count() >= 2 && detail.ends_with('.'),
                    "{detail}"
                );
            }
        }
        for why in CallRefusal::ALL {
            assert_ne!(call_refusal(Lang::Vi, *why), call_refusal(Lang::En, *why));
        }
        for why in OrderRefusal::ALL {
            assert_ne!(refusal(Lang::Vi, *why), refusal(Lang::En, *why));
        }
    }
}
