//! Purposes and channels: where each stands, and the two equal answers (C3, C7, D-8).

use domain::calendar::{Date, Timestamp};
use domain::consent::{Basis, Channel, Frequency, Per, Purpose, PurposeCode, PurposeNotice, Standing};
use domain::contact::{ContactRefusal, List};
use domain::lang::Lang;

use super::{Said, said};
use crate::ui::date::moment;

pub(crate) const TITLE: Said = said("Bạn đồng ý những gì", "What you agree to");
pub(crate) const LEAD: Said = said(
    "Mỗi mục đích, mỗi kênh là một quyết định riêng. Chưa trả lời nghĩa là không. Đồng ý rồi vẫn dừng được ngay, bất cứ lúc nào.",
    "Each purpose and each channel is a decision of its own. No answer means no. What you agreed to, you can stop at once, at any time.",
);
pub(crate) const ALL_TITLE: Said = said("Trả lời tất cả một lần", "Answer everything at once");
pub(crate) const ALL_LEAD: Said = said(
    "Ba mục đích, bốn kênh. Từ chối không làm mất quyền lợi nào của bạn.",
    "Three purposes, four channels. Refusing costs you nothing.",
);
pub(crate) const GRANT_ALL: Said = said("Đồng ý tất cả", "Agree to all");
pub(crate) const REFUSE_ALL: Said = said("Từ chối tất cả", "Refuse all");
pub(crate) const GRANT: Said = said("Đồng ý", "Agree");
pub(crate) const REFUSE: Said = said("Từ chối", "Refuse");
pub(crate) const STOP: Said = said("Dừng", "Stop");
pub(crate) const BUSY: Said = said("Đang ghi…", "Recording…");
pub(crate) const SWITCHED: Said = said("Cần bạn đồng ý", "Needs your consent");
pub(crate) const FIXED: Said = said("Không cần đồng ý, và vì sao", "Needs no consent, and why");
pub(crate) const FIXED_LEAD: Said = said(
    "Luật cho phép năm việc này mà không cần hỏi. Bạn vẫn có cách dừng hoặc phản đối, ghi ở từng mục.",
    "The law allows these five without asking. Each says what you can still do about it.",
);
pub(crate) const BASIS: Said = said("Cơ sở", "Basis");
pub(crate) const CLAUSE: Said = said("Điều khoản", "Clause");
pub(crate) const REMEDY: Said = said("Nếu bạn không muốn", "If you do not want it");
pub(crate) const VERSION: Said = said("Bản lời hỏi", "Wording");
pub(crate) const RECEIPTS: Said = said("Biên nhận cho từng quyết định của bạn", "Receipts of each of your decisions");
pub(crate) const RECORD: Said =
    said("Mọi quyết định đều nằm trong mục Hoạt động.", "Every decision is listed under Activity.");

pub(crate) const DO_NOT_CALL: Said =
    said("Danh sách không nhận quảng cáo", "Lists of numbers that want no advertising");
pub(crate) const NO_NUMBER: Said = said(
    "Hồ sơ của bạn không có số điện thoại nên không có gì để tra.",
    "There is no phone number in your profile, so there is nothing to look up.",
);
pub(crate) const ON_NO_LIST: Said = said(
    "Số điện thoại trong hồ sơ của bạn không nằm trong danh sách nào mà chúng tôi có. Quyết định của bạn ở trên là đủ để dừng.",
    "The phone number in your profile is on no list that we have. Your decisions above are enough to stop.",
);
pub(crate) const ON_A_LIST: Said = said(
    "Vì vậy không có quảng cáo nào tới số này qua tin nhắn, cuộc gọi hay Zalo, dù bạn đã đồng ý.",
    "So no advertising goes to this number by text message, call or Zalo, whatever you agreed to.",
);

/// A list the member's number is on.
pub(crate) fn on_list(lang: Lang, list: List, since: Timestamp) -> String {
    let at = moment(since, lang);
    match (list, lang) {
        (List::Register, Lang::Vi) => format!("Có trong danh sách quốc gia, theo bản chúng tôi nhận ngày {at}."),
        (List::Register, Lang::En) => format!("On the national register, as we received it on {at}."),
        (List::Own, Lang::Vi) => format!("Có trong danh sách riêng của Metiz từ ngày {at}."),
        (List::Own, Lang::En) => format!("On Metiz's own list since {at}."),
    }
}

pub(crate) const END: Said = said("Chỉ đồng ý đến một ngày", "Agree until a day only");
pub(crate) const CHANGE_END: Said = said("Đổi ngày kết thúc", "Change its last day");
pub(crate) const LAST_DAY: Said = said("Ngày cuối cùng", "Last day");
pub(crate) const NO_END: Said = said("Không đặt ngày kết thúc", "No last day");
pub(crate) const SAVE_END: Said = said("Lưu ngày này", "Save this day");

/// "đến hết ngày 23/02/2027"
pub(crate) fn through(lang: Lang, day: Date) -> String {
    match lang {
        Lang::Vi => format!("đến hết ngày {day}"),
        Lang::En => format!("until the end of {day}"),
    }
}

