//! Passkeys of a member.

use super::found;
use crate::{
    router::Shown,
    session::{Stop, Visit},
};
use app::passkeys::{PasskeyView, PasskeysPage, PasskeysPageProps};
use services::passkeys::PasskeyLine;
use std::sync::Arc;

/// What pages show of them.
pub(crate) fn views_of(passkeys: Vec<PasskeyLine>) -> Vec<PasskeyView> {
    let view = |one: PasskeyLine| PasskeyView {
        passkey: one.passkey.to_string(),
        name: one.name,
        added: one.added,
        used: one.used,
    };
    passkeys.into_iter().map(view).collect()
}

/// `/security/passkeys`: what can be done here opens the account, so it needs a proof of the last minutes.
pub(crate) async fn list(visit: Arc<Visit>) -> Shown {
    if !visit.desk.services.has_passkeys() {
        return Err(Stop::NotFound);
    }
    let fresh = visit.fresh_member()?;
    let passkeys = views_of(visit.desk.services.passkeys_of(&fresh).await?);
    let shell = visit.shell(true).await.asking_for_passkeys();
    Ok(found(|| PasskeysPage(PasskeysPageProps { shell, passkeys })))
}
