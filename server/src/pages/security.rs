//! Devices that are signed in.

use super::found;
use crate::{router::Shown, session::Visit};
use app::security::{SecurityPage, SecurityPageProps, SessionView};
use std::sync::Arc;

/// `/security`
pub(crate) async fn devices(visit: Arc<Visit>) -> Shown {
    let sessions = visit.desk.services.sessions_of(visit.member()?).await?;
    let factors = super::factors::view_of(visit.desk.services.factors_of(visit.member()?).await?);
    let sessions: Vec<_> = sessions
        .into_iter()
        .map(|one| SessionView {
            session: one.session.to_string(),
            device: one.device,
            first: one.first,
            last: one.last,
            kept_until: one.kept_until,
            current: one.current,
        })
        .collect();
    let password_since = visit.desk.services.password_since(visit.member()?).await?;
    let services = &visit.desk.services;
    let passkeys = if services.has_passkeys() {
        Some(super::passkeys::views_of(services.passkeys_of(visit.member()?).await?))
    } else {
        None
    };
    // Without another session there is nothing to press.
    let shell = visit.shell(sessions.iter().any(|one| !one.current)).await;
    Ok(found(|| SecurityPage(SecurityPageProps { shell, sessions, password_since, factors, passkeys })))
}
