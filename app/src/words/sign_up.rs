//! Joining, and the guardian's way (MC-1.1a; law C9, C13, M1, D-22).

use super::{Said, said};

pub(crate) const TITLE: Said = said("Đăng ký thành viên", "Join as a member");
pub(crate) const LEAD: Said = said(
    "Đọc phần dưới trước, rồi điền năm ô. Bạn tự nguyện cung cấp; chưa bấm Đăng ký thì chưa có gì được lưu.",
    "Please read this first, then fill in five fields. It is voluntary; nothing is stored before you press Join.",
);
pub(crate) const NOTICE: Said = said("Chúng tôi sẽ giữ gì, để làm gì", "What we will keep, and why");
pub(crate) const WHO: Said = said("Ai giữ", "Who keeps it");
pub(crate) const WHO_WORDS: Said = said(
    "Metiz Cinema, bên kiểm soát dữ liệu. Không chuyển cho ai khi bạn chưa đồng ý, trừ khi pháp luật yêu cầu.",
    "Metiz Cinema, the data controller. It goes to nobody without your consent, unless the law demands it.",
);
pub(crate) const WHAT: Said = said("Cần có", "Needed");
pub(crate) const WHAT_WORDS: Said = said(
    "Tên đăng nhập, mật khẩu, họ tên, ngày sinh (hoặc chỉ năm sinh), email.",
    "Username, password, full name, date of birth (or the year alone), email.",
);
pub(crate) const LATER: Said = said("Tùy bạn, sau này", "Yours to add later");
pub(crate) const LATER_WORDS: Said = said(
    "Giới tính, số điện thoại, số định danh, địa chỉ. Để trống cũng không mất quyền lợi gì.",
    "Gender, phone, ID number, address. Leaving them empty costs you nothing.",
);
pub(crate) const WHY: Said = said("Để làm gì", "What for");
pub(crate) const WHY_WORDS: Said = said(
    "Mở và bảo vệ tài khoản, xác nhận giao dịch, xếp phim theo độ tuổi, hỗ trợ khi có sự cố. Đăng ký không phải là đồng ý nhận quảng cáo.",
    "To open and protect your account, confirm transactions, apply film age classes and help when something goes wrong. Joining is not agreeing to advertising.",
);
pub(crate) const HOW_LONG: Said = said("Giữ bao lâu", "How long");
pub(crate) const HOW_LONG_WORDS: Said = said(
    "Tới khi bạn đóng tài khoản. Phần pháp luật buộc giữ lâu hơn được nêu rõ trước khi bạn đóng.",
    "Until you close the account. What the law makes us keep longer is listed before you close.",
);
pub(crate) const RIGHTS: Said = said("Quyền của bạn", "Your rights");
pub(crate) const RIGHTS_WORDS: Said = said(
    "Được biết, đồng ý, rút lại, xem, sửa, lấy bản sao, hạn chế, phản đối, xóa, khiếu nại (Điều 4 Luật Bảo vệ dữ liệu cá nhân).",
    "To know, agree, withdraw, see, correct, take a copy, restrict, object, erase, complain (art. 4, Personal Data Protection Law).",
);
pub(crate) const READ_POLICY: Said = said("Đọc chính sách bảo mật đang áp dụng", "Read the privacy policy in force");
pub(crate) const FORM: Said = said("Năm ô cần điền", "Five fields to fill in");
pub(crate) const ACCOUNT: Said = said("Để đăng nhập", "For signing in");
pub(crate) const ABOUT: Said = said("Về bạn", "About you");
pub(crate) const BIRTH_WHY: Said = said(
    "Ví dụ 05/11/1998, hoặc chỉ 1998. Hỏi để xếp phim theo độ tuổi; từ đủ 16 tuổi mới tự đăng ký được.",
    "Day/month/year, for example 05/11/1998, or 1998 alone. Asked for the film age classes; you join by yourself from 16.",
);
pub(crate) const BUTTON: Said = said("Đăng ký", "Join");
pub(crate) const BUSY: Said = said("Đang đăng ký…", "Joining…");
pub(crate) const HAVE_ONE: Said = said("Đã có tài khoản?", "Already a member?");

pub(crate) const GUARDIAN_TITLE: Said = said("Bạn chưa đủ 16 tuổi", "You are under 16");
pub(crate) const GUARDIAN_LEAD: Said = said(
    "Những gì bạn vừa điền không được lưu lại, kể cả ngày sinh.",
    "Nothing you filled in was stored, not even the date of birth.",
);
pub(crate) const GUARDIAN_WHY: Said = said(
    "Theo Luật Trẻ em (Điều 1), người dưới 16 tuổi là trẻ em. Dữ liệu của trẻ em chỉ được xử lý khi có cha mẹ hoặc người giám hộ cùng quyết định (Điều 24 Luật Bảo vệ dữ liệu cá nhân).",
    "By the Children Law (art. 1), people under 16 are children. A child's data may be processed only together with a parent or guardian (art. 24, Personal Data Protection Law).",
);
pub(crate) const GUARDIAN_HOW: Said = said("Cách đăng ký", "How to join");
pub(crate) const GUARDIAN_STEPS: [Said; 3] = [
    said(
        "Nhờ cha, mẹ hoặc người giám hộ cùng đến quầy vé Metiz Cinema.",
        "Come to the Metiz Cinema box office with a parent or guardian.",
    ),
    said(
        "Nhân viên giải thích cho cả hai người sẽ giữ gì và để làm gì.",
        "Our staff explain to both of you what is kept and what for.",
    ),
    said(
        "Người lớn đồng ý; nếu bạn từ 7 tuổi, chúng tôi hỏi cả ý kiến của bạn.",
        "The adult agrees; if you are 7 or older, we ask for your yes as well.",
    ),
];
pub(crate) const GUARDIAN_FILMS: Said = said(
    "Chưa có tài khoản bạn vẫn xem phim và mua vé tại quầy như bình thường.",
    "Without an account you can still watch films and buy tickets at the box office as always.",
);
pub(crate) const GUARDIAN_WRONG: Said = said("Nhập nhầm ngày sinh? Điền lại", "Date of birth mistyped? Fill in again");
