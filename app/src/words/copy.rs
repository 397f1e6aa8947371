//! A copy of everything held (R1, R12, D-16).

use domain::lang::Lang;

use super::{Said, said};

pub(crate) const TITLE: Said = said("Bản sao dữ liệu của bạn", "A copy of your data");
pub(crate) const LEAD: Said = said(
    "Một tệp ZIP chứa mọi thứ Metiz Cinema giữ về bạn, có ngay, miễn phí, lấy bao nhiêu lần cũng được.",
    "One ZIP file with everything Metiz Cinema holds about you: at once, free, as often as you like.",
);
pub(crate) const BUTTON: Said = said("Tải bản sao", "Download a copy");
pub(crate) const FOR_AN_HOUR: Said = said(
    "Nút này dùng được trong một giờ, chỉ trong phiên đăng nhập này.",
    "This button works for an hour, in this session alone.",
);
pub(crate) const PASSWORD_FIRST: Said = said(
    "Vì tệp chứa mọi thứ, trước hết bạn cần nhập lại mật khẩu.",
    "Because the file holds everything, your password is asked for first.",
);
pub(crate) const TO_PASSWORD: Said = said("Nhập mật khẩu để tải", "Give the password to download");
pub(crate) const INSIDE: Said = said("Trong tệp có gì", "What is inside");
pub(crate) const INSIDE_LINES: [Said; 4] = [
    said(
        "ban-sao.html và copy.html: để đọc và in, bằng tiếng Việt và tiếng Anh.",
        "ban-sao.html and copy.html: for reading and printing, in Vietnamese and English.",
    ),
    said(
        "data.json: cho phần mềm, kèm mô tả data.schema.json.",
        "data.json: for software, with its description data.schema.json.",
    ),
    said("tables/: bảng tính, mở được bằng Excel, LibreOffice.", "tables/: tables for Excel or LibreOffice."),
    said(
        "Hồ sơ và những gì nó từng ghi, đơn vé, các lần đồng ý kèm nguyên văn lời hỏi, các lần tạm ngưng, tin đã gửi cho bạn, phiên, thiết bị, xác minh hai bước, hoạt động, thư đã gửi và đang chờ gửi, và mỗi thứ được giữ bao lâu.",
        "The profile and what it said before, orders, decisions with the words they were about, freezes, messages sent to you, sessions, devices, the second factor, activity, letters sent and waiting, and how long each thing is kept.",
    ),
];
pub(crate) const NOT_INSIDE: Said = said(
    "Không có trong tệp: mật khẩu (chúng tôi chỉ giữ dạng băm) và các khóa kỹ thuật. Tệp ghi rõ lý do.",
    "Not inside: the password (only a hash of it is held) and technical keys. The file says why.",
);
pub(crate) const CARE: Said = said("Giữ tệp cho an toàn", "Keeping it safe");
pub(crate) const CARE_LEAD: Said = said(
    "Tệp chứa số định danh và địa chỉ của bạn ở dạng đầy đủ, không được mã hóa.",
    "The file has your ID number and address in full, and is not encrypted.",
);
pub(crate) const CARE_LINES: [Said; 3] = [
    said(
        "Lưu ở nơi chỉ bạn mở được; đừng tải trên máy dùng chung.",
        "Keep it where only you can open it; do not download it on a shared machine.",
    ),
    said(
        "Đừng gửi cả tệp cho ai. Metiz không bao giờ hỏi xin tệp này.",
        "Do not send the whole file to anybody. Metiz never asks for it.",
    ),
    said(
        "Mỗi lần tải được ghi vào Hoạt động và báo cho bạn bằng email đã xác nhận.",
        "Each download is noted in your activity and told by letter to your confirmed address.",
    ),
];

pub(crate) const DOCUMENT_TITLE: Said =
    said("Mọi thứ Metiz Cinema giữ về bạn", "Everything Metiz Cinema holds about you");
pub(crate) const CONTENTS: Said = said("Nội dung", "Contents");
pub(crate) const NOTHING: Said = said("Không có gì.", "Nothing.");

/// Whose copy it is, and of when.
pub(crate) fn taken(lang: Lang, name: &str, at: &str) -> String {
    match lang {
        Lang::Vi => format!("Bản sao của {name}, lấy ngày {at} (giờ Việt Nam)."),
        Lang::En => format!("The copy of {name}, taken on {at} (Vietnamese time)."),
    }
}

