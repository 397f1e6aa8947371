//! Closing the account, and changing one's mind.
#![expect(
    missing_docs,
    reason = "the framework makes a struct of each act's fields; their meaning is in the act's words"
)]

use leptos::prelude::*;

use crate::answer::Answer;
use crate::page_error::PageError;

/// Begins the closing, with the password, and a code of the second factor where there is one: at once every session ends; the erasure follows after the days of grace.
///
/// # Errors
/// Wrong password, too many attempts, or that the account is closing already.
#[server(prefix = "/act", endpoint = "closure/close")]
pub async fn close(#[server(default)] password: String, #[server(default)] code: String) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, at_proof, told};
    use services::password::Given;

    let asking = Asking::now()?;
    let result = async {
        let member = asking.member()?;
        asking
            .services
            .close(member, Given { password: &password, code: &code }, &asking.network)
            .await
            .map_err(|fault| told(fault, at_proof))?;
        asking.leave_this_device();
        Ok(Answer::go(paths::CLOSURE_BEGUN))
    }
    .await;
    asking.answer(paths::CLOSURE, &[], result).await
}

/// Takes the closing back within the days of grace.
///
/// # Errors
/// That the account is not closing, or the days are over.
#[server(prefix = "/act", endpoint = "closure/reopen")]
pub async fn reopen() -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, told, whole};
    use domain::form::Reason;

    let asking = Asking::now()?;
    let result = async {
        let member = asking.member()?;
        asking.services.reopen(member).await.map_err(|fault| told(fault, |refusal| whole(Reason::Closure(refusal))))?;
        Ok(Answer::go(paths::OVERVIEW))
    }
    .await;
    asking.answer(paths::CLOSURE, &[], result).await
}