/// A last day that is offered, so many months from today.
pub(crate) fn offered(lang: Lang, months: u8, day: Date) -> String {
    let away = match (months, lang) {
        (12, Lang::Vi) => "1 năm".to_owned(),
        (_, Lang::Vi) => format!("{months} tháng"),
        (12, Lang::En) => "1 year".to_owned(),
        (_, Lang::En) => format!("{months} months"),
    };
    format!("{day} ({away})")
}

/// How often a message may come at most.
pub(crate) fn at_most(lang: Lang, frequency: Frequency) -> String {
    match (frequency, lang) {
        (Frequency::WhenNeeded, Lang::Vi) => "Chỉ khi có việc.".into(),
        (Frequency::WhenNeeded, Lang::En) => "Only when there is reason.".into(),
        (Frequency::AtMost { count, per }, Lang::Vi) => {
            format!("Nhiều nhất {count} lần một {}.", period(per).say(lang))
        }
        (Frequency::AtMost { count, per }, Lang::En) => format!("At most {count} times a {}.", period(per).say(lang)),
    }
}

const fn period(per: Per) -> Said {
    match per {
        Per::Month => said("tháng", "month"),
        Per::Year => said("năm", "year"),
    }
}

/// How many messages came lately.
pub(crate) fn sent_count(lang: Lang, count: usize) -> String {
    match (lang, count) {
        (Lang::Vi, _) => format!("Đã gửi cho bạn: {count} lần"),
        (Lang::En, 1) => "Sent to you: once".into(),
        (Lang::En, _) => format!("Sent to you: {count} times"),
    }
}

/// One message.
pub(crate) fn sent(lang: Lang, at: Timestamp, campaign: &str) -> String {
    format!("{} · {campaign}", moment(at, lang))
}

pub(crate) const GPC: Said = said("Trình duyệt của bạn gửi tín hiệu GPC", "Your browser sends Global Privacy Control");
pub(crate) const GPC_HONOURED: Said = said(
    "Chúng tôi nhận tín hiệu này là lời từ chối bán, chia sẻ dữ liệu và quảng cáo theo hành vi. Rạp không làm những việc đó với ai, nên bạn không cần bấm gì thêm. Các quyết định ở trên vẫn như bạn đã chọn.",
    "We take it as a no to selling, sharing and behavioural advertising. The cinema does none of that to anybody, so there is nothing else to press. Your decisions above stay as they are.",
);

/// The rule a message broke, as its member reads it.
pub(crate) const fn broken(rule: ContactRefusal) -> Said {
    match rule {
        ContactRefusal::Unknown => said("tài khoản không mở", "the account was not open"),
        ContactRefusal::ChannelNotUsed => said("kênh này không dùng cho việc này", "this channel is not used for it"),
        ContactRefusal::UnderAge => said("bạn chưa đủ 16 tuổi", "you are under 16"),
        ContactRefusal::Frozen => said("bạn đang tạm ngưng", "you had frozen it"),
        ContactRefusal::NeverAsked => said("bạn chưa đồng ý", "you had not agreed"),
        ContactRefusal::Withdrawn => said("bạn đã từ chối hoặc dừng", "you had refused or stopped it"),
        ContactRefusal::Ended => said("thời hạn bạn đồng ý đã hết", "the time you agreed to was over"),
        ContactRefusal::Reworded => said("bạn chưa đồng ý với lời hỏi mới", "you had not agreed to the new wording"),
        ContactRefusal::Unreachable => {
            said("không có địa chỉ đã xác nhận hay số điện thoại", "there was no confirmed address or number")
        }
        ContactRefusal::DoNotCall => said(
            "số của bạn nằm trong danh sách không nhận quảng cáo",
            "your number is on a list that wants no advertising",
        ),
        ContactRefusal::OutsideHours => said("ngoài giờ cho phép", "outside the hours allowed"),
        ContactRefusal::RecipientCap => said("quá số lần luật cho phép", "more often than the law allows"),
        ContactRefusal::Frequency => said("quá số lần đã hứa", "more often than promised"),
    }
}

/// A purpose's short name.
pub(crate) const fn purpose(code: PurposeCode) -> Said {
    match code {
        PurposeCode::Service => said("Cung cấp dịch vụ", "Providing the service"),
        PurposeCode::Transaction => said("Xác nhận giao dịch", "Confirming transactions"),
        PurposeCode::Security => said("Bảo vệ tài khoản", "Protecting accounts"),
        PurposeCode::Support => said("Hỗ trợ đặc biệt", "Help in special cases"),
        PurposeCode::Legal => said("Nghĩa vụ theo luật", "Legal duties"),
        PurposeCode::News => said("Tin mới về website", "Website news"),
        PurposeCode::Promotions => said("Khuyến mại", "Promotions"),
        PurposeCode::Loyalty => said("Tri ân, sinh nhật", "Thanks and birthdays"),
    }
}

/// A channel's name.
pub(crate) const fn channel(channel: Channel) -> Said {
    match channel {
        Channel::Email => said("Email", "Email"),
        Channel::Sms => said("Tin nhắn SMS", "Text messages"),
        Channel::Call => said("Gọi điện", "Phone calls"),
        Channel::Zalo => said("Zalo", "Zalo"),
    }
}

