//! Why an act was not carried out, where it is not a matter of one field.

use domain::lang::Lang;

use super::problems;
use crate::page_error::PageError;

/// What happened, then what to do.
pub fn sentence(lang: Lang, error: &PageError) -> String {
    match (error, lang) {
        (PageError::Refused(found), _) => {
            found.iter().map(|problem| problems::sentence(lang, &problem.reason)).collect::<Vec<_>>().join(" ")
        }
        (PageError::TooManyTries { wait_s }, Lang::Vi) => {
            format!("Đã thử quá nhiều lần. Hãy đợi {}, rồi thử lại.", wait(lang, *wait_s))
        }
        (PageError::TooManyTries { wait_s }, Lang::En) => {
            format!("Too many attempts. Please wait {}, then try again.", wait(lang, *wait_s))
        }
        (PageError::KnownDeviceOnly, Lang::Vi) => {
            "Mật khẩu hoặc mã cho tên này đã sai quá nhiều lần liên tiếp, nên đợi thêm không giúp được. Hãy vào “Quên mật khẩu?” và đặt mật khẩu mới bằng thư, hoặc đăng nhập trên thiết bị bạn từng dùng.".into()
        }
        (PageError::KnownDeviceOnly, Lang::En) => {
            "Too many passwords or codes for this name were wrong in a row, so waiting does not help. Please open “Forgotten your password?” and set a new one by letter, or sign in on a device you have used before.".into()
        }
        (PageError::Busy { wait_s }, Lang::Vi) => {
            format!("Hệ thống đang quá tải nên chưa nhận yêu cầu của bạn. Hãy thử lại sau {}.", wait(lang, *wait_s))
        }
        (PageError::Busy { wait_s }, Lang::En) => {
            format!("We are too busy to take this right now. Please try again in {}.", wait(lang, *wait_s))
        }
        (PageError::Broken { incident }, Lang::Vi) => format!(
            "Hệ thống gặp lỗi và yêu cầu của bạn chưa được thực hiện. Hãy thử lại; nếu vẫn lỗi, hãy báo cho chúng tôi mã {incident}."
        ),
        (PageError::Broken { incident }, Lang::En) => format!(
            "Something broke on our side and nothing was changed. Please try again; if it happens again, tell us the number {incident}."
        ),
        (PageError::SignInNeeded, Lang::Vi) => {
            "Phiên đăng nhập đã kết thúc. Hãy đăng nhập lại trong thẻ mới, rồi quay về đây bấm lại.".into()
        }
        (PageError::SignInNeeded, Lang::En) => {
            "Your session has ended. Please sign in on a new tab, then come back and press again.".into()
        }
        (PageError::FreshSignInNeeded, Lang::Vi) => {
            "Thao tác này cần mật khẩu của bạn. Hãy nhập lại mật khẩu để tiếp tục.".into()
        }
        (PageError::FreshSignInNeeded, Lang::En) => "This needs your password. Please enter it again to go on.".into(),
        (PageError::TooLarge, Lang::Vi) => {
            "Nội dung gửi lên quá lớn nên chưa có gì được lưu. Hãy rút ngắn nội dung rồi gửi lại.".into()
        }
        (PageError::TooLarge, Lang::En) => {
            "Too much was sent, so nothing was stored. Please shorten what you typed and send it again.".into()
        }
        (PageError::NotFound, Lang::Vi) => "Không tìm thấy nội dung này. Hãy quay lại trang trước và thử lại.".into(),
        (PageError::NotFound, Lang::En) => "This could not be found. Please go back and try again.".into(),
        (PageError::Unreachable, Lang::Vi) => {
            "Không kết nối được với máy chủ, nên chưa có gì thay đổi. Hãy kiểm tra mạng rồi bấm lại.".into()
        }
        (PageError::Unreachable, Lang::En) => {
            "The server could not be reached. Please check your connection, then press again.".into()
        }
    }
}

/// A wait in words: seconds below two minutes, else whole minutes, rounded up.
pub fn wait(lang: Lang, seconds: u32) -> String {
    let minutes = seconds.div_ceil(60);
    match (lang, seconds) {
        (Lang::Vi, 0..120) => format!("{} giây", seconds.max(1)),
        (Lang::En, 0..2) => "1 second".into(),
        (Lang::En, 2..120) => format!("{seconds} seconds"),
        (Lang::Vi, _) => format!("{minutes} phút"),
        (Lang::En, _) => format!("{minutes} minutes"),
    }
}
