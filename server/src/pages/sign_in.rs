//! Signing in and out, and the password once more.

use super::found;
use crate::{router::Shown, session::Visit};
use app::{
    paths,
    sign_in::{PasswordAgainPage, PasswordAgainPageProps, SignInPage, SignInPageProps, SignOutPage, SignOutPageProps},
    ui::page::Shell,
};
use std::sync::Arc;

/// `/sign-in`
pub(crate) async fn form(visit: Arc<Visit>) -> Shown {
    let passkeys = visit.desk.services.has_passkeys();
    let shell = Shell { passkeys, ..visit.shell(true).await };
    let next = visit.next.clone();
    let kept_days = visit.desk.services.settings().sessions.kept.as_secs() / (24 * 60 * 60);
    Ok(found(|| SignInPage(SignInPageProps { shell, next, kept_days })))
}

/// `/sign-out`
pub(crate) async fn leave(visit: Arc<Visit>) -> Shown {
    let shell = visit.shell(visit.signed_in.is_some()).await;
    Ok(found(|| SignOutPage(SignOutPageProps { shell })))
}

/// `/password-again`
pub(crate) async fn password_again(visit: Arc<Visit>) -> Shown {
    let username = visit.desk.services.username_of(visit.member()?).await?;
    let factor = visit.desk.services.has_factor(visit.member()?).await?;
    let passkeys =
        visit.desk.services.has_passkeys() && !visit.desk.services.passkeys_of(visit.member()?).await?.is_empty();
    let shell = Shell { passkeys, ..visit.shell(true).await };
    let next = visit.next.clone().unwrap_or_else(|| paths::OVERVIEW.to_owned());
    let minutes = visit.desk.services.settings().sessions.fresh.as_secs() / 60;
    Ok(found(|| PasswordAgainPage(PasswordAgainPageProps { shell, next, username, factor, minutes })))
}
