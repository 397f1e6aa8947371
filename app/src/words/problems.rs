//! Every refusal in words: what happened, then what to do. Used by the server and by the browser.
//!
//! The matches are exhaustive: a new refusal does not compile until it has its sentence in both languages.

mod proofs;
mod refusals;

use domain::address::AddressProblem;
use domain::birth::BirthProblem;
use domain::email::EmailProblem;
use domain::form::Reason;
use domain::id_number::IdNumberProblem;
use domain::lang::Lang;
use domain::name::NameProblem;
use domain::password::PasswordProblem;
use domain::phone::PhoneProblem;
use domain::username::UsernameProblem;

use super::{Said, said};

/// What happened, then what to do.
pub fn sentence(lang: Lang, reason: &Reason) -> String {
    let fixed = match *reason {
        Reason::Username(problem) => username(problem),
        Reason::Password(problem) => return password(lang, problem),
        Reason::Name(problem) => return name(lang, problem),
        Reason::Birth(problem) => birth(problem),
        Reason::IdNumber(problem) => id_number(problem),
        Reason::Phone(problem) => phone(problem),
        Reason::Email(problem) => email(problem),
        Reason::Address(problem) => return address(lang, problem),
        Reason::GenderUnknown => said(
            "Giới tính gửi lên không có trong danh sách. Hãy chọn một trong bốn mục.",
            "That gender is not on the list. Please choose one of the four.",
        ),
        Reason::CardNumber => said(
            "Phần này trông giống số thẻ ngân hàng. Metiz Cinema không lưu số thẻ; hãy xóa dãy số đó.",
            "This looks like a bank card number. Metiz Cinema never stores those; please remove it.",
        ),
        Reason::UsernameTaken => said(
            "Tên đăng nhập này đã có người dùng. Hãy chọn tên khác.",
            "This username is taken. Please choose another.",
        ),
        Reason::SignIn(refusal) => refusals::sign_in(refusal),
        Reason::Profile(refusal) => refusals::profile(refusal),
        Reason::Consent(refusal) => refusals::consent(refusal),
        Reason::Closure(refusal) => refusals::closure(refusal),
        Reason::Confirmation(refusal) => refusals::confirmation(refusal),
        Reason::Recovery(refusal) => refusals::recovery(refusal),
        Reason::Factor(refusal) => proofs::factor(refusal),
        Reason::PhoneCode(refusal) => proofs::phone_code(refusal),
        Reason::Passkey(refusal) => return proofs::passkey(lang, refusal),
        Reason::Undo(refusal) => refusals::undo(refusal),
        Reason::Report(refusal) => refusals::report(refusal),
        Reason::WrongPassword => said(
            "Mật khẩu không đúng. Hãy nhập lại mật khẩu bạn dùng để đăng nhập.",
            "The password is not right. Please enter the one you sign in with.",
        ),
    };
    fixed.say(lang).to_owned()
}

const fn username(problem: UsernameProblem) -> Said {
    match problem {
        UsernameProblem::Missing => said(
            "Bạn chưa nhập tên đăng nhập. Hãy chọn một tên của riêng bạn.",
            "The username is missing. Please choose one of your own.",
        ),
        UsernameProblem::TooShort => said(
            "Tên đăng nhập quá ngắn. Hãy dùng từ 3 ký tự trở lên.",
            "The username is too short. Please use 3 characters or more.",
        ),
        UsernameProblem::TooLong => said(
            "Tên đăng nhập quá dài. Hãy dùng tối đa 32 ký tự.",
            "The username is too long. Please use at most 32 characters.",
        ),
        UsernameProblem::Characters => said(
            "Tên đăng nhập có ký tự không dùng được. Chỉ dùng chữ không dấu, số, dấu chấm, gạch nối, gạch dưới; bắt đầu và kết thúc bằng chữ hoặc số.",
            "The username has characters it may not have. Use letters without accents, digits, dot, hyphen, underscore, and begin and end with a letter or digit.",
        ),
    }
}

