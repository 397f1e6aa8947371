//! Forms: their fields, what may be wrong with them, and the check the browser makes before it sends one.
//!
//! A problem carries codes and our own limits, never what was typed: it may end up in a log.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::address::{self, AddressProblem};
use crate::birth::{self, Birth, BirthProblem};
use crate::calendar::Date;
use crate::closure::ClosureRefusal;
use crate::codes::codes;
use crate::consent::ConsentRefusal;
use crate::email::{ConfirmationRefusal, EmailProblem, UndoRefusal};
use crate::factors::{FactorRefusal, Typed};
use crate::gender::Gender;
use crate::id_number::{IdNumber, IdNumberProblem};
use crate::name::NameProblem;
use crate::passkeys::PasskeyRefusal;
use crate::password::{Password, PasswordProblem};
use crate::phone::{Phone, PhoneProblem};
use crate::phone_code::PhoneCodeRefusal;
use crate::profile::ProfileRefusal;
use crate::recovery::RecoveryRefusal;
use crate::report::ReportRefusal;
use crate::sign_in::{self, SignInRefusal};
use crate::sign_up::{self, SignUpForm};
use crate::username::UsernameProblem;

codes! {
    /// A field of a form. Its `name` attribute never changes: password managers and other tools rely on it.
    #[expect(missing_docs, reason = "each is named after the field it stands for")]
    Field {
        Username = "username",
        Password = "password",
        NewPassword = "new_password",
        FullName = "full_name",
        Gender = "gender",
        BirthDate = "birth_date",
        IdNumber = "id_number",
        Phone = "phone",
        Email = "email",
        Province = "province",
        Ward = "ward",
        AddressLine = "address_line",
        Purpose = "purpose",
        Channel = "channel",
        Decision = "decision",
        Wording = "wording",
        Until = "until",
        Code = "code",
        Reason = "reason",
        PasskeyName = "passkey_name",
        Receipt = "receipt",
    }
}

impl Field {
    /// The `name` attribute.
    pub const fn name(self) -> &'static str {
        self.code()
    }

    /// The field with this `name` attribute.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::parse(name)
    }
}

/// What is wrong with a field, or with the act as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// No username of ours.
    Username(UsernameProblem),
    /// No acceptable password.
    Password(PasswordProblem),
    /// No name.
    Name(NameProblem),
    /// No birth date, or too young.
    Birth(BirthProblem),
    /// No ID number, or not this member's.
    IdNumber(IdNumberProblem),
    /// No mobile number.
    Phone(PhoneProblem),
    /// No email address.
    Email(EmailProblem),
    /// No address of the list in force.
    Address(AddressProblem),
    /// A gender the form does not offer.
    GenderUnknown,
    /// A payment card number in a field for something else; it was not kept (MC-1.3).
    CardNumber,
    /// Another member has this username.
    UsernameTaken,
    /// Signing in was refused.
    SignIn(SignInRefusal),
    /// Correcting the profile was refused.
    Profile(ProfileRefusal),
    /// A decision was refused.
    Consent(ConsentRefusal),
    /// Closing or reopening was refused.
    Closure(ClosureRefusal),
    /// The link in a letter did nothing.
    Confirmation(ConfirmationRefusal),
    /// Asking for a forgotten password or name, or setting a new one, was refused.
    Recovery(RecoveryRefusal),
    /// Taking a change of address back was refused.
    Undo(UndoRefusal),
    /// "This was not me" was refused.
    Report(ReportRefusal),
    /// The password asked for again was another one.
    WrongPassword,
    /// The second factor was refused.
    Factor(FactorRefusal),
    /// The phone number was not confirmed, or no code was sent.
    PhoneCode(PhoneCodeRefusal),
    /// A passkey was refused, or not changed.
    Passkey(PasskeyRefusal),
}

/// One thing to put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The field it is shown at; `None` for the whole form.
    pub field: Option<Field>,
    /// What is wrong.
    pub reason: Reason,
}

impl Problem {
    /// A problem of one field.
    pub const fn at(field: Field, reason: Reason) -> Self {
        Self { field: Some(field), reason }
    }

    /// Whether it is that somebody is under sixteen and joins with a guardian only.
    pub const fn is_too_young(&self) -> bool {
        matches!(self.reason, Reason::Birth(BirthProblem::TooYoung))
    }

    /// Whether it is that the page is older than what it is about, so that only a fresh page helps.
    pub const fn page_is_old(&self) -> bool {
        matches!(
            self.reason,
            Reason::Profile(ProfileRefusal::ChangedElsewhere)
                | Reason::Consent(ConsentRefusal::Reworded | ConsentRefusal::EndNotOffered)
        )
    }

    /// A problem of the whole form.
    pub const fn of_form(reason: Reason) -> Self {
        Self { field: None, reason }
    }
}

