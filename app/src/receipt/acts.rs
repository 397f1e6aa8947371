//! Asking what a receipt proves.
#![expect(
    missing_docs,
    reason = "the framework makes a struct of each act's fields; their meaning is in the act's words"
)]

use leptos::prelude::*;

use crate::answer::Answer;
use crate::page_error::PageError;

/// Takes a receipt to its page, which says what it proves. It is in no address, and nothing of it is kept but for that page.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/act", endpoint = "receipt/verify")]
pub async fn verify_receipt(#[server(default)] receipt: String) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::Asking;
    use domain::form::Field;

    let asking = Asking::now()?;
    asking.leave_word(paths::RECEIPT_VERIFY, (Field::Receipt, receipt.trim())).await;
    asking.answer(paths::RECEIPT_VERIFY, &[], Ok(Answer::go(paths::RECEIPT_VERIFY))).await
}
