//! Receipts of decisions (C2, C5, D-7).

use domain::consent::Method;
use domain::lang::Lang;
use domain::receipt::{Heard, Logged, Proved, Unproved};

use super::{Said, consent, said};

pub(crate) const TITLE: Said = said("Biên nhận các quyết định", "Receipts of your decisions");
pub(crate) const LEAD: Said = said(
    "Mỗi lần bạn đồng ý, từ chối hoặc dừng đều có một biên nhận mang chữ ký của Metiz Cinema. Giữ lại để chứng minh bạn đã nói gì, khi nào, với lời hỏi nào.",
    "Each time you agreed, refused or stopped there is a receipt signed by Metiz Cinema. Keep it to show what you said, when, and to which words.",
);
pub(crate) const NOTHING: Said = said(
    "Bạn chưa quyết định điều gì. Khi bạn đồng ý hoặc từ chối, biên nhận hiện ở đây.",
    "You have not decided anything yet. When you agree or refuse, the receipt appears here.",
);
pub(crate) const OLDER: Said = said("Xem các biên nhận cũ hơn", "See older receipts");
pub(crate) const NEWEST: Said = said("Về các biên nhận mới nhất", "Back to the newest");
pub(crate) const ONE: Said = said("Biên nhận", "Receipt");
pub(crate) const ALL: Said = said("Mọi biên nhận", "All receipts");
pub(crate) const KEEP: Said = said(
    "Tệp tải về mang chữ ký số: ai cũng kiểm tra được nó là thật và chưa bị sửa. Trang in chỉ để đọc.",
    "The file carries the signature: anybody can check that it is genuine and unchanged. The printed page is for reading only.",
);
pub(crate) const DOWNLOAD: Said = said("Tải biên nhận có chữ ký", "Download the signed receipt");
pub(crate) const PRINT: Said =
    said("Để in, hãy dùng lệnh in của trình duyệt.", "To print it, use your browser's print command.");
pub(crate) const TO_VERIFY: Said = said("Kiểm tra một biên nhận", "Check a receipt");
pub(crate) const DECISION: Said = said("Quyết định", "Decision");
pub(crate) const PURPOSE: Said = said("Mục đích", "Purpose");
pub(crate) const CHANNEL: Said = said("Kênh", "Channel");
pub(crate) const AT: Said = said("Lúc", "At");
pub(crate) const METHOD: Said = said("Cách quyết định", "How it was made");
pub(crate) const MEMBER: Said = said("Mã thành viên", "Member number");
pub(crate) const WORDS: Said = said("Lời hỏi", "The words");
pub(crate) const POLICY: Said = said("Chính sách khi đó, bản", "Policy then, version");
pub(crate) const BEFORE_POLICY: Said = said("trước bản đầu tiên", "before the first");
pub(crate) const CONTROLLER: Said = said("Bên kiểm soát dữ liệu", "Controller");
pub(crate) const NUMBER: Said = said("Số biên nhận", "Receipt number");
pub(crate) const ENTRY: Said = said("Dấu của dòng ghi (SHA-256)", "Mark of the entry (SHA-256)");
pub(crate) const WORDS_HASH: Said = said("Dấu của lời hỏi (SHA-256)", "Mark of the words (SHA-256)");
pub(crate) const KEY: Said = said("Khóa đã ký", "Key that signed");

pub(crate) const VERIFY_TITLE: Said = said("Kiểm tra biên nhận", "Check a receipt");
pub(crate) const VERIFY_LEAD: Said = said(
    "Ai cũng dùng được, không cần đăng nhập. Chúng tôi chỉ xem chữ ký, không tra cứu ai và không lưu lại.",
    "For anybody, without signing in. Only the signature is looked at: nobody is looked up, nothing is kept.",
);
pub(crate) const RECEIPT: Said = said("Nội dung biên nhận", "The receipt");
pub(crate) const RECEIPT_HINT: Said = said(
    "Mở tệp đã tải bằng trình soạn thảo văn bản, chọn tất cả, sao chép rồi dán vào đây.",
    "Open the downloaded file in a text editor, select everything, copy it and paste it here.",
);
pub(crate) const FILE: Said =
    said("Chọn tệp biên nhận, hoặc thả tệp vào đây", "Choose the receipt's file, or drop it here");
