//! The second factor: authenticator app, recovery codes, the code at a sign-in (MC-5.1b, MC-5.3a).

use domain::lang::Lang;

use super::{Said, said};

// On the page of devices.
pub(crate) const SECTION: Said = said("Xác minh hai bước", "Two-step verification");
pub(crate) const OFF: Said = said(
    "Đang tắt: chỉ cần mật khẩu là vào được tài khoản. Bật lên thì kẻ biết mật khẩu của bạn vẫn không vào được.",
    "Off: the password alone opens the account. Turned on, somebody who knows your password still cannot get in.",
);
pub(crate) const ON_SINCE: Said = said("Đang bật. Ứng dụng xác thực, từ", "On. Authenticator app, since");
pub(crate) const TURN_ON: Said = said("Bật xác minh hai bước", "Turn on two-step verification");
pub(crate) const MANAGE: Said = said("Ứng dụng xác thực", "Authenticator app");
pub(crate) const CODES: Said = said("Mã dự phòng", "Recovery codes");

/// How many codes are left.
pub(crate) fn left(lang: Lang, codes: u32) -> String {
    match (lang, codes) {
        (Lang::Vi, 0) => {
            "Bạn không còn mã dự phòng nào. Hãy tạo mã mới để không bị mất tài khoản khi mất điện thoại.".into()
        }
        (Lang::En, 0) => {
            "You have no recovery codes left. Make new ones, or losing your phone means losing the account.".into()
        }
        (Lang::Vi, _) => format!("Còn {codes} mã dự phòng chưa dùng."),
        (Lang::En, 1) => "1 recovery code is left.".into(),
        (Lang::En, _) => format!("{codes} recovery codes are left."),
    }
}

// The authenticator's own page.
pub(crate) const TITLE: Said = said("Ứng dụng xác thực", "Authenticator app");
pub(crate) const WHAT: Said = said(
    "Một ứng dụng trên điện thoại tạo ra mã 6 chữ số, đổi sau mỗi 30 giây, không cần mạng. Sau khi bật, mỗi lần đăng nhập cần mật khẩu và một mã.",
    "An app on your phone makes codes of 6 digits that change every 30 seconds, without a network. Once it is on, each sign-in needs the password and a code.",
);
pub(crate) const WHICH: Said = said(
    "Ứng dụng nào theo chuẩn TOTP cũng được, ví dụ Google Authenticator, Microsoft Authenticator, Aegis, 2FAS hoặc trình quản lý mật khẩu của bạn.",
    "Any app that speaks TOTP will do: Google Authenticator, Microsoft Authenticator, Aegis, 2FAS, or your password manager.",
);
pub(crate) const OTHERS_END: Said = said(
    "Khi bật hoặc gỡ, các phiên trên thiết bị khác kết thúc ngay.",
    "Turning it on or removing it ends the sessions on other devices at once.",
);
pub(crate) const BEGIN: Said = said("Bắt đầu", "Begin");
pub(crate) const BEGINNING: Said = said("Đang chuẩn bị…", "Preparing…");
pub(crate) const STEP_ONE: Said = said("1. Thêm tài khoản vào ứng dụng", "1. Add the account to the app");
pub(crate) const SCAN: Said = said(
    "Mở ứng dụng, chọn thêm tài khoản và quét hình này. Không chụp lại hình: ai có hình này sẽ tạo được mã của bạn.",
    "Open the app, add an account and scan this picture. Do not take a photo of it: whoever has it can make your codes.",
);
pub(crate) const QR: Said =
    said("Mã QR để thêm tài khoản vào ứng dụng xác thực", "QR code that adds the account to an authenticator app");
pub(crate) const BY_HAND: Said = said(
    "Không quét được, hoặc ứng dụng ở ngay trên máy này? Chọn nhập khóa bằng tay, loại theo thời gian:",
    "Cannot scan, or is the app on this very phone? Choose to enter a key by hand, time-based:",
);
pub(crate) const SECRET: Said = said("Khóa", "Key");
pub(crate) const STEP_TWO: Said = said("2. Nhập mã ứng dụng đang hiện", "2. Enter the code the app shows");
pub(crate) const APP_CODE: Said = said("Mã 6 chữ số", "Code of 6 digits");
pub(crate) const APP_CODE_HINT: Said = said(
    "Bước này có hiệu lực trong 10 phút. Chưa nhập mã thì chưa có gì thay đổi.",
    "Good for 10 minutes. Nothing changes before the code is entered.",
);
pub(crate) const CONFIRM: Said = said("Bật", "Turn on");
pub(crate) const CHECKING: Said = said("Đang kiểm tra…", "Checking…");
pub(crate) const REMOVE_TITLE: Said = said("Gỡ ứng dụng xác thực", "Remove the authenticator app");
pub(crate) const REMOVE_LEAD: Said = said(
    "Sau khi gỡ, chỉ cần mật khẩu là đăng nhập được, và các mã dự phòng hết hiệu lực. Đổi điện thoại? Hãy gỡ rồi bật lại trên máy mới.",
    "After that the password alone signs you in, and the recovery codes are void. A new phone? Remove it, then turn it on again there.",
);
pub(crate) const REMOVE: Said = said("Gỡ", "Remove");
pub(crate) const REMOVING: Said = said("Đang gỡ…", "Removing…");
pub(crate) const BACK: Said = said("Về trang Thiết bị", "Back to Devices");

