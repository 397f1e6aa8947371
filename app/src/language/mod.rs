//! Choosing the language of the site.
#![expect(
    missing_docs,
    reason = "the framework makes a struct of each act's fields; their meaning is in the act's words"
)]

use leptos::prelude::*;

use crate::answer::Answer;
use crate::page_error::PageError;

/// Remembers the language on this device, and for letters if somebody is signed in.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/act", endpoint = "language/choose")]
pub async fn choose_language(
    #[server(default)] lang: String,
    #[server(default)] next: String,
) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, never, told};
    use domain::lang::Lang;

    let asking = Asking::now()?;
    let next = paths::own(&next).unwrap_or(paths::OVERVIEW);
    let result = async {
        let lang = Lang::parse(&lang).ok_or(PageError::NotFound)?;
        asking.remember(lang);
        if let Some(member) = asking.signed_in.as_deref() {
            asking.services.choose_language(member, lang).await.map_err(|fault| told(fault, never))?;
        }
        Ok(Answer::go(next))
    }
    .await;
    asking.answer(next, &[], result).await
}
