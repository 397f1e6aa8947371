//! A forgotten password or username, and choosing a new password (MC-5.1b, MC-5.6a).

use super::{Said, said};
use domain::calendar::Timestamp;
use domain::lang::Lang;
use domain::password::Strength;

pub(crate) const FORGOTTEN: Said = said("Quên mật khẩu?", "Forgotten your password?");
pub(crate) const TITLE: Said = said("Quên mật khẩu hoặc tên đăng nhập", "Forgotten password or username");
pub(crate) const LEAD: Said = said(
    "Chúng tôi gửi thư tới địa chỉ email bạn đã xác nhận. Vì an toàn, trang này trả lời như nhau dù có tài khoản hay không.",
    "We write to the email address you have confirmed. For safety this page gives the same answer whether or not there is an account.",
);
pub(crate) const FOR_PASSWORD: Said = said("Đặt lại mật khẩu", "Set a new password");
pub(crate) const SEND_LINK: Said = said("Gửi liên kết", "Send the link");
pub(crate) const FOR_USERNAME: Said = said("Quên tên đăng nhập", "Forgotten username");
pub(crate) const EMAIL_HINT: Said =
    said("Địa chỉ bạn đã xác nhận cho tài khoản.", "The address you confirmed for the account.");
pub(crate) const SEND_NAME: Said = said("Gửi tên đăng nhập", "Send the username");
pub(crate) const SENDING: Said = said("Đang gửi…", "Sending…");

pub(crate) const SENT_TITLE: Said = said("Hãy xem hộp thư của bạn", "Look into your mailbox");
pub(crate) const SENT_LEAD: Said = said(
    "Nếu có tài khoản như bạn ghi và email của tài khoản đó đã được xác nhận, một lá thư đang trên đường tới.",
    "If there is such an account and its email address is confirmed, a letter is on its way.",
);
pub(crate) const SENT_LINES: [Said; 3] = [
    said("Liên kết trong thư dùng được một lần, trong 10 phút.", "The link in the letter works once, for 10 minutes."),
    said(
        "Chưa thấy thư? Xem mục thư rác, hoặc hỏi lại sau ít phút: mỗi địa chỉ nhận nhiều nhất 3 thư một giờ.",
        "No letter? Look among the spam, or ask again in some minutes: an address gets at most 3 letters an hour.",
    ),
    said(
        "Email chưa từng xác nhận hoặc không còn dùng? Hãy mang giấy tờ tới quầy vé Metiz Cinema.",
        "The address was never confirmed, or is no longer yours? Come to the Metiz Cinema box office with your papers.",
    ),
];
pub(crate) const ASK_AGAIN: Said = said("Hỏi lại", "Ask again");

pub(crate) const NEW_TITLE: Said = said("Chọn mật khẩu mới", "Choose a new password");
pub(crate) const NEW_LEAD: Said = said(
    "Sau khi lưu, mọi thiết bị đang đăng nhập sẽ bị đăng xuất. Bạn đăng nhập lại bằng mật khẩu mới.",
    "Once it is saved, every device is signed out. You then sign in with the new password.",
);
pub(crate) const NEW_PASSWORD: Said = said("Mật khẩu mới", "New password");
pub(crate) const SAVE: Said = said("Lưu mật khẩu mới", "Save the new password");
pub(crate) const SAVING: Said = said("Đang lưu…", "Saving…");
pub(crate) const OLD_TITLE: Said = said("Liên kết không còn hiệu lực", "This link is no longer valid");
pub(crate) const OLD_LEAD: Said = said(
    "Liên kết đã dùng rồi, đã quá 10 phút, hoặc tài khoản vừa có thay đổi khác. Mật khẩu vẫn như cũ; bạn có thể hỏi một liên kết mới.",
    "The link was used already, is older than 10 minutes, or the account was changed since. The password is as it was; you can ask for a new link.",
);
pub(crate) const NEW_LINK: Said = said("Hỏi liên kết mới", "Ask for a new link");

pub(crate) const DONE_TITLE: Said = said("Đã đặt mật khẩu mới", "The new password is set");
pub(crate) const DONE_LEAD: Said = said(
    "Mật khẩu cũ không dùng được nữa và mọi phiên đăng nhập đã kết thúc. Hãy đăng nhập bằng mật khẩu mới.",
    "The old password no longer works and every session has ended. Please sign in with the new one.",
);

pub(crate) const CHANGE_TITLE: Said = said("Đổi mật khẩu", "Change the password");
pub(crate) const CHANGE_LEAD: Said = said(
    "Sau khi lưu, mọi thiết bị khác sẽ bị đăng xuất; thiết bị này vẫn đăng nhập. Chúng tôi báo tới email đã xác nhận của bạn.",
    "Once it is saved, every other device is signed out; this one stays signed in. We tell your confirmed email address.",
);
pub(crate) const PASSWORD: Said = said("Mật khẩu", "Password");

/// Since when the password is the one it is.
pub(crate) fn since(lang: Lang, at: Timestamp) -> String {
    let (hour, minute) = at.clock_in_vietnam();
    match lang {
        Lang::Vi => format!("Mật khẩu hiện tại có từ {} lúc {hour:02}:{minute:02}.", at.date_in_vietnam()),
        Lang::En => format!("The password is this one since {}, {hour:02}:{minute:02}.", at.date_in_vietnam()),
    }
}

pub(crate) const PROPOSED: Said = said(
    "Chưa nghĩ ra? Có thể dùng cụm năm địa danh này. Hãy ghi lại trước; tải lại trang sẽ có cụm khác.",
    "No idea? You may use these five places of Vietnam. Write them down first; opening the page again proposes others.",
);

pub(crate) const fn estimated(strength: Strength) -> Said {
    match strength {
        Strength::Weak => said(
            "Ước lượng: yếu, máy đoán ra trong chốc lát. Hãy thêm vài từ không liên quan nhau.",
            "Estimate: weak, a machine guesses it in a moment. Add a few words that have nothing to do with each other.",
        ),
        Strength::Fair => said(
            "Ước lượng: tạm được. Thêm một hai từ nữa sẽ chắc hơn nhiều.",
            "Estimate: passable. One or two words more make it much stronger.",
        ),
        Strength::Good => said("Ước lượng: khá.", "Estimate: good."),
        Strength::Strong => said("Ước lượng: mạnh.", "Estimate: strong."),
    }
}
