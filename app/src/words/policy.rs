//! The policy: what stands around its own words (MC-0).

use domain::calendar::Date;
use domain::lang::Lang;
use domain::policy::When;

use super::{Said, said};

pub(crate) const TITLE: Said = said("Chính sách bảo mật", "Privacy policy");
pub(crate) const LEAD: Said = said(
    "Nguyên văn chính sách của Metiz Cinema. Bên cạnh mỗi đoạn là điều trung tâm thành viên này làm để giữ lời.",
    "The policy of Metiz Cinema, word for word. Beside each passage stands what this member centre does to keep it.",
);
pub(crate) const BINDING: Said = said(
    "Bản tiếng Việt là bản có giá trị.",
    "The Vietnamese text binds; the English is a help to the reader. Where both are shown, the Vietnamese comes first.",
);
pub(crate) const VERSION: Said = said("Phiên bản", "Version");
pub(crate) const VERSIONS: Said = said("Các phiên bản", "Versions");
pub(crate) const SUMMARY: Said = said("Điều đã đổi", "What changed");
pub(crate) const WHAT_CHANGED: Said = said("Xem chính sách đã đổi điều gì", "See what changed in the policy");
pub(crate) const WHAT_CHANGES: Said = said("Xem điều gì sẽ đổi", "See what will change");
pub(crate) const ALL_VERSIONS: Said = said("Chính sách và các phiên bản", "The policy and its versions");
pub(crate) const NOT_YET: Said = said("Phiên bản này chưa áp dụng.", "This version is not in force yet.");
pub(crate) const NO_LONGER: Said =
    said("Phiên bản này không còn áp dụng.", "This version is no longer in force; a later one has taken its place.");
pub(crate) const SEE_IN_FORCE: Said = said("Xem phiên bản đang áp dụng", "See the version in force");
pub(crate) const COMPARE_TITLE: Said = said("So sánh hai phiên bản chính sách", "Two versions of the policy compared");
pub(crate) const GONE_SIGN: Said = said("Chữ gạch ngang", "Struck out");
pub(crate) const GONE_MEANS: Said = said("là phần đã bỏ.", "is what was taken out.");
pub(crate) const NEW_SIGN: Said = said("Chữ gạch chân đôi", "Double underlined");
pub(crate) const NEW_MEANS: Said = said("là phần mới thêm.", "is what was put in.");
pub(crate) const GONE: Said = said("phần đã bỏ", "taken out");
pub(crate) const GONE_END: Said = said("hết phần đã bỏ", "end of what was taken out");
pub(crate) const NEW: Said = said("phần mới", "put in");
pub(crate) const NEW_END: Said = said("hết phần mới", "end of what was put in");
pub(crate) const HASH: Said = said("Mã kiểm chứng SHA-256", "Check value SHA-256");
pub(crate) const CONTROLLER: Said =
    said("Ai chịu trách nhiệm, liên hệ ở đâu", "Who answers for it, and where to reach them");
pub(crate) const CONTROLLER_NAME: Said = said("Bên kiểm soát dữ liệu", "Data controller");
pub(crate) const CONTROLLER_ADDRESS: Said = said("Địa chỉ", "Address");
pub(crate) const CONTROLLER_EMAIL: Said = said("Email", "Email");
pub(crate) const CONTROLLER_PHONE: Said = said("Điện thoại", "Telephone");
pub(crate) const CONTROLLER_CONTACT: Said = said("Phụ trách bảo vệ dữ liệu cá nhân", "Looks after personal data");
pub(crate) const KEPT: Said = said("Trung tâm làm gì", "What the centre does");

/// A version by its number.
pub(crate) fn version(lang: Lang, number: u32) -> String {
    format!("{} {number}", VERSION.say(lang))
}

/// Where a version stands.
pub(crate) fn when(lang: Lang, when: When) -> &'static str {
    let said = match when {
        When::Coming => said("sắp áp dụng", "coming"),
        When::InForce => said("đang áp dụng", "in force"),
        When::Earlier => said("không còn áp dụng", "no longer in force"),
    };
    said.say(lang)
}

/// What the first day of a version is called.
pub(crate) fn from(lang: Lang, when: When) -> &'static str {
    let said = match when {
        When::Coming => said("sẽ áp dụng từ", "will be in force from"),
        When::InForce => said("áp dụng từ", "in force since"),
        When::Earlier => said("từng áp dụng từ", "was in force from"),
    };
    said.say(lang)
}

pub(crate) fn coming(lang: Lang, number: u32, on: Date) -> String {
    match lang {
        Lang::Vi => format!("Từ ngày {on}, phiên bản {number} sẽ áp dụng."),
        Lang::En => format!("Version {number} will be in force from {on}."),
    }
}

pub(crate) fn compare(lang: Lang, before: u32, after: u32) -> String {
    match lang {
        Lang::Vi => format!("So sánh phiên bản {before} với {after}"),
        Lang::En => format!("Compare version {before} with {after}"),
    }
}

pub(crate) fn compared(lang: Lang, before: u32, after: u32, changed: usize) -> String {
    match (lang, changed) {
        (Lang::Vi, _) => format!("Phiên bản {after} so với phiên bản {before}: {changed} đoạn đã đổi."),
        (Lang::En, 1) => format!("Version {after} beside version {before}: one passage changed."),
        (Lang::En, _) => format!("Version {after} beside version {before}: {changed} passages changed."),
    }
}

/// A passage where it stands in a version.
pub(crate) fn passage(lang: Lang, version: u32, line: usize) -> String {
    match lang {
        Lang::Vi => format!("Đoạn này trong phiên bản {version} (dòng {line})"),
        Lang::En => format!("This passage in version {version} (line {line})"),
    }
}

/// Where a link beside a passage leads.
pub(crate) fn link(lang: Lang, path: &str) -> &'static str {
    use super::shell as s;
    let name = match path.split('#').next().unwrap_or(path) {
        "/profile" => s::PROFILE,
        "/consent" => s::CONSENT,
        "/orders" => s::ORDERS,
        "/activity" => s::ACTIVITY,
        "/security" => s::SECURITY,
        "/closure" => s::CLOSURE,
        "/copy" => s::COPY,
        "/sign-up" => s::SIGN_UP,
        "/sign-in" => s::SIGN_IN,
        "/policy" => s::POLICY,
        _ => SEE,
    };
    name.say(lang)
}
const SEE: Said = said("Xem", "See");
