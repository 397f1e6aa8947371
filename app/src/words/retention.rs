//! The retention table in words: what, how long, why (C13, L1, R10). `docs/retention.md` has the same table for officers.

use domain::inactivity::{InactiveAfter, NOTICE_DAYS};
use domain::lang::Lang;
use domain::retention::{After, Ground, Held, Period, Rule};

use super::{Said, said};

pub(crate) const TITLE: Said = said("Giữ gì, trong bao lâu, vì sao", "What is kept, for how long, and why");
pub(crate) const LEAD: Said = said(
    "Chính sách không nêu thời hạn cho từng mục; đây là thời hạn trung tâm này áp dụng. Khi tài khoản đóng và hết thời gian đổi ý, mọi mục đều bị xóa, trừ mục có ghi khác.",
    "The policy names no period for each item; these are the periods this centre goes by. Once an account is closed and the days to change one's mind are over, everything is erased, but for what says otherwise.",
);

/// What is held.
pub(crate) const fn what(held: Held) -> Said {
    match held {
        Held::FullName => said("Họ và tên", "Full name"),
        Held::Gender => said("Giới tính", "Gender"),
        Held::BirthDate => said("Ngày hoặc năm sinh", "Date or year of birth"),
        Held::IdNumber => said("Số định danh", "ID number"),
        Held::Phone => said("Số điện thoại", "Phone number"),
        Held::Address => said("Địa chỉ", "Address"),
        Held::Email => said("Email", "Email"),
        Held::Username => said("Tên đăng nhập", "Username"),
        Held::PasswordHash => said("Mật khẩu (chỉ ở dạng băm)", "Password (hashed only)"),
        Held::Language => said("Ngôn ngữ", "Language"),
        Held::JoinedAt => {
            said("Ngày đăng ký và phiên bản chính sách khi đó", "Day of joining and the policy version then")
        }
        Held::Sessions => said("Phiên đăng nhập", "Sessions"),
        Held::Authenticator => said("Ứng dụng xác thực", "Authenticator app"),
        Held::RecoveryCodes => said("Mã dự phòng (chỉ ở dạng băm)", "Recovery codes (hashed only)"),
        Held::PendingSignIns => said("Lần đăng nhập đang chờ mã", "Sign-ins waiting for a code"),
        Held::Passkeys => said("Khóa truy cập (passkey)", "Passkeys"),
        Held::PasskeyChallenges => {
            said("Câu hỏi đang chờ khóa truy cập trả lời", "Questions a passkey has not answered yet")
        }
        Held::KnownDevices => said("Thiết bị đã dùng", "Devices used"),
        Held::SignInAttempts => said("Số lần thử đăng nhập", "Counted sign-in attempts"),
        Held::SignInLocks => {
            said("Số lần nhập sai liên tiếp, từ 30 lần trở lên", "Wrong passwords in a row, thirty and more")
        }
        Held::Trail => said("Lịch sử hoạt động, kể cả thư đã gửi", "Activity history, with letters sent"),
        Held::ConsentEntries => said("Các lần đồng ý, từ chối, dừng", "Decisions on purposes"),
        Held::Freezes => said("Các lần tạm ngưng sử dụng dữ liệu", "Freezes of the use of your data"),
        Held::Contacts => said("Tin nhắn, thư, cuộc gọi đã gửi cho bạn", "Messages that were sent to you"),
        Held::Questions => said("Lần hệ thống khác hỏi về bạn", "Questions of other systems about you"),
        Held::WebhookEvents => {
            said("Thay đổi đã báo cho các hệ thống khác của rạp", "Changes that the cinema's other systems were told")
        }
        Held::MemberReference => said("Mã thành viên", "Member number"),
        Held::ImportedLine => said(
            "Dấu đã chuyển từ hệ thống cũ (chỉ ở dạng băm)",
            "Mark of the move from an earlier system (hashed only)",
        ),
        Held::Orders => said("Đơn vé đã trả tiền", "Paid orders"),
        Held::OrderFacts => said(
            "Chứng từ kế toán của đơn vé: số, ngày, số tiền, thuế",
            "Accounting papers of orders: number, day, amount, tax",
        ),
        Held::EmailConfirmations => said("Liên kết xác nhận email", "Email confirmation links"),
        Held::RecoveryLinks => said("Liên kết đặt lại mật khẩu", "Links to set a new password"),
        Held::EmailUndos => said(
            "Liên kết hoàn tác việc đổi email, bật ứng dụng xác thực, thêm khóa truy cập",
            "Links to take a change of email, an authenticator app or a passkey back",
        ),
        Held::AccountReports => said("Các báo cáo “không phải tôi”", "Reports “this was not me”"),
        Held::Flashes => said("Nội dung điền dở", "Half-filled forms"),
        Held::PhoneCodes => said("Mã xác nhận số điện thoại", "Codes that confirm a phone number"),
        Held::OutboxLetters => said("Thư đang chờ gửi", "Letters on their way"),
        Held::DeadLetters => {
            said("Thư không gửi được (không kèm tên hay địa chỉ)", "Letters that failed (no name or address)")
        }
        Held::MemberKey => said("Khóa mã hóa riêng của bạn", "Your own encryption key"),
        Held::ErasureLedger => said("Một mã số ngẫu nhiên: đã xóa", "A random number: erased"),
    }
}