fn password(lang: Lang, problem: PasswordProblem) -> String {
    let fixed = match (problem, lang) {
        (PasswordProblem::TooShort { min }, Lang::Vi) => {
            return format!("Mật khẩu quá ngắn. Hãy dùng từ {min} ký tự trở lên; một câu dài dễ nhớ là tốt nhất.");
        }
        (PasswordProblem::TooShort { min }, Lang::En) => {
            return format!("The password is too short. Please use {min} characters or more; a long phrase is best.");
        }
        (PasswordProblem::TooLong { max }, Lang::Vi) => {
            return format!("Mật khẩu quá dài. Hãy dùng tối đa {max} ký tự.");
        }
        (PasswordProblem::TooLong { max }, Lang::En) => {
            return format!("The password is too long. Please use at most {max} characters.");
        }
        (PasswordProblem::Missing, _) => {
            said("Bạn chưa nhập mật khẩu. Hãy nhập mật khẩu.", "The password is missing. Please enter it.")
        }
        (PasswordProblem::Common, _) => said(
            "Mật khẩu này quá nhiều người dùng nên rất dễ đoán. Hãy chọn một câu của riêng bạn.",
            "This password is used by too many people and is easily guessed. Please choose a phrase of your own.",
        ),
        (PasswordProblem::ContainsOwnData, _) => said(
            "Mật khẩu chứa tên, email của bạn hoặc tên rạp nên dễ đoán. Hãy chọn mật khẩu khác.",
            "The password contains your name, your email or the cinema's name and is easily guessed. Please choose another.",
        ),
    };
    fixed.say(lang).to_owned()
}

fn name(lang: Lang, problem: NameProblem) -> String {
    let fixed = match (problem, lang) {
        (NameProblem::TooLong { max }, Lang::Vi) => return format!("Họ và tên quá dài. Hãy dùng tối đa {max} ký tự."),
        (NameProblem::TooLong { max }, Lang::En) => {
            return format!("The name is too long. Please use at most {max} characters.");
        }
        (NameProblem::Missing, _) => said(
            "Bạn chưa nhập họ và tên. Hãy viết như trên giấy tờ.",
            "The name is missing. Please write it as on your documents.",
        ),
        (NameProblem::Digits, _) => {
            said("Họ và tên có chữ số. Hãy bỏ chữ số đi.", "The name has digits in it. Please leave them out.")
        }
        (NameProblem::Characters, _) => said(
            "Họ và tên có ký hiệu không dùng được. Chỉ dùng chữ cái, dấu cách, dấu nháy và gạch nối.",
            "The name has signs it may not have. Use letters, spaces, apostrophes and hyphens.",
        ),
    };
    fixed.say(lang).to_owned()
}

const fn birth(problem: BirthProblem) -> Said {
    match problem {
        BirthProblem::Missing => said(
            "Bạn chưa nhập ngày sinh. Hãy ghi ngày/tháng/năm, hoặc chỉ năm.",
            "The date of birth is missing. Please give day/month/year, or the year alone.",
        ),
        BirthProblem::Unreadable => said(
            "Không đọc được ngày sinh. Hãy ghi như 05/11/1998, hoặc chỉ 1998.",
            "The date of birth could not be read. Please write it like 05/11/1998, or 1998 alone.",
        ),
        BirthProblem::NotADay => said(
            "Ngày này không có trong lịch. Hãy kiểm tra ngày và tháng.",
            "There is no such day. Please check day and month.",
        ),
        BirthProblem::Future => said(
            "Ngày sinh nằm ở tương lai. Hãy kiểm tra lại năm.",
            "The date of birth is in the future. Please check the year.",
        ),
        BirthProblem::TooOld => said(
            "Ngày sinh cách đây hơn 120 năm. Hãy kiểm tra lại năm.",
            "The date of birth is more than 120 years ago. Please check the year.",
        ),
        BirthProblem::TooYoung => said(
            "Bạn chưa đủ 16 tuổi nên chưa thể tự đăng ký, và chúng tôi không lưu gì cả. Hãy cùng cha mẹ hoặc người giám hộ tới quầy vé Metiz Cinema.",
            "You are under 16 and cannot join by yourself yet; nothing was stored. Please come to the Metiz Cinema box office with a parent or guardian.",
        ),
    }
}

const fn id_number(problem: IdNumberProblem) -> Said {
    match problem {
        IdNumberProblem::Format => said(
            "Số định danh phải có đúng 12 chữ số. Hãy kiểm tra trên thẻ căn cước.",
            "The ID number must have exactly 12 digits. Please check your card.",
        ),
        IdNumberProblem::LegacyCard => said(
            "Đây là số CMND 9 số, không còn giá trị từ 01/01/2025. Hãy dùng số định danh 12 số trên thẻ căn cước.",
            "This is a 9-digit CMND number, which ceased to be valid on 01/01/2025. Please use the 12-digit number on your card.",
        ),
        IdNumberProblem::FutureYear => said(
            "Số định danh chỉ một năm sinh ở tương lai. Hãy kiểm tra lại từng chữ số.",
            "The ID number says a year of birth in the future. Please check each digit.",
        ),
        IdNumberProblem::MismatchGender => said(
            "Số định danh không khớp với giới tính đã chọn. Hãy kiểm tra lại; nếu số đúng như trên thẻ, hãy chọn ô xác nhận bên dưới.",
            "The ID number does not match the gender chosen. Please check it; if it is as on your card, tick the box below.",
        ),
        IdNumberProblem::MismatchYear => said(
            "Số định danh không khớp với năm sinh. Hãy kiểm tra lại; nếu số đúng như trên thẻ, hãy chọn ô xác nhận bên dưới.",
            "The ID number does not match the year of birth. Please check it; if it is as on your card, tick the box below.",
        ),
    }
}

