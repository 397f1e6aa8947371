//! The items the cinema holds about a member, and how the member corrects them. (MC-1.1, MC-4.1, MC-4.2; law R1, R5, D-3)

mod item;

pub use item::Item;

use serde::{Deserialize, Serialize};

use crate::address::{Address, Places};
use crate::birth::{self, Birth};
use crate::calendar::Date;
use crate::email::Email;
use crate::form::{Field, Problem, Reason};
use crate::gender::Gender;
use crate::id_number::IdNumber;
use crate::name::FullName;
use crate::phone::Phone;
use crate::sign_up::{checked_email, checked_name};

/// What was typed, untouched.
#[derive(Clone, Copy, Default)]
pub struct ProfileForm<'a> {
    /// Full name.
    pub full_name: &'a str,
    /// A gender's code; empty clears it.
    pub gender: &'a str,
    /// Birth date.
    pub birth_date: &'a str,
    /// ID number; empty leaves the one we hold as it is. It is never shown in the form, so an empty field says nothing.
    pub id_number: &'a str,
    /// The member confirms that the number is theirs although it says another gender or birth year.
    pub id_number_confirmed: bool,
    /// Mobile number; empty clears it.
    pub phone: &'a str,
    /// Email address.
    pub email: &'a str,
    /// Province: code or name.
    pub province: &'a str,
    /// Ward: code or name.
    pub ward: &'a str,
    /// House and street.
    pub address_line: &'a str,
}

/// What the cinema holds.
#[derive(Clone)]
pub struct Profile {
    /// Full name.
    pub full_name: FullName,
    /// Gender, if given.
    pub gender: Option<Gender>,
    /// Birth date with its precision.
    pub birth: Birth,
    /// ID number, if given.
    pub id_number: Option<IdNumber>,
    /// Mobile number, if given.
    pub phone: Option<Phone>,
    /// Email address in use.
    pub email: Email,
    /// Whether a letter to that address was answered.
    pub email_confirmed: bool,
    /// A new address that waits for its letter to be answered.
    pub pending_email: Option<Email>,
    /// Address, if given.
    pub address: Option<Address>,
}

/// What the member wants the profile to say.
#[derive(Clone)]
pub struct ProfileChange {
    /// Full name.
    pub full_name: FullName,
    /// Gender; `None` clears it.
    pub gender: Option<Gender>,
    /// Birth date.
    pub birth: Birth,
    /// A new ID number; `None` leaves the old one.
    pub id_number: Option<IdNumber>,
    /// Mobile number; `None` clears it.
    pub phone: Option<Phone>,
    /// Email address; a new one has to be confirmed before it counts.
    pub email: Email,
    /// Address; `None` clears it.
    pub address: Option<Address>,
}

/// Why a correction was not made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ProfileRefusal {
    /// The profile was corrected elsewhere after this page was opened.
    ChangedElsewhere,
    /// The account needs this item; it can be corrected, not cleared.
    CannotClear,
    /// The member is reached by this item: it changes only after the password was given within the last minutes.
    ProofNeeded,
}

/// Reads the form.
///
/// # Errors
/// Every problem at once, in the order of the form.
pub fn check(form: &ProfileForm<'_>, places: &Places, today: Date) -> Result<ProfileChange, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut note = |field, reason| problems.push(Problem { field: Some(field), reason });

    let full_name = checked_name(form.full_name).map_err(|why| note(Field::FullName, why)).ok();
    let gender = checked_gender(form.gender).map_err(|why| note(Field::Gender, why)).ok();
    // A birth date is corrected under the rule it was given under: nobody makes themselves a child by mistyping.
    let birth = Birth::parse(form.birth_date, today)
        .and_then(|born| birth::may_join(&born, today).map(|()| born))
        .map_err(|why| note(Field::BirthDate, Reason::Birth(why)))
        .ok();
    let id_number =
        checked_id_number(form, gender.flatten(), birth.as_ref(), today).map_err(|why| note(Field::IdNumber, why)).ok();
    let phone = checked_phone(form.phone).map_err(|why| note(Field::Phone, why)).ok();
    let email = checked_email(form.email).map_err(|why| note(Field::Email, why)).ok();
    let address = Address::parse(places, form.province, form.ward, form.address_line, today)
        .map_err(|found| problems.extend(found))
        .ok();

    match (full_name, gender, birth, id_number, phone, email, address) {
        (Some(full_name), Some(gender), Some(birth), Some(id_number), Some(phone), Some(email), Some(address)) => {
            Ok(ProfileChange { full_name, gender, birth, id_number, phone, email, address })
        }
        _ => Err(problems),
    }
}

fn checked_gender(typed: &str) -> Result<Option<Gender>, Reason> {
    match typed.trim() {
        "" => Ok(None),
        code => Gender::parse(code).map(Some).ok_or(Reason::GenderUnknown),
    }
}

/// A new number is compared with the gender and the birth date on the same form; a mismatch has to be confirmed,
/// because a corrected birth year or gender is a lawful reason for one (validation.md c.1).
fn checked_id_number(
    form: &ProfileForm<'_>,
    gender: Option<Gender>,
    birth: Option<&Birth>,
    today: Date,
) -> Result<Option<IdNumber>, Reason> {
    if form.id_number.trim().is_empty() {
        return Ok(None);
    }
    let parsed = if form.id_number_confirmed {
        IdNumber::parse_confirmed(form.id_number, today)
    } else {
        IdNumber::parse(form.id_number, gender, birth, today)
    };
    parsed.map(Some).map_err(Reason::IdNumber)
}

fn checked_phone(typed: &str) -> Result<Option<Phone>, Reason> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    Phone::parse(typed).map(|parsed| Some(parsed.phone)).map_err(Reason::Phone)
}

/// Whether a change of these items needs the password of a few minutes ago: whoever holds an open phone must not lead the
/// account's letters and calls elsewhere. (security.md T3; lessons 11, 12)
pub fn needs_proof(items: &[Item]) -> bool {
    items.iter().any(|item| matches!(item, Item::Email | Item::Phone))
}

/// The items a change would really change, in the order of the form.
pub fn changed_items(old: &Profile, new: &ProfileChange) -> Vec<Item> {
    let changed = |item: &Item| match item {
        Item::FullName => old.full_name.as_str() != new.full_name.as_str(),
        Item::Gender => old.gender != new.gender,
        Item::BirthDate => old.birth.stored() != new.birth.stored(),
        Item::IdNumber => match (&old.id_number, &new.id_number) {
            (_, None) => false,
            (old, Some(new)) => old.as_ref().map(IdNumber::as_str) != Some(new.as_str()),
        },
        Item::Phone => old.phone.as_ref().map(Phone::as_str) != new.phone.as_ref().map(Phone::as_str),
        Item::Address => match (&old.address, &new.address) {
            // The form has no fields for an older address: leaving them empty says nothing about it.
            (Some(older), None) if older.legacy_text().is_some() => false,
            (old, new) => old != new,
        },
        // Another spelling of the same address reaches the same mailbox: nothing to confirm.
        Item::Email => old.email.canonical() != new.email.canonical(),
        Item::Username => false,
    };
    Item::ALL.iter().copied().filter(changed).collect()
}

/// Whether the member may clear this item by itself.
///
/// # Errors
/// [`ProfileRefusal::CannotClear`] for what the account needs.
pub fn clear(item: Item) -> Result<(), ProfileRefusal> {
    if item.optional() { Ok(()) } else { Err(ProfileRefusal::CannotClear) }
}

#[cfg(test)]
mod tests;
