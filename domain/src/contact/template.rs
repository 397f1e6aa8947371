//! What the text of a message has to carry before it may be used at all. (law A10–A13, A15; D-23, D-24)
//!
//! Whether a text says how to refuse, or who advertises, is looked for by the marks such lines have: a number after a word for
//! calling, an address with an @. That finds what was forgotten, not what was written to deceive.

use super::{ChannelRule, Way};
use crate::codes::codes;
use crate::consent::{Channel, PurposeCode};
use crate::controller::{Controller, HOUSE};
use crate::text::search_key;

/// What marks advertising: one of these, first.
const LABELS: [&str; 2] = ["[QC]", "[AD]"];
/// Where the sender puts the address that stops this purpose and channel.
pub const OPT_OUT: &str = "{unsubscribe}";

codes! {
    /// Why a text may not be used.
    TemplateRefusal {
        /// Advertising without `[QC]` or `[AD]`.
        LabelMissing = "label_missing",
        /// The label stands somewhere, but not first: in a text message first of all, in an email first in the subject.
        LabelNotFirst = "label_not_first",
        /// What is no advertising must not look like it.
        LabelInService = "label_in_service",
        /// There is no sender's name.
        BrandMissing = "brand_missing",
        /// The sender's name is longer than an issued one can be.
        BrandTooLong = "brand_too_long",
        /// The sender is a telephone number.
        BrandIsNumber = "brand_is_number",
        /// An email without a subject.
        SubjectMissing = "subject_missing",
        /// Nothing is said.
        BodyMissing = "body_missing",
        /// The address that stops the messages is not named at the end.
        OptOutMissing = "opt_out_missing",
        /// No email address for refusing is named at the end.
        OptOutByEmailMissing = "opt_out_by_email_missing",
        /// How to refuse by a text message is not said at the end.
        OptOutBySmsMissing = "opt_out_by_sms_missing",
        /// No telephone number for refusing is named at the end.
        OptOutByPhoneMissing = "opt_out_by_phone_missing",
        /// The end of an email does not say that all of it can be refused.
        OptOutOfAllMissing = "opt_out_of_all_missing",
        /// Right before the end of an email the advertiser's name is missing …
        AdvertiserNameMissing = "advertiser_name_missing",
        /// … the address, as the operator named it …
        AdvertiserAddressMissing = "advertiser_address_missing",
        /// … a telephone number …
        AdvertiserPhoneMissing = "advertiser_phone_missing",
        /// … an email address …
        AdvertiserEmailMissing = "advertiser_email_missing",
        /// … a website.
        AdvertiserSiteMissing = "advertiser_site_missing",
        /// A call does not begin with the caller's name and address.
        CallerNotFirst = "caller_not_first",
    }
}

/// A text to be sent, before anybody's name is put into it.
#[derive(Clone, Copy, Debug)]
pub struct Template<'a> {
    /// What for.
    pub purpose: PurposeCode,
    /// Which way.
    pub channel: Channel,
    /// The sender's name, as the operator of the network issued it.
    pub brand: &'a str,
    /// The subject of an email.
    pub subject: &'a str,
    /// The text; of a call, what is said.
    pub body: &'a str,
}

