//! The first page.

use super::{activity, found};
use crate::{
    router::Shown,
    session::{Stop, Visit},
};
use app::{
    overview::{OverviewPage, OverviewPageProps, OverviewView, WelcomePage, WelcomePageProps},
    paths,
};
use domain::consent::Standing;
use services::sessions::SignedIn;
use std::sync::Arc;

/// `/`: what this is, or what is held about the member who is signed in.
pub(crate) async fn first(visit: Arc<Visit>) -> Shown {
    match visit.signed_in.as_deref() {
        None => {
            let shell = visit.shell(false).await;
            Ok(found(|| WelcomePage(WelcomePageProps { shell })))
        }
        Some(member) if member.is_closing() => Err(Stop::Elsewhere(paths::CLOSURE)),
        Some(member) => overview(&visit, member).await,
    }
}

async fn overview(visit: &Visit, member: &SignedIn) -> Shown {
    let overview = visit.desk.services.overview_of(member).await?;
    let granted = |standing: &Standing| matches!(standing, Standing::Granted { .. });
    let view = OverviewView {
        given_name: overview.given_name,
        held: overview.held,
        email_confirmed: overview.open.is_none(),
        allowed: overview
            .standings
            .into_iter()
            .filter(|(purpose, channel, standing)| {
                granted(standing) && !overview.asked_again.contains(&(*purpose, *channel))
            })
            .map(|(purpose, channel, _)| (purpose, channel))
            .collect(),
        asked_again: overview.asked_again.clone(),
        changed_between: overview.changed_between,
        frozen_since: overview.frozen_since,
        lately: overview.latest.into_iter().map(activity::line).collect(),
    };
    let shell = visit.shell(false).await;
    Ok(found(|| OverviewPage(OverviewPageProps { shell, view })))
}