// Recovery codes.
pub(crate) const CODES_LEAD: Said = said(
    "Khi không có điện thoại bên mình, hãy dùng một mã dự phòng thay cho mã của ứng dụng. Mỗi mã dùng được một lần.",
    "Without your phone, use a recovery code in place of the app's code. Each works once.",
);
pub(crate) const CODES_NEW: Said = said("Mười mã của bạn", "Your ten codes");
pub(crate) const CODES_ONCE: Said = said(
    "Các mã này chỉ hiện một lần. Hãy tải về hoặc chép ra giấy ngay bây giờ, và cất ở nơi chỉ bạn mở được.",
    "These codes are shown once. Download them or write them down now, and keep them where only you can get at them.",
);
pub(crate) const DOWNLOAD: Said = said("Tải tệp mã dự phòng", "Download the recovery codes");
pub(crate) const DOWNLOAD_HINT: Said =
    said("Tệp văn bản, tải được một lần, trong 10 phút.", "A text file, to be downloaded once, within 10 minutes.");
pub(crate) const MAKE_LEAD: Said = said(
    "Tạo mười mã mới? Các mã cũ, kể cả mã chưa dùng, hết hiệu lực ngay.",
    "Make ten new codes? The codes before them, unused ones too, are void at once.",
);
pub(crate) const MAKE: Said = said("Tạo mã mới", "Make new codes");
pub(crate) const MAKING: Said = said("Đang tạo mã…", "Making codes…");
pub(crate) const MADE: Said = said("Tạo lúc", "Made");
pub(crate) const NEEDS_APP: Said = said(
    "Mã dự phòng thay cho ứng dụng xác thực, mà bạn chưa bật ứng dụng nào.",
    "Recovery codes stand in for an authenticator app, and you have none yet.",
);

/// The text of the file with the codes.
pub fn file(lang: Lang, codes: &[String]) -> String {
    let head = match lang {
        Lang::Vi => {
            "Mã dự phòng cho tài khoản Metiz Cinema\nMỗi mã dùng được một lần, thay cho mã của ứng dụng xác thực.\nCất ở nơi chỉ bạn mở được."
        }
        Lang::En => {
            "Recovery codes for your Metiz Cinema account\nEach works once, in place of the authenticator app's code.\nKeep them where only you can get at them."
        }
    };
    format!("{head}\n\n{}\n", codes.join("\n"))
}

// The second step of a sign-in.
pub(crate) const STEP_TITLE: Said = said("Nhập mã xác thực", "Enter your code");
pub(crate) const STEP_LEAD: Said = said(
    "Mật khẩu đúng. Còn một bước: mã từ ứng dụng xác thực của bạn.",
    "The password is right. One more step: the code from your authenticator app.",
);
pub(crate) const CODE: Said = said("Mã xác thực", "Code");
pub(crate) const CODE_HINT: Said = said(
    "6 chữ số trong ứng dụng, hoặc một mã dự phòng 20 chữ số.",
    "6 digits from the app, or a recovery code of 20 digits.",
);
pub(crate) const STEP_BUTTON: Said = said("Đăng nhập", "Sign in");
pub(crate) const STEP_BUSY: Said = said("Đang kiểm tra…", "Checking…");
pub(crate) const STEP_LOST: Said = said(
    "Mất cả điện thoại lẫn mã dự phòng? Không ai có thể bỏ qua bước này qua mạng, kể cả chúng tôi.",
    "Lost both phone and recovery codes? Nobody can skip this step over the network, not even we.",
);
pub(crate) const STEP_NOT_YOURS: Said = said(
    "Không phải bạn bật xác minh hai bước? Thư báo việc đó, gửi tới email đã xác nhận của bạn, có liên kết để gỡ trong 48 giờ.",
    "Was it not you who turned on two-step verification? The letter about it, sent to your confirmed email, has a link that removes it within 48 hours.",
);
pub(crate) const STEP_OVER: Said = said(
    "Lần đăng nhập này đã hết hạn hoặc chưa bắt đầu. Hãy đăng nhập lại từ đầu.",
    "This sign-in has ended or was never begun. Please sign in from the start.",
);
pub(crate) const STEP_AGAIN: Said = said("Đăng nhập lại", "Sign in again");
