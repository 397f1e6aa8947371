//! Every purpose and channel, and where each stands.

use super::found;
use crate::{router::Shown, session::Visit};
use app::consent::{ConsentPage, ConsentPageProps, ConsentView};
use std::sync::Arc;

/// `/consent`
pub(crate) async fn record(visit: Arc<Visit>) -> Shown {
    let services = &visit.desk.services;
    let record = services.consent_of(visit.member()?).await?;
    let purposes = services.purposes();
    let view = ConsentView {
        notices: purposes.in_force().cloned().collect(),
        record,
        wordings: domain::consent::write_wordings(purposes),
    };
    let shell = visit.shell(true).await;
    Ok(found(|| ConsentPage(ConsentPageProps { shell, view })))
}
