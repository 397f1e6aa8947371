//! How long each thing is kept, why, and what happens then. (MC-3.1–MC-3.3; law L1, L2, A17, CPL art. 16(1)(c), D-26)
//!
//! A closed list: whatever is stored about a member has its line here, and the match below does not compile while
//! one is missing. `docs/retention.md` is written from it; pages and the closing plan read it.

mod table;

pub use table::markdown;

use serde::{Deserialize, Serialize};

use crate::codes::codes;

codes! {
    /// A kind of thing that is held.
    Held {
        /// Name.
        FullName = "full_name",
        /// Gender.
        Gender = "gender",
        /// Birth date or year.
        BirthDate = "birth_date",
        /// Personal identification number.
        IdNumber = "id_number",
        /// Mobile number.
        Phone = "phone",
        /// Address.
        Address = "address",
        /// Email address, with its look-up value.
        Email = "email",
        /// Username, with its look-up value.
        Username = "username",
        /// The hash of the password; never the password.
        PasswordHash = "password_hash",
        /// The language the member reads.
        Language = "language",
        /// When the account was opened, and under which version of the policy.
        JoinedAt = "joined_at",
        /// Sessions: times, device in words, hash of the token.
        Sessions = "sessions",
        /// The secret shared with an authenticator app.
        Authenticator = "authenticator",
        /// Recovery codes: their keyed hashes.
        RecoveryCodes = "recovery_codes",
        /// Sign-ins that wait for their code: hash of a token, device in words.
        PendingSignIns = "pending_sign_ins",
        /// Passkeys: public key, name, times; and the random number the account is known by to them.
        Passkeys = "passkeys",
        /// Questions to a passkey that wait for their answer.
        PasskeyChallenges = "passkey_challenges",
        /// Devices the account was used on: hash of a token, device in words.
        KnownDevices = "known_devices",
        /// Counted tries at signing in and joining, under keyed hashes.
        SignInAttempts = "sign_in_attempts",
        /// Rows of failures so long that only a known device or a new password ends them, under keyed hashes.
        SignInLocks = "sign_in_locks",
        /// The member's history, with which letters left.
        Trail = "trail",
        /// Decisions about purposes.
        ConsentEntries = "consent_entries",
        /// Freezes: since when, until when.
        Freezes = "freezes",
        /// Messages that other systems reported: what for, by which channel, when, of which campaign.
        Contacts = "contacts",
        /// Which system asked whether it might write to the member: counted by day.
        Questions = "questions",
        /// The number by which other systems name the member, with its look-up value and the count of events under it.
        MemberReference = "member_reference",
        /// That a line of an earlier system was brought over: a keyed hash of what that system named the member by.
        ImportedLine = "imported_line",
        /// What the member bought, as handed in by the booking site.
        Orders = "orders",
        /// What the books keep of an order: document number, day, amount, tax.
        OrderFacts = "order_facts",
        /// Links that confirm an email address: their hash and the address.
        EmailConfirmations = "email_confirmations",
        /// Links that set a new password: their hash and the address they went to.
        RecoveryLinks = "recovery_links",
        /// Links that take a change of address back: their hash and the address before.
        EmailUndos = "email_undos",
        /// That the member said somebody else used the account: number and time.
        AccountReports = "account_reports",
        /// What a refused form showed, until it is shown again.
        Flashes = "flashes",
        /// Codes that prove a phone number: their keyed hash.
        PhoneCodes = "phone_codes",
        /// Letters on their way.
        OutboxLetters = "outbox_letters",
        /// That a letter was given up: which kind, why, when.
        DeadLetters = "dead_letters",
        /// What other systems were told, or are still to be told.
        WebhookEvents = "webhook_events",
        /// The member's own key.
        MemberKey = "member_key",
        /// That an account with this number was erased, and when.
        ErasureLedger = "erasure_ledger",
    }
}

