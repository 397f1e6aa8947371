//! The terms a purpose is described in, each a closed list.

use crate::codes::codes;
use crate::consent::Purpose;
use crate::lang::Lang;

codes! {
    /// What a version of a wording changed.
    Change {
        /// What the member agrees to: a yes to an older version no longer counts.
        Meaning = "meaning",
        /// How it is said: a yes to an older version counts on.
        Wording = "wording",
    }
}

codes! {
    /// A purpose, with a switch or without.
    PurposeCode {
        /// Keeping the account and what the member asks for (MC-1.2a).
        Service = "service",
        /// Confirming a registration or a transaction (MC-1.2b).
        Transaction = "transaction",
        /// Protecting members against impersonation and fraud (MC-1.2d).
        Security = "security",
        /// Helping in special cases (MC-1.2e).
        Support = "support",
        /// Answering competent State bodies (MC-2.3a).
        Legal = "legal",
        /// See [`Purpose::News`].
        News = "news",
        /// See [`Purpose::Promotions`].
        Promotions = "promotions",
        /// See [`Purpose::Loyalty`].
        Loyalty = "loyalty",
    }
}

impl PurposeCode {
    /// The decision it depends on, if it depends on one.
    pub const fn switch(self) -> Option<Purpose> {
        match self {
            Self::News => Some(Purpose::News),
            Self::Promotions => Some(Purpose::Promotions),
            Self::Loyalty => Some(Purpose::Loyalty),
            Self::Service | Self::Transaction | Self::Security | Self::Support | Self::Legal => None,
        }
    }
}

impl From<Purpose> for PurposeCode {
    fn from(purpose: Purpose) -> Self {
        match purpose {
            Purpose::News => Self::News,
            Purpose::Promotions => Self::Promotions,
            Purpose::Loyalty => Self::Loyalty,
        }
    }
}

codes! {
    /// What makes a purpose lawful (Law 91/2025, art. 9 and 19(1)).
    Basis {
        /// The member's consent (art. 9).
        Consent = "consent",
        /// Performing what the member agreed with us (art. 19(1)(d)).
        Agreement = "agreement",
        /// Protecting rights against an infringing act (art. 19(1)(a)).
        Protection = "protection",
        /// The law demands it (art. 19(1)(c), (đ)).
        Law = "law",
    }
}

codes! {
    /// Who else gets to see something (MC-5.2a–c).
    Recipient {
        /// Nobody outside the cinema.
        Nobody = "nobody",
        /// Whoever carries a message: the address it goes to and its text, nothing else.
        MessageCarriers = "message_carriers",
        /// A competent State body that asks in writing.
        StateBodies = "state_bodies",
    }
}

codes! {
    /// How long data serves a purpose. When it ends for all purposes, the item goes (see [`crate::retention`]).
    Kept {
        /// As long as the account exists.
        UntilClosure = "until_closure",
        /// Until the consent is withdrawn, or the account closed.
        UntilWithdrawn = "until_withdrawn",
        /// As long as the law says in the single case.
        WhileCaseRuns = "while_case_runs",
    }
}

/// A period in which messages are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Per {
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

/// How often a message may come, in each channel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Frequency {
    /// Only when something happens that calls for it.
    WhenNeeded,
    /// At most so many.
    AtMost {
        /// Messages.
        count: u32,
        /// In this period.
        per: Per,
    },
}

impl Frequency {
    /// Reads `when_needed`, `4/month`, `6/year`.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "when_needed" {
            return Some(Self::WhenNeeded);
        }
        let (count, per) = text.split_once('/')?;
        let per = match per {
            "month" => Per::Month,
            "year" => Per::Year,
            _ => return None,
        };
        Some(Self::AtMost { count: count.parse().ok().filter(|count| *count > 0)?, per })
    }
}

/// The same text in both languages.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bilingual {
    /// Vietnamese: the binding one.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// The text in this language.
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        }
    }
}