pub(crate) const IN_PLACE: Said = said(
    "Kiểm tra ngay trong trình duyệt của bạn, cả khi mất mạng. Không có gì được gửi đi.",
    "Checked in your browser, without a network, too. Nothing is sent.",
);
pub(crate) const CHECK: Said = said("Kiểm tra", "Check");
pub(crate) const GENUINE: Said = said("Biên nhận là thật", "The receipt is genuine");
pub(crate) const GENUINE_MEANS: Said = said(
    "Metiz Cinema đã ký nội dung dưới đây và từ đó không chữ nào thay đổi.",
    "Metiz Cinema signed what stands below, and not a letter has changed since.",
);
pub(crate) const NOT_NOW: Said = said(
    "Biên nhận nói về lúc đó. Sau đó thành viên có thể đã quyết định khác.",
    "A receipt speaks of its own time. The member may have decided otherwise since.",
);
pub(crate) const NOT_GENUINE: Said = said("Không chứng minh được gì", "This proves nothing");
pub(crate) const ELSEWHERE: Said = said(
    "Biên nhận kiểm tra được cả khi không có chúng tôi: JSON chuẩn tắc (RFC 8785), chữ ký Ed25519.",
    "A receipt can be checked without us, too: canonical JSON (RFC 8785), Ed25519.",
);
pub(crate) const IN_THE_LOG: Said = said("Trong sổ chung", "In the log");
pub(crate) const NOT_YET_LOGGED: Said =
    said("Chưa: quyết định được ghi vào sổ chung mỗi phút một lần", "Not yet: decisions enter the log once a minute");

/// Where the log has a decision: "số 18 trong 2.304 quyết định".
pub(crate) fn place(lang: Lang, logged: Option<Logged>) -> String {
    let Some(Logged { leaf, size }) = logged else { return NOT_YET_LOGGED.say(lang).to_owned() };
    let [before, between, after] = place_words(lang);
    format!("{before}{}{between}{size}{after}", leaf + 1)
}

/// The words around the place and the number of all.
pub(crate) const fn place_words(lang: Lang) -> [&'static str; 3] {
    match lang {
        Lang::Vi => ["Số ", " trong ", " quyết định"],
        Lang::En => ["Number ", " of ", " decisions"],
    }
}

/// How a decision reached the cinema.
pub(crate) const fn method(method: Method) -> Said {
    match method {
        Method::Web => said("Trên trang này, sau khi đăng nhập", "On this website, signed in"),
        Method::Import => {
            said("Ở hệ thống trước đây, có bằng chứng lưu giữ", "In an earlier system, with evidence on file")
        }
    }
}

pub(crate) const KEYS: Said = said("Khóa công khai", "Public keys");

/// What was said.
pub(crate) const fn heard(heard: Heard) -> Said {
    match heard {
        Heard::Given => said("Đồng ý", "Agreed"),
        Heard::Refused => said("Từ chối", "Refused"),
        Heard::Withdrawn => said("Dừng", "Stopped"),
    }
}

/// A receipt in one line: "Đồng ý: Khuyến mại qua Email".
pub(crate) fn sentence(lang: Lang, says: &Proved) -> String {
    let (heard, purpose) = (heard(says.heard).say(lang), consent::purpose(says.purpose.into()).say(lang));
    let channel = consent::channel(says.channel).say(lang);
    match lang {
        Lang::Vi => format!("{heard}: {purpose} qua {channel}"),
        Lang::En => format!("{heard}: {purpose} by {channel}"),
    }
}

/// Why a text proves nothing, and what to do.
pub(crate) const fn unproved(why: Unproved) -> Said {
    match why {
        Unproved::NotAReceipt => said(
            "Đây không phải biên nhận, hoặc đã bị phần mềm khác viết lại. Hãy sao chép toàn bộ nội dung của đúng tệp đã tải.",
            "This is no receipt, or another program has rewritten it. Copy the whole content of the very file that was downloaded.",
        ),
        Unproved::KeyUnknown => said(
            "Biên nhận nêu một khóa không phải của Metiz Cinema. Hãy hỏi lại người đưa nó cho bạn.",
            "It names a key that is not Metiz Cinema's. Ask whoever gave it to you.",
        ),
        Unproved::NotInTheLog => said(
            "Biên nhận có chữ ký, nhưng bằng chứng kèm theo không dẫn tới sổ chung. Hãy xin lại bản khác.",
            "It is signed, but the proof in it does not lead to the log. Ask for it again.",
        ),
        Unproved::Changed => said(
            "Chữ ký không khớp: nội dung đã bị sửa. Hãy xin lại bản gốc.",
            "The signature does not fit: something was changed. Ask for the original.",
        ),
    }
}
