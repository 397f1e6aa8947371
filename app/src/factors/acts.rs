//! Setting up and removing an authenticator, making recovery codes, and the code at a sign-in.
#![expect(
    missing_docs,
    reason = "the framework makes a struct of each act's fields; their meaning is in the act's words"
)]

use leptos::prelude::*;

use crate::answer::Answer;
use crate::page_error::PageError;

/// Ends a sign-in whose password was right with its code, and goes on to `next` if that is an own path.
///
/// # Errors
/// A wrong code, nothing that waits any more, too many attempts.
#[server(prefix = "/act", endpoint = "sign-in/factor")]
pub async fn pass_factor(
    #[server(default)] code: String,
    #[server(default)] next: String,
) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, at_code, told};
    use services::factors::Attempt;

    let asking = Asking::now()?;
    let next = paths::own(&next).unwrap_or(paths::OVERVIEW);
    let attempt = Attempt {
        token: asking.pending.as_deref().unwrap_or_default(),
        typed: &code,
        device: &asking.device,
        network: &asking.network,
        device_token: asking.device_token.as_deref(),
        earlier: asking.signed_in.as_deref(),
    };
    let result = match asking.services.pass_factor(attempt).await {
        Ok(session) => {
            asking.stop_waiting();
            asking.hand_over(&session);
            Ok(Answer::go(next))
        }
        Err(fault) => Err(told(fault, at_code)),
    };
    asking.answer(&paths::on_to(paths::FACTOR, next), &[], result).await
}

/// Begins the set-up of an authenticator app.
///
/// # Errors
/// That there is one already; that the password is needed again.
#[server(prefix = "/act", endpoint = "factors/begin")]
pub async fn begin_authenticator() -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, at_code, told};

    let asking = Asking::now()?;
    let result = async {
        let member = asking.fresh_member()?;
        asking.services.begin_authenticator(&member).await.map_err(|fault| told(fault, at_code))?;
        Ok(Answer::go(paths::AUTHENTICATOR))
    }
    .await;
    asking.answer(paths::AUTHENTICATOR, &[], result).await
}

/// Ends the set-up with the first code; leads to the first recovery codes, which are shown once.
///
/// # Errors
/// A wrong code, a set-up that is not open any more; that the password is needed again.
#[server(prefix = "/act", endpoint = "factors/confirm")]
pub async fn confirm_authenticator(#[server(default)] code: String) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, at_code, told};

    let asking = Asking::now()?;
    let result = async {
        let member = asking.fresh_member()?;
        let codes =
            asking.services.confirm_authenticator(&member, &code).await.map_err(|fault| told(fault, at_code))?;
        asking.leave_codes(&codes).await;
        Ok(Answer::go(paths::RECOVERY_CODES))
    }
    .await;
    asking.answer(paths::AUTHENTICATOR, &[], result).await
}

/// Removes the authenticator app and the recovery codes.
///
/// # Errors
/// That there is none; that password and code are needed again.
#[server(prefix = "/act", endpoint = "factors/remove")]
pub async fn remove_authenticator() -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, at_code, told};

    let asking = Asking::now()?;
    let result = async {
        let member = asking.fresh_member()?;
        asking.services.remove_authenticator(&member).await.map_err(|fault| told(fault, at_code))?;
        Ok(Answer::go(format!("{}#factors", paths::SECURITY)))
    }
    .await;
    asking.answer(paths::AUTHENTICATOR, &[], result).await
}

/// Makes ten new recovery codes; they are shown once, on the page this leads to.
///
/// # Errors
/// That there is no authenticator; that password and code are needed again.
#[server(prefix = "/act", endpoint = "factors/make-codes")]
pub async fn make_codes() -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, at_code, told};

    let asking = Asking::now()?;
    let result = async {
        let member = asking.fresh_member()?;
        let codes = asking.services.make_recovery_codes(&member).await.map_err(|fault| told(fault, at_code))?;
        asking.leave_codes(&codes).await;
        Ok(Answer::go(paths::RECOVERY_CODES))
    }
    .await;
    asking.answer(paths::RECOVERY_CODES, &[], result).await
}
