//! A member's own history, one sentence an entry (MC-5.1b).

use domain::calendar::{Month, Timestamp};
use domain::lang::Lang;
use domain::profile::Item;
use domain::trail::{TrailDetail, TrailGroup, TrailKind};

use super::{Said, consent, items, letters, said};
use crate::activity::QuestionLine;
use crate::ui::date::moment;

pub(crate) const TITLE: Said = said("Hoạt động", "Activity");
pub(crate) const LEAD: Said = said(
    "Những gì đã xảy ra với tài khoản của bạn, mới nhất ở trên. Nhân viên rạp xem tài khoản lần nào cũng được ghi ở đây, kèm \
     tên và lý do. Nội dung cũ chỉ mình bạn xem được.",
    "What happened to your account, newest first. Whenever staff of the cinema look at it, that is here, too, with their name \
     and reason. What an item said before is for your eyes only.",
);
pub(crate) const NOTHING: Said = said("Chưa có gì.", "Nothing yet.");
pub(crate) const NOTHING_OF_IT: Said = said("Không có gì thuộc phần bạn chọn.", "Nothing of what you chose.");
pub(crate) const ABOUT: Said = said("Về việc gì", "About");
pub(crate) const EVERYTHING: Said = said("Tất cả", "Everything");
pub(crate) const MONTH: Said = said("Tháng", "Month");
pub(crate) const ALL_MONTHS: Said = said("Mọi tháng", "Every month");
pub(crate) const SHOW: Said = said("Lọc", "Show");

/// What entries are about.
pub(crate) const fn group(group: TrailGroup) -> Said {
    match group {
        TrailGroup::Access => said("Đăng nhập và bảo mật", "Signing in and security"),
        TrailGroup::Details => said("Hồ sơ, bản sao và ai đã xem", "Profile, copies and who looked"),
        TrailGroup::Consents => said("Đồng ý và từ chối", "What you agreed to and refused"),
        TrailGroup::Messages => said("Tin gửi cho bạn", "Messages sent to you"),
        TrailGroup::Orders => said("Đơn vé", "Orders"),
        TrailGroup::Account => said("Tài khoản", "The account"),
        TrailGroup::Questions => said("Hệ thống khác hỏi về bạn", "Questions of other systems"),
    }
}

/// "Tháng 11/2026"
pub(crate) fn month(lang: Lang, month: Month) -> String {
    match lang {
        Lang::Vi => format!("Tháng {}", month.shown()),
        Lang::En => month.shown(),
    }
}

pub(crate) const OLDER: Said = said("Xem các hoạt động cũ hơn", "See older activity");
pub(crate) const NEWEST: Said = said("Về hoạt động mới nhất", "Back to the newest");
pub(crate) const NOT_ME: Said = said(
    "Thấy việc không phải do bạn làm? Vào mục Thiết bị và chọn “Không phải tôi”.",
    "Something that was not you? Go to Devices and choose “This was not me”.",
);

pub(crate) const QUESTIONS: Said = said("Hệ thống nào đã hỏi về bạn", "Which systems asked about you");
pub(crate) const QUESTIONS_LEAD: Said = said(
    "Trước khi gửi tin, hệ thống của rạp phải hỏi xem có được gửi cho bạn không. Câu trả lời chỉ là có hoặc không và lý do.",
    "Before it sends a message, a system of the cinema has to ask whether it may. It hears yes, or no and why.",
);
pub(crate) const NO_QUESTIONS: Said = said("Chưa có hệ thống nào hỏi.", "No system has asked yet.");
pub(crate) const OLDER_QUESTIONS: Said = said("Xem các lần hỏi cũ hơn", "See older questions");

/// Questions of one system on one day.
pub(crate) fn question(lang: Lang, line: &QuestionLine) -> String {
    let (system, times, day) = (&line.system, line.times, line.day);
    let (what, by) = (consent::purpose(line.purpose).say(lang), consent::channel(line.channel).say(lang));
    match lang {
        Lang::Vi => format!("{day} · {system}: {what} qua {by}, {times} lần."),
        Lang::En if times == 1 => format!("{day} · {system}: {what} by {by}, once."),
        Lang::En => format!("{day} · {system}: {what} by {by}, {times} times."),
    }
}

pub(crate) const BEFORE: Said = said("Trước đó: ", "Before: ");

/// What an item said before its correction.
pub(crate) fn before(lang: Lang, item: Item, value: &str) -> String {
    format!("{} “{value}”", items::inside(item).say(lang))
}

/// One entry in one sentence.
pub(crate) fn sentence(lang: Lang, kind: TrailKind, detail: &TrailDetail) -> String {
    let about = about(lang, kind, detail);
    let plain = plain(kind).say(lang);
    if about.is_empty() { format!("{plain}.") } else { format!("{plain}: {about}.") }
}

