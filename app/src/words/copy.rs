//! A copy of everything held (R1, R12).

use super::{Said, said};

pub(crate) const TITLE: Said = said("Bản sao dữ liệu của bạn", "A copy of your data");
pub(crate) const LEAD: Said = said(
    "Một tệp chứa mọi thứ Metiz Cinema giữ về bạn: hồ sơ, các quyết định đồng ý, hoạt động, thiết bị.",
    "One file with everything Metiz Cinema holds about you: profile, consent decisions, activity, devices.",
);
pub(crate) const CARE: Said = said(
    "Tệp chứa số định danh và địa chỉ ở dạng đầy đủ. Hãy giữ ở nơi chỉ bạn mở được. Việc tải được ghi vào Hoạt động.",
    "The file has your ID number and address in full. Keep it where only you can open it. Taking it is noted in your activity.",
);
pub(crate) const BUTTON: Said = said("Tải bản sao", "Download a copy");
pub(crate) const FORMAT: Said =
    said("Định dạng JSON, đọc được bằng máy và bằng mắt.", "JSON, for machines and for eyes.");
