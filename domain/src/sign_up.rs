//! Joining. (MC-1.1a, MC-5.1b; law M1, M5, D-22)
//!
//! Only what the account cannot do without is asked: an own name, an own password, a name, a birth date, an email
//! address. Nothing about purposes: joining grants nothing. Whoever is under sixteen is refused before
//! anything is kept.

use crate::birth::{self, Birth};
use crate::calendar::Date;
use crate::card_number;
use crate::email::Email;
use crate::form::{Field, Problem, Reason};
use crate::name::FullName;
use crate::password::{self, Own, Password, PasswordProblem};
use crate::username::Username;

/// What was typed, untouched.
#[derive(Clone, Copy)]
pub struct SignUpForm<'a> {
    /// The name the member chose for the account.
    pub username: &'a str,
    /// The password they chose; never trimmed.
    pub password: &'a str,
    /// Their name, as they write it.
    pub full_name: &'a str,
    /// Their birth date in one of the accepted spellings.
    pub birth_date: &'a str,
    /// Where letters reach them.
    pub email: &'a str,
}

/// Somebody who may join, as far as can be told without looking anybody up.
pub struct NewMember {
    /// The name of the account.
    pub username: Username,
    /// The password, to be hashed and forgotten.
    pub password: Password,
    /// The name of the member.
    pub full_name: FullName,
    /// The birth date, with its precision.
    pub birth: Birth,
    /// The email address, not confirmed yet.
    pub email: Email,
}

/// Reads the form.
///
/// `min_password` is the setting `password.min_length`, in code points.
///
/// # Errors
/// Every problem at once, in the order of the form, so that nobody has to send it five times.
pub fn check(form: &SignUpForm<'_>, today: Date, min_password: usize) -> Result<NewMember, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut note = |field, reason| problems.push(Problem { field: Some(field), reason });

    let username = checked_username(form.username).map_err(|why| note(Field::Username, why)).ok();
    let password =
        checked_password(form, min_password).map_err(|why| note(Field::Password, Reason::Password(why))).ok();
    let full_name = checked_name(form.full_name).map_err(|why| note(Field::FullName, why)).ok();
    let birth = Birth::parse(form.birth_date, today)
        .and_then(|born| birth::may_join(&born, today).map(|()| born))
        .map_err(|why| note(Field::BirthDate, Reason::Birth(why)))
        .ok();
    let email = checked_email(form.email).map_err(|why| note(Field::Email, why)).ok();

    match (username, password, full_name, birth, email) {
        (Some(username), Some(password), Some(full_name), Some(birth), Some(email)) => {
            Ok(NewMember { username, password, full_name, birth, email })
        }
        _ => Err(problems),
    }
}

/// A password that holds none of the other things on the same form; an attacker tries those first.
fn checked_password(form: &SignUpForm<'_>, min: usize) -> Result<Password, PasswordProblem> {
    let own = Own { username: form.username, email: form.email, full_name: form.full_name };
    password::choose(form.password, min, &own)
}

/// A new account's name, which is not somebody's card number, digits and dashes though names may have.
///
/// # Errors
/// [`Reason::CardNumber`], [`Reason::Username`].
pub(crate) fn checked_username(typed: &str) -> Result<Username, Reason> {
    if card_number::looks_like_card(typed) {
        return Err(Reason::CardNumber);
    }
    Username::parse(typed).map_err(Reason::Username)
}

/// A name that is not somebody's card number (MC-1.3, MC-5.5a). The number is looked for first: to be told
/// "no digits, please" would invite another spelling of it.
pub(crate) fn checked_name(typed: &str) -> Result<FullName, Reason> {
    if card_number::looks_like_card(typed) {
        return Err(Reason::CardNumber);
    }
    FullName::parse(typed).map_err(Reason::Name)
}

/// An address that is not somebody's card number before its `@`.
pub(crate) fn checked_email(typed: &str) -> Result<Email, Reason> {
    if card_number::looks_like_card(typed) {
        return Err(Reason::CardNumber);
    }
    Email::parse(typed).map_err(Reason::Email)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::birth::BirthProblem;
    use crate::email::EmailProblem;
    use crate::name::NameProblem;
    use crate::username::UsernameProblem;

    const LAN: SignUpForm<'static> = SignUpForm {
        username: "lan.anh",
        password: "mưa rơi trên phố cũ",
        full_name: "Nguyễn Thị Lan Anh",
        birth_date: "22/11/2010",
        email: "lan.anh@example.com",
    };

    fn today() -> Date {
        Date::new(2026, 11, 22).unwrap()
    }

    fn problems(form: &SignUpForm<'_>) -> Vec<(Field, Reason)> {
        let found = check(form, today(), 8).err().unwrap_or_default();
        found.into_iter().filter_map(|problem| Some((problem.field?, problem.reason))).collect()
    }

    #[test]
    fn whoever_turns_sixteen_today_may_join() {
        assert!(check(&LAN, today(), 8).is_ok());
    }

    #[test]
    fn whoever_turns_sixteen_tomorrow_is_refused() {
        let form = SignUpForm { birth_date: "23/11/2010", ..LAN };
        assert_eq!(problems(&form), [(Field::BirthDate, Reason::Birth(BirthProblem::TooYoung))]);
    }

    #[test]
    fn a_birth_year_alone_is_read_as_its_last_day() {
        let form = SignUpForm { birth_date: "2010", ..LAN };
        assert_eq!(problems(&form), [(Field::BirthDate, Reason::Birth(BirthProblem::TooYoung))]);
        assert!(check(&SignUpForm { birth_date: "2009", ..LAN }, today(), 8).is_ok());
    }

    #[test]
    fn an_empty_form_names_every_field_in_its_order() {
        let form = SignUpForm { username: "", password: "", full_name: "", birth_date: "", email: "" };
        assert_eq!(
            problems(&form),
            [
                (Field::Username, Reason::Username(UsernameProblem::Missing)),
                (Field::Password, Reason::Password(PasswordProblem::Missing)),
                (Field::FullName, Reason::Name(NameProblem::Missing)),
                (Field::BirthDate, Reason::Birth(BirthProblem::Missing)),
                (Field::Email, Reason::Email(EmailProblem::Missing)),
            ]
        );
    }

    #[test]
    fn a_password_made_of_the_username_is_refused() {
        let form = SignUpForm { password: "lan.anh2026", ..LAN };
        assert_eq!(problems(&form), [(Field::Password, Reason::Password(PasswordProblem::ContainsOwnData))]);
    }

    #[test]
    fn a_card_number_is_no_name() {
        let form = SignUpForm { full_name: "4111 1111 1111 1111", ..LAN };
        assert_eq!(problems(&form), [(Field::FullName, Reason::CardNumber)]);
    }

    #[test]
    fn the_shortest_password_is_a_setting() {
        let form = SignUpForm { password: "mưa rơi phố", ..LAN };
        assert!(check(&form, today(), 8).is_ok());
        let refused = check(&form, today(), 15).err().unwrap_or_default();
        assert_eq!(refused.len(), 1);
        assert_eq!(refused[0].reason, Reason::Password(PasswordProblem::TooShort { min: 15 }));
    }
}