fn counted(lang: Lang, kind: TrailKind, count: u32) -> String {
    match (kind, lang) {
        (TrailKind::RecoveryCodesMade, Lang::Vi) => format!("{count} mã"),
        (TrailKind::RecoveryCodesMade, Lang::En) => format!("{count} codes"),
        (TrailKind::RecoveryCodeUsed, Lang::Vi) => format!("còn {count} mã"),
        (TrailKind::RecoveryCodeUsed, Lang::En) => format!("{count} left"),
        (TrailKind::OrdersRecorded, Lang::Vi) => format!("{count} đơn"),
        (TrailKind::OrdersRecorded, Lang::En) if count == 1 => "1 order".to_owned(),
        (TrailKind::OrdersRecorded, Lang::En) => format!("{count} orders"),
        (_, Lang::Vi) => format!("{count} lần"),
        (_, Lang::En) => format!("{count} times"),
    }
}

fn about(lang: Lang, kind: TrailKind, detail: &TrailDetail) -> String {
    let mut parts = Vec::new();
    if !detail.items.is_empty() {
        parts.push(items::together(lang, &detail.items));
    }
    if let Some(purpose) = detail.purpose {
        let mut what = consent::purpose(purpose).say(lang).to_owned();
        if let Some(channel) = detail.channel {
            what.push_str(match lang {
                Lang::Vi => " qua ",
                Lang::En => " by ",
            });
            what.push_str(consent::channel(channel).say(lang));
        }
        parts.push(what);
    }
    if let Some(day) = detail.until {
        parts.push(consent::through(lang, day));
    }
    if let Some(device) = &detail.device {
        parts.push(device.clone());
    }
    if let Some(number) = &detail.report {
        parts.push(match lang {
            Lang::Vi => format!("số báo cáo {number}"),
            Lang::En => format!("report {number}"),
        });
    }
    if let Some(system) = &detail.system {
        parts.push(system.to_string());
    }
    if let Some(look) = &detail.look {
        let (by, case, reason) = (look.by(), look.case(), look.reason());
        parts.push(match lang {
            Lang::Vi => format!("{by} · hồ sơ hỗ trợ {case} · lý do: “{reason}”"),
            Lang::En => format!("{by} · case {case} · because: “{reason}”"),
        });
    }
    if let Some(letter) = detail.letter {
        parts.push(letters::about(letter).say(lang).to_owned());
    }
    if let Some(campaign) = &detail.campaign {
        parts.push(match lang {
            Lang::Vi => format!("chiến dịch “{campaign}”"),
            Lang::En => format!("campaign “{campaign}”"),
        });
    }
    if let Some(agreed_at) = detail.agreed_at {
        parts.push(because(lang, kind, agreed_at));
    }
    if let Some(broken) = detail.broken {
        parts.push(consent::broken(broken).say(lang).to_owned());
    }
    if let Some(count) = detail.count {
        parts.push(counted(lang, kind, count));
    }
    parts.join(" · ")
}

fn because(lang: Lang, kind: TrailKind, agreed_at: Timestamp) -> String {
    let at = moment(agreed_at, lang);
    match (lang, kind) {
        (Lang::Vi, TrailKind::MessageBreach) => format!("bạn đã đồng ý ngày {at}"),
        (Lang::En, TrailKind::MessageBreach) => format!("you had agreed on {at}"),
        (Lang::Vi, _) => format!("vì bạn đã đồng ý ngày {at}"),
        (Lang::En, _) => format!("because you agreed on {at}"),
    }
}

