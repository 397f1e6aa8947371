//! The retention table as a document, for members, officers and auditors.

use std::fmt::Write as _;

use super::{After, Ground, Held, Period};

const HEAD: &str = "\
# What is kept, how long, and why

Written by `domain::retention::markdown()`; a test compares this file with the table the software runs by. Change the table, not the file.

A purpose of its own for each line, a period, and an end (Consumer Protection Law art. 16(1)(c), 17(1), 20(3); Law 91/2025 art. 3(3), 14).
Nothing personal is stored that has no line here. Personal values are sealed under a key of the member's own, and the closing
destroys the key. Whoever restores a backup from before a closing lets the erasure ledger run over it before anybody signs in.

| What | Code | Kept | Because | Clause | When the account is closed |
|---|---|---|---|---|---|
";

/// `docs/retention.md`.
pub fn markdown() -> String {
    Held::ALL.iter().fold(HEAD.to_owned(), |mut page, held| {
        let rule = held.rule();
        // Writing to a string does not fail.
        let _ = writeln!(
            page,
            "| {} | `{}` | {} | {} | {} | {} |",
            what(*held),
            held.code(),
            period(rule.period),
            ground(rule.ground),
            rule.clause,
            after(rule.after),
        );
        page
    })
}

const fn what(held: Held) -> &'static str {
    match held {
        Held::FullName => "Full name",
        Held::Gender => "Gender",
        Held::BirthDate => "Birth date or year",
        Held::IdNumber => "ID number",
        Held::Phone => "Mobile number",
        Held::Address => "Address",
        Held::Email => "Email address and its look-up value",
        Held::Username => "Username and its look-up value",
        Held::PasswordHash => "Hash of the password",
        Held::Language => "Language",
        Held::JoinedAt => "Time of joining, version of the policy then",
        Held::Sessions => "Sessions: times, device in words, hash of the token",
        Held::Authenticator => "Authenticator app: the secret shared with it",
        Held::RecoveryCodes => "Recovery codes: their keyed hashes",
        Held::PendingSignIns => "Sign-ins that wait for their code: hash of a token, device in words",
        Held::Passkeys => "Passkeys: public key, name, times, and a random number for all of them",
        Held::PasskeyChallenges => "Questions to a passkey, under the hash of a token",
        Held::KnownDevices => "Known devices: hash of a token, device in words",
        Held::SignInAttempts => "Counted tries at signing in and joining, under keyed hashes",
        Held::SignInLocks => {
            "Thirty and more wrong passwords in a row, until one is right: how many, under a keyed hash"
        }
        Held::Trail => "The member's history (trail), with the letters that left",
        Held::ConsentEntries => "Decisions about purposes (consent entries)",
        Held::Freezes => "Freezes of the use of data: since when, until when",
        Held::Contacts => {
            "Messages reported by other systems: purpose, channel, time, campaign; keyed hash of the number or address"
        }
        Held::Questions => "Questions of other systems about the member, counted by day",
        Held::MemberReference => {
            "Member reference for other systems, its look-up value, and how many events under it they were told"
        }
        Held::ImportedLine => "Brought over from an earlier system: keyed hash of its name for the member",
        Held::Orders => "Paid orders: film, showing, seats, amounts, payment partner",
        Held::OrderFacts => "Paid orders in the books: document number, day, amount, tax",
        Held::EmailConfirmations => "Email confirmations: hash of the link, the address",
        Held::RecoveryLinks => "Links to set a new password: hash of the link, the address it went to",
        Held::EmailUndos => {
            "Links to take a change of address, an authenticator or a passkey back: hash of the link, the address it went to"
        }
        Held::AccountReports => "Reports \"this was not me\": a random number, the time",
        Held::Flashes => "What a refused form showed, until it is shown again",
        Held::PhoneCodes => "Codes that prove a phone number: their keyed hash",
        Held::OutboxLetters => {
            "Letters and text messages on their way: in the database, and as files while there is no mail server"
        }
        Held::DeadLetters => "Letters that were given up: which kind, why and when, without address and text",
        Held::WebhookEvents => {
            "Events for other systems: kind, purpose, channel, time, after they were delivered or given up. That of the erasure \
             itself names the member reference, and stays as long"
        }
        Held::MemberKey => "The member's own key",
        Held::ErasureLedger => "Erasure ledger: a random number and a time",
    }
}

fn period(period: Period) -> String {
    match period {
        Period::UntilClosure => "until the account is closed".to_owned(),
        Period::UntilCleared => "until the member clears it, at the latest until the account is closed".to_owned(),
        Period::UntilItEnds { hours } if hours > 48 && hours % 24 == 0 => {
            format!("until used or ended, {} days at most", hours / 24)
        }
        Period::UntilItEnds { hours } => format!("until used or ended, {hours} hours at most"),
        Period::Minutes(minutes) => format!("{minutes} minutes"),
        Period::Hours(hours) => format!("{hours} hours"),
        Period::Days(days) => format!("{days} days"),
        Period::DaysAfterErasure(days) => format!("while the account is open, and {days} days after its erasure"),
        Period::FiscalYears(years) => format!("{years} full years after its fiscal year"),
        Period::WhileBackupsExist => "as long as a backup from before the erasure may exist".to_owned(),
    }
}

const fn ground(ground: Ground) -> &'static str {
    match ground {
        Ground::Agreement => "the account is what the member agreed with us (Law 91/2025 art. 19(1)(d))",
        Ground::Choice => "the member chose to give it (Law art. 9; CPL art. 17(2))",
        Ground::Protection => "the account is protected against others (Law art. 19(1)(a))",
        Ground::ProofOfConsent => "decisions have to be proved (Decree 91/2020 art. 11(7); Decree 356/2025 art. 6(2))",
        Ground::Accounting => "papers of the books have to be kept (Accounting Law 88/2015 art. 41(5))",
        Ground::ProofOfErasure => "what was erased stays erased, after a restore too (Law art. 14(3), (4))",
    }
}

const fn after(after: After) -> &'static str {
    match after {
        After::Erased => "erased",
        After::Anonymised => "kept without anything that leads to the member, until its period ends",
        After::Stays => "stays: it leads to nobody",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_says_what_the_software_does() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/retention.md");
        if std::env::var_os("WRITE_DOCS").is_some() {
            std::fs::write(file, markdown()).unwrap();
        }
        if let Ok(written) = std::fs::read_to_string(file) {
            assert_eq!(written, markdown(), "write it again: WRITE_DOCS=1 cargo test -p domain retention");
        }
    }

    #[test]
    fn every_kind_has_one_line() {
        let lines = markdown().lines().filter(|line| line.contains("| `")).count();
        assert_eq!(lines, Held::ALL.len());
    }
}