/// Which check a form gets in the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FormKind {
    /// Joining.
    SignUp,
    /// Signing in.
    SignIn,
    /// Correcting the profile.
    Profile,
    /// The password once more, before a sensitive act.
    PasswordAgain,
    /// A new password instead of the one before.
    NewPassword,
    /// A code of the second factor.
    Code,
    /// A button: nothing is typed.
    Act,
}

/// Everything about a form that can be told without the server, in the order of its fields; the same functions judge
/// it again there. What only the server knows (taken names, common passwords, the list of places) is not looked at.
pub fn check(kind: FormKind, value_of: &dyn Fn(Field) -> String, today: Date) -> Vec<Problem> {
    match kind {
        FormKind::SignUp => check_sign_up(value_of, today),
        FormKind::SignIn => check_sign_in(value_of),
        FormKind::Profile => check_profile(value_of, today),
        FormKind::PasswordAgain => check_password_again(value_of),
        FormKind::NewPassword => check_new_password(value_of),
        FormKind::Code => check_code(value_of),
        FormKind::Act => Vec::new(),
    }
}

fn check_sign_up(value_of: &dyn Fn(Field) -> String, today: Date) -> Vec<Problem> {
    let (username, password) = (value_of(Field::Username), value_of(Field::Password));
    let (full_name, birth_date, email) =
        (value_of(Field::FullName), value_of(Field::BirthDate), value_of(Field::Email));
    let form = SignUpForm {
        username: &username,
        password: &password,
        full_name: &full_name,
        birth_date: &birth_date,
        email: &email,
    };
    sign_up::check(&form, today, Password::MIN).err().unwrap_or_default()
}

fn check_sign_in(value_of: &dyn Fn(Field) -> String) -> Vec<Problem> {
    let refused = sign_in::check(&value_of(Field::Username), &value_of(Field::Password)).err();
    refused.map(|refusal| Problem::of_form(Reason::SignIn(refusal))).into_iter().collect()
}

fn check_password_again(value_of: &dyn Fn(Field) -> String) -> Vec<Problem> {
    let missing = value_of(Field::Password).is_empty();
    missing.then_some(Problem::at(Field::Password, Reason::Password(PasswordProblem::Missing))).into_iter().collect()
}

fn check_new_password(value_of: &dyn Fn(Field) -> String) -> Vec<Problem> {
    let refused = Password::parse(&value_of(Field::NewPassword), Password::MIN).err();
    refused.map(|problem| Problem::at(Field::NewPassword, Reason::Password(problem))).into_iter().collect()
}

fn check_code(value_of: &dyn Fn(Field) -> String) -> Vec<Problem> {
    let refused = Typed::read(&value_of(Field::Code)).err();
    refused.map(|refusal| Problem::at(Field::Code, Reason::Factor(refusal))).into_iter().collect()
}

fn check_profile(value_of: &dyn Fn(Field) -> String, today: Date) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut note = |field, reason| problems.push(Problem::at(field, reason));
    // `Some` only for what was typed: an optional field left empty is fine.
    let typed = |field| Some(value_of(field)).filter(|value| !value.trim().is_empty());

    if let Err(reason) = sign_up::checked_name(&value_of(Field::FullName)) {
        note(Field::FullName, reason);
    }
    if typed(Field::Gender).is_some_and(|code| Gender::parse(code.trim()).is_none()) {
        note(Field::Gender, Reason::GenderUnknown);
    }
    let birth = Birth::parse(&value_of(Field::BirthDate), today);
    if let Err(problem) = birth.and_then(|birth| birth::may_join(&birth, today)) {
        note(Field::BirthDate, Reason::Birth(problem));
    }
    // Whether the number fits gender and year is the server's question: its answer offers to confirm a difference.
    if let Some(number) = typed(Field::IdNumber)
        && let Err(problem) = IdNumber::parse_confirmed(&number, today)
    {
        note(Field::IdNumber, Reason::IdNumber(problem));
    }
    if let Some(number) = typed(Field::Phone)
        && let Err(problem) = Phone::parse(&number)
    {
        note(Field::Phone, Reason::Phone(problem));
    }
    if let Err(reason) = sign_up::checked_email(&value_of(Field::Email)) {
        note(Field::Email, reason);
    }
    problems.extend(address_problems(value_of));
    problems
}

/// What shows of an address without the list of places: a missing part, and the free line.
fn address_problems(value_of: &dyn Fn(Field) -> String) -> impl Iterator<Item = Problem> {
    let is_empty = |field| value_of(field).trim().is_empty();
    let begun = !(is_empty(Field::Province) && is_empty(Field::Ward) && is_empty(Field::AddressLine));
    let missing = |field, problem: AddressProblem| (begun && is_empty(field)).then(|| problem.into());
    let line = address::read_line(&value_of(Field::AddressLine)).err();
    [
        missing(Field::Province, AddressProblem::ProvinceMissing),
        missing(Field::Ward, AddressProblem::WardMissing),
        line.map(|reason| Problem::at(Field::AddressLine, reason)),
    ]
    .into_iter()
    .flatten()
}
