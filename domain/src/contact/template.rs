//! What the text of a message has to carry before it may be used at all. (law A10–A13, A15; D-23, D-24)

use super::ChannelRule;
use crate::codes::codes;
use crate::consent::{Channel, PurposeCode};

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
        /// No way to refuse is named at the end.
        OptOutMissing = "opt_out_missing",
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
    /// Every reason why it may not be used; none if it may.
    pub fn problems(&self, rule: &ChannelRule) -> Vec<TemplateRefusal> {
        let advertising = self.purpose.switch().is_some();
        let by_mail = self.channel == Channel::Email;
        let labelled = if by_mail { self.subject } else { self.body };
        let checks = [
            (by_mail && self.subject.trim().is_empty()).then_some(TemplateRefusal::SubjectMissing),
            self.body.trim().is_empty().then_some(TemplateRefusal::BodyMissing),
            if advertising { label(labelled, rule) } else { service(self.subject, self.body) },
            if advertising { self.brand(rule) } else { None },
            (advertising && self.channel != Channel::Call && !names_opt_out_last(self.body))
                .then_some(TemplateRefusal::OptOutMissing),
        ];
        checks.into_iter().flatten().collect()
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

/// Whether the way to refuse stands in the last line that says anything.
fn names_opt_out_last(body: &str) -> bool {
    body.lines().rfind(|line| !line.trim().is_empty()).is_some_and(|last| last.contains(OPT_OUT))
}