const fn plain(kind: TrailKind) -> Said {
    match kind {
        TrailKind::Joined => said("Đăng ký tài khoản", "Account opened"),
        TrailKind::Imported => {
            said("Chuyển tài khoản từ hệ thống trước đây", "Account brought over from an earlier system")
        }
        TrailKind::SignedIn => said("Đăng nhập", "Signed in"),
        TrailKind::SignedInByPasskey => said("Đăng nhập bằng khóa truy cập", "Signed in with a passkey"),
        TrailKind::SignInFailed => said("Đăng nhập không thành công", "Failed sign-in"),
        TrailKind::PasswordAsked => {
            said("Nhập lại mật khẩu cho một việc quan trọng", "Password given again for a sensitive step")
        }
        TrailKind::PasskeyAsked => {
            said("Dùng lại khóa truy cập cho một việc quan trọng", "Passkey used again for a sensitive step")
        }
        TrailKind::SignedOut => said("Đăng xuất", "Signed out"),
        TrailKind::OtherSessionsEnded => said("Kết thúc phiên trên thiết bị khác", "Sessions on other devices ended"),
        TrailKind::SessionsEndedByOperator => {
            said("Rạp kết thúc mọi phiên đăng nhập của bạn", "The cinema ended all your sessions")
        }
        TrailKind::PasswordChanged => said("Đổi mật khẩu", "Password changed"),
        TrailKind::RecoveryAsked => said(
            "Yêu cầu đặt lại mật khẩu, thư đã gửi tới email của bạn",
            "New password asked for, letter sent to your email",
        ),
        TrailKind::UsernameAsked => {
            said("Hỏi tên đăng nhập, thư đã gửi tới email của bạn", "Username asked for, letter sent to your email")
        }
        TrailKind::PasswordRecovered => {
            said("Đặt mật khẩu mới bằng liên kết trong thư", "New password set by the link of a letter")
        }
        TrailKind::FactorFailed => said("Mật khẩu đúng nhưng mã xác thực sai", "Right password, wrong code"),
        TrailKind::AuthenticatorAdded => said("Bật ứng dụng xác thực", "Authenticator app set up"),
        TrailKind::AuthenticatorRemoved => said("Gỡ ứng dụng xác thực", "Authenticator app removed"),
        TrailKind::RecoveryCodesMade => said("Tạo mã dự phòng", "Recovery codes made"),
        TrailKind::RecoveryCodeUsed => said("Dùng một mã dự phòng", "Recovery code used"),
        TrailKind::PasskeyAdded => said("Thêm khóa truy cập", "Passkey added"),
        TrailKind::PasskeyRenamed => said("Đổi tên khóa truy cập", "Passkey renamed"),
        TrailKind::PasskeyRemoved => said("Gỡ khóa truy cập", "Passkey removed"),
        TrailKind::PasskeyRefused => said("Một khóa truy cập bị từ chối", "A passkey was refused"),
        TrailKind::NotMeReported => {
            said("Báo “không phải tôi”, mọi truy cập bị khóa", "Reported “this was not me”, all access stopped")
        }
        TrailKind::EmailChangeUndone => {
            said("Hoàn tác việc đổi email, mọi truy cập bị khóa", "Change of email taken back, all access stopped")
        }
        TrailKind::ProfileCorrected => said("Sửa hồ sơ", "Profile corrected"),
        TrailKind::ProfileCleared => said("Xóa khỏi hồ sơ", "Cleared from the profile"),
        TrailKind::EmailChangeAsked => {
            said("Yêu cầu đổi email, chờ xác nhận", "New email given, waiting for confirmation")
        }
        TrailKind::PhoneCodeAsked => said("Yêu cầu mã xác nhận số điện thoại", "Code for the phone number asked for"),
        TrailKind::PhoneConfirmed => said("Xác nhận số điện thoại", "Phone number confirmed"),
        TrailKind::EmailConfirmed => said("Xác nhận email", "Email confirmed"),
        TrailKind::IdNumberShown => said("Xem số định danh đầy đủ", "Whole ID number shown"),
        TrailKind::LookedAtByStaff => said(
            "Nhân viên rạp xem tài khoản, thông tin được che bớt",
            "Staff of the cinema looked at the account, masked",
        ),
        TrailKind::ConsentGranted => said("Đồng ý", "Agreed"),
        TrailKind::ConsentWithdrawn => said("Từ chối hoặc dừng", "Refused or stopped"),
        TrailKind::Frozen => said("Tạm ngưng sử dụng dữ liệu", "Use of data frozen"),
        TrailKind::Unfrozen => said("Bỏ tạm ngưng sử dụng dữ liệu", "Freeze lifted"),
        TrailKind::LetterSent => said("Đã gửi thư cho bạn", "A letter was sent to you"),
        TrailKind::TextSent => said("Đã gửi tin nhắn cho bạn", "A text message was sent to you"),
        TrailKind::MessageSent => said("Có tin gửi cho bạn", "A message was sent to you"),
        TrailKind::MessageBreach => said(
            "Có tin gửi cho bạn trái quy tắc, rạp đã được báo",
            "A message was sent to you against the rules, the cinema was told",
        ),
        TrailKind::OrdersRecorded => {
            said("Ghi nhận đơn vé đã trả tiền, do hệ thống khác gửi", "Paid orders handed in by another system")
        }
        TrailKind::CopyTaken => said("Tải bản sao dữ liệu", "Copy of the data taken"),
        TrailKind::ClosingAsked => said("Yêu cầu đóng tài khoản", "Closing asked for"),
        TrailKind::Reopened => said("Mở lại tài khoản", "Account reopened"),
        TrailKind::InactivityTold => {
            said("Gửi thư báo tài khoản lâu rồi không được dùng", "A letter told that the account is not used")
        }
        TrailKind::ClosedForInactivity => {
            said("Đóng tài khoản vì lâu rồi không được dùng", "Account closed because nobody used it")
        }
    }
}
