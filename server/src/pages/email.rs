//! The page behind the link of a letter, and its receipt.

use super::found;
use crate::{router::Shown, session::Visit};
use app::{
    email::{ConfirmEmailPage, ConfirmEmailPageProps, EmailConfirmedPage, EmailConfirmedPageProps},
    paths,
};
use std::sync::Arc;

/// `/email/confirm/{code}`, and `/email/confirm` after a code was refused. Opening it changes nothing.
pub(crate) async fn confirm(visit: Arc<Visit>) -> Shown {
    let asked = visit.path.strip_prefix(paths::EMAIL_CONFIRM).map(|rest| rest.trim_start_matches('/'));
    let code = match asked {
        Some(code) if !code.is_empty() && visit.desk.services.confirmation_of(code).await? => Some(code.to_owned()),
        _ => None,
    };
    let shell = visit.shell(code.is_some()).await;
    Ok(found(|| ConfirmEmailPage(ConfirmEmailPageProps { shell, code })))
}

/// `/email/confirmed`
pub(crate) async fn confirmed(visit: Arc<Visit>) -> Shown {
    let shell = visit.shell(false).await;
    Ok(found(|| EmailConfirmedPage(EmailConfirmedPageProps { shell })))
}
