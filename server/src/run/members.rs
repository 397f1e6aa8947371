//! What staff are told of an account, under a case of its member's.

use super::{Sentence, open_without_port, say};
use crate::cli::Members;
use domain::calendar::Timestamp;
use domain::closure::ClosureState;
use domain::look::{Look, LookField, LookProblem};
use domain::member_reference::MemberReference;
use services::look::Seen;
use std::process::ExitCode;

pub(super) async fn command(what: &Members) -> Result<ExitCode, Sentence> {
    let Members::Show { member, by, case, reason, options } = what;
    // Read before anything is opened.
    let member = number(member)?;
    let look = Look::read(by, case, reason).map_err(|problems| refused(&problems))?;
    let (_config, services) = open_without_port(options).await?;
    let seen = services.show_to_staff(&member, &look).await;
    services.close_database().await;
    let seen = seen.map_err(|fault| {
        format!("Nothing can be shown; the log says why under {}.", services::fault::report(&fault))
    })?;
    let seen = seen.ok_or("Nobody has this member number.")?;
    for line in lines(&seen) {
        say(&line);
    }
    Ok(ExitCode::SUCCESS)
}

/// A member's number, as somebody typed it.
pub(super) fn number(typed: &str) -> Result<MemberReference, Sentence> {
    MemberReference::parse(typed).ok_or_else(|| "This is no member number: XXXX-XXXX-XXXX, see /profile.".to_owned())
}

fn refused(problems: &[(LookField, LookProblem)]) -> Sentence {
    let said: Vec<_> = problems.iter().map(|problem| sentence(*problem)).collect();
    said.join("\n")
}

fn sentence((field, problem): (LookField, LookProblem)) -> Sentence {
    let what = match field {
        LookField::By => "--by: your name or desk, as the member is to read it",
        LookField::Case => "--case: the number of the case, in letters, digits, dashes, dots and strokes",
        LookField::Reason => "--reason: why you look, in a sentence the member understands",
    };
    let why = match problem {
        LookProblem::TooShort { min } => format!("at least {min} characters"),
        LookProblem::TooLong { max } => format!("at most {max} characters"),
        LookProblem::Characters => "without signs that cannot be shown there".to_owned(),
        LookProblem::CardNumber => "without a card number, which is kept nowhere".to_owned(),
    };
    format!("{what}; {why}.")
}

fn lines(seen: &Seen) -> Vec<String> {
    let at = |instant: Timestamp| instant.date_in_vietnam().iso();
    let proved = |since: Option<Timestamp>| {
        since.map_or_else(|| "not confirmed".to_owned(), |since| format!("confirmed on {}", at(since)))
    };
    let account = match seen.state {
        ClosureState::Closing { since, ends } => {
            format!("closed by the member on {}, can be reopened until {}", at(since), at(ends))
        }
        ClosureState::Open | ClosureState::Closed => "open".to_owned(),
    };
    let phone = seen
        .phone
        .as_ref()
        .map_or_else(|| "none".to_owned(), |phone| format!("{phone}, {}", proved(seen.phone_confirmed_at)));
    let frozen = seen.frozen_since.map_or_else(|| "no".to_owned(), |since| format!("since {}", at(since)));
    let authenticator = if seen.has_authenticator { "authenticator app" } else { "no authenticator app" };
    vec![
        format!("account        {account}; opened on {}, last used on {}", at(seen.joined_at), at(seen.used_at)),
        format!("name           {}", seen.initials),
        format!("email          {}, {}", seen.email, proved(seen.email_confirmed_at)),
        format!("phone          {phone}"),
        format!("language       {}", seen.lang.code()),
        format!("signing in     {authenticator}, {} recovery codes, {} passkeys", seen.recovery_codes, seen.passkeys),
        format!("use is frozen  {frozen}"),
        "The member reads in their history that you looked, under which case and why.".to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::lang::Lang;

    const AT: Timestamp = Timestamp::from_micros(1_795_316_640_000_000);

    fn seen() -> Seen {
        Seen {
            initials: "H. N.".to_owned(),
            email: "h•••@example.com".to_owned(),
            email_confirmed_at: None,
            phone: Some("•••• ••• 456".to_owned()),
            phone_confirmed_at: Some(AT),
            lang: Lang::Vi,
            joined_at: AT,
            state: ClosureState::Open,
            frozen_since: None,
            used_at: AT,
            has_authenticator: true,
            recovery_codes: 9,
            passkeys: 0,
        }
    }

    #[test]
    fn staff_read_what_helps_in_a_call() {
        let lines = lines(&seen()).join("\n");
        for line in [
            "account        open; opened on 2026-11-22, last used on 2026-11-22",
            "email          h•••@example.com, not confirmed",
            "phone          •••• ••• 456, confirmed on 2026-11-22",
            "signing in     authenticator app, 9 recovery codes, 0 passkeys",
            "use is frozen  no",
        ] {
            assert!(lines.contains(line), "{line}\n{lines}");
        }
        let closing = ClosureState::Closing { since: AT, ends: AT };
        let lines = super::lines(&Seen { state: closing, phone: None, frozen_since: Some(AT), ..seen() }).join("\n");
        for line in ["closed by the member on 2026-11-22", "phone          none", "use is frozen  since 2026-11-22"] {
            assert!(lines.contains(line), "{line}\n{lines}");
        }
    }

    #[test]
    fn what_is_missing_is_said_a_line_each() {
        let problems = Look::read("", "HT 1", "vì thế").unwrap_err();
        let said = refused(&problems);
        assert_eq!(said.lines().count(), 3, "{said}");
        assert!(said.contains("--reason: why you look, in a sentence the member understands; at least 10 characters."));
    }
}
