//! "This was not me", and taking a change back.

use super::found;
use crate::{router::Shown, session::Visit};
use app::{
    paths,
    report::{NotMePage, NotMePageProps, ReportedPage, ReportedPageProps, UndoPage, UndoPageProps},
};
use std::sync::Arc;

/// `/security/not-me`: what the button does, and the button.
pub(crate) async fn not_me(visit: Arc<Visit>) -> Shown {
    let email_confirmed = visit.desk.services.profile_of(visit.member()?).await?.profile.email_confirmed;
    let shell = visit.shell(email_confirmed).await;
    Ok(found(|| NotMePage(NotMePageProps { shell, email_confirmed })))
}

/// `/recovery/reported`: the receipt, seen signed out.
pub(crate) async fn reported(visit: Arc<Visit>) -> Shown {
    let shell = visit.shell(false).await;
    Ok(found(|| ReportedPage(ReportedPageProps { shell })))
}

/// `/email/undo/{code}`, and `/email/undo` after a code was refused. Opening it changes nothing.
pub(crate) async fn undo(visit: Arc<Visit>) -> Shown {
    let asked = visit.path.strip_prefix(paths::EMAIL_UNDO).map(|rest| rest.trim_start_matches('/'));
    let link = match asked.filter(|code| !code.is_empty()) {
        Some(code) => visit.desk.services.undo_of(code).await?.map(|change| (change, code.to_owned())),
        None => None,
    };
    let shell = visit.shell(link.is_some()).await;
    Ok(found(|| UndoPage(UndoPageProps { shell, link })))
}
