//! Joining.

use super::found;
use crate::{router::Shown, session::Visit};
use app::sign_up::{GuardianPage, GuardianPageProps, SignUpPage, SignUpPageProps};
use std::sync::Arc;

/// `/sign-up`
pub(crate) async fn form(visit: Arc<Visit>) -> Shown {
    let shell = visit.shell(true).await;
    let services = &visit.desk.services;
    let (min_password, phrase) = (services.settings().password_min_length, services.passphrase());
    let controller = services.settings().controller.clone();
    Ok(found(|| SignUpPage(SignUpPageProps { shell, min_password, phrase, controller })))
}

/// `/sign-up/guardian`
pub(crate) async fn guardian(visit: Arc<Visit>) -> Shown {
    let shell = visit.shell(false).await;
    Ok(found(|| GuardianPage(GuardianPageProps { shell })))
}
