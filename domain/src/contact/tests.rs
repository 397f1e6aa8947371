use super::*;
use crate::calendar::Date;
use crate::consent::{
    Channel, ConsentRecord, Decision, Draft, Method, Purpose, PurposeCode, Purposes, Request, Standing, Wording,
};
use crate::controller::Controller;
use crate::lang::Lang;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_oneof, proptest};
use std::time::Duration;

fn purposes() -> Purposes {
    Purposes::parse(include_str!("../../../data/purposes.tsv")).unwrap()
}

fn rules() -> Rules {
    Rules::parse(include_str!("../../../data/contact.tsv")).unwrap()
}

/// An instant of Monday, 23 November 2026, in Vietnam.
fn at(clock: &str) -> Timestamp {
    Timestamp::from_rfc3339(&format!("2026-11-23T{clock}+07:00")).unwrap()
}

const WORDING: Wording = Wording { version: 1, hash: [7; 32] };
const MINUTE: Duration = Duration::from_mins(1);

fn granted() -> Standing {
    Standing::Granted { since: at("00:00:00"), wording: WORDING, until: None }
}

/// A grown-up who agreed, can be reached, and got nothing yet.
struct Case {
    purpose: PurposeCode,
    channel: Channel,
    at: Timestamp,
    standing: Standing,
    frozen_since: Option<Timestamp>,
    birth: &'static str,
    reachable: bool,
    listed: bool,
    sent: Vec<Timestamp>,
    under_purpose: u32,
}

fn case(channel: Channel, clock: &str) -> Case {
    Case {
        purpose: PurposeCode::Promotions,
        channel,
        at: at(clock),
        standing: granted(),
        frozen_since: None,
        birth: "1998-11-22",
        reachable: true,
        listed: false,
        sent: Vec::new(),
        under_purpose: 0,
    }
}

impl Case {
    fn asked(&self) -> Result<(), No> {
        let (purposes, birth) = (purposes(), Birth::from_stored(self.birth).unwrap());
        let question = Question {
            notice: purposes.newest(self.purpose).unwrap(),
            wordings: &[WORDING],
            channel: self.channel,
            at: self.at,
        };
        let facts = Facts {
            frozen_since: self.frozen_since,
            standing: self.standing,
            birth: &birth,
            reachable: self.reachable,
            listed: self.listed,
            to_recipient: &self.sent,
            under_purpose: self.under_purpose,
        };
        may_contact(&question, Some(&facts), &rules())
    }

    fn why(&self) -> Option<ContactRefusal> {
        self.asked().err().map(|no| no.why)
    }
}

#[test]
fn text_messages_go_out_from_seven_to_before_twenty_two() {
    for (clock, goes) in [("06:59:59", false), ("07:00:00", true), ("21:59:59", true), ("22:00:00", false)] {
        let expected = (!goes).then_some(ContactRefusal::OutsideHours);
        assert_eq!(case(Channel::Sms, clock).why(), expected, "{clock}");
    }
    assert_eq!(case(Channel::Sms, "06:59:59").asked().unwrap_err().again_at, Some(at("07:00:00")));
    let tomorrow = at("07:00:00").plus(Duration::from_hours(24));
    assert_eq!(case(Channel::Sms, "22:00:00").asked().unwrap_err().again_at, Some(tomorrow));
}

#[test]
fn calls_are_made_from_eight_to_before_seventeen() {
    for (clock, goes) in [("07:59:00", false), ("08:00:00", true), ("16:59:00", true), ("17:00:00", false)] {
        let expected = (!goes).then_some(ContactRefusal::OutsideHours);
        assert_eq!(case(Channel::Call, clock).why(), expected, "{clock}");
    }
}

#[test]
fn letters_know_no_hours() {
    for clock in ["00:00:00", "03:14:00", "23:59:59"] {
        assert_eq!(case(Channel::Email, clock).why(), None, "{clock}");
    }
}

#[test]
fn the_fourth_text_message_to_a_number_within_a_day_waits_whatever_the_campaign() {
    let three = [at("10:00:00").minus(Duration::from_hours(20)), at("08:00:00"), at("09:00:00")];
    let fourth = Case { sent: three.to_vec(), ..case(Channel::Sms, "10:00:00") };
    let again = three[0].plus(Duration::from_hours(24));
    assert_eq!(fourth.asked(), Err(No { why: ContactRefusal::RecipientCap, again_at: Some(again) }));
    assert_eq!(Case { at: again.minus(MINUTE), ..fourth }.why(), Some(ContactRefusal::RecipientCap));
    let later = Case { at: again, sent: three.to_vec(), ..case(Channel::Sms, "10:00:00") };
    assert_eq!(later.why(), None, "a day is over for the first of them");
}

