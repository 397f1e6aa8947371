//! Signing in, out, and giving the password once more.
#![expect(
    missing_docs,
    reason = "the framework makes a struct of each act's fields; their meaning is in the act's words"
)]

use leptos::prelude::*;

use crate::answer::Answer;
use crate::page_error::PageError;

/// Signs in by username or confirmed address, and goes on to `next` if that is an own path.
///
/// # Errors
/// Not recognised (the same words for every cause), too many attempts, no room for another hash.
#[server(prefix = "/act", endpoint = "sign-in/open")]
pub async fn sign_in(
    #[server(default)] username: String,
    #[server(default)] password: String,
    #[server(default)] keep: String,
    #[server(default)] next: String,
) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, told, whole};
    use domain::form::{Field, Reason};
    use services::sign_in::Attempt;

    let asking = Asking::now()?;
    let next = paths::own(&next).unwrap_or(paths::OVERVIEW);
    let attempt = Attempt {
        name: &username,
        password: &password,
        kept: !keep.is_empty(),
        device: &asking.device,
        network: &asking.network,
        device_token: asking.device_token.as_deref(),
    };
    let result = match asking.services.sign_in(attempt).await {
        Ok(session) => {
            asking.hand_over(&session);
            Ok(Answer::go(next))
        }
        Err(fault) => Err(told(fault, |refusal| whole(Reason::SignIn(refusal)))),
    };
    let page =
        if next == paths::OVERVIEW { paths::SIGN_IN.to_owned() } else { format!("{}?next={next}", paths::SIGN_IN) };
    asking.answer(&page, &[(Field::Username, &username)], result).await
}

/// Signs this device out. Pressing twice, or without a session, ends in the same place.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/act", endpoint = "sign-out/leave")]
pub async fn sign_out() -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, never, told};

    let asking = Asking::now()?;
    let left = match asking.signed_in.as_deref() {
        Some(member) => asking.services.sign_out(member).await.map_err(|fault| told(fault, never)),
        None => Ok(()),
    };
    if left.is_ok() {
        asking.leave_this_device();
    }
    asking.answer(paths::SIGN_OUT, &[], left.map(|()| Answer::go(paths::SIGN_IN))).await
}

/// Gives the password once more, so that a sensitive act may follow within the next minutes.
///
/// # Errors
/// Wrong password, too many attempts, no room for another hash.
#[server(prefix = "/act", endpoint = "password/prove")]
pub async fn prove_password(
    #[server(default)] password: String,
    #[server(default)] next: String,
) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, at, told};
    use domain::form::Field;

    let asking = Asking::now()?;
    let next = paths::own(&next).unwrap_or(paths::OVERVIEW);
    let page = format!("{}?next={next}", paths::PASSWORD_AGAIN);
    let result = async {
        let member = asking.member()?;
        let session = asking
            .services
            .prove_password(member, &password, &asking.network)
            .await
            .map_err(|fault| told(fault, |reason| at(Field::Password, reason)))?;
        asking.hand_over(&session);
        Ok(Answer::go(next))
    }
    .await;
    asking.answer(&page, &[], result).await
}