/// What stands after the word on a button, for whoever hears it: "nhận khuyến mại qua email".
pub(crate) fn receiving(lang: Lang, purpose: Purpose, channel: Channel) -> String {
    let what = match purpose {
        Purpose::News => said("tin website", "website news"),
        Purpose::Promotions => said("khuyến mại", "promotions"),
        Purpose::Loyalty => said("lời tri ân", "thanks and wishes"),
    };
    let by = match channel {
        Channel::Email => said("email", "email"),
        Channel::Sms => said("tin nhắn SMS", "text message"),
        Channel::Call => said("điện thoại", "phone call"),
        Channel::Zalo => said("Zalo", "Zalo"),
    };
    match lang {
        Lang::Vi => format!("nhận {} qua {}", what.say(lang), by.say(lang)),
        Lang::En => format!("to {} by {}", what.say(lang), by.say(lang)),
    }
}

/// Why no consent is needed, or that it is.
pub(crate) const fn basis(basis: Basis) -> Said {
    match basis {
        Basis::Consent => said(
            "sự đồng ý của bạn (Điều 9 Luật Bảo vệ dữ liệu cá nhân)",
            "your consent (art. 9, Personal Data Protection Law)",
        ),
        Basis::Agreement => {
            said("thực hiện thỏa thuận với bạn (Điều 19)", "performing the agreement with you (art. 19)")
        }
        Basis::Protection => said(
            "bảo vệ quyền của bạn trước hành vi xâm phạm (Điều 19)",
            "protecting your rights against infringement (art. 19)",
        ),
        Basis::Law => said("pháp luật yêu cầu (Điều 19)", "the law demands it (art. 19)"),
    }
}

/// Where the purpose stands in one channel, in one sentence.
pub(crate) fn standing(lang: Lang, standing: Standing, notice: &PurposeNotice) -> String {
    match (standing, lang) {
        (Standing::NeverAsked, Lang::Vi) => "Chưa trả lời, nghĩa là không.".into(),
        (Standing::NeverAsked, Lang::En) => "Not answered, which means no.".into(),
        (Standing::Granted { since, wording, until }, _) => {
            let mut sentence = granted(lang, since, wording.version, notice);
            if let Some(day) = until.filter(|_| notice.counts(wording.version)) {
                sentence.push_str(&ends(lang, day));
            }
            sentence
        }
        (Standing::Ended { on }, Lang::Vi) => format!("Không. Bạn đã đồng ý đến hết ngày {on}, và ngày đó đã qua."),
        (Standing::Ended { on }, Lang::En) => format!("No. You agreed until the end of {on}, which is over."),
        (Standing::Withdrawn { since }, Lang::Vi) => {
            format!("Không. Bạn đã từ chối hoặc dừng ngày {}.", moment(since, lang))
        }
        (Standing::Withdrawn { since }, Lang::En) => {
            format!("No. You refused or stopped it on {}.", moment(since, lang))
        }
    }
}

fn ends(lang: Lang, day: Date) -> String {
    match lang {
        Lang::Vi => format!(" Sau ngày {day} thì tự dừng."),
        Lang::En => format!(" It stops by itself after {day}."),
    }
}

fn granted(lang: Lang, since: Timestamp, version: u32, notice: &PurposeNotice) -> String {
    let at = moment(since, lang);
    match lang {
        Lang::Vi if version == notice.version => format!("Có. Bạn đã đồng ý ngày {at}."),
        Lang::En if version == notice.version => format!("Yes. You agreed on {at}."),
        Lang::Vi if notice.counts(version) => {
            format!("Có. Bạn đã đồng ý ngày {at} với lời hỏi bản {version}; từ đó chỉ đổi cách viết.")
        }
        Lang::En if notice.counts(version) => {
            format!("Yes. You agreed on {at} to wording {version}; only how it is said has changed since.")
        }
        Lang::Vi => {
            format!(
                "Bạn đã đồng ý với lời hỏi bản {version} ngày {at}. Lời hỏi nay mang ý nghĩa khác, nên giờ tính là không."
            )
        }
        Lang::En => {
            format!("You agreed to wording {version} on {at}. It means something else now, so it counts as a no.")
        }
    }
}

/// What was said yes to means something else now.
pub(crate) fn asked_again(lang: Lang, asked: &[(Purpose, Channel)]) -> String {
    let mut names: Vec<&str> = asked.iter().map(|(of, _)| purpose((*of).into()).say(lang)).collect();
    names.dedup();
    let names = names.join(", ");
    match lang {
        Lang::Vi => format!(
            "Lời hỏi về {names} nay mang ý nghĩa khác. Đồng ý trước đây của bạn không còn được tính. Hãy đọc và trả lời lại; \
             chừng nào bạn chưa trả lời thì đó là không."
        ),
        Lang::En => format!(
            "What you are asked about {names} means something else now. Your earlier yes no longer counts. Please read it and \
             answer again; until you do, it is a no."
        ),
    }
}

pub(crate) const ANSWER_AGAIN: Said = said("Đọc và trả lời lại", "Read it and answer again");
