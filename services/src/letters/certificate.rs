//! The certificate of erasure: what went, what stays, until when and why. (MC-3.1, MC-3.2; Law art. 14)

use super::{held, moment};
use domain::calendar::Timestamp;
use domain::closure::{Fate, PlanLine};
use domain::lang::Lang;
use domain::retention::Period;
use std::fmt::Write as _;

/// What the certificate says. It names kinds and numbers, never a value.
pub struct Certificate<'a> {
    /// When the erasure was finished.
    pub erased_at: Timestamp,
    /// What became of each kind.
    pub lines: &'a [CertificateLine],
    /// The certificate's number: whoever brings it is told what became of the erasure, and what is still kept.
    pub number: &'a str,
}

/// One kind: how many, and what became of them.
pub type CertificateLine = PlanLine;

impl Certificate<'_> {
    pub(super) fn body(&self, lang: Lang) -> String {
        let at = moment(self.erased_at);
        let mut body = match lang {
            Lang::Vi => format!(
                "Tài khoản Metiz của bạn đã được xóa xong lúc {at}. Đây là thư cuối cùng chúng tôi gửi cho bạn."
            ),
            Lang::En => {
                format!("The erasure of your Metiz account was finished on {at}. This is the last letter we send you.")
            }
        };
        let (erased, kept): (Vec<&PlanLine>, Vec<&PlanLine>) =
            self.lines.iter().partition(|line| line.fate == Fate::Erased);
        for (title, lines) in [(erased_title(lang), erased), (kept_title(lang), kept)] {
            if lines.is_empty() {
                continue;
            }
            // Writing to a string does not fail.
            let _ = write!(body, "\n\n{title}");
            for line in lines {
                let _ = write!(body, "\n- {}: {}{}", held::name(line.what, lang), line.count, fate(line, lang));
            }
        }
        let number = self.number;
        let _ = match lang {
            Lang::Vi => write!(
                body,
                "\n\nSố giấy xác nhận, chỉ có trong thư này: {number}\nĐưa số này cho rạp nếu bạn muốn chúng tôi kiểm tra lại điều đã xóa và phần còn giữ."
            ),
            Lang::En => write!(
                body,
                "\n\nThe certificate's number, told in this letter only: {number}\nBring it to the cinema should you want to have checked what was erased and what is still kept."
            ),
        };
        body
    }
}

const fn erased_title(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => "Đã xóa (khóa giải mã đã bị hủy; bản sao lưu nào được dùng lại thì dữ liệu này bị xóa lại trước):",
        Lang::En => "Erased (the key has been destroyed; should a backup be used, this is erased from it first):",
    }
}

const fn kept_title(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => "Được giữ lại, không còn gì dẫn đến bạn:",
        Lang::En => "Kept, without anything that leads to you:",
    }
}

fn fate(line: &PlanLine, lang: Lang) -> String {
    let rule = line.what.rule();
    let period = match (line.fate, rule.period, lang) {
        (Fate::Erased, _, _) => return String::new(),
        (_, Period::DaysAfterErasure(days), Lang::Vi) => format!("thêm {days} ngày"),
        (_, Period::DaysAfterErasure(days), Lang::En) => format!("for another {days} days"),
        (_, Period::FiscalYears(years), Lang::Vi) => format!("{years} năm sau năm tài chính"),
        (_, Period::FiscalYears(years), Lang::En) => format!("for {years} years after the fiscal year"),
        (_, _, Lang::Vi) => "chừng nào bản sao lưu cũ còn tồn tại".to_owned(),
        (_, _, Lang::En) => "as long as older backups exist".to_owned(),
    };
    format!(" ({period}; {})", rule.clause)
}
