//! Refusals of a whole act: what happened, then what to do.

use domain::closure::ClosureRefusal;
use domain::consent::ConsentRefusal;
use domain::email::{ConfirmationRefusal, UndoRefusal};
use domain::factors::FactorRefusal;
use domain::lang::Lang;
use domain::passkeys::PasskeyRefusal;
use domain::phone_code::PhoneCodeRefusal;
use domain::profile::ProfileRefusal;
use domain::recovery::RecoveryRefusal;
use domain::report::ReportRefusal;
use domain::sign_in::SignInRefusal;

use crate::words::{Said, said};

pub(super) const fn sign_in(refusal: SignInRefusal) -> Said {
    match refusal {
        SignInRefusal::Missing => said(
            "Bạn chưa nhập đủ tên đăng nhập và mật khẩu. Hãy nhập cả hai.",
            "Username or password is missing. Please enter both.",
        ),
        SignInRefusal::NotRecognised => said(
            "Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra cả hai rồi thử lại.",
            "The username or the password is not right. Please check both and try again.",
        ),
    }
}

pub(super) const fn profile(refusal: ProfileRefusal) -> Said {
    match refusal {
        ProfileRefusal::ChangedElsewhere => said(
            "Hồ sơ vừa được sửa ở nơi khác nên chưa lưu. Hãy xem lại các mục bên dưới, rồi lưu lần nữa.",
            "Your profile was just changed elsewhere, so nothing was saved. Please look through it below, then save again.",
        ),
        ProfileRefusal::CannotClear => said(
            "Mục này cần cho tài khoản nên không thể để trống. Bạn có thể sửa, hoặc đóng tài khoản.",
            "The account cannot be without this. You can correct it, or close the account.",
        ),
        ProfileRefusal::ProofNeeded => said(
            "Email và số điện thoại chỉ đổi được ngay sau khi nhập mật khẩu, nên chưa lưu. Hãy nhập lại mật khẩu rồi lưu lần nữa.",
            "Email and phone number change only right after the password was given, so nothing was saved. Please enter it, then save again.",
        ),
    }
}

pub(super) const fn consent(refusal: ConsentRefusal) -> Said {
    match refusal {
        ConsentRefusal::Reworded => said(
            "Lời hỏi đã thay đổi sau khi bạn mở trang, nên chưa ghi nhận. Hãy đọc lời mới bên dưới rồi chọn lại.",
            "The wording changed after you opened the page, so nothing was recorded. Please read the new one below and choose again.",
        ),
        ConsentRefusal::UnknownPurpose => said(
            "Không có mục đích này. Hãy tải lại trang rồi chọn lại.",
            "There is no such purpose. Please reload the page and choose again.",
        ),
        ConsentRefusal::UnknownChannel => said(
            "Không có kênh liên lạc này. Hãy tải lại trang rồi chọn lại.",
            "There is no such channel. Please reload the page and choose again.",
        ),
    }
}

pub(super) const fn closure(refusal: ClosureRefusal) -> Said {
    match refusal {
        ClosureRefusal::AlreadyClosing => said(
            "Tài khoản này đang được đóng rồi. Bạn không cần làm gì thêm.",
            "This account is already being closed. There is nothing more to do.",
        ),
        ClosureRefusal::GraceOver => said(
            "Đã quá hạn đổi ý nên không thể mở lại tài khoản. Bạn có thể đăng ký tài khoản mới.",
            "The time to change your mind is over, so the account cannot be reopened. You can join anew.",
        ),
        ClosureRefusal::NotClosing => said(
            "Tài khoản đang mở bình thường. Bạn không cần làm gì thêm.",
            "The account is open. There is nothing more to do.",
        ),
    }
}

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

pub(super) const fn confirmation(refusal: ConfirmationRefusal) -> Said {
    match refusal {
        ConfirmationRefusal::Expired => said(
            "Liên kết này đã quá 24 giờ nên hết hạn. Hãy đăng nhập, vào Hồ sơ và bấm “Gửi lại thư xác nhận”.",
            "This link is older than 24 hours and has ended. Please sign in, open your profile and press “Send the letter again”.",
        ),
        ConfirmationRefusal::AlreadyUsed => said(
            "Liên kết này đã được dùng, địa chỉ đã xác nhận rồi. Bạn không cần làm gì thêm.",
            "This link was used already and the address is confirmed. There is nothing more to do.",
        ),
        ConfirmationRefusal::AddressTaken => said(
            "Địa chỉ này đã được xác nhận cho một tài khoản khác. Hãy đăng nhập tài khoản đó, hoặc vào Hồ sơ và dùng địa chỉ khác.",
            "This address is confirmed for another account. Please sign in to that one, or give another address in your profile.",
        ),
        ConfirmationRefusal::NotYours => said(
            "Liên kết này thuộc một tài khoản khác. Hãy đăng xuất, đăng nhập tài khoản đó rồi mở lại liên kết.",
            "This link belongs to another account. Please sign out, sign in to that account and open the link again.",
        ),
        ConfirmationRefusal::Unknown => said(
            "Liên kết này không có, hoặc đã có thư mới hơn. Hãy mở thư xác nhận mới nhất.",
            "There is no such link, or a newer letter replaced it. Please open the newest letter.",
        ),
    }
}

pub(super) const fn recovery(refusal: RecoveryRefusal) -> Said {
    match refusal {
        RecoveryRefusal::Missing => said(
            "Bạn chưa nhập gì. Hãy nhập tên đăng nhập hoặc email của bạn.",
            "Nothing was entered. Please give your username or your email.",
        ),
        RecoveryRefusal::LinkOver => said(
            "Liên kết này không còn hiệu lực nên mật khẩu chưa đổi. Hãy vào “Quên mật khẩu?” và hỏi liên kết mới.",
            "This link is no longer valid, so the password was not changed. Please open “Forgotten your password?” and ask for a new one.",
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

pub(super) const fn undo(refusal: UndoRefusal) -> Said {
    match refusal {
        UndoRefusal::LinkOver => said(
            "Liên kết này đã dùng rồi hoặc đã quá 48 giờ, nên không có gì thay đổi. Hãy mang giấy tờ tới quầy vé nếu bạn không vào được tài khoản.",
            "This link was used already or is older than 48 hours, so nothing was changed. Please come to the box office with your papers if you cannot get into your account.",
        ),
        UndoRefusal::AddressTaken => said(
            "Địa chỉ này nay đã được xác nhận cho một tài khoản khác, nên không khôi phục được. Hãy mang giấy tờ tới quầy vé.",
            "This address is now confirmed for another account, so it was not restored. Please come to the box office with your papers.",
        ),
    }
}

pub(super) const fn report(refusal: ReportRefusal) -> Said {
    match refusal {
        ReportRefusal::AddressNotConfirmed => said(
            "Email của bạn chưa được xác nhận nên chưa khóa được. Hãy đổi mật khẩu; mọi thiết bị khác sẽ bị đăng xuất.",
            "Your email is not confirmed, so access was not stopped. Please change the password; every other device is signed out then.",
        ),
    }
}
