//! Every purpose and channel, and where each stands.

use super::found;
use crate::{router::Shown, session::Visit};
use app::consent::{ConsentPage, ConsentPageProps, ConsentView, SentLine};
use domain::consent::OFFERED_MONTHS;
use std::sync::Arc;

/// Messages looked at: more than a year of all that may come.
const LATEST: u32 = 200;

/// `/consent`
pub(crate) async fn record(visit: Arc<Visit>) -> Shown {
    let services = &visit.desk.services;
    let services::consent::ConsentPage { standings, asked_again, frozen_since, lists, sent } =
        services.consent_page_of(visit.member()?, LATEST).await?;
    let sent = sent.into_iter().map(|one| SentLine {
        purpose: one.purpose,
        channel: one.channel,
        at: one.at,
        campaign: one.detail.campaign,
    });
    let sent = sent.collect();
    let purposes = services.purposes();
    let view = ConsentView {
        notices: purposes.in_force().cloned().collect(),
        changed_between: services.changed_between(&asked_again),
        asked_again,
        standings,
        ends: OFFERED_MONTHS.iter().map(|months| (*months, visit.desk.today().plus_months(*months))).collect(),
        wordings: domain::consent::write_wordings(&purposes),
        frozen_since,
        gpc: visit.gpc,
        sent,
        lists,
    };
    let shell = visit.shell(true).await;
    Ok(found(|| ConsentPage(ConsentPageProps { shell, view })))
}
