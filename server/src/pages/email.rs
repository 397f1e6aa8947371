//! The page behind the link of a letter.

use super::found;
use crate::{router::Shown, session::Visit};
use app::{
    email::{ConfirmEmailPage, ConfirmEmailPageProps, Link},
    paths,
};
use services::email::Confirmation;
use std::sync::Arc;

/// `/email/confirm/{code}`, and `/email/confirm` after a code was refused. Opening it changes nothing.
pub(crate) async fn confirm(visit: Arc<Visit>) -> Shown {
    let asked = visit.path.strip_prefix(paths::EMAIL_CONFIRM).map(|rest| rest.trim_start_matches('/'));
    let code = asked.unwrap_or_default().to_owned();
    let link = match visit.desk.services.confirmation_of(visit.signed_in.as_deref(), &code).await? {
        Confirmation::Ready => Link::Ready { code },
        Confirmation::SignInFirst => Link::SignInFirst { code },
        Confirmation::NotYours => Link::NotYours,
        Confirmation::Over => Link::Over,
    };
    let shell = visit.shell(matches!(link, Link::Ready { .. })).await;
    Ok(found(|| ConfirmEmailPage(ConfirmEmailPageProps { shell, link })))
}