/// How long something is kept while the account is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Period {
    /// As long as the account exists.
    UntilClosure,
    /// Until the member clears or replaces it; at the latest until the account is closed.
    UntilCleared,
    /// Until it ends: a session at its end, a link when it is used.
    UntilItEnds {
        /// At the latest after so many hours.
        hours: u32,
    },
    /// So many minutes.
    Minutes(u32),
    /// So many hours.
    Hours(u32),
    /// So many days.
    Days(u32),
    /// Until so many days after the account was erased.
    DaysAfterErasure(u32),
    /// Until so many full years after the fiscal year it belongs to.
    FiscalYears(u32),
    /// As long as a backup from before the erasure may exist.
    WhileBackupsExist,
}

/// What allows the keeping.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Ground {
    /// The account is what the member agreed with us (Law 91/2025 art. 19(1)(d)).
    Agreement,
    /// The member chose to give it (Law art. 9; CPL art. 17(2)).
    Choice,
    /// Protecting the account against others (Law art. 19(1)(a)).
    Protection,
    /// Proof of decisions about advertising, at least a year (Decree 91/2020 art. 11(7); Decree 356/2025 art. 6(2)).
    ProofOfConsent,
    /// Papers of the books have to be kept (Accounting Law 88/2015 art. 41(5)).
    Accounting,
    /// Erased things have to stay erased (Law art. 14(3), (4)).
    ProofOfErasure,
}

/// What happens when the account is closed and the grace time is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum After {
    /// Row and key are destroyed.
    Erased,
    /// What leads to the member is destroyed; what stays is about nobody.
    Anonymised,
    /// Stays as it is, because it never said anything about anybody but a random number.
    Stays,
}

/// A line of the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rule {
    /// How long.
    pub period: Period,
    /// Why.
    pub ground: Ground,
    /// The clause of the policy, or of the law where the policy is silent.
    pub clause: &'static str,
    /// What happens at the closing.
    pub after: After,
}