impl Template<'_> {
    /// Every reason why it may not be used; none if it may. `controller` is who advertises.
    pub fn problems(&self, rule: &ChannelRule, controller: &Controller) -> Vec<TemplateRefusal> {
        let advertising = self.purpose.switch().is_some();
        let by_mail = self.channel == Channel::Email;
        let labelled = if by_mail { self.subject } else { self.body };
        let checks = [
            (by_mail && self.subject.trim().is_empty()).then_some(TemplateRefusal::SubjectMissing),
            self.body.trim().is_empty().then_some(TemplateRefusal::BodyMissing),
            if advertising { label(labelled, rule) } else { service(self.subject, self.body) },
            if advertising { self.brand(rule) } else { None },
        ];
        let mut problems: Vec<_> = checks.into_iter().flatten().collect();
        if advertising {
            problems.extend(self.ways_out(rule));
            problems.extend(self.advertiser(controller));
        }
        problems
    }

    /// The ways to refuse that the last line does not name.
    fn ways_out(&self, rule: &ChannelRule) -> Vec<TemplateRefusal> {
        let last = said(self.body).next_back().unwrap_or_default();
        let missing = rule.refuse_by.iter().filter(|way| !names(last, **way)).map(|way| match way {
            Way::Web => TemplateRefusal::OptOutMissing,
            Way::Email => TemplateRefusal::OptOutByEmailMissing,
            Way::Sms => TemplateRefusal::OptOutBySmsMissing,
            Way::Phone => TemplateRefusal::OptOutByPhoneMissing,
        });
        let of_all = self.channel != Channel::Email || says_all(last);
        missing.chain((!of_all).then_some(TemplateRefusal::OptOutOfAllMissing)).collect()
    }

    /// What is missing of the advertiser where it has to stand.
    fn advertiser(&self, controller: &Controller) -> Vec<TemplateRefusal> {
        let is_there = |text: &str, wanted: &str| search_key(text).contains(&search_key(wanted));
        let named = |text: &str| [controller.name(), HOUSE].into_iter().any(|name| is_there(text, name));
        let placed = |text: &str| controller.address.as_ref().is_none_or(|address| is_there(text, address));
        match self.channel {
            Channel::Sms | Channel::Zalo => Vec::new(),
            Channel::Call => {
                let first = said(self.body).next().unwrap_or_default();
                let known = (named(first) && placed(first)) || self.body.trim().is_empty();
                (!known).then_some(TemplateRefusal::CallerNotFirst).into_iter().collect()
            }
            Channel::Email => {
                let before = before_the_last(self.body);
                let checks = [
                    (named(&before), TemplateRefusal::AdvertiserNameMissing),
                    (placed(&before), TemplateRefusal::AdvertiserAddressMissing),
                    (before.split([',', ';', '\n']).any(is_phone), TemplateRefusal::AdvertiserPhoneMissing),
                    (before.split_whitespace().any(is_address), TemplateRefusal::AdvertiserEmailMissing),
                    (before.split_whitespace().any(is_site), TemplateRefusal::AdvertiserSiteMissing),
                ];
                checks.into_iter().filter(|(there, _)| !there).map(|(_, missing)| missing).collect()
            }
        }
    }

    fn brand(&self, rule: &ChannelRule) -> Option<TemplateRefusal> {
        let (most, brand) = (rule.brand_most?, self.brand.trim());
        match brand {
            "" => Some(TemplateRefusal::BrandMissing),
            brand if brand.chars().count() > most => Some(TemplateRefusal::BrandTooLong),
            brand if !brand.chars().any(char::is_alphabetic) => Some(TemplateRefusal::BrandIsNumber),
            _ => None,
        }
    }
}

fn label(text: &str, rule: &ChannelRule) -> Option<TemplateRefusal> {
    let first = LABELS.iter().any(|label| text.starts_with(label));
    let somewhere = LABELS.iter().any(|label| text.contains(label));
    match (rule.label, first, somewhere) {
        (false, ..) | (_, true, _) => None,
        (true, false, true) => Some(TemplateRefusal::LabelNotFirst),
        (true, false, false) => Some(TemplateRefusal::LabelMissing),
    }
}

fn service(subject: &str, body: &str) -> Option<TemplateRefusal> {
    let labelled = LABELS.iter().any(|label| subject.contains(label) || body.contains(label));
    labelled.then_some(TemplateRefusal::LabelInService)
}

/// The lines that say anything.
fn said(body: &str) -> impl DoubleEndedIterator<Item = &str> {
    body.lines().filter(|line| !line.trim().is_empty())
}

/// Lines right before the last one, as many as an advertiser's particulars may take.
const PARTICULARS: usize = 6;

fn before_the_last(body: &str) -> String {
    let mut lines: Vec<&str> = said(body).rev().skip(1).take(PARTICULARS).collect();
    lines.reverse();
    lines.join("\n")
}

/// Whether the line says how to refuse this way.
fn names(line: &str, way: Way) -> bool {
    match way {
        Way::Web => line.contains(OPT_OUT),
        Way::Email => line.split_whitespace().any(is_address),
        Way::Sms => number_after(line, &["soan", "nhan tin", "sms", "text"]),
        Way::Phone => number_after(line, &["goi", "dien thoai", "hotline", "tel", "call", "phone"]),
    }
}

/// Whether a number follows one of these words, as `5656` follows "soạn TC gửi".
fn number_after(line: &str, words: &[&str]) -> bool {
    let line = search_key(line);
    words.iter().any(|word| line.split_once(word).is_some_and(|(_, rest)| digits(rest) >= 3))
}

fn says_all(line: &str) -> bool {
    let line = search_key(line);
    let words = |word: &str| line.split(|char: char| !char.is_alphanumeric()).any(|one| one == word);
    line.contains("tat ca") || line.contains("toan bo") || ["moi", "all", "any", "every"].into_iter().any(words)
}

fn is_address(word: &str) -> bool {
    word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

/// A host's name, with or without what stands around it.
fn is_site(word: &str) -> bool {
    let host = word.trim_end_matches(['.', ',', ';', '/', ')']).trim_start_matches("https://");
    let letters = |part: &str| part.chars().any(char::is_alphabetic);
    !word.contains('@') && host.rsplit_once('.').is_some_and(|(name, end)| letters(name) && letters(end))
}

/// A piece of a line with a telephone number in it: at least the eight digits of 1900 numbers.
fn is_phone(piece: &str) -> bool {
    let ends = |char: char| !char.is_ascii_digit() && !matches!(char, ' ' | '.' | '-' | '(' | ')' | '+');
    piece.split(ends).any(|run| digits(run) >= 8)
}

fn digits(text: &str) -> usize {
    text.chars().filter(char::is_ascii_digit).count()
}
