//! A forgotten password or username, and changing the password.

use super::found;
use crate::{router::Shown, session::Visit};
use app::{
    paths,
    recovery::{
        ChangePasswordPage, ChangePasswordPageProps, PasswordSetPage, PasswordSetPageProps, RecoveryPage,
        RecoveryPageProps, RecoverySentPage, RecoverySentPageProps, SetPasswordPage, SetPasswordPageProps,
    },
};
use std::sync::Arc;

/// `/recovery`
pub(crate) async fn ask(visit: Arc<Visit>) -> Shown {
    let shell = visit.shell(true).await;
    Ok(found(|| RecoveryPage(RecoveryPageProps { shell })))
}

/// `/recovery/sent`: the one answer to every question.
pub(crate) async fn sent(visit: Arc<Visit>) -> Shown {
    let shell = visit.shell(false).await;
    Ok(found(|| RecoverySentPage(RecoverySentPageProps { shell })))
}

/// `/recovery/{code}`: opening it changes nothing.
pub(crate) async fn link(visit: Arc<Visit>) -> Shown {
    let services = &visit.desk.services;
    let asked = visit.path.strip_prefix(paths::RECOVERY).map(|rest| rest.trim_start_matches('/'));
    let code = match asked {
        Some(code) if services.recovery_of(code).await? => Some(code.to_owned()),
        _ => None,
    };
    let (min_password, phrase) = (services.settings().password_min_length, services.passphrase());
    let shell = visit.shell(code.is_some()).await;
    Ok(found(|| SetPasswordPage(SetPasswordPageProps { shell, code, min_password, phrase })))
}

/// `/recovery/done`: the receipt, seen signed out.
pub(crate) async fn done(visit: Arc<Visit>) -> Shown {
    let shell = visit.shell(false).await;
    Ok(found(|| PasswordSetPage(PasswordSetPageProps { shell })))
}

/// `/security/password`: needs the password given within the last minutes.
pub(crate) async fn change(visit: Arc<Visit>) -> Shown {
    visit.fresh_member()?;
    let services = &visit.desk.services;
    let username = services.username_of(visit.member()?).await?;
    let (min_password, phrase) = (services.settings().password_min_length, services.passphrase());
    let shell = visit.shell(true).await;
    Ok(found(|| ChangePasswordPage(ChangePasswordPageProps { shell, username, min_password, phrase })))
}
