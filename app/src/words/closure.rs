//! Closing the account, and changing one's mind (MC-3.1, MC-3.2; law R9–R11).

use domain::calendar::Timestamp;
use domain::closure::{Fate, PlanLine};
use domain::lang::Lang;

use super::{Said, retention, said};
use crate::ui::date::moment;

pub(crate) const TITLE: Said = said("Đóng tài khoản", "Close your account");
pub(crate) fn lead(lang: Lang, grace_days: u8) -> String {
    match (lang, grace_days) {
        (Lang::Vi, 0) => "Bạn có thể rời đi bất cứ lúc nào. Đóng rồi thì không thể lấy lại.".into(),
        (Lang::En, 0) => "You can leave at any time. Once closed, nothing can be brought back.".into(),
        (Lang::Vi, days) => format!(
            "Bạn có thể rời đi bất cứ lúc nào. Sau khi đóng, bạn còn {days} ngày để đổi ý; sau đó dữ liệu bị xóa và không thể lấy lại."
        ),
        (Lang::En, days) => format!(
            "You can leave at any time. After closing you have {days} days to change your mind; then the data is erased and cannot be brought back."
        ),
    }
}
pub(crate) const PLAN: Said = said("1. Điều gì sẽ xảy ra với dữ liệu", "1. What happens to the data");
pub(crate) const ERASED: Said = said("Xóa hẳn", "Erased");
pub(crate) const KEPT: Said = said("Còn giữ lại, và vì sao", "Kept, and why");

/// A kind of thing and how many of it there are.
pub(crate) fn counted(lang: Lang, line: &PlanLine) -> String {
    let what = retention::what(line.what).say(lang);
    if line.count == 1 { what.to_owned() } else { format!("{what} ({})", line.count) }
}

pub(crate) const COPY: Said = said("2. Lấy một bản sao trước", "2. Take a copy first");
pub(crate) const COPY_LEAD: Said = said(
    "Bản sao chứa mọi thứ chúng tôi giữ về bạn. Sau khi xóa, chúng tôi không thể đưa lại.",
    "The copy holds everything we hold about you. After the erasure we cannot give it any more.",
);
pub(crate) const AT_ONCE: Said = said("3. Ngay khi bạn bấm", "3. The moment you press");
pub(crate) const AT_ONCE_LINES: [Said; 3] = [
    said("Mọi thiết bị bị đăng xuất.", "Every device is signed out."),
    said(
        "Không còn tin nhắn nào được gửi, trừ một thư xác nhận việc đóng.",
        "No message is sent any more, but for one letter that confirms the closing.",
    ),
    said("Tài khoản bị đóng băng: không ai dùng được dữ liệu.", "The account is frozen: nobody can use the data."),
];
pub(crate) const CONFIRM: Said = said("4. Xác nhận bằng mật khẩu", "4. Confirm with your password");
pub(crate) const BUTTON: Said = said("Đóng tài khoản", "Close account");
pub(crate) const BUSY: Said = said("Đang đóng…", "Closing…");
pub(crate) const STAY: Said =
    said("Chỉ muốn ngừng nhận quảng cáo? Xem mục Đồng ý.", "Only want advertising to stop? See Consent.");

/// What becomes of one kind of thing, under which rule.
pub(crate) fn fate(lang: Lang, line: &PlanLine) -> String {
    let rule = match line.fate {
        Fate::KeptUntil { rule } => rule,
        Fate::Erased | Fate::KeptAnonymised => line.what.rule(),
    };
    let period = retention::how_long(lang, rule.period);
    let ground = retention::ground(rule.ground).say(lang);
    match (line.fate, lang) {
        (Fate::Erased, _) => format!("{}.", ERASED.say(lang)),
        (Fate::KeptAnonymised, Lang::Vi) => format!("Giữ ở dạng không còn biết là ai, {period}, {ground}."),
        (Fate::KeptAnonymised, Lang::En) => format!("Kept without anything that leads to you, {period}, {ground}."),
        (Fate::KeptUntil { .. }, Lang::Vi) => format!("Giữ {period}, {ground}."),
        (Fate::KeptUntil { .. }, Lang::En) => format!("Kept {period}, {ground}."),
    }
}

pub(crate) const CLOSING_TITLE: Said = said("Tài khoản đang được đóng", "The account is being closed");
pub(crate) fn closing_lead(lang: Lang, since: Timestamp, ends: Timestamp) -> String {
    let (since, ends) = (moment(since, lang), moment(ends, lang));
    match lang {
        Lang::Vi => {
            format!("Bạn đã yêu cầu đóng ngày {since}. Dữ liệu sẽ bị xóa ngày {ends}. Trước lúc đó bạn có thể mở lại.")
        }
        Lang::En => format!(
            "You asked to close it on {since}. The data will be erased on {ends}. Until then you can reopen it."
        ),
    }
}
pub(crate) const FROZEN: Said = said(
    "Trong thời gian này không ai dùng dữ liệu của bạn và không có tin nhắn nào được gửi.",
    "During this time nobody uses your data and no messages are sent.",
);
pub(crate) const REOPEN: Said = said("Mở lại tài khoản", "Reopen account");
pub(crate) const REOPENING: Said = said("Đang mở lại…", "Reopening…");
pub(crate) const TAKE_COPY: Said = said("Tải bản sao", "Download a copy");

pub(crate) const BEGUN_TITLE: Said = said("Đã nhận yêu cầu đóng tài khoản", "Your account is closing");
pub(crate) fn begun(lang: Lang, grace_days: u8) -> String {
    match (lang, grace_days) {
        (Lang::Vi, 0) => "Dữ liệu của bạn đang được xóa. Chúng tôi gửi một thư xác nhận, rồi không gửi gì thêm.".into(),
        (Lang::En, 0) => "Your data is being erased. We send one letter to confirm it, and nothing after that.".into(),
        (Lang::Vi, days) => format!(
            "Mọi thiết bị đã đăng xuất. Trong {days} ngày tới bạn có thể đăng nhập để mở lại hoặc tải bản sao. Sau đó dữ liệu bị xóa."
        ),
        (Lang::En, days) => format!(
            "Every device is signed out. For {days} days you can sign in to reopen it or to download a copy. Then the data is erased."
        ),
    }
}
pub(crate) const THANKS: Said =
    said("Cảm ơn bạn đã ở cùng Metiz Cinema.", "Thank you for having been with Metiz Cinema.");
