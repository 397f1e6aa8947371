//! Freezing the use of one's data (R8, D-18).

use domain::calendar::Timestamp;
use domain::lang::Lang;

use super::{Said, said};
use crate::ui::date::moment;

/// Where on the page it stands.
pub(crate) const PLACE: &str = "freeze";
pub(crate) const TITLE: Said = said("Tạm ngưng sử dụng dữ liệu", "Freeze the use of your data");
pub(crate) const LEAD: Said = said(
    "Một lần bấm dừng ngay mọi việc cần bạn đồng ý hoặc bạn có quyền phản đối: tin mới, khuyến mại, tri ân, và rạp chủ động liên hệ. Tài khoản, đơn vé và các quyết định của bạn giữ nguyên.",
    "One press stops at once everything that needs your consent or that you may object to: news, promotions, thanks, and the cinema getting in touch on its own accord. Your account, orders and decisions stay as they are.",
);
pub(crate) const FROZEN_LEAD: Said = said(
    "Không việc nào cần bạn đồng ý được thực hiện, dù bạn đã đồng ý. Khi bạn bỏ tạm ngưng, các quyết định lại có hiệu lực như cũ.",
    "Nothing that needs your consent is done, whatever you agreed to. When you lift the freeze, your decisions count again as before.",
);
pub(crate) const STILL: Said = said(
    "Thư về chính tài khoản, giao dịch và an toàn của bạn vẫn được gửi.",
    "Letters about your account, your purchases and your safety still come.",
);
pub(crate) const FREEZE: Said = said("Tạm ngưng tất cả", "Freeze everything");
pub(crate) const LIFT: Said = said("Bỏ tạm ngưng", "Lift the freeze");
pub(crate) const BUSY: Said = said("Đang ghi…", "Recording…");
pub(crate) const SEE: Said = said("Xem hoặc bỏ tạm ngưng", "See or lift it");

pub(crate) fn frozen_since(lang: Lang, since: Timestamp) -> String {
    let at = moment(since, lang);
    match lang {
        Lang::Vi => format!("Đang tạm ngưng từ ngày {at}."),
        Lang::En => format!("Frozen since {at}."),
    }
}
