//! What stands around every page.

use super::{Said, said};

pub(crate) const SITE: &str = "Metiz Cinema";
pub(crate) const CENTRE: Said = said("Trung tâm thành viên", "Member Centre");
pub(crate) const SKIP: Said = said("Tới nội dung chính", "Skip to main content");
pub(crate) const PLACES: Said = said("Các mục chính", "Main places");
pub(crate) const MORE: Said = said("Các mục khác", "Other places");
pub(crate) const OVERVIEW: Said = said("Tổng quan", "Overview");
pub(crate) const PROFILE: Said = said("Hồ sơ", "Profile");
pub(crate) const CONSENT: Said = said("Đồng ý", "Consent");
pub(crate) const ACTIVITY: Said = said("Hoạt động", "Activity");
pub(crate) const ORDERS: Said = said("Đơn vé", "Orders");
pub(crate) const SECURITY: Said = said("Thiết bị", "Devices");
pub(crate) const COPY: Said = said("Bản sao dữ liệu", "Copy of my data");
pub(crate) const CLOSURE: Said = said("Đóng tài khoản", "Close account");
pub(crate) const POLICY: Said = said("Chính sách bảo mật", "Privacy policy");
pub(crate) const SIGN_UP: Said = said("Đăng ký", "Join");
pub(crate) const SIGN_IN: Said = said("Đăng nhập", "Sign in");
pub(crate) const SIGN_OUT: Said = said("Đăng xuất", "Sign out");
/// The switch names the language it leads to, in that language.
pub(crate) const OTHER_LANGUAGE: Said = said("English", "Tiếng Việt");
pub(crate) const HOME: Said = said("Về trang đầu", "To the first page");
pub(crate) const CANCEL: Said = said("Quay lại", "Go back");
