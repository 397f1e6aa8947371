//! The profile: seven items and the username (MC-4.1, MC-4.2).

use domain::id_number::IdNumberNote;
use domain::lang::Lang;

use super::{Said, said};

pub(crate) const TITLE: Said = said("Hồ sơ của bạn", "Your profile");
pub(crate) const LEAD: Said = said(
    "Đây là tất cả những gì Metiz Cinema giữ về con người bạn. Sửa trực tiếp rồi bấm Lưu thay đổi; mục không bắt buộc có thể xóa.",
    "This is everything Metiz Cinema holds about you as a person. Correct it here and press Save changes; optional items can be cleared.",
);
pub(crate) const PHONE_MIGRATED: Said = said(
    "Số bạn vừa nhập có đầu số cũ; chúng tôi đã ghi theo đầu số mới như trên.",
    "The number you typed has an old prefix; it is written down with the new one, as above.",
);

/// What is worth a look about an ID number that is held all the same.
pub(crate) const fn id_note(note: IdNumberNote) -> Said {
    match note {
        IdNumberNote::Legacy => said(
            "Đây là số CMND 9 chữ số, hết giá trị từ năm 2025. Nếu có số định danh 12 chữ số, hãy nhập vào ô dưới.",
            "This is the nine-digit number of an old card, no longer valid since 2025. If you have the twelve digits, type them below.",
        ),
        IdNumberNote::PlaceUnknown => said(
            "Ba chữ số đầu không phải mã tỉnh thành cũ nào. Nếu bạn đăng ký khai sinh ở nước ngoài hoặc từ năm 2025 thì không sao; nếu không, hãy xem lại.",
            "The first three digits are no code of a former province. That is right for births registered abroad or since 2025; otherwise please look again.",
        ),
    }
}

/// Wards that took over the name of a district.
pub(crate) fn wards_alike(lang: Lang, names: &[String]) -> String {
    let names = names.join(", ");
    match lang {
        Lang::Vi => format!("Hiện nay mang tên đó: {names}."),
        Lang::En => format!("What has that name today: {names}."),
    }
}

pub(crate) const DRAFT: Said = said(
    "Chưa lưu. Những gì bạn nhập vẫn còn ở đây: hãy xem lại rồi bấm Lưu thay đổi.",
    "Not saved yet. What you typed is still here: please look through it and press Save changes.",
);
pub(crate) const SAVE: Said = said("Lưu thay đổi", "Save changes");
pub(crate) const BUSY: Said = said("Đang lưu…", "Saving…");
pub(crate) const CLEAR: Said = said("Xóa", "Clear");
pub(crate) const WHY: Said = said("Vì sao giữ, dùng làm gì, giữ bao lâu", "Why it is held, what for, how long");
pub(crate) const PURPOSES: Said = said("Mục đích được đọc", "Purposes that read it");
pub(crate) const RETENTION: Said = said("Giữ bao lâu", "How long");
pub(crate) const SINCE: Said = said("Có từ", "Held since");
pub(crate) const YES_ONLY: Said = said("chỉ khi bạn đồng ý", "only if you agree");
pub(crate) const NAME_GROUP: Said = said("Bạn là ai", "Who you are");
pub(crate) const REACH_GROUP: Said = said("Liên lạc với bạn", "Reaching you");
pub(crate) const ADDRESS_GROUP: Said = said("Địa chỉ", "Address");
pub(crate) const ID_GROUP: Said = said("Giấy tờ", "Identity");
pub(crate) const ACCOUNT_GROUP: Said = said("Tài khoản", "Account");
pub(crate) const ID_NOW: Said = said("Đang giữ", "Held now");
pub(crate) const ID_SHOW: Said = said("Xem số đầy đủ", "See the whole number");
pub(crate) const ID_NEW: Said = said("Số định danh mới (CCCD)", "New personal ID number (CCCD)");
pub(crate) const OLD_ADDRESS: Said =
    said("Địa chỉ cũ, giữ nguyên như bạn đã ghi", "Older address, kept as you wrote it");
