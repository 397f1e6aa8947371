//! Closing the account, and changing one's mind.

use super::found;
use crate::{router::Shown, session::Visit};
use app::closure::{
    ClosingPage, ClosingPageProps, ClosureBegunPage, ClosureBegunPageProps, ClosurePage, ClosurePageProps, ClosureView,
};
use domain::closure::ClosureState;
use std::sync::Arc;

/// `/closure`: what would go and what stays; or, once it has begun, the way back.
pub(crate) async fn plan(visit: Arc<Visit>) -> Shown {
    let services = &visit.desk.services;
    let member = visit.member()?;
    if let ClosureState::Closing { since, ends } = services.closure_of(member).await? {
        let shell = visit.shell(true).await;
        return Ok(found(|| ClosingPage(ClosingPageProps { shell, since, ends })));
    }
    let view = ClosureView {
        plan: services.closing_plan(member).await?,
        grace_days: services.settings().closure_grace_days,
        username: services.username_of(member).await?,
        factor: services.has_factor(member).await?,
    };
    let shell = visit.shell(true).await;
    Ok(found(|| ClosurePage(ClosurePageProps { shell, view })))
}

/// `/closure/begun`: the receipt, seen signed out.
pub(crate) async fn begun(visit: Arc<Visit>) -> Shown {
    let grace_days = visit.desk.services.settings().closure_grace_days;
    let shell = visit.shell(false).await;
    Ok(found(|| ClosureBegunPage(ClosureBegunPageProps { shell, grace_days })))
}