/// The heading of a part.
pub(crate) fn part(name: &str) -> Said {
    match name {
        "account" => said("Tài khoản", "The account"),
        "profile" => said("Hồ sơ", "Profile"),
        "former_values" => said("Hồ sơ từng ghi gì", "What the profile said before"),
        "email_link" => said("Liên kết xác nhận email gần nhất", "The last link to confirm an email address"),
        "recovery_links" => {
            said("Liên kết đặt lại mật khẩu còn hiệu lực", "Links to set a new password that still work")
        }
        "email_undos" => said("Liên kết hoàn tác thay đổi còn hiệu lực", "Links to take a change back that still work"),
        "reports" => said("Các báo cáo “không phải tôi”", "Reports “this was not me”"),
        "consents" => said("Các lần đồng ý, từ chối, dừng", "Decisions on purposes"),
        "purposes" => said("Dữ liệu được dùng vào việc gì, ai nhận", "What data is used for, and who receives it"),
        "freezes" => said("Các lần tạm ngưng sử dụng dữ liệu", "Freezes of the use of your data"),
        "messages" => {
            said("Tin nhắn, thư, cuộc gọi do hệ thống khác gửi cho bạn", "Messages that other systems sent to you")
        }
        "questions" => said("Hệ thống nào đã hỏi về bạn", "Which systems asked about you"),
        "orders" => said("Đơn vé đã trả tiền", "Paid orders"),
        "sessions" => said("Phiên đăng nhập", "Sessions"),
        "devices" => said("Thiết bị đã dùng", "Devices used"),
        "authenticator" => said("Ứng dụng xác thực", "Authenticator app"),
        "passkeys" => said("Khóa truy cập (passkey)", "Passkeys"),
        "recovery_codes" => said("Mã dự phòng", "Recovery codes"),
        "pending_sign_ins" => said("Lần đăng nhập đang chờ mã", "Sign-ins waiting for a code"),
        "trail" => said("Hoạt động", "Activity"),
        "letters_waiting" => said("Thư đang chờ gửi", "Letters on their way"),
        "letters_sent" => said("Thư, tin nhắn đã gửi cho bạn", "Letters and text messages sent to you"),
        "retention" => said("Giữ bao lâu, vì sao", "How long things are kept, and why"),
        "left_out" => said("Có giữ nhưng không nằm trong bản sao", "Held, but not in this copy"),
        _ => UNNAMED,
    }
}

/// What a test looks for: a part or column whose words nobody has written.
pub(crate) const UNNAMED: Said = said("?", "?");

