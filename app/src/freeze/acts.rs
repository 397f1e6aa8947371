//! Freezing, and lifting the freeze.

use leptos::prelude::*;

use crate::answer::Answer;
use crate::page_error::PageError;

/// Stops every use of the member's data that rests on their yes or may be objected to. Twice is the same as once.
///
/// # Errors
/// That nobody is signed in, or the account is closing.
#[server(prefix = "/act", endpoint = "freeze/begin")]
pub async fn freeze() -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, never, told};

    let asking = Asking::now()?;
    let result = async {
        let member = asking.open_member()?;
        asking.services.freeze(member).await.map_err(|fault| told(fault, never))?;
        Ok(Answer::go(paths::FREEZE))
    }
    .await;
    asking.answer(paths::CONSENT, &[], result).await
}

/// Lifts the freeze.
///
/// # Errors
/// As [`freeze`].
#[server(prefix = "/act", endpoint = "freeze/end")]
pub async fn unfreeze() -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, never, told};

    let asking = Asking::now()?;
    let result = async {
        let member = asking.open_member()?;
        asking.services.unfreeze(member).await.map_err(|fault| told(fault, never))?;
        Ok(Answer::go(paths::FREEZE))
    }
    .await;
    asking.answer(paths::CONSENT, &[], result).await
}
