//! Correcting what is held.
#![expect(
    missing_docs,
    reason = "the framework makes a struct of each act's fields; their meaning is in the act's words"
)]
#![expect(clippy::too_many_arguments, reason = "one argument for each field of the form, as the framework decodes it")]

use leptos::prelude::*;

use crate::answer::Answer;
use crate::page_error::PageError;

/// Corrects the items of the form that differ from what is held (MC-4.2). `seen` is the version of the profile
/// the member was looking at, so that an old page cannot undo a newer correction.
///
/// # Errors
/// The form's problems, or that the profile was changed elsewhere meanwhile.
#[server(prefix = "/act", endpoint = "profile/correct")]
pub async fn correct(
    #[server(default)] seen: String,
    #[server(default)] full_name: String,
    #[server(default)] gender: String,
    #[server(default)] birth_date: String,
    #[server(default)] id_number: String,
    #[server(default)] id_confirm: String,
    #[server(default)] phone: String,
    #[server(default)] email: String,
    #[server(default)] province: String,
    #[server(default)] ward: String,
    #[server(default)] address_line: String,
) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, told, typed_in_profile};
    use domain::phone::Phone;
    use domain::profile::{Item, ProfileForm};

    let asking = Asking::now()?;
    let form = ProfileForm {
        full_name: &full_name,
        gender: &gender,
        birth_date: &birth_date,
        id_number: &id_number,
        id_number_confirmed: !id_confirm.is_empty(),
        phone: &phone,
        email: &email,
        province: &province,
        ward: &ward,
        address_line: &address_line,
    };
    let result = async {
        let member = asking.open_member()?;
        let version = seen.parse().unwrap_or(0);
        let corrected = asking.services.correct(member, &form, version).await;
        let changed = corrected.map_err(|fault| told(fault, |problems| problems))?;
        if changed.contains(&Item::Phone) && Phone::parse(&phone).is_ok_and(|parsed| parsed.migrated) {
            asking.leave_migrated(paths::PROFILE).await;
        }
        Ok(Answer::go(paths::PROFILE))
    }
    .await;
    let typed = typed_in_profile(
        &seen,
        [&full_name, &gender, &birth_date, &id_number, &phone, &email, &province, &ward, &address_line],
    );
    asking.answer(paths::PROFILE, &typed, result).await
}

/// Clears one optional item. What else stands in the form waits for the page that comes next.
///
/// # Errors
/// That the item is one we need, or a fault of ours.
#[server(prefix = "/act", endpoint = "profile/clear")]
pub async fn clear(
    #[server(default)] item: String,
    #[server(default)] seen: String,
    #[server(default)] full_name: String,
    #[server(default)] gender: String,
    #[server(default)] birth_date: String,
    #[server(default)] id_number: String,
    #[server(default)] phone: String,
    #[server(default)] email: String,
    #[server(default)] province: String,
    #[server(default)] ward: String,
    #[server(default)] address_line: String,
) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, told, typed_in_profile, whole};
    use domain::form::Reason;
    use domain::profile::Item;

    let asking = Asking::now()?;
    let result = async {
        let member = asking.open_member()?;
        let item = Item::parse(&item).ok_or(PageError::NotFound)?;
        asking
            .services
            .clear(member, item)
            .await
            .map_err(|fault| told(fault, |refusal| whole(Reason::Profile(refusal))))?;
        Ok(Answer::go(paths::PROFILE))
    }
    .await;
    let typed = typed_in_profile(
        &seen,
        [&full_name, &gender, &birth_date, &id_number, &phone, &email, &province, &ward, &address_line],
    );
    if result.is_ok() {
        let cleared = Item::parse(&item).map(Item::fields).unwrap_or_default();
        let rest: Vec<_> = typed.iter().copied().filter(|(field, _)| !cleared.contains(field)).collect();
        asking.leave_draft(paths::PROFILE, &rest).await;
    }
    asking.answer(paths::PROFILE, &typed, result).await
}

/// Sends a code to the member's phone number.
///
/// # Errors
/// No gateway, no number, a number that is confirmed already, too many messages, or a fault of ours.
#[server(prefix = "/act", endpoint = "phone/ask")]
pub async fn ask_phone_code() -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, told, whole};
    use domain::form::Reason;

    let asking = Asking::now()?;
    let result = async {
        let member = asking.open_member()?;
        asking
            .services
            .ask_phone_code(member)
            .await
            .map_err(|fault| told(fault, |refusal| whole(Reason::PhoneCode(refusal))))?;
        Ok(Answer::go(paths::PHONE_PROOF))
    }
    .await;
    asking.answer(paths::PROFILE, &[], result).await
}

/// Confirms the phone number by the code that was sent to it.
///
/// # Errors
/// That the code is wrong, over, or was tried too often.
#[server(prefix = "/act", endpoint = "phone/confirm")]
pub async fn confirm_phone(#[server(default)] code: String) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, at_phone_code, told};

    let asking = Asking::now()?;
    let result = async {
        let member = asking.open_member()?;
        asking.services.confirm_phone(member, &code).await.map_err(|fault| told(fault, at_phone_code))?;
        Ok(Answer::go(paths::PHONE_PROOF))
    }
    .await;
    asking.answer(paths::PROFILE, &[], result).await
}