/// How long, while the account is open or after it.
pub(crate) fn how_long(lang: Lang, period: Period) -> String {
    match (lang, period) {
        (Lang::Vi, Period::UntilClosure) => "tới khi bạn đóng tài khoản".into(),
        (Lang::En, Period::UntilClosure) => "until you close the account".into(),
        (Lang::Vi, Period::UntilCleared) => "tới khi bạn xóa mục này hoặc đóng tài khoản".into(),
        (Lang::En, Period::UntilCleared) => "until you clear it or close the account".into(),
        (Lang::Vi, Period::UntilItEnds { hours }) => format!("tới khi hết hiệu lực, nhiều nhất {}", span(lang, hours)),
        (Lang::En, Period::UntilItEnds { hours }) => format!("until it ends, {} at most", span(lang, hours)),
        (Lang::Vi, Period::Minutes(minutes)) => format!("{minutes} phút"),
        (Lang::En, Period::Minutes(minutes)) => format!("{minutes} minutes"),
        (_, Period::Hours(hours)) => span(lang, hours),
        (_, Period::Days(days)) => span(lang, days.saturating_mul(24)),
        (Lang::Vi, Period::DaysAfterErasure(days)) => format!("tới {days} ngày sau khi tài khoản bị xóa"),
        (Lang::En, Period::DaysAfterErasure(days)) => format!("until {days} days after the account was erased"),
        (Lang::Vi, Period::FiscalYears(years)) => format!("tới hết {years} năm sau năm tài chính của đơn vé"),
        (Lang::En, Period::FiscalYears(years)) => format!("until {years} years after the fiscal year of the order"),
        (Lang::Vi, Period::WhileBackupsExist) => "chừng nào còn bản sao lưu từ trước khi xóa".into(),
        (Lang::En, Period::WhileBackupsExist) => "as long as a backup from before the erasure exists".into(),
    }
}

fn span(lang: Lang, hours: u32) -> String {
    match lang {
        Lang::Vi if hours > 48 => format!("{} ngày", hours / 24),
        Lang::En if hours > 48 => format!("{} days", hours / 24),
        Lang::Vi => format!("{hours} giờ"),
        Lang::En => format!("{hours} hours"),
    }
}

/// What allows the keeping.
pub(crate) const fn ground(ground: Ground) -> Said {
    match ground {
        Ground::Agreement => said(
            "để thực hiện thỏa thuận với bạn (Điều 19 Luật Bảo vệ dữ liệu cá nhân)",
            "to perform our agreement with you (art. 19, Personal Data Protection Law)",
        ),
        Ground::Choice => said("vì bạn tự chọn cung cấp", "because you chose to give it"),
        Ground::Protection => said("để bảo vệ tài khoản của bạn", "to protect your account"),
        Ground::ProofOfConsent => said(
            "để chứng minh các lần bạn đồng ý, từ chối (Điều 11 Nghị định 91/2020)",
            "to prove what you agreed to and refused (art. 11, Decree 91/2020)",
        ),
        Ground::Accounting => said(
            "vì luật buộc giữ chứng từ kế toán (Điều 41 Luật Kế toán)",
            "because the law demands that accounting papers are kept (art. 41, Accounting Law)",
        ),
        Ground::ProofOfErasure => said(
            "để dữ liệu đã xóa không thể quay lại (Điều 14 Luật Bảo vệ dữ liệu cá nhân)",
            "so that what was erased stays erased (art. 14, Personal Data Protection Law)",
        ),
    }
}

/// The ground as the name of a group.
pub(crate) fn kept_for(lang: Lang, ground: Ground) -> String {
    let ground = self::ground(ground).say(lang);
    match lang {
        Lang::Vi => format!("Giữ {ground}"),
        Lang::En => format!("Kept {ground}"),
    }
}

/// How long, and what the closing leaves of it if that is not nothing.
pub(crate) fn line(lang: Lang, rule: Rule) -> String {
    let period = how_long(lang, rule.period);
    match (rule.after, lang) {
        (After::Erased, _) => period,
        (After::Anonymised, Lang::Vi) => format!("{period}; sau khi đóng, ở dạng không còn biết là ai"),
        (After::Anonymised, Lang::En) => format!("{period}; after the closing without anything that leads to you"),
        (After::Stays, Lang::Vi) => format!("{period}; không dẫn tới ai"),
        (After::Stays, Lang::En) => format!("{period}; it leads to nobody"),
    }
}

/// What becomes of accounts that nobody uses.
pub(crate) fn inactive(lang: Lang, after: InactiveAfter) -> String {
    let days = after.period().as_secs() / (24 * 60 * 60);
    match lang {
        Lang::Vi => format!(
            "Tài khoản không ai dùng trong {days} ngày được báo bằng hai thư cách nhau {NOTICE_DAYS} ngày; thêm {NOTICE_DAYS} ngày nữa không ai dùng thì bị đóng."
        ),
        Lang::En => format!(
            "The owner of an account nobody uses for {days} days is told by two letters, {NOTICE_DAYS} days apart; after another {NOTICE_DAYS} days without use it is closed."
        ),
    }
}
