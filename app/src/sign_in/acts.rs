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
    use services::sign_in::{Attempt, SignIn};

    let asking = Asking::now()?;
    let next = paths::own(&next).unwrap_or(paths::OVERVIEW);
    let attempt = Attempt {
        name: &username,
        password: &password,
        kept: !keep.is_empty(),
        device: &asking.device,
        network: &asking.network,
        device_token: asking.device_token.as_deref(),
        earlier: asking.signed_in.as_deref(),
    };
    let result = match asking.services.sign_in(attempt).await {
        Ok(SignIn::Open(session)) => {
            asking.hand_over(&session);
            Ok(Answer::go(next))
        }
        Ok(SignIn::FactorNeeded(pending)) => {
            asking.wait_for_factor(&pending);
            Ok(Answer::go(paths::on_to(paths::FACTOR, next)))
        }
        Err(fault) => Err(told(fault, |refusal| whole(Reason::SignIn(refusal)))),
    };
    asking.answer(&paths::on_to(paths::SIGN_IN, next), &[(Field::Username, &username)], result).await
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

/// Gives the password once more, and a code of the second factor where there is one, so that a sensitive act may follow
/// within the next minutes.
///
/// # Errors
/// Wrong password or code, too many attempts, no room for another hash.
#[server(prefix = "/act", endpoint = "password/prove")]
pub async fn prove_password(
    #[server(default)] password: String,
    #[server(default)] code: String,
    #[server(default)] next: String,
) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, at_proof, told};
    use services::password::Given;

    let asking = Asking::now()?;
    let next = paths::own(&next).unwrap_or(paths::OVERVIEW);
    let page = format!("{}?next={next}", paths::PASSWORD_AGAIN);
    if asking.former {
        return asking.answer(&page, &[], Ok(Answer::go(next))).await;
    }
    let result = async {
        let member = asking.member()?;
        let session = asking
            .services
            .prove_password(member, Given { password: &password, code: &code }, &asking.network)
            .await
            .map_err(|fault| told(fault, at_proof))?;
        asking.hand_over(&session);
        Ok(Answer::go(next))
    }
    .await;
    asking.answer(&page, &[], result).await
}