#[test]
fn the_fourth_letter_to_an_address_within_a_day_waits_and_a_second_call_too() {
    let three = vec![at("08:00:00"), at("08:01:00"), at("08:02:00")];
    let letter = Case { sent: three.clone(), ..case(Channel::Email, "23:00:00") };
    assert_eq!(letter.why(), Some(ContactRefusal::RecipientCap));
    assert_eq!(Case { sent: three[..2].to_vec(), ..letter }.why(), None);
    assert_eq!(
        Case { sent: vec![at("08:00:00")], ..case(Channel::Call, "09:00:00") }.why(),
        Some(ContactRefusal::RecipientCap)
    );
}

#[test]
fn a_number_on_the_do_not_call_list_is_left_alone_though_consent_says_yes() {
    for channel in [Channel::Sms, Channel::Call, Channel::Zalo] {
        assert_eq!(Case { listed: true, ..case(channel, "10:00:00") }.why(), Some(ContactRefusal::DoNotCall));
    }
    assert_eq!(Case { listed: true, ..case(Channel::Email, "10:00:00") }.why(), None, "the register is of numbers");
}

#[test]
fn agreeing_to_letters_lets_no_text_message_through() {
    let never = Case { standing: Standing::NeverAsked, ..case(Channel::Sms, "10:00:00") };
    assert_eq!(never.asked(), Err(No { why: ContactRefusal::NeverAsked, again_at: None }));
}

#[test]
fn silence_and_a_no_are_no_and_so_is_a_yes_to_other_words() {
    let stopped = Standing::Withdrawn { since: at("09:59:59") };
    assert_eq!(Case { standing: stopped, ..case(Channel::Email, "10:00:00") }.why(), Some(ContactRefusal::Withdrawn));
    let ended = Standing::Ended { on: at("00:00:00").date_in_vietnam().plus_days(-1) };
    assert_eq!(Case { standing: ended, ..case(Channel::Email, "10:00:00") }.why(), Some(ContactRefusal::Ended));
    let old = Standing::Granted { since: at("00:00:00"), wording: Wording { version: 1, hash: [8; 32] }, until: None };
    assert_eq!(Case { standing: old, ..case(Channel::Email, "10:00:00") }.why(), Some(ContactRefusal::Reworded));
}

#[test]
fn whoever_is_under_sixteen_gets_no_advertising() {
    let child = Case { birth: "2010-11-24", ..case(Channel::Email, "10:00:00") };
    assert_eq!(child.why(), Some(ContactRefusal::UnderAge));
    assert_eq!(Case { birth: "2010-11-23", ..case(Channel::Email, "10:00:00") }.why(), None, "sixteen today");
    assert_eq!(
        Case { birth: "2010", ..case(Channel::Email, "10:00:00") }.why(),
        Some(ContactRefusal::UnderAge),
        "of a year alone the last day counts"
    );
    assert_eq!(Case { purpose: PurposeCode::Transaction, ..child }.why(), None, "a confirmation is no advertising");
}

#[test]
fn a_freeze_stops_what_was_agreed_to_and_lets_confirmations_through() {
    let frozen = || Case { frozen_since: Some(at("09:00:00")), ..case(Channel::Email, "10:00:00") };
    assert_eq!(frozen().why(), Some(ContactRefusal::Frozen));
    assert_eq!(Case { purpose: PurposeCode::Support, ..frozen() }.why(), Some(ContactRefusal::Frozen));
    for purpose in [PurposeCode::Service, PurposeCode::Transaction, PurposeCode::Security, PurposeCode::Legal] {
        assert_eq!(Case { purpose, ..frozen() }.why(), None, "{purpose:?}");
    }
}

#[test]
fn an_account_that_is_not_open_gets_nothing_at_all() {
    let purposes = purposes();
    for notice in purposes.in_force() {
        let question = Question { notice, wordings: &[WORDING], channel: Channel::Email, at: at("10:00:00") };
        assert_eq!(may_contact(&question, None, &rules()), Err(ContactRefusal::Unknown.into()));
    }
}

