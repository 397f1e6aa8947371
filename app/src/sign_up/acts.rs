//! Joining.
#![expect(
    missing_docs,
    reason = "the framework makes a struct of each act's fields; their meaning is in the act's words"
)]

use leptos::prelude::*;

use crate::answer::Answer;
use crate::page_error::PageError;

/// Joins and signs in. Somebody under 16 is led to the guardian's way, and nothing of theirs is kept.
///
/// # Errors
/// The form's problems, too many attempts, or no room for another password hash.
#[server(prefix = "/act", endpoint = "sign-up/join")]
pub async fn join(
    #[server(default)] username: String,
    #[server(default)] password: String,
    #[server(default)] full_name: String,
    #[server(default)] birth_date: String,
    #[server(default)] email: String,
) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, told};
    use domain::form::{Field, Problem};
    use domain::sign_up::SignUpForm;

    let asking = Asking::now()?;
    let form = SignUpForm {
        username: &username,
        password: &password,
        full_name: &full_name,
        birth_date: &birth_date,
        email: &email,
    };
    let joined = asking.services.join(&form, asking.lang, &asking.device, &asking.network).await;
    let result = match joined {
        Ok(session) => {
            asking.leave_earlier_session().await;
            asking.hand_over(&session);
            Ok(Answer::go(paths::OVERVIEW))
        }
        Err(fault) => match told(fault, |problems| problems) {
            PageError::Refused(problems) if problems.iter().any(Problem::is_too_young) => {
                Ok(Answer::go(paths::GUARDIAN))
            }
            other => Err(other),
        },
    };
    let typed = [
        (Field::Username, username.as_str()),
        (Field::FullName, &full_name),
        (Field::BirthDate, &birth_date),
        (Field::Email, &email),
    ];
    asking.answer(paths::SIGN_UP, &typed, result).await
}