/// The heading of a column.
pub(crate) fn column(name: &str) -> Said {
    match name {
        "member_reference" => said("Mã thành viên", "Member number"),
        "name" => said("Tên", "Name"),
        "added_at" => said("Thêm lúc", "Added on"),
        "number" => said("Số đơn", "Order number"),
        "paid_at" => said("Trả lúc", "Paid"),
        "film" => said("Phim", "Film"),
        "age_class" => said("Phân loại", "Class"),
        "showing_at" => said("Suất chiếu", "Showing"),
        "cinema" => said("Rạp", "Cinema"),
        "hall" => said("Phòng", "Hall"),
        "seats" => said("Ghế", "Seats"),
        "total" => said("Số tiền (₫)", "Amount (₫)"),
        "vat" => said("Gồm thuế (₫)", "Tax in it (₫)"),
        "payment_partner" => said("Đối tác thanh toán", "Payment partner"),
        "payment_reference" => said("Mã của đối tác", "The partner's number"),
        "recorded_by" => said("Hệ thống gửi", "Handed in by"),
        "recorded_at" => said("Gửi lúc", "Handed in"),
        "changed_at" => said("Sửa lúc", "Corrected"),
        "frozen_since" => said("Tạm ngưng từ", "Frozen since"),
        "lifted_at" => said("Bỏ tạm ngưng lúc", "Lifted on"),
        "sent_at" => said("Gửi lúc", "Sent on"),
        "campaign" => said("Chiến dịch", "Campaign"),
        "reported_by" => said("Hệ thống gửi", "Sent by"),
        "agreed_at" => said("Bạn đã đồng ý lúc", "You had agreed on"),
        "broken_rule" => said("Quy tắc bị vi phạm", "Rule that was broken"),
        "asked_last_at" => said("Hỏi lần cuối lúc", "Last asked on"),
        "asked_by" => said("Hệ thống hỏi", "Asked by"),
        "times" => said("Số lần", "Times"),
        "language" => said("Ngôn ngữ", "Language"),
        "joined_at" => said("Đăng ký lúc", "Joined on"),
        "policy_version" => said("Phiên bản chính sách khi đó", "Version of the policy then"),
        "password_since" => said("Mật khẩu hiện tại có từ", "Password chosen on"),
        "email_confirmed_at" => said("Email được xác nhận lúc", "Email confirmed on"),
        "phone_confirmed_at" => said("Số điện thoại được xác nhận lúc", "Phone number confirmed on"),
        "closing_since" => said("Yêu cầu đóng lúc", "Closed on"),
        "closing_ends_at" => said("Mở lại được đến", "Can be reopened until"),
        "item" => said("Mục", "Item"),
        "value" => said("Nội dung", "Value"),
        "since" => said("Từ", "Since"),
        "purposes" => said("Dùng cho", "Used for"),
        "corrected_at" => said("Đến", "Until"),
        "change" => said("Thay đổi", "Change"),
        "address" | "to" => said("Địa chỉ", "Address"),
        "asked_at" => said("Yêu cầu lúc", "Asked for on"),
        "expires_at" => said("Hết hạn lúc", "Ends on"),
        "report_number" => said("Số báo cáo", "Number of the report"),
        "reported_at" => said("Báo lúc", "Reported on"),
        "sessions_ended" => said("Số phiên đã kết thúc", "Sessions ended"),
        "used_at" => said("Đã dùng lúc", "Used on"),
        "at" => said("Lúc", "When"),
        "purpose" => said("Mục đích", "Purpose"),
        "channel" => said("Kênh", "Channel"),
        "decision" => said("Quyết định", "Decision"),
        "until" => said("Ngày cuối cùng", "Last day"),
        "wording" | "wording_vi" | "wording_en" => said("Nguyên văn lời hỏi", "Wording"),
        "wording_version" => said("Bản lời hỏi", "Version of the wording"),
        "device" => said("Thiết bị", "Device"),
        "title_vi" | "title_en" => said("Việc", "Purpose"),
        "basis" => said("Cơ sở", "Basis"),
        "items" => said("Đọc các mục", "Reads"),
        "recipients" => said("Bên nhận", "Recipients"),
        "clause" => said("Điều khoản", "Clause"),
        "kept" => said("Duy trì đăng nhập", "Kept signed in"),
        "started_at" => said("Bắt đầu", "Began"),
        "seen_at" => said("Dùng gần nhất", "Last used"),
        "ends_at" => said("Kết thúc chậm nhất", "Ends at the latest"),
        "set_up_at" | "began_at" => said("Bắt đầu", "Begun"),
        "confirmed_at" => said("Có hiệu lực từ", "Counts since"),
        "left" => said("Còn lại", "Left"),
        "made_at" => said("Tạo lúc", "Made on"),
        "first_seen_at" => said("Lần đầu", "First sign-in"),
        "last_seen_at" => said("Lần gần nhất", "Last sign-in"),
        "kind" => said("Việc đã xảy ra", "What happened"),
        "subject" => said("Tiêu đề", "Subject"),
        "letter" => said("Về việc", "About"),
        "way" => said("Cách gửi", "Way"),
        "posted_at" => said("Chờ gửi từ", "Waiting since"),
        "what" => said("Thứ được giữ", "What"),
        "period" => said("Bao lâu", "How long"),
        "ground" | "why" => said("Vì sao", "Why"),
        "after" => said("Khi đóng tài khoản", "When the account is closed"),
        _ => UNNAMED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::copy::{PARTS, Shown};

    #[test]
    fn every_part_and_every_shown_column_has_its_words() {
        for of in PARTS {
            assert_ne!(part(of.name), UNNAMED, "the part {} has no heading", of.name);
            for shown in of.columns.iter().filter(|column| column.shown != Shown::Never) {
                assert_ne!(column(shown.name), UNNAMED, "{}.{} has no heading", of.name, shown.name);
            }
        }
    }
}
