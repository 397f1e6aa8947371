//! One line, judged by the rules its member would meet.

use super::consents::{self, ProvedConsent};
use super::{ImportRefusal, LineProblem, MemberColumn, MemberLine};
use crate::address::{self, Address, Places};
use crate::calendar::Timestamp;
use crate::consent::Purposes;
use crate::lang::Lang;
use crate::profile::{self, ProfileChange, ProfileForm};
use crate::sign_up;
use crate::text;
use crate::username::Username;

/// Characters of a reference at most. (Ours: the longest names of rows are a tenth of it.)
const REFERENCE_MOST: usize = 200;

/// A member who may be brought over, as far as can be told without looking anybody up.
pub struct BroughtMember {
    /// What the earlier system names them by.
    pub reference: String,
    /// Their name for signing in, if they had one.
    pub username: Option<Username>,
    /// The language they read.
    pub lang: Lang,
    /// What is held about them.
    pub profile: ProfileChange,
    /// When they proved to read their address, if that is known.
    pub email_confirmed_at: Option<Timestamp>,
    /// What they agreed to, the oldest first.
    pub consents: Vec<ProvedConsent>,
    /// What of the line was left behind because it cannot be proved.
    pub left_behind: Vec<LineProblem>,
}

/// Reads a line.
///
/// # Errors
/// Every problem at once.
pub fn check(
    line: &MemberLine,
    places: &Places,
    purposes: &Purposes,
    now: Timestamp,
) -> Result<BroughtMember, Vec<LineProblem>> {
    let mut problems = Vec::new();
    let reference = checked_reference(line).map_err(|problem| problems.push(problem)).ok();
    let username = checked_username(line).map_err(|problem| problems.push(problem)).ok();
    let profile = profile::check(&form(line), places, now.date_in_vietnam())
        .map_err(|found| problems.extend(found.into_iter().map(LineProblem::from)))
        .ok();
    let older = checked_older_address(line).map_err(|problem| problems.push(problem)).ok();
    let lang = checked_lang(line).map_err(|problem| problems.push(problem)).ok();
    let mut left_behind = Vec::new();
    let email_confirmed_at = confirmed_at(line, now).unwrap_or_else(|problem| {
        left_behind.push(problem);
        None
    });
    let named = username.as_ref().is_some_and(Option::is_some) && !line.is_empty(MemberColumn::PasswordHash);
    if !named && email_confirmed_at.is_none() {
        problems.push(LineProblem::at(MemberColumn::PasswordHash, ImportRefusal::NoWayIn));
    }
    let proved = consents::check(line, purposes, now).map_err(|problem| problems.push(problem)).ok();
    match (reference, username, profile, older, lang, proved) {
        (Some(reference), Some(username), Some(mut profile), Some(older), Some(lang), Some((consents, unproved)))
            if problems.is_empty() =>
        {
            profile.address = profile.address.or(older);
            left_behind.extend(unproved);
            Ok(BroughtMember { reference, username, lang, profile, email_confirmed_at, consents, left_behind })
        }
        _ => Err(problems),
    }
}

fn form(line: &MemberLine) -> ProfileForm<'_> {
    let cell = |column| line.cell(column);
    ProfileForm {
        full_name: cell(MemberColumn::FullName),
        gender: cell(MemberColumn::Gender),
        birth_date: cell(MemberColumn::BirthDate),
        id_number: cell(MemberColumn::IdNumber),
        id_number_confirmed: false,
        phone: cell(MemberColumn::Phone),
        email: cell(MemberColumn::Email),
        province: cell(MemberColumn::Province),
        ward: cell(MemberColumn::Ward),
        address_line: cell(MemberColumn::AddressLine),
    }
}

fn checked_reference(line: &MemberLine) -> Result<String, LineProblem> {
    let wrong = |why| Err(LineProblem::at(MemberColumn::Reference, why));
    let reference = text::tidy(line.cell(MemberColumn::Reference));
    if reference.is_empty() {
        return wrong(ImportRefusal::ReferenceMissing);
    }
    if reference.chars().count() > REFERENCE_MOST || text::has_forbidden(&reference) {
        return wrong(ImportRefusal::ReferenceMalformed);
    }
    Ok(reference)
}

fn checked_username(line: &MemberLine) -> Result<Option<Username>, LineProblem> {
    if line.is_empty(MemberColumn::Username) {
        return Ok(None);
    }
    let read = sign_up::checked_username(line.cell(MemberColumn::Username));
    read.map(Some).map_err(|why| LineProblem::value(MemberColumn::Username, why))
}

/// An older address is kept as the text it was; it is not mapped to the places of today.
fn checked_older_address(line: &MemberLine) -> Result<Option<Address>, LineProblem> {
    if line.is_empty(MemberColumn::AddressOlder) {
        return Ok(None);
    }
    let of_today = [MemberColumn::Province, MemberColumn::Ward, MemberColumn::AddressLine];
    if of_today.into_iter().any(|column| !line.is_empty(column)) {
        return Err(LineProblem::at(MemberColumn::AddressOlder, ImportRefusal::TwoAddresses));
    }
    let read = address::read_line(line.cell(MemberColumn::AddressOlder));
    read.map(|text| Some(Address::older(&text))).map_err(|why| LineProblem::value(MemberColumn::AddressOlder, why))
}

fn checked_lang(line: &MemberLine) -> Result<Lang, LineProblem> {
    match line.cell(MemberColumn::Language).trim() {
        "" => Ok(Lang::Vi),
        code => Lang::parse(code).ok_or(LineProblem::at(MemberColumn::Language, ImportRefusal::LanguageUnknown)),
    }
}

/// When the address was proved. An instant that cannot be right proves nothing, and is left behind.
fn confirmed_at(line: &MemberLine, now: Timestamp) -> Result<Option<Timestamp>, LineProblem> {
    if line.is_empty(MemberColumn::EmailConfirmedAt) {
        return Ok(None);
    }
    let read = consents::past(line.cell(MemberColumn::EmailConfirmedAt), now);
    read.map(Some).ok_or(LineProblem::at(MemberColumn::EmailConfirmedAt, ImportRefusal::NotProvable))
}
