//! Pages for when something is not there, not allowed, or broken: what happened, then a way out.

use domain::lang::Lang;

use super::{Said, said};
use crate::error::Kind;

pub(crate) const fn title(kind: Kind) -> Said {
    match kind {
        Kind::NotFound => said("Không có trang này", "There is no such page"),
        Kind::Refused => said("Yêu cầu không được chấp nhận", "The request was not accepted"),
        Kind::TooLarge => said("Nội dung gửi lên quá lớn", "Too much was sent"),
        Kind::TooManyTries => said("Đã thử quá nhiều lần", "Too many attempts"),
        Kind::Busy => said("Hệ thống đang quá tải", "We are very busy"),
        Kind::Broken => said("Hệ thống gặp lỗi", "Something broke on our side"),
    }
}

pub(crate) const fn advice(kind: Kind) -> Said {
    match kind {
        Kind::NotFound => said(
            "Địa chỉ có thể gõ nhầm, hoặc trang đã chuyển đi. Hãy bắt đầu lại từ trang đầu.",
            "The address may be mistyped, or the page has moved. Please start from the first page.",
        ),
        Kind::Refused => said(
            "Yêu cầu không đến từ trang của Metiz Cinema nên không được thực hiện. Hãy mở lại trang rồi thử lần nữa.",
            "The request did not come from a page of ours, so nothing was done. Please open the page again and retry.",
        ),
        Kind::TooLarge => said(
            "Chưa có gì được lưu. Hãy rút ngắn nội dung rồi gửi lại.",
            "Nothing was stored. Please shorten what you typed and send it again.",
        ),
        Kind::TooManyTries => said(
            "Để bảo vệ tài khoản, chúng tôi tạm ngừng nhận thêm lần thử.",
            "To protect accounts we take no more attempts for a while.",
        ),
        Kind::Busy => said(
            "Yêu cầu của bạn chưa được thực hiện. Hãy thử lại sau ít phút.",
            "Your request was not carried out. Please try again in a few minutes.",
        ),
        Kind::Broken => said(
            "Yêu cầu của bạn chưa được thực hiện; lỗi đã được ghi lại. Hãy thử lại sau ít phút.",
            "Your request was not carried out, and the fault is in our log. Please try again in a few minutes.",
        ),
    }
}

/// When it is worth trying again.
pub(crate) fn again_in(lang: Lang, seconds: u32) -> String {
    let wait = super::page_errors::wait(lang, seconds);
    match lang {
        Lang::Vi => format!("Hãy thử lại sau {wait}."),
        Lang::En => format!("Please try again in {wait}."),
    }
}

pub(crate) const INCIDENT: Said = said("Mã sự cố", "Incident number");
pub(crate) const INCIDENT_WHY: Said = said(
    "Nếu vẫn lỗi, hãy báo mã này cho nhân viên quầy vé.",
    "If it happens again, tell this number to the box office.",
);
