//! Confirming an address.
#![expect(
    missing_docs,
    reason = "the framework makes a struct of each act's fields; their meaning is in the act's words"
)]
#![expect(clippy::too_many_arguments, reason = "one argument for each field of the form, as the framework decodes it")]

use leptos::prelude::*;

use crate::answer::Answer;
use crate::page_error::PageError;

/// Confirms the address whose letter carried `code`, for the account that asked: who presses is signed in to it.
///
/// # Errors
/// That the link is used, too old, unknown, or its address is confirmed for another account.
#[server(prefix = "/act", endpoint = "email/confirm")]
pub async fn confirm_email(#[server(default)] code: String) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, told, whole};
    use domain::form::Reason;

    let asking = Asking::now()?;
    let result = async {
        let member = asking.open_member()?;
        asking
            .services
            .confirm_email(member, &code)
            .await
            .map_err(|fault| told(fault, |refusal| whole(Reason::Confirmation(refusal))))?;
        Ok(Answer::go(paths::PROFILE))
    }
    .await;
    asking.answer(paths::EMAIL_CONFIRM, &[], result).await
}

/// Sends the letter for the address that waits for its confirmation once more. What stands in the profile's form waits for the
/// page that comes next.
///
/// # Errors
/// Too many letters, or a fault of ours.
#[server(prefix = "/act", endpoint = "email/send-again")]
pub async fn send_again(
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

    let asking = Asking::now()?;
    let result = async {
        let member = asking.open_member()?;
        asking
            .services
            .send_confirmation_again(member)
            .await
            .map_err(|fault| told(fault, |refusal| whole(Reason::Confirmation(refusal))))?;
        Ok(Answer::go(paths::PROFILE))
    }
    .await;
    let typed = typed_in_profile(
        &seen,
        [&full_name, &gender, &birth_date, &id_number, &phone, &email, &province, &ward, &address_line],
    );
    if result.is_ok() {
        asking.leave_draft(paths::PROFILE, &typed).await;
    }
    asking.answer(paths::PROFILE, &typed, result).await
}