const fn phone(problem: PhoneProblem) -> Said {
    match problem {
        PhoneProblem::Format => said(
            "Không đọc được số điện thoại. Hãy ghi như 0905 123 456.",
            "The phone number could not be read. Please write it like 0905 123 456.",
        ),
        PhoneProblem::Landline => {
            said("Đây là số máy bàn. Hãy dùng số di động.", "This is a landline. Please use a mobile number.")
        }
        PhoneProblem::ForeignCountry => said(
            "Đây là số nước ngoài. Hãy dùng số di động Việt Nam, hoặc để trống.",
            "This is a foreign number. Please use a Vietnamese mobile number, or leave it empty.",
        ),
        PhoneProblem::NotMobile => said(
            "Đầu số này không phải đầu số di động. Hãy kiểm tra lại số.",
            "This is not a mobile prefix. Please check the number.",
        ),
    }
}

const fn email(problem: EmailProblem) -> Said {
    match problem {
        EmailProblem::Missing => said(
            "Bạn chưa nhập email. Hãy ghi địa chỉ bạn đang dùng.",
            "The email address is missing. Please give one you use.",
        ),
        EmailProblem::Format => said(
            "Địa chỉ email chưa đúng. Hãy ghi như ten@example.com.",
            "The email address is not right. Please write it like name@example.com.",
        ),
        EmailProblem::TooLong => said(
            "Địa chỉ email quá dài. Hãy kiểm tra lại hoặc dùng địa chỉ khác.",
            "The email address is too long. Please check it, or use another.",
        ),
    }
}

fn address(lang: Lang, problem: AddressProblem) -> String {
    let fixed = match (problem, lang) {
        (AddressProblem::LineTooLong { max }, Lang::Vi) => {
            return format!("Số nhà, đường quá dài. Hãy dùng tối đa {max} ký tự.");
        }
        (AddressProblem::LineTooLong { max }, Lang::En) => {
            return format!("House and street are too long. Please use at most {max} characters.");
        }
        (AddressProblem::ProvinceMissing, _) => said(
            "Địa chỉ chưa có tỉnh, thành phố. Hãy chọn một, hoặc để trống cả địa chỉ.",
            "The address has no province or city. Please choose one, or leave the whole address empty.",
        ),
        (AddressProblem::ProvinceUnknown, _) => said(
            "Không có tỉnh, thành phố này. Hãy chọn trong danh sách.",
            "There is no such province or city. Please choose from the list.",
        ),
        (AddressProblem::ProvinceMerged { .. }, _) => said(
            "Tỉnh này đã sáp nhập. Hãy chọn tỉnh, thành phố mới trong danh sách.",
            "This province has been merged. Please choose the new one from the list.",
        ),
        (AddressProblem::WardMissing, _) => said(
            "Địa chỉ chưa có phường, xã. Hãy gõ tên, không dấu cũng được.",
            "The address has no ward or commune. Please type its name; accents are not needed.",
        ),
        (AddressProblem::WardUnknown, _) => said(
            "Tỉnh, thành phố này không có phường, xã đó. Hãy kiểm tra tên mới sau ngày 01/07/2025.",
            "This province has no such ward or commune. Please check its name since 01/07/2025.",
        ),
        (AddressProblem::WardAmbiguous, _) => said(
            "Có nhiều nơi cùng tên. Hãy ghi rõ “Phường …” hoặc “Xã …”.",
            "Several places have this name. Please write “Phường …” or “Xã …” before it.",
        ),
        (AddressProblem::WardElsewhere, _) => said(
            "Phường, xã này thuộc tỉnh khác. Hãy chọn lại tỉnh hoặc phường, xã.",
            "This ward belongs to another province. Please correct one of the two.",
        ),
        (AddressProblem::DistrictLevel, _) => said(
            "Cấp quận, huyện không còn từ ngày 01/07/2025. Hãy ghi phường, xã.",
            "Districts ended on 01/07/2025. Please give the ward or commune.",
        ),
        (AddressProblem::LineCharacters, _) => said(
            "Số nhà, đường có ký tự không dùng được. Hãy gõ lại phần này.",
            "House and street have characters that cannot be used. Please type them again.",
        ),
    };
    fixed.say(lang).to_owned()
}
