//! Ending sessions on other devices.
#![expect(
    missing_docs,
    reason = "the framework makes a struct of each act's fields; their meaning is in the act's words"
)]

use leptos::prelude::*;

use crate::answer::Answer;
use crate::page_error::PageError;

/// Ends one session of the member's own. Somebody else's number ends nothing and looks the same.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/act", endpoint = "security/end")]
pub async fn end_session(#[server(default)] session: String) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, never, told};

    let asking = Asking::now()?;
    let result = async {
        let member = asking.open_member()?;
        asking.services.end_session(member, &session).await.map_err(|fault| told(fault, never))?;
        Ok(Answer::go(paths::SECURITY))
    }
    .await;
    asking.answer(paths::SECURITY, &[], result).await
}

/// Ends every session but this one.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/act", endpoint = "security/end-others")]
pub async fn end_others() -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, never, told};

    let asking = Asking::now()?;
    let result = async {
        let member = asking.open_member()?;
        asking.services.end_other_sessions(member).await.map_err(|fault| told(fault, never))?;
        Ok(Answer::go(paths::SECURITY))
    }
    .await;
    asking.answer(paths::SECURITY, &[], result).await
}