pub(crate) const OLD_ADDRESS_HINT: Said = said(
    "Từ 01/07/2025 địa chỉ chỉ còn tỉnh và phường, xã. Bạn có thể điền địa chỉ mới bên dưới; chúng tôi không tự đổi.",
    "Since 01/07/2025 addresses have only province and ward. You can give the new one below; we do not rewrite it.",
);
pub(crate) const CONFIRMED: Said = said("Đã xác nhận.", "Confirmed.");
pub(crate) const UNCONFIRMED: Said = said(
    "Chưa xác nhận. Hãy mở thư chúng tôi đã gửi và bấm liên kết trong đó.",
    "Not confirmed. Please open the letter we sent and follow the link in it.",
);
pub(crate) fn pending(lang: Lang, address: &str) -> String {
    match lang {
        Lang::Vi => format!("Đang chờ xác nhận {address}. Trước khi bạn xác nhận, địa chỉ cũ vẫn được dùng."),
        Lang::En => format!("Waiting for you to confirm {address}. Until then the old address stays in use."),
    }
}
pub(crate) const SEND_AGAIN: Said = said("Gửi lại thư xác nhận", "Send the letter again");
pub(crate) const EMAIL_HINT: Said = said(
    "Đổi địa chỉ: chúng tôi gửi thư tới địa chỉ mới để bạn xác nhận, và báo cho địa chỉ cũ.",
    "If you change it, we write to the new address for you to confirm and tell the old one.",
);
pub(crate) const USERNAME_WORDS: Said =
    said("Dùng để đăng nhập; không sửa ở đây.", "For signing in; it is not changed here.");
pub(crate) const REFERENCE: Said = said("Mã thành viên", "Member number");
pub(crate) const REFERENCE_WORDS: Said = said(
    "Cho quầy hoặc trang đặt vé biết mã này để vé đã trả tiền hiện trong Đơn vé. Mã ngẫu nhiên, không nói gì về bạn.",
    "Give it to the box office or the booking site, and paid tickets appear under Orders. It is random and says nothing about you.",
);
pub(crate) const ID_TITLE: Said = said("Số định danh của bạn", "Your ID number");
pub(crate) const ID_LEAD: Said = said(
    "Chỉ hiện ở trang này. Lần xem này đã được ghi vào Hoạt động. Xong hãy đóng trang.",
    "Shown on this page only. This look was noted in your activity. Close the page when done.",
);
pub(crate) const ID_GONE: Said =
    said("Chúng tôi không giữ số định danh nào của bạn.", "We hold no ID number of yours.");
pub(crate) const LAST_CORRECTED: Said = said("Những gì đang giữ được lưu lần cuối ", "What is held was last stored ");
pub(crate) const ID_MINUTE: Said =
    said("Sau một phút, trang này tự trở về hồ sơ.", "After one minute this page goes back to your profile by itself.");
pub(crate) const BACK: Said = said("Về hồ sơ", "Back to profile");
pub(crate) const PHONE_NOT_HERE: Said =
    said("Số điện thoại không được xác nhận ở đây.", "Phone numbers are not confirmed here.");
pub(crate) const PHONE_UNCONFIRMED: Said = said("Chưa xác nhận.", "Not confirmed.");
pub(crate) const PHONE_TITLE: Said = said("Xác nhận số điện thoại", "Confirm your phone number");
pub(crate) const PHONE_LEAD: Said = said(
    "Chúng tôi gửi một mã sáu chữ số tới số điện thoại trong hồ sơ. Mã dùng được trong 10 phút.",
    "We send a code of six digits to the phone number in your profile. It works for 10 minutes.",
);
pub(crate) const PHONE_SEND: Said = said("Gửi mã", "Send a code");
pub(crate) const PHONE_SEND_AGAIN: Said = said("Gửi mã khác", "Send another code");
pub(crate) const PHONE_SENT: Said = said(
    "Đã gửi mã tới số điện thoại của bạn. Mã dùng được đến",
    "A code was sent to your phone number. It works until",
);
pub(crate) const PHONE_CODE: Said = said("Mã trong tin nhắn", "Code from the message");
pub(crate) const PHONE_CODE_HINT: Said = said("Sáu chữ số.", "Six digits.");
pub(crate) const PHONE_CONFIRM: Said = said("Xác nhận", "Confirm");
pub(crate) const PHONE_SINCE: Said = said("Số điện thoại được xác nhận ngày", "The phone number was confirmed on");
