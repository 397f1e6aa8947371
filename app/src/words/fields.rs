//! Labels and hints of the fields, and what every form says.

use domain::lang::Lang;

use super::{Said, said};

pub(crate) const OPTIONAL: Said = said("(không bắt buộc)", "(optional)");
pub(crate) const SHOW: Said = said("Hiện", "Show");
pub(crate) const SHOW_REST: Said = said("mật khẩu", "password");
pub(crate) const LOOK_AGAIN: Said = said("Có điều cần xem lại", "Please look at this again");
pub(crate) const WRONG_TITLE: Said = said("Cần xem lại: ", "Please check: ");

pub(crate) const USERNAME: Said = said("Tên đăng nhập", "Username");
pub(crate) const USERNAME_HINT: Said = said(
    "3–32 ký tự: chữ không dấu, số, dấu chấm, gạch nối, gạch dưới. Không phân biệt chữ hoa, chữ thường.",
    "3–32 characters: letters without accents, digits, dot, hyphen, underscore. Capitals make no difference.",
);
pub(crate) const PASSWORD: Said = said("Mật khẩu", "Password");
pub(crate) fn password_hint(lang: Lang, min: usize) -> String {
    match lang {
        Lang::Vi => {
            format!("Ít nhất {min} ký tự. Một câu dài dễ nhớ tốt hơn một từ khó; dấu cách và dấu tiếng Việt đều được.")
        }
        Lang::En => {
            format!("At least {min} characters. A long phrase beats a difficult word; spaces and accents are welcome.")
        }
    }
}
pub(crate) const FULL_NAME: Said = said("Họ và tên", "Full name");
pub(crate) const FULL_NAME_HINT: Said =
    said("Viết như trên giấy tờ, có dấu.", "As on your documents, family name first if that is your custom.");
pub(crate) const BIRTH_DATE: Said = said("Ngày sinh", "Date of birth");
pub(crate) const BIRTH_DATE_HINT: Said = said(
    "Ví dụ 05/11/1998. Có thể chỉ ghi năm, ví dụ 1998.",
    "Day/month/year, for example 05/11/1998. The year alone is fine too: 1998.",
);
pub(crate) const EMAIL: Said = said("Email", "Email");
pub(crate) const EMAIL_HINT: Said =
    said("Chúng tôi gửi một thư để bạn xác nhận địa chỉ.", "We send one letter for you to confirm the address.");
pub(crate) const GENDER: Said = said("Giới tính", "Gender");
pub(crate) const GENDER_MALE: Said = said("Nam", "Male");
pub(crate) const GENDER_FEMALE: Said = said("Nữ", "Female");
pub(crate) const GENDER_OTHER: Said = said("Khác", "Other");
pub(crate) const GENDER_NONE: Said = said("Không nói", "Rather not say");
pub(crate) const PHONE: Said = said("Số điện thoại di động", "Mobile phone");
pub(crate) const PHONE_HINT: Said = said("Ví dụ 0905 123 456.", "For example 0905 123 456.");
pub(crate) const ID_NUMBER: Said = said("Số định danh cá nhân (CCCD)", "Personal ID number (CCCD)");
pub(crate) const ID_NUMBER_HINT: Said =
    said("12 chữ số. Để trống nếu không muốn thay đổi.", "12 digits. Leave empty to keep it as it is.");
pub(crate) const ID_CONFIRM: Said = said(
    "Số này đúng như trên thẻ của tôi, dù giới tính hoặc năm sinh khác",
    "This number is as on my card, even though gender or year of birth differ",
);
pub(crate) const ID_CONFIRM_HINT: Said = said(
    "Chọn ô này nếu bạn đã được xác định lại giới tính hoặc cải chính năm sinh.",
    "Tick this if your gender or year of birth was officially corrected.",
);
pub(crate) const PROVINCE: Said = said("Tỉnh, thành phố", "Province or city");
pub(crate) const PROVINCE_NONE: Said = said("Chưa chọn", "None chosen");
pub(crate) const WARD: Said = said("Phường, xã, đặc khu", "Ward or commune");
pub(crate) const WARD_HINT: Said =
    said("Gõ không dấu cũng được, ví dụ “hai chau”.", "Accents are not needed: “hai chau” is enough.");
pub(crate) const ADDRESS_LINE: Said = said("Số nhà, đường", "House and street");
pub(crate) const NAME_OR_EMAIL: Said = said("Tên đăng nhập hoặc email", "Username or email");
pub(crate) const KEPT: Said = said("Giữ tôi đăng nhập trên thiết bị này", "Keep me signed in on this device");
pub(crate) fn kept_hint(lang: Lang, days: u64) -> String {
    match (lang, days) {
        (Lang::Vi, days) => format!("Trong {days} ngày. Chỉ chọn trên thiết bị của riêng bạn."),
        (Lang::En, 1) => "For a day. Only on a device that is yours alone.".into(),
        (Lang::En, days) => format!("For {days} days. Only on a device that is yours alone."),
    }
}
