//! Refusals of what a member proves with: codes and passkeys. What happened, then what to do.

use domain::factors::FactorRefusal;
use domain::lang::Lang;
use domain::passkeys::PasskeyRefusal;
use domain::phone_code::PhoneCodeRefusal;

use crate::words::{Said, said};

pub(super) const fn phone_code(refusal: PhoneCodeRefusal) -> Said {
    match refusal {
        PhoneCodeRefusal::NoGateway => said(
            "Trung tâm này không gửi tin nhắn, nên số điện thoại không được xác nhận. Bạn không cần làm gì.",
            "No text messages are sent here, so phone numbers are not confirmed. There is nothing to do.",
        ),
        PhoneCodeRefusal::NoNumber => said(
            "Hồ sơ chưa có số điện thoại. Hãy điền số và lưu trước, rồi bấm Gửi mã.",
            "Your profile has no phone number. Please enter one and save it first, then press Send a code.",
        ),
        PhoneCodeRefusal::AlreadyConfirmed => said(
            "Số điện thoại này đã được xác nhận. Bạn không cần làm gì thêm.",
            "This phone number is confirmed. There is nothing more to do.",
        ),
        PhoneCodeRefusal::Missing => said(
            "Bạn chưa nhập mã. Hãy nhập sáu chữ số trong tin nhắn.",
            "No code was entered. Please enter the six digits from the message.",
        ),
        PhoneCodeRefusal::NotACode => said(
            "Mã gồm đúng sáu chữ số. Hãy xem lại tin nhắn.",
            "A code is exactly six digits. Please look at the message again.",
        ),
        PhoneCodeRefusal::Wrong => said(
            "Mã không đúng. Hãy xem lại tin nhắn mới nhất rồi nhập lại.",
            "The code is not right. Please look at the newest message and try again.",
        ),
        PhoneCodeRefusal::Over => said(
            "Mã đã hết hạn hoặc đã được thay bằng mã mới. Hãy bấm Gửi mã để nhận mã khác.",
            "The code is too old or was replaced. Please press Send a code to get another.",
        ),
        PhoneCodeRefusal::TooMany => said(
            "Đã nhập sai năm lần nên mã này không dùng được nữa. Hãy bấm Gửi mã để nhận mã khác.",
            "Five codes were wrong, so this one is void. Please press Send a code to get another.",
        ),
    }
}

pub(super) const fn factor(refusal: FactorRefusal) -> Said {
    match refusal {
        FactorRefusal::Missing => said(
            "Bạn chưa nhập mã. Hãy nhập mã trong ứng dụng xác thực, hoặc một mã dự phòng.",
            "The code is missing. Please enter the one your authenticator app shows, or a recovery code.",
        ),
        FactorRefusal::NotACode => said(
            "Đây không phải là mã. Mã của ứng dụng có 6 chữ số; mã dự phòng có 20 chữ số.",
            "This is no code. The app's codes have 6 digits; recovery codes have 20.",
        ),
        FactorRefusal::Wrong => said(
            "Mã không đúng, đã hết hạn hoặc đã dùng rồi. Hãy đợi ứng dụng hiện mã mới rồi nhập mã đó.",
            "The code is not right, too old, or was used already. Please wait for the app's next code and enter that one.",
        ),
        FactorRefusal::Over => said(
            "Lần đăng nhập này đã kết thúc. Hãy đăng nhập lại từ đầu.",
            "This sign-in has ended. Please sign in from the start.",
        ),
        FactorRefusal::SetUpOver => said(
            "Đã quá 10 phút nên bước thiết lập này hết hạn. Hãy tải lại trang và bắt đầu lại.",
            "More than 10 minutes have passed and this set-up has ended. Please reload the page and begin again.",
        ),
        FactorRefusal::AlreadyOn => said(
            "Ứng dụng xác thực đã được bật rồi. Hãy tải lại trang để xem.",
            "An authenticator app is set up already. Please reload the page to see it.",
        ),
        FactorRefusal::NotOn => said(
            "Tài khoản chưa bật ứng dụng xác thực nào. Hãy tải lại trang để xem.",
            "There is no authenticator app on this account. Please reload the page to see.",
        ),
    }
}

pub(super) fn passkey(lang: Lang, refusal: PasskeyRefusal) -> String {
    let fixed = match (refusal, lang) {
        (PasskeyRefusal::NameTooLong { max }, Lang::Vi) => return format!("Tên quá dài. Hãy dùng tối đa {max} ký tự."),
        (PasskeyRefusal::NameTooLong { max }, Lang::En) => {
            return format!("The name is too long. Please use at most {max} characters.");
        }
        (PasskeyRefusal::NameCharacters, _) => said(
            "Tên có ký tự không hiện được. Hãy gõ lại tên.",
            "The name has signs that cannot be shown. Please type it again.",
        ),
        (PasskeyRefusal::Missing, _) => said(
            "Trình duyệt chưa gửi khóa truy cập nào nên chưa có gì thay đổi. Hãy bấm lại và làm theo hướng dẫn của máy.",
            "The browser sent no passkey, so nothing was changed. Please press again and follow your device.",
        ),
        (PasskeyRefusal::NotRecognised, _) => said(
            "Khóa truy cập này không mở được tài khoản nào. Nếu bạn đã gỡ nó, hãy xóa nó trong máy và đăng nhập bằng mật khẩu.",
            "This passkey opens no account. If you have removed it, please delete it on the device and sign in with your password.",
        ),
        (PasskeyRefusal::NotMade, _) => said(
            "Máy chưa tạo được khóa truy cập hợp lệ nên chưa có gì được lưu. Hãy thử lại, và mở khóa bằng vân tay, khuôn mặt hoặc mã PIN khi máy hỏi.",
            "The device made no valid passkey, so nothing was stored. Please try again, and use finger, face or PIN when the device asks.",
        ),
        (PasskeyRefusal::Over, _) => said(
            "Đã quá 5 phút hoặc yêu cầu này đã dùng rồi. Hãy bấm lại.",
            "More than 5 minutes have passed, or this was used already. Please press again.",
        ),
        (PasskeyRefusal::Copied, _) => said(
            "Khóa truy cập này có thể đã bị sao chép nên chúng tôi không nhận. Hãy đăng nhập bằng mật khẩu, gỡ khóa này và thêm khóa mới.",
            "This passkey may have been copied, so it was refused. Please sign in with your password, remove it and add a new one.",
        ),
        (PasskeyRefusal::AlreadyHere, _) => said(
            "Khóa truy cập này đã có trong tài khoản rồi. Hãy tải lại trang để xem.",
            "This passkey is on an account already. Please reload the page to see.",
        ),
        (PasskeyRefusal::TooMany, _) => said(
            "Tài khoản đã có 10 khóa truy cập. Hãy gỡ một khóa không dùng nữa rồi thêm lại.",
            "The account has 10 passkeys already. Please remove one that is not used, then add this one.",
        ),
        (PasskeyRefusal::Gone, _) => said(
            "Khóa truy cập này không còn nữa. Hãy tải lại trang để xem.",
            "This passkey is not there any more. Please reload the page to see.",
        ),
        (PasskeyRefusal::Unavailable, _) => said(
            "Trang này chưa dùng được khóa truy cập. Hãy đăng nhập bằng mật khẩu.",
            "Passkeys cannot be used on this site. Please sign in with your password.",
        ),
    };
    fixed.say(lang).to_owned()
}
