//! Passkeys (MC-5.1b, MC-5.3a). "Khóa truy cập" is what phones in Vietnamese call them; the English word stands beside it once.

use super::{Said, said};

// On the page of devices.
pub(crate) const SECTION: Said = said("Khóa truy cập (passkey)", "Passkeys");
pub(crate) const NONE: Said = said(
    "Chưa có. Với khóa truy cập, bạn đăng nhập bằng vân tay, khuôn mặt hoặc mã PIN của máy, không cần mật khẩu. Trang giả mạo không lấy được khóa này.",
    "None yet. With a passkey you sign in by the finger, face or PIN of your device, without a password. A forged page cannot get at it.",
);
pub(crate) const ADD: Said = said("Thêm khóa truy cập", "Add a passkey");
pub(crate) const MANAGE: Said = said("Thêm, đổi tên hoặc gỡ", "Add, rename or remove");
pub(crate) const ADDED: Said = said("Thêm lúc", "Added");
pub(crate) const USED: Said = said("Dùng lần cuối", "Last used");
pub(crate) const UNUSED: Said = said("Chưa dùng lần nào", "Not used yet");

// Their own page.
pub(crate) const TITLE: Said = said("Khóa truy cập", "Passkeys");
pub(crate) const WHAT: Said = said(
    "Khóa truy cập nằm trong điện thoại, máy tính hoặc khóa bảo mật của bạn. Chúng tôi chỉ giữ nửa công khai của khóa; vân tay và khuôn mặt không bao giờ rời khỏi máy.",
    "A passkey lies in your phone, computer or security key. We hold its public half only; finger and face never leave your device.",
);
pub(crate) const YOURS: Said = said("Khóa của bạn", "Your passkeys");
pub(crate) const TWO_ARE_BETTER: Said = said(
    "Bạn có một khóa. Nên thêm khóa thứ hai trên thiết bị khác, để mất máy vẫn đăng nhập được.",
    "You have one passkey. Add a second one on another device, so that losing this one does not keep you out.",
);
pub(crate) const HOW: Said = said(
    "Máy sẽ hỏi vân tay, khuôn mặt hoặc mã PIN. Chỉ thêm khóa trên thiết bị của riêng bạn: ai mở được máy thì mở được tài khoản.",
    "Your device will ask for finger, face or PIN. Add one on your own device only: whoever can open the device can open the account.",
);
pub(crate) const OTHERS_END: Said = said(
    "Khi thêm hoặc gỡ, các phiên trên thiết bị khác kết thúc ngay.",
    "Adding or removing one ends the sessions on other devices at once.",
);
pub(crate) const NAME: Said = said("Tên của khóa", "Name of the passkey");
pub(crate) const NAME_HINT: Said =
    said("Để nhận ra khóa sau này, ví dụ “Điện thoại của tôi”.", "To know it again later: “My phone”, for example.");
pub(crate) const ADDING: Said = said("Đang thêm…", "Adding…");
pub(crate) const FULL: Said = said(
    "Tài khoản đã có 10 khóa truy cập. Hãy gỡ một khóa không dùng nữa để thêm khóa mới.",
    "The account has 10 passkeys. Remove one that is not used to add another.",
);
pub(crate) const CHANGE: Said = said("Đổi tên hoặc gỡ", "Rename or remove");
pub(crate) const NEW_NAME: Said = said("Tên mới", "New name");
pub(crate) const RENAME: Said = said("Lưu tên", "Save the name");
pub(crate) const SAVING: Said = said("Đang lưu…", "Saving…");
pub(crate) const REMOVE_LEAD: Said = said(
    "Gỡ rồi thì khóa này không đăng nhập được nữa. Hãy xóa luôn khóa trong máy.",
    "Once removed, it no longer signs in. Please delete it on the device as well.",
);
pub(crate) const REMOVE: Said = said("Gỡ khóa", "Remove");
pub(crate) const REMOVING: Said = said("Đang gỡ…", "Removing…");
pub(crate) const BACK: Said = said("Về trang Thiết bị", "Back to Devices");

// The button elsewhere.
pub(crate) const SIGN_IN: Said = said("Đăng nhập bằng khóa truy cập", "Sign in with a passkey");
pub(crate) const PROVE: Said = said("Dùng khóa truy cập", "Use a passkey");
pub(crate) const CHECKING: Said = said("Đang kiểm tra…", "Checking…");

// What the script may have to say.
pub(crate) const CANCELLED: Said = said(
    "Bạn đã hủy, hoặc máy chưa có khóa truy cập nào cho trang này. Chưa có gì thay đổi; hãy thử lại, hoặc dùng mật khẩu.",
    "You cancelled, or this device has no passkey for this site. Nothing was changed; please try again, or use your password.",
);
pub(crate) const PRESENT: Said = said(
    "Máy này đã giữ một khóa truy cập của tài khoản rồi. Hãy dùng khóa đó, hoặc thêm khóa trên thiết bị khác.",
    "This device holds a passkey of the account already. Please use that one, or add one on another device.",
);
pub(crate) const FAILED: Said = said(
    "Chưa dùng được khóa truy cập lúc này, và chưa có gì thay đổi. Hãy kiểm tra mạng rồi thử lại, hoặc dùng mật khẩu.",
    "The passkey could not be used just now, and nothing was changed. Please check your connection and try again, or use your password.",
);
pub(crate) const UNABLE: Said = said(
    "Trình duyệt này không dùng được khóa truy cập: cần một trình duyệt mới và cho phép JavaScript. Mật khẩu và mã xác thực vẫn dùng như thường.",
    "This browser cannot use passkeys: that takes a recent one with JavaScript turned on. Password and code work as ever.",
);