#[test]
fn nobody_is_reached_where_there_is_no_number_or_a_purpose_does_not_use_the_channel() {
    assert_eq!(Case { reachable: false, ..case(Channel::Sms, "10:00:00") }.why(), Some(ContactRefusal::Unreachable));
    assert_eq!(
        Case { purpose: PurposeCode::Transaction, ..case(Channel::Zalo, "10:00:00") }.why(),
        Some(ContactRefusal::ChannelNotUsed)
    );
}

#[test]
fn no_more_messages_go_out_than_the_wording_promised() {
    let full = Case { under_purpose: 4, ..case(Channel::Email, "10:00:00") };
    let december = Timestamp::from_rfc3339("2026-12-01T00:00:00+07:00").unwrap();
    assert_eq!(full.asked(), Err(No { why: ContactRefusal::Frequency, again_at: Some(december) }));
    assert_eq!(Case { under_purpose: 3, ..full }.why(), None);
    let birthday = Case { purpose: PurposeCode::Loyalty, under_purpose: 6, ..case(Channel::Email, "10:00:00") };
    let january = Timestamp::from_rfc3339("2027-01-01T00:00:00+07:00").unwrap();
    assert_eq!(birthday.asked().unwrap_err().again_at, Some(january));
}

#[test]
fn messages_are_counted_from_the_first_of_the_month_or_the_year_in_vietnam() {
    let purposes = purposes();
    let from = |code, at| {
        let notice = purposes.newest(code).unwrap();
        Question { notice, wordings: &[WORDING], channel: Channel::Email, at }.counted_from()
    };
    // Half past midnight of 1 December in Vietnam is still November in UTC.
    let at = Timestamp::from_rfc3339("2026-12-01T00:30:00+07:00").unwrap();
    assert_eq!(from(PurposeCode::News, at).map(Timestamp::rfc3339).as_deref(), Some("2026-12-01T00:00:00+07:00"));
    assert_eq!(from(PurposeCode::Loyalty, at).map(Timestamp::rfc3339).as_deref(), Some("2026-01-01T00:00:00+07:00"));
    assert_eq!(from(PurposeCode::Support, at), None);
}

#[test]
fn on_a_day_that_is_left_out_a_message_waits_for_the_next_one() {
    let tsv = include_str!("../../../data/contact.tsv").replace("07:00\t22:00\t1234567", "07:00\t22:00\t12345");
    let rules = Rules::parse(&tsv).unwrap();
    let saturday = Timestamp::from_rfc3339("2026-11-28T10:00:00+07:00").unwrap();
    let monday = Timestamp::from_rfc3339("2026-11-30T07:00:00+07:00").unwrap();
    assert_eq!(rules.of(Channel::Sms).opens_after(saturday), Some(monday));
    assert_eq!(rules.of(Channel::Call).opens_after(saturday), None);
    assert_eq!(rules.of(Channel::Sms).opens_after(monday), None);
}

#[test]
fn rules_that_cannot_be_are_refused_with_their_line() {
    let tsv = include_str!("../../../data/contact.tsv");
    let cases = [
        (tsv.replace("sms\t07:00\t22:00", "sms\t22:00\t07:00"), "it closes before it opens"),
        (tsv.replace("call\t08:00", "call\t8:00"), "an hour is not hh:mm"),
        (tsv.replace("zalo\t", "fax\t"), "the channel is unknown"),
        (tsv.replace("zalo\t", "sms\t"), "this channel is there twice"),
        (tsv.replace("1234567\t1\t", "1234567\t0\t"), "the number of messages is not one"),
        (tsv.replace("1234567\t1\t", "7654321\t1\t"), "the weekdays are not digits from 1 to 7 in order"),
        (tsv.lines().filter(|line| !line.starts_with("zalo")).collect::<Vec<_>>().join("\n"), "a channel has no line"),
        (tsv.replace("brand_most", "brand"), "the columns are not the ones agreed upon"),
    ];
    for (tsv, sentence) in cases {
        assert_eq!(Rules::parse(&tsv).map_err(|problem| problem.sentence), Err(sentence));
    }
}

/// The last line of a text message.
const REFUSE: &str = "Từ chối: {unsubscribe}, soạn TC gửi 5656 hoặc gọi 1900 6017";