impl Held {
    /// Its line in the table.
    pub const fn rule(self) -> Rule {
        use {After as A, Ground as G, Period as P};
        let (period, ground, clause, after) = match self {
            Self::FullName | Self::BirthDate | Self::Email | Self::Language | Self::JoinedAt => {
                (P::UntilClosure, G::Agreement, "MC-3.1", A::Erased)
            }
            Self::Gender | Self::IdNumber | Self::Phone | Self::Address => {
                (P::UntilCleared, G::Choice, "MC-3.1", A::Erased)
            }
            Self::Username | Self::PasswordHash => (P::UntilClosure, G::Agreement, "MC-5.1b", A::Erased),
            // The longest session: "keep me signed in", 30 days.
            Self::Sessions => (P::UntilItEnds { hours: 30 * 24 }, G::Protection, "MC-5.1b", A::Erased),
            Self::Authenticator | Self::RecoveryCodes | Self::Passkeys => {
                (P::UntilCleared, G::Choice, "MC-5.3a", A::Erased)
            }
            // `domain::passkeys::CHALLENGE_FOR`, `domain::factors::PENDING_FOR`.
            Self::PasskeyChallenges | Self::PendingSignIns => (P::Minutes(5), G::Protection, "MC-5.3a", A::Erased),
            // Browsers keep a cookie for 400 days at most; a device that stayed away longer is unknown anyway.
            // The same for a lock that such a device passes (`domain::throttle::ROW_KEPT_FOR`).
            Self::KnownDevices | Self::SignInLocks => (P::Days(400), G::Protection, "MC-5.3a", A::Erased),
            // The longest budget that is counted is a day's.
            Self::SignInAttempts => (P::Hours(24), G::Protection, "MC-5.3a", A::Erased),
            // Longer than the 12 months of system logs (law L5), and the member's own.
            Self::Trail => (P::UntilClosure, G::Protection, "MC-5.1b", A::Erased),
            // One year is the least (law A17); counted from the erasure, when the last decision stops counting.
            Self::ConsentEntries => (P::DaysAfterErasure(365), G::ProofOfConsent, "MC-2.2", A::Anonymised),
            Self::Freezes => (P::UntilClosure, G::Choice, "MC-2.2", A::Erased),
            // A whole calendar year, in which messages are counted, and the year in which advertising has to be proved.
            Self::Contacts => (P::Days(400), G::ProofOfConsent, "MC-2.2", A::Erased),
            // A year, in which a question nobody expected will have been noticed.
            Self::Questions => (P::Days(365), G::Protection, "MC-5.1b", A::Erased),
            Self::MemberReference => (P::UntilClosure, G::Agreement, "MC-1.2a", A::Erased),
            // An old file must not bring back who was erased since.
            Self::ImportedLine => (P::WhileBackupsExist, G::ProofOfErasure, "MC-3.2", A::Anonymised),
            Self::Orders => (P::UntilClosure, G::Agreement, "MC-1.3", A::Erased),
            // Ten years for papers that enter the books directly (law L4, D-26); to be confirmed by counsel.
            Self::OrderFacts => (P::FiscalYears(10), G::Accounting, "MC-1.3", A::Anonymised),
            Self::EmailConfirmations => {
                (P::UntilItEnds { hours: crate::email::CONFIRMATION_HOURS }, G::Agreement, "MC-4.1", A::Erased)
            }
            Self::RecoveryLinks => (P::Minutes(10), G::Protection, "MC-5.1b", A::Erased),
            Self::EmailUndos => (P::UntilItEnds { hours: 48 }, G::Protection, "MC-5.3a", A::Erased),
            Self::AccountReports => (P::UntilClosure, G::Protection, "MC-5.3a", A::Erased),
            Self::Flashes => (P::Minutes(10), G::Agreement, "MC-1.1a", A::Erased),
            Self::PhoneCodes => (P::Minutes(10), G::Protection, "MC-4.1", A::Erased),
            // A letter that could not be delivered within two days is given up.
            Self::OutboxLetters => (P::UntilItEnds { hours: 48 }, G::Agreement, "MC-1.2b", A::Erased),
            // Long enough for whoever looks once a month.
            Self::DeadLetters => (P::Days(30), G::Protection, "MC-1.2b", A::Stays),
            // Counted from the delivery, so that an endpoint that lost something can have it again.
            Self::WebhookEvents => (P::Days(crate::webhooks::KEPT_DAYS), G::Agreement, "MC-2.2", A::Erased),
            Self::MemberKey => (P::UntilClosure, G::Protection, "MC-5.1a", A::Erased),
            Self::ErasureLedger => (P::WhileBackupsExist, G::ProofOfErasure, "MC-3.2", A::Stays),
        };
        Rule { period, ground, clause, after }
    }

    /// Whether it comes into being by the closing itself and is therefore part of every plan.
    pub const fn made_by_closing(self) -> bool {
        matches!(self, Self::ErasureLedger)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_profile_outlives_the_account() {
        for item in crate::profile::Item::ALL {
            assert_eq!(item.retention().rule().after, After::Erased, "{}", item.code());
        }
    }

    #[test]
    fn proof_of_consent_is_kept_for_at_least_a_year_and_names_nobody() {
        let rule = Held::ConsentEntries.rule();
        assert_eq!(rule.after, After::Anonymised);
        assert!(matches!(rule.period, Period::DaysAfterErasure(days) if days >= 365));
    }

    #[test]
    fn whatever_ends_with_the_account_is_erased_with_it() {
        for held in Held::ALL {
            let rule = held.rule();
            if matches!(rule.period, Period::UntilClosure | Period::UntilCleared) {
                assert_eq!(rule.after, After::Erased, "{}", held.code());
            }
        }
    }

    #[test]
    fn what_a_member_can_clear_is_what_the_profile_calls_optional() {
        for item in crate::profile::Item::ALL {
            assert_eq!(item.retention().rule().period == Period::UntilCleared, item.optional(), "{}", item.code());
        }
    }
}
