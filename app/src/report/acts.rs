//! Shutting everybody out, and taking a change back.
#![expect(
    missing_docs,
    reason = "the framework makes a struct of each act's fields; their meaning is in the act's words"
)]

use leptos::prelude::*;

use crate::answer::Answer;
use crate::page_error::PageError;

/// Shuts everybody out of the member's account, this session too. No password is asked: ending access is always easy.
///
/// # Errors
/// That no address was ever confirmed, or a fault of ours.
#[server(prefix = "/act", endpoint = "security/not-me")]
pub async fn not_me() -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, told, whole};
    use domain::form::{Field, Reason};

    let asking = Asking::now()?;
    let result = async {
        let member = asking.open_member()?;
        let number = asking
            .services
            .not_me(member)
            .await
            .map_err(|fault| told(fault, |refusal| whole(Reason::Report(refusal))))?;
        asking.leave_this_device();
        asking.leave_word(paths::REPORTED, (Field::Code, &number)).await;
        Ok(Answer::go(paths::REPORTED))
    }
    .await;
    asking.answer(paths::NOT_ME, &[], result).await
}

/// Takes a change back, with the code of the letter that told of it.
///
/// # Errors
/// That the link is over, or another account confirmed the address meanwhile.
#[server(prefix = "/act", endpoint = "email/undo")]
pub async fn undo_email(#[server(default)] code: String) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, told, whole};
    use domain::form::{Field, Reason};

    let asking = Asking::now()?;
    let undone = asking.services.undo_change(&code).await;
    let result = match undone {
        Ok(number) => {
            asking.leave_word(paths::REPORTED, (Field::Code, &number)).await;
            Ok(Answer::go(paths::REPORTED))
        }
        Err(fault) => Err(told(fault, |refusal| whole(Reason::Undo(refusal)))),
    };
    asking.answer(paths::EMAIL_UNDO, &[], result).await
}