fn template(channel: Channel) -> Template<'static> {
    Template {
        purpose: PurposeCode::Promotions,
        channel,
        brand: "METIZ",
        subject: "[QC] Ưu đãi tháng 12",
        body: match channel {
            Channel::Sms | Channel::Zalo => {
                "[QC] Giảm 20% vé thứ Tư.\nTừ chối: {unsubscribe}, soạn TC gửi 5656 hoặc gọi 1900 6017"
            }
            Channel::Call => "Xin chào, em gọi từ Metiz Cinema, 910A Ngô Quyền, Đà Nẵng.\nThứ Tư này giảm 20%.",
            Channel::Email => {
                "Giảm 20% vé thứ Tư.\n\nMetiz Cinema, 910A Ngô Quyền, Đà Nẵng\nĐiện thoại 0236 3 630 689, \
                 email cskh@metiz.example, www.metiz.example\n\nTừ chối mọi quảng cáo: {unsubscribe}, \
                 tuchoi@metiz.example hoặc gọi 0236 3 630 689"
            }
        },
    }
}

#[test]
fn advertising_begins_with_its_label() {
    let problems = |template: Template<'_>| template.problems(rules().of(template.channel), &Controller::default());
    assert_eq!(problems(template(Channel::Sms)), []);
    assert_eq!(problems(template(Channel::Email)), []);
    let body = &format!("Giảm 20% vé thứ Tư.\n{REFUSE}");
    assert_eq!(problems(Template { body, ..template(Channel::Sms) }), [TemplateRefusal::LabelMissing]);
    let body = &format!("Metiz [QC] giảm 20%.\n{REFUSE}");
    assert_eq!(problems(Template { body, ..template(Channel::Sms) }), [TemplateRefusal::LabelNotFirst]);
    let late = Template { subject: "Ưu đãi [QC]", ..template(Channel::Email) };
    assert_eq!(problems(late), [TemplateRefusal::LabelNotFirst]);
    assert_eq!(problems(Template { subject: "[AD] December", ..template(Channel::Email) }), []);
}

#[test]
fn a_sender_has_an_issued_name_and_a_way_to_refuse_stands_at_the_end() {
    let problems = |template: Template<'_>| template.problems(rules().of(template.channel), &Controller::default());
    for (brand, expected) in [
        ("", TemplateRefusal::BrandMissing),
        ("METIZ CINEMA DA NANG", TemplateRefusal::BrandTooLong),
        ("0905123456", TemplateRefusal::BrandIsNumber),
    ] {
        assert_eq!(problems(Template { brand, ..template(Channel::Sms) }), [expected], "{brand}");
        assert_eq!(problems(Template { brand, ..template(Channel::Email) }), [], "a letter has an address");
    }
    let body = &format!("[QC] {REFUSE}\nGiảm 20% vé thứ Tư.");
    let nothing_at_the_end =
        [TemplateRefusal::OptOutMissing, TemplateRefusal::OptOutBySmsMissing, TemplateRefusal::OptOutByPhoneMissing];
    assert_eq!(problems(Template { body, ..template(Channel::Zalo) }), nothing_at_the_end);
    let empty = problems(Template { subject: " ", body: "", ..template(Channel::Email) });
    let first = [TemplateRefusal::SubjectMissing, TemplateRefusal::BodyMissing, TemplateRefusal::LabelMissing];
    assert!(empty.starts_with(&first) && empty.contains(&TemplateRefusal::OptOutMissing), "{empty:?}");
}

#[test]
fn each_way_to_refuse_that_the_law_names_stands_in_the_last_line() {
    let problems = |template: Template<'_>| template.problems(rules().of(template.channel), &Controller::default());
    for (last, missing) in [
        ("Từ chối: {unsubscribe}, gọi 1900 6017", TemplateRefusal::OptOutBySmsMissing),
        ("Tu choi: {unsubscribe}, soan TC gui 5656", TemplateRefusal::OptOutByPhoneMissing),
        ("Từ chối: soạn TC gửi 5656 hoặc gọi 1900 6017", TemplateRefusal::OptOutMissing),
    ] {
        let body = &format!("[QC] Phim mới.\n{last}\n \n");
        assert_eq!(problems(Template { body, ..template(Channel::Sms) }), [missing], "{last}");
    }
    let letter = template(Channel::Email).body;
    let cases = [
        ("mọi quảng cáo", "quảng cáo", TemplateRefusal::OptOutOfAllMissing),
        ("tuchoi@metiz.example", "trả lời thư này", TemplateRefusal::OptOutByEmailMissing),
        ("hoặc gọi 0236 3 630 689", "", TemplateRefusal::OptOutByPhoneMissing),
    ];
    for (there, instead, missing) in cases {
        let body = &letter.replace(there, instead);
        assert_ne!(body, letter);
        assert_eq!(problems(Template { body, ..template(Channel::Email) }), [missing], "{there}");
    }
}

