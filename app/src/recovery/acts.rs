//! Asking for a forgotten password or username, setting a new password by the letter's link, changing it.
#![expect(
    missing_docs,
    reason = "the framework makes a struct of each act's fields; their meaning is in the act's words"
)]

use leptos::prelude::*;

use crate::answer::{Answer, Estimate};
use crate::page_error::PageError;

/// Asks for a link to set a new password. The answer is the same whether or not there is such a member.
///
/// # Errors
/// That nothing was typed, or too many questions from this network.
#[server(prefix = "/act", endpoint = "recovery/password")]
pub async fn recover_password(#[server(default)] username: String) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, at, told};
    use domain::form::{Field, Reason};

    let asking = Asking::now()?;
    let asked = asking.services.recover_password(&username, (asking.lang, &asking.device), &asking.network).await;
    let result = asked
        .map(|()| Answer::go(paths::RECOVERY_SENT))
        .map_err(|fault| told(fault, |refusal| at(Field::Username, Reason::Recovery(refusal))));
    asking.answer(paths::RECOVERY, &[(Field::Username, &username)], result).await
}

/// Asks for the username that belongs to a confirmed address. The answer is the same whether or not there is one.
///
/// # Errors
/// As [`recover_password`].
#[server(prefix = "/act", endpoint = "recovery/username")]
pub async fn recover_username(#[server(default)] email: String) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, at, told};
    use domain::form::{Field, Reason};

    let asking = Asking::now()?;
    let asked = asking.services.recover_username(&email, (asking.lang, &asking.device), &asking.network).await;
    let result = asked
        .map(|()| Answer::go(paths::RECOVERY_SENT))
        .map_err(|fault| told(fault, |refusal| at(Field::Email, Reason::Recovery(refusal))));
    asking.answer(paths::RECOVERY, &[(Field::Email, &email)], result).await
}

/// Sets a new password with the code of a letter. Nobody is signed in by it.
///
/// # Errors
/// What is wrong with the password, that the link is over, or no room for another hash.
#[server(prefix = "/act", endpoint = "recovery/set")]
pub async fn set_password(
    #[server(default)] code: String,
    #[server(default)] new_password: String,
) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, told};

    let asking = Asking::now()?;
    let result = asking
        .services
        .set_password(&code, &new_password, &asking.device)
        .await
        .map(|()| Answer::go(paths::RECOVERY_DONE))
        .map_err(|fault| told(fault, |problems| problems));
    asking.answer(&paths::recovery_link(&code), &[], result).await
}

/// Estimates a new password, for the script beside its field; says nothing when the server has no time for it.
///
/// # Errors
/// That the post is none of ours.
#[server(prefix = "/act", endpoint = "password/estimate")]
pub async fn estimate_password(#[server(default)] new_password: String) -> Result<Estimate, PageError> {
    use crate::server_side::Asking;

    let asking = Asking::now()?;
    let strength = asking.services.strength_of(&new_password, &asking.network).await;
    Ok(strength.map(|strength| Estimate::of(asking.lang, strength)).unwrap_or_default())
}

/// Changes the password of a member who gave the one before within the last minutes. Every other session ends.
///
/// # Errors
/// What is wrong with the password, or that the one before must be given again first.
#[server(prefix = "/act", endpoint = "security/change-password")]
pub async fn change_password(#[server(default)] new_password: String) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, told};

    let asking = Asking::now()?;
    if asking.former {
        return asking.answer(paths::PASSWORD, &[], Ok(Answer::go(paths::SECURITY))).await;
    }
    let result = async {
        let fresh = asking.open_member()?.freshly().ok_or(PageError::FreshSignInNeeded)?;
        let session = asking
            .services
            .change_password(&fresh, &new_password)
            .await
            .map_err(|fault| told(fault, |problems| problems))?;
        asking.hand_over(&session);
        Ok(Answer::go(paths::SECURITY))
    }
    .await;
    asking.answer(paths::PASSWORD, &[], result).await
}
