//! The kinds of things held, in the words of letters.

use domain::lang::Lang;
use domain::retention::Held;

pub(super) const fn name(held: Held, lang: Lang) -> &'static str {
    let (vietnamese, english) = match held {
        Held::FullName => ("Họ và tên", "Full name"),
        Held::Gender => ("Giới tính", "Gender"),
        Held::BirthDate => ("Ngày sinh", "Birth date"),
        Held::IdNumber => ("Số định danh cá nhân", "ID number"),
        Held::Phone => ("Số điện thoại", "Phone number"),
        Held::Address => ("Địa chỉ", "Address"),
        Held::Email => ("Địa chỉ email", "Email address"),
        Held::Username => ("Tên đăng nhập", "Username"),
        Held::PasswordHash => ("Mật khẩu (dạng băm)", "Password (as a hash)"),
        Held::Language => ("Ngôn ngữ", "Language"),
        Held::JoinedAt => ("Thời điểm tham gia", "Time of joining"),
        Held::Sessions => ("Phiên đăng nhập", "Sessions"),
        Held::Authenticator => ("Ứng dụng xác thực", "Authenticator app"),
        Held::RecoveryCodes => ("Mã dự phòng (dạng băm)", "Recovery codes (as hashes)"),
        Held::PendingSignIns => ("Lần đăng nhập đang chờ mã", "Sign-ins waiting for a code"),
        Held::Passkeys => ("Khóa truy cập (passkey)", "Passkeys"),
        Held::PasskeyChallenges => ("Câu hỏi đang chờ khóa truy cập trả lời", "Questions to a passkey"),
        Held::KnownDevices => ("Thiết bị đã dùng", "Known devices"),
        Held::SignInAttempts => ("Lần thử đăng nhập", "Counted sign-in tries"),
        Held::SignInLocks => ("Số lần nhập sai liên tiếp", "Wrong passwords in a row"),
        Held::Trail => ("Lịch sử hoạt động, kể cả thư đã gửi", "Activity history, with letters sent"),
        Held::ConsentEntries => ("Quyết định đồng ý và từ chối", "Decisions about consent"),
        Held::Freezes => ("Các lần tạm ngưng sử dụng dữ liệu", "Freezes of the use of data"),
        Held::Contacts => ("Tin nhắn, thư, cuộc gọi đã gửi", "Messages that were sent"),
        Held::Questions => ("Lần hệ thống khác hỏi về bạn", "Questions of other systems about you"),
        Held::WebhookEvents => ("Thay đổi đã báo cho hệ thống khác", "Changes that other systems were told"),
        Held::MemberReference => ("Mã thành viên", "Member number"),
        Held::Orders => ("Đơn vé đã trả tiền", "Paid orders"),
        Held::OrderFacts => ("Chứng từ kế toán của đơn vé", "Accounting papers of orders"),
        Held::EmailConfirmations => ("Liên kết xác nhận email", "Email confirmation links"),
        Held::RecoveryLinks => ("Liên kết đặt lại mật khẩu", "Links to set a new password"),
        Held::EmailUndos => (
            "Liên kết hoàn tác việc đổi email, bật ứng dụng xác thực, thêm khóa truy cập",
            "Links to take a change of email, an authenticator app or a passkey back",
        ),
        Held::AccountReports => ("Báo cáo “không phải tôi”", "Reports “this was not me”"),
        Held::Flashes => ("Nội dung biểu mẫu tạm giữ", "Form contents kept for a moment"),
        Held::PhoneCodes => ("Mã xác nhận số điện thoại (dạng băm)", "Codes that confirm a phone number (as hashes)"),
        Held::OutboxLetters => ("Thư đang chờ gửi", "Letters waiting to be sent"),
        Held::DeadLetters => {
            ("Thư không gửi được (không kèm tên hay địa chỉ)", "Letters that failed (no name or address)")
        }
        Held::MemberKey => ("Khóa mã hóa riêng", "Own encryption key"),
        Held::ImportedLine => (
            "Dấu đã chuyển từ hệ thống cũ (chỉ ở dạng băm)",
            "The mark of the move from an earlier system (hashed only)",
        ),
        Held::ErasureLedger => ("Dấu vết rằng một tài khoản đã được xóa", "The note that an account was erased"),
    };
    match lang {
        Lang::Vi => vietnamese,
        Lang::En => english,
    }
}