#[test]
fn an_email_says_right_before_its_end_who_advertises_and_a_call_says_it_first() {
    let named = Controller { address: Some("910A Ngô Quyền, Đà Nẵng".into()), ..Controller::default() };
    let problems = |template: Template<'_>| template.problems(rules().of(template.channel), &named);
    let letter = template(Channel::Email).body;
    assert_eq!(problems(template(Channel::Email)), []);
    let cases = [
        ("Metiz Cinema, ", "", TemplateRefusal::AdvertiserNameMissing),
        ("910A", "19", TemplateRefusal::AdvertiserAddressMissing),
        ("Điện thoại 0236 3 630 689,", "", TemplateRefusal::AdvertiserPhoneMissing),
        ("cskh@metiz.example", "", TemplateRefusal::AdvertiserEmailMissing),
        ("www.metiz.example\n", "\n", TemplateRefusal::AdvertiserSiteMissing),
    ];
    for (there, instead, missing) in cases {
        let body = &letter.replace(there, instead);
        assert_ne!(body, letter);
        assert_eq!(problems(Template { body, ..template(Channel::Email) }), [missing], "{there}");
    }
    let far = &letter.replace("\nTừ chối", &format!("\n{}Từ chối", "Và còn nữa.\n".repeat(6)));
    assert_eq!(problems(Template { body: far, ..template(Channel::Email) }), cases.map(|(_, _, missing)| missing));
    assert_eq!(problems(template(Channel::Call)), []);
    let late = "Thứ Tư này giảm 20%.\nEm gọi từ Metiz Cinema, 910A Ngô Quyền, Đà Nẵng.";
    assert_eq!(problems(Template { body: late, ..template(Channel::Call) }), [TemplateRefusal::CallerNotFirst]);
    let nowhere = "Xin chào, em gọi từ Metiz Cinema.";
    assert_eq!(problems(Template { body: nowhere, ..template(Channel::Call) }), [TemplateRefusal::CallerNotFirst]);
}

#[test]
fn a_confirmation_carries_no_advertising_and_needs_no_way_to_refuse() {
    let plain = Template {
        purpose: PurposeCode::Transaction,
        subject: "Vé của bạn",
        body: "Ghế E7, 19:30.",
        brand: "",
        channel: Channel::Email,
    };
    assert_eq!(plain.problems(rules().of(Channel::Email), &Controller::default()), []);
    let disguised = Template { body: "Ghế E7.\n[QC] Bắp nước giảm 20%.", ..plain };
    assert_eq!(
        disguised.problems(rules().of(Channel::Email), &Controller::default()),
        [TemplateRefusal::LabelInService]
    );
}

#[test]
fn a_report_names_every_field_that_is_wrong_and_repeats_none() {
    let now = at("10:00:00");
    let member = "7K3M9QXD2F4";
    let right = MemberReferenceText::of(member);
    let fields = [right.as_str(), "promotions", "email", "2026-11-23T09:59:00+07:00", "Tết <2027>"];
    assert_eq!(check(fields, now).err(), Some(vec![CallProblem::of(ContactField::Campaign, CallRefusal::Malformed)]));
    let fields = [right.as_str(), "promotions", "email", "2026-11-23T09:59:00+07:00", "Tết 2027 - đợt 1"];
    assert_eq!(check(fields, now).unwrap().campaign, "Tết 2027 - đợt 1");
    let wrong = ["7K3M", "gifts", "fax", "2026-11-23T10:06:00+07:00", "4111 1111 1111 1111"];
    let whys: Vec<_> = check(wrong, now).err().unwrap().iter().map(|problem| problem.why).collect();
    assert_eq!(
        whys,
        [
            CallRefusal::Malformed,
            CallRefusal::UnknownWord,
            CallRefusal::UnknownWord,
            CallRefusal::OutOfTime,
            CallRefusal::CardNumber,
        ]
    );
}

