//! Reading our own HTML: enough for pages we write ourselves, no parser.

use app::page_error::PageError;
use domain::address::{AddressProblem, ProvinceCode};
use domain::birth::BirthProblem;
use domain::closure::ClosureRefusal;
use domain::consent::ConsentRefusal;
use domain::email::{ConfirmationRefusal, EmailProblem, UndoRefusal};
use domain::factors::FactorRefusal;
use domain::form::Reason;
use domain::id_number::IdNumberProblem;
use domain::name::NameProblem;
use domain::passkeys::PasskeyRefusal;
use domain::password::PasswordProblem;
use domain::phone::PhoneProblem;
use domain::profile::ProfileRefusal;
use domain::recovery::RecoveryRefusal;
use domain::report::ReportRefusal;
use domain::sign_in::SignInRefusal;
use domain::username::UsernameProblem;

/// Every opening tag.
pub(crate) fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').skip(1).filter_map(|rest| {
        let end = rest.find('>')?;
        let start = rest.as_ptr() as usize - html.as_ptr() as usize - 1;
        (!rest.starts_with(['/', '!'])).then(|| &html[start..=start + end + 1])
    })
}

/// The value of an attribute of a tag.
pub(crate) fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// Every control that somebody fills in.
pub(crate) fn controls(html: &str) -> impl Iterator<Item = &str> {
    tags(html).filter(|tag| {
        let control = tag.starts_with("<input ") || tag.starts_with("<select ");
        control && attribute(tag, "type") != Some("hidden") && attribute(tag, "aria-hidden").is_none()
    })
}

/// What each button is called by somebody who hears the page.
pub(crate) fn text_of_buttons(html: &str) -> Vec<String> {
    html.split("<button ")
        .skip(1)
        .filter_map(|rest| rest.split_once('>')?.1.split_once("</button>"))
        .map(|(inner, _)| {
            let mut text = String::new();
            let mut inside = true;
            for char in inner.chars() {
                match char {
                    '<' => inside = false,
                    '>' => inside = true,
                    char if inside => text.push(char),
                    _ => {}
                }
            }
            text
        })
        .collect()
}

/// Text as it stands between tags.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// One of every reason. That the sentences cover all of them, the compiler checks.
pub(crate) fn reasons() -> Vec<Reason> {
    use {AddressProblem as A, BirthProblem as B, PasswordProblem as P};
    let into = ProvinceCode::parse("48").unwrap();
    let mut all = vec![Reason::GenderUnknown, Reason::CardNumber, Reason::UsernameTaken, Reason::WrongPassword];
    all.extend(
        [UsernameProblem::Missing, UsernameProblem::TooShort, UsernameProblem::TooLong, UsernameProblem::Characters]
            .map(Reason::Username),
    );
    all.extend(
        [P::Missing, P::TooShort { min: 8 }, P::TooLong { max: 256 }, P::Common, P::ContainsOwnData]
            .map(Reason::Password),
    );
    all.extend(
        [NameProblem::Missing, NameProblem::TooLong { max: 100 }, NameProblem::Digits, NameProblem::Characters]
            .map(Reason::Name),
    );
    all.extend([B::Missing, B::Unreadable, B::NotADay, B::Future, B::TooOld, B::TooYoung].map(Reason::Birth));
    all.extend(
        [
            IdNumberProblem::Format,
            IdNumberProblem::LegacyCard,
            IdNumberProblem::FutureYear,
            IdNumberProblem::MismatchGender,
            IdNumberProblem::MismatchYear,
        ]
        .map(Reason::IdNumber),
    );
    all.extend(
        [PhoneProblem::Format, PhoneProblem::Landline, PhoneProblem::ForeignCountry, PhoneProblem::NotMobile]
            .map(Reason::Phone),
    );
    all.extend([EmailProblem::Missing, EmailProblem::Format, EmailProblem::TooLong].map(Reason::Email));
    all.extend(
        [
            A::ProvinceMissing,
            A::ProvinceUnknown,
            A::ProvinceMerged { into },
            A::WardMissing,
            A::WardUnknown,
            A::WardAmbiguous,
            A::WardElsewhere,
            A::DistrictLevel,
            A::LineTooLong { max: 200 },
            A::LineCharacters,
        ]
        .map(Reason::Address),
    );
    all.extend([SignInRefusal::Missing, SignInRefusal::NotRecognised].map(Reason::SignIn));
    all.extend(
        [ProfileRefusal::ChangedElsewhere, ProfileRefusal::CannotClear, ProfileRefusal::ProofNeeded]
            .map(Reason::Profile),
    );
    all.extend(
        [ConsentRefusal::Reworded, ConsentRefusal::UnknownPurpose, ConsentRefusal::UnknownChannel].map(Reason::Consent),
    );
    all.extend(
        [ClosureRefusal::AlreadyClosing, ClosureRefusal::GraceOver, ClosureRefusal::NotClosing].map(Reason::Closure),
    );
    all.extend(
        [
            ConfirmationRefusal::Expired,
            ConfirmationRefusal::AlreadyUsed,
            ConfirmationRefusal::AddressTaken,
            ConfirmationRefusal::NotYours,
            ConfirmationRefusal::Unknown,
        ]
        .map(Reason::Confirmation),
    );
    all.extend([UndoRefusal::LinkOver, UndoRefusal::AddressTaken].map(Reason::Undo));
    all.push(Reason::Report(ReportRefusal::AddressNotConfirmed));
    all.extend([RecoveryRefusal::Missing, RecoveryRefusal::LinkOver].map(Reason::Recovery));
    all.extend(
        [
            FactorRefusal::Missing,
            FactorRefusal::NotACode,
            FactorRefusal::Wrong,
            FactorRefusal::Over,
            FactorRefusal::SetUpOver,
            FactorRefusal::AlreadyOn,
            FactorRefusal::NotOn,
        ]
        .map(Reason::Factor),
    );
    all.extend(
        [
            PasskeyRefusal::Missing,
            PasskeyRefusal::NotRecognised,
            PasskeyRefusal::NotMade,
            PasskeyRefusal::Over,
            PasskeyRefusal::Copied,
            PasskeyRefusal::AlreadyHere,
            PasskeyRefusal::TooMany,
            PasskeyRefusal::Gone,
            PasskeyRefusal::NameTooLong { max: 40 },
            PasskeyRefusal::NameCharacters,
            PasskeyRefusal::Unavailable,
        ]
        .map(Reason::Passkey),
    );
    all
}

/// One of every error that has words of its own.
pub(crate) fn errors() -> Vec<PageError> {
    vec![
        PageError::SignInNeeded,
        PageError::FreshSignInNeeded,
        PageError::TooManyTries { wait_s: 90 },
        PageError::KnownDeviceOnly,
        PageError::Busy { wait_s: 5 },
        PageError::NotFound,
        PageError::Broken { incident: "K7M2".into() },
        PageError::Unreachable,
    ]
}
