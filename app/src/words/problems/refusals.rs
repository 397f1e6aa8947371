//! Refusals of a whole act: what happened, then what to do.

use domain::closure::ClosureRefusal;
use domain::consent::ConsentRefusal;
use domain::email::{ConfirmationRefusal, UndoRefusal};
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
        ConsentRefusal::EndNotOffered => said(
            "Ngày kết thúc này đã qua hoặc còn quá mười năm nữa, nên chưa ghi nhận. Hãy chọn lại một ngày trong danh sách.",
            "This last day is over, or more than ten years away, so nothing was recorded. Please choose one of the list.",
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