/// A reference that passes its own check.
struct MemberReferenceText;

impl MemberReferenceText {
    fn of(drawn: &str) -> String {
        let all = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".chars();
        let mut whole = all.map(|last| format!("{drawn}{last}"));
        whole.find(|text| crate::member_reference::MemberReference::parse(text).is_some()).unwrap()
    }
}

/// What can happen to a member, in any order.
#[derive(Clone, Debug)]
enum Event {
    Decide(Decision),
    /// Yes, until the end of this day.
    AgreeForToday,
    NextDay,
    Reword,
    ChangeMeaning,
    Freeze,
    Lift,
    Close,
    Reopen,
    Send,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        any::<bool>().prop_map(|yes| Event::Decide(if yes { Decision::Grant } else { Decision::Withdraw })),
        Just(Event::AgreeForToday),
        Just(Event::NextDay),
        Just(Event::Reword),
        Just(Event::ChangeMeaning),
        Just(Event::Freeze),
        Just(Event::Lift),
        Just(Event::Close),
        Just(Event::Reopen),
        Just(Event::Send),
        Just(Event::Send),
    ]
}

fn request(decision: Decision, wording: u32, until: Option<Date>) -> Request {
    Request {
        purpose: Purpose::Promotions,
        channel: Channel::Email,
        decision,
        wording,
        lang: Lang::Vi,
        method: Method::Web,
        policy_version: 1,
        until,
        device: String::new(),
    }
}

fn wording(version: u32) -> Wording {
    Wording { version, hash: [u8::try_from(version % 251).unwrap(); 32] }
}

/// What a member would say about it, kept apart from the rules: the last word, said since the meaning changed last, and nothing
/// that stops it.
#[derive(Default)]
struct Will {
    said_yes: bool,
    until: Option<Date>,
    frozen: bool,
    closed: bool,
}

impl Will {
    fn allows(&self, today: Date) -> bool {
        self.said_yes && self.until.is_none_or(|last| today <= last) && !self.frozen && !self.closed
    }
}

proptest! {
    #[test]
    fn no_order_of_events_lets_a_message_through_without_a_standing_yes(events in proptest::collection::vec(event(), 1..60)) {
        let (purposes, rules, birth) = (purposes(), rules(), Birth::from_stored("1998-11-22").unwrap());
        let notice = purposes.newest(PurposeCode::Promotions).unwrap();
        let (mut record, mut will, mut version, mut now) = (ConsentRecord::default(), Will::default(), 1, at("08:00:00"));
        let mut means_since = 1;
        for event in events {
            now = now.plus(MINUTE);
            match event {
                Event::Decide(_) | Event::AgreeForToday => {
                    let (decision, until) = match event {
                        Event::Decide(decision) => (decision, None),
                        _ => (Decision::Grant, Some(now.date_in_vietnam())),
                    };
                    let draft = record.decide(request(decision, version, until), wording(version), now).unwrap();
                    if let Some(entry) = draft.map(|draft: Draft| draft.following([0; 32])) {
                        record.append(entry);
                    }
                    (will.said_yes, will.until) = (decision == Decision::Grant, until);
                }
                Event::NextDay => now = now.plus(24 * 60 * MINUTE),
                Event::Reword => version += 1,
                Event::ChangeMeaning => {
                    version += 1;
                    (means_since, will.said_yes) = (version, false);
                }
                Event::Freeze => will.frozen = true,
                Event::Lift => will.frozen = false,
                Event::Close => will.closed = true,
                Event::Reopen => will.closed = false,
                Event::Send => {
                    let counting: Vec<Wording> = (means_since..=version).map(wording).collect();
                    let question = Question { notice, wordings: &counting, channel: Channel::Email, at: now };
                    let facts = Facts {
                        frozen_since: will.frozen.then_some(now),
                        standing: record.standing(Purpose::Promotions, Channel::Email, now),
                        birth: &birth,
                        reachable: true,
                        listed: false,
                        to_recipient: &[],
                        under_purpose: 0,
                    };
                    let open = (!will.closed).then_some(&facts);
                    let goes = may_contact(&question, open, &rules).is_ok();
                    prop_assert!(goes == will.allows(now.date_in_vietnam()), "{:?}", now);
                }
            }
        }
    }
}
