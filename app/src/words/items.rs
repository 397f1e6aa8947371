//! The seven items and the username: what each is called, why it is held, what for, and how long (C13, L1).

use domain::lang::Lang;
use domain::profile::Item;

use super::{Said, said};

/// The item's name inside a sentence.
pub(crate) const fn inside(item: Item) -> Said {
    match item {
        Item::Username => said("tên đăng nhập", "username"),
        Item::FullName => said("họ và tên", "full name"),
        Item::BirthDate => said("ngày sinh", "date of birth"),
        Item::Email => said("email", "email"),
        Item::Phone => said("số điện thoại", "phone number"),
        Item::Gender => said("giới tính", "gender"),
        Item::IdNumber => said("số định danh", "ID number"),
        Item::Address => said("địa chỉ", "address"),
    }
}

/// Why it is held and what it is used for.
pub(crate) const fn why(item: Item) -> Said {
    match item {
        Item::Username => said(
            "Để bạn đăng nhập bằng tên do chính bạn chọn (chính sách, mục 5).",
            "So that you sign in with a name of your own choice (policy, section 5).",
        ),
        Item::FullName => said(
            "Để chúng tôi biết đang phục vụ ai và xác nhận giao dịch của bạn (mục 1).",
            "So that we know whom we serve and can confirm your transactions (section 1).",
        ),
        Item::BirthDate => said(
            "Để xếp đúng loại phim theo độ tuổi và để biết khi nào cần cha mẹ, người giám hộ (dưới 16 tuổi). Dùng cho lời chúc sinh nhật chỉ khi bạn đồng ý.",
            "To apply the film age classes, and to know when a guardian is needed (under 16). Used for birthday wishes only if you agree.",
        ),
        Item::Email => said(
            "Để xác nhận đăng ký, báo việc quan trọng về tài khoản và gửi bản sao dữ liệu. Quảng cáo chỉ khi bạn đồng ý.",
            "To confirm your joining, tell you what matters about your account and send your copy. Advertising only if you agree.",
        ),
        Item::Phone => said(
            "Để xác nhận giao dịch, cảnh báo an toàn và hỗ trợ khi có việc đặc biệt. Tin nhắn, cuộc gọi quảng cáo chỉ khi bạn đồng ý.",
            "To confirm transactions, warn you and help in special cases. Advertising messages and calls only if you agree.",
        ),
        Item::Gender => said(
            "Để xưng hô cho phù hợp và đối chiếu số định danh nếu bạn có ghi. Dùng khi chúc mừng, tri ân chỉ khi bạn đồng ý.",
            "To address you properly, and to check your ID number if you gave one. Used in wishes and thanks only if you agree.",
        ),
        Item::IdNumber => said(
            "Để phân biệt đúng bạn khi có tranh chấp hoặc giả mạo. Được mã hóa, luôn che bớt; muốn xem đủ phải nhập lại mật khẩu. Chúng tôi không bao giờ giữ ảnh giấy tờ.",
            "To tell you apart in a dispute or impersonation. Encrypted and masked; seeing it in full takes your password. We never keep a picture of a card.",
        ),
        Item::Address => said(
            "Để hỗ trợ bạn trong trường hợp đặc biệt, ví dụ gửi giấy tờ bạn cần tới nhà.",
            "To help you in special cases, such as sending home a paper you need.",
        ),
    }
}

/// How long it is held, by its line in the retention table.
pub(crate) fn how_long(lang: Lang, item: Item) -> String {
    super::retention::how_long(lang, item.retention().rule().period)
}

/// Several items as part of a sentence: "họ và tên, email".
pub(crate) fn together(lang: Lang, items: &[Item]) -> String {
    items.iter().map(|item| inside(*item).say(lang)).collect::<Vec<_>>().join(", ")
}
