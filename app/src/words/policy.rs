//! The policy: what stands around its own words (MC-0).

use domain::lang::Lang;

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
pub(crate) const IN_FORCE: Said = said("Áp dụng từ", "In force since");
pub(crate) const HASH: Said = said("Mã kiểm chứng SHA-256", "Check value SHA-256");
pub(crate) const KEPT: Said = said("Trung tâm làm gì", "What the centre does");

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
