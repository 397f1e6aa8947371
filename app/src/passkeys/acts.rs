//! Questions to a passkey and their answers: adding one, signing in with one, proving oneself; names and removal.
#![expect(
    missing_docs,
    reason = "the framework makes a struct of each act's fields; their meaning is in the act's words"
)]

use leptos::prelude::*;

use crate::answer::{Answer, Options};
use crate::page_error::PageError;

/// What the browser is asked for a new passkey. A name that cannot be is refused before anything is made.
///
/// # Errors
/// A name that cannot be, too many passkeys; that the password is needed again.
#[server(prefix = "/act", endpoint = "passkeys/ask-new")]
pub async fn ask_new_passkey(#[server(default)] passkey_name: String) -> Result<Options, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, at, told, whole};
    use domain::form::{Field, Reason};
    use domain::passkeys::PasskeyName;

    let asking = Asking::now()?;
    let question = async {
        let member = asking.fresh_member()?;
        PasskeyName::read(&passkey_name, "").map_err(|why| PageError::Refused(at(Field::PasskeyName, why)))?;
        let asked = asking.services.ask_new_passkey(&member).await;
        asked.map_err(|fault| told(fault, |refusal| whole(Reason::Passkey(refusal))))
    };
    asking.ask(paths::PASSKEYS, question).await
}

/// Adds the passkey the browser made.
///
/// # Errors
/// A name that cannot be, no passkey, one made too late or elsewhere; that the password is needed again.
#[server(prefix = "/act", endpoint = "passkeys/add")]
pub async fn add_passkey(
    #[server(default)] credential: String,
    #[server(default)] passkey_name: String,
) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, at_passkey, told};
    use domain::form::Field;
    use services::passkeys::NewPasskey;

    let asking = Asking::now()?;
    let result = async {
        let member = asking.fresh_member()?;
        let new = NewPasskey {
            token: asking.passkey.as_deref().unwrap_or_default(),
            credential: &credential,
            name: &passkey_name,
            device: &asking.device,
        };
        asking.services.add_passkey(&member, new).await.map_err(|fault| told(fault, at_passkey))?;
        asking.question_answered();
        Ok(Answer::go(paths::PASSKEYS))
    }
    .await;
    asking.answer(paths::PASSKEYS, &[(Field::PasskeyName, &passkey_name)], result).await
}

/// Gives a passkey another name.
///
/// # Errors
/// A name that cannot be, a passkey that is not there any more.
#[server(prefix = "/act", endpoint = "passkeys/rename")]
pub async fn rename_passkey(
    #[server(default)] passkey: String,
    #[server(default)] passkey_name: String,
) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, told, whole};

    let asking = Asking::now()?;
    let result = async {
        let member = asking.open_member()?;
        let renamed = asking.services.rename_passkey(member, &passkey, &passkey_name).await;
        renamed.map_err(|fault| told(fault, whole))?;
        Ok(Answer::go(paths::PASSKEYS))
    }
    .await;
    asking.answer(paths::PASSKEYS, &[], result).await
}

/// Removes a passkey.
///
/// # Errors
/// A passkey that is not there any more; that the password is needed again.
#[server(prefix = "/act", endpoint = "passkeys/remove")]
pub async fn remove_passkey(#[server(default)] passkey: String) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, told, whole};
    use domain::form::Reason;

    let asking = Asking::now()?;
    let result = async {
        let member = asking.fresh_member()?;
        let removed = asking.services.remove_passkey(&member, &passkey).await;
        removed.map_err(|fault| told(fault, |refusal| whole(Reason::Passkey(refusal))))?;
        Ok(Answer::go(paths::PASSKEYS))
    }
    .await;
    asking.answer(paths::PASSKEYS, &[], result).await
}

/// What the browser is asked to sign in with a passkey: the same for everybody, nobody is named.
///
/// # Errors
/// Too many questions from this network.
#[server(prefix = "/act", endpoint = "passkeys/ask")]
pub async fn ask_passkey() -> Result<Options, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, told, whole};
    use domain::form::Reason;

    let asking = Asking::now()?;
    let question = async {
        let asked = asking.services.ask_passkey(&asking.network).await;
        asked.map_err(|fault| told(fault, |refusal| whole(Reason::Passkey(refusal))))
    };
    asking.ask(paths::SIGN_IN, question).await
}

/// Signs in with a passkey, and goes on to `next` if that is an own path.
///
/// # Errors
/// Not recognised, answered too late, too many attempts.
#[server(prefix = "/act", endpoint = "passkeys/sign-in")]
pub async fn sign_in_by_passkey(
    #[server(default)] credential: String,
    #[server(default)] keep: String,
    #[server(default)] next: String,
) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, told, whole};
    use domain::form::Reason;
    use services::passkeys::PasskeyAttempt;

    let asking = Asking::now()?;
    let next = paths::own(&next).unwrap_or(paths::OVERVIEW);
    let attempt = PasskeyAttempt {
        token: asking.passkey.as_deref().unwrap_or_default(),
        credential: &credential,
        kept: !keep.is_empty(),
        device: &asking.device,
        network: &asking.network,
        device_token: asking.device_token.as_deref(),
        earlier: asking.signed_in.as_deref(),
    };
    let result = match asking.services.sign_in_by_passkey(attempt).await {
        Ok(session) => {
            asking.question_answered();
            asking.hand_over(&session);
            Ok(Answer::go(next))
        }
        Err(fault) => Err(told(fault, |refusal| whole(Reason::Passkey(refusal)))),
    };
    asking.answer(&paths::on_to(paths::SIGN_IN, next), &[], result).await
}

/// What the browser of a member is asked before a sensitive act.
///
/// # Errors
/// Too many questions from this network.
#[server(prefix = "/act", endpoint = "passkeys/ask-again")]
pub async fn ask_passkey_again() -> Result<Options, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, told, whole};
    use domain::form::Reason;

    let asking = Asking::now()?;
    let question = async {
        let asked = asking.services.ask_passkey_again(asking.member()?, &asking.network).await;
        asked.map_err(|fault| told(fault, |refusal| whole(Reason::Passkey(refusal))))
    };
    asking.ask(paths::PASSWORD_AGAIN, question).await
}

/// Proves with a passkey who one is, so that a sensitive act may follow within the next minutes.
///
/// # Errors
/// Not recognised, answered too late.
#[server(prefix = "/act", endpoint = "passkeys/prove")]
pub async fn prove_passkey(
    #[server(default)] credential: String,
    #[server(default)] next: String,
) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, told, whole};
    use domain::form::Reason;

    let asking = Asking::now()?;
    let next = paths::own(&next).unwrap_or(paths::OVERVIEW);
    let page = format!("{}?next={next}", paths::PASSWORD_AGAIN);
    if asking.former {
        return asking.answer(&page, &[], Ok(Answer::go(next))).await;
    }
    let result = async {
        let member = asking.member()?;
        let token = asking.passkey.as_deref().unwrap_or_default();
        let session = asking
            .services
            .prove_passkey(member, (token, &credential), &asking.network)
            .await
            .map_err(|fault| told(fault, |refusal| whole(Reason::Passkey(refusal))))?;
        asking.question_answered();
        asking.hand_over(&session);
        Ok(Answer::go(next))
    }
    .await;
    asking.answer(&page, &[], result).await
}
