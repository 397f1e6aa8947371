//! Stopping one purpose by one channel from the link of a message.

use super::found;
use crate::{
    desk::Desk,
    errors,
    headers::Nonce,
    router::{Shown, see_other},
    session::Visit,
};
use app::{
    paths,
    unsubscribe::{UnsubscribePage, UnsubscribePageProps, UnsubscribeView},
};
use axum::{
    body::Body,
    http::{Request, Response, StatusCode},
};
use http_body_util::BodyExt;
use std::sync::Arc;

/// `GET /unsubscribe/{code}`: says what the link is about and where that stands. Changes nothing.
pub(crate) async fn link(visit: Arc<Visit>) -> Shown {
    let about = visit.desk.services.unsubscribing(code_of(&visit.path)).await?;
    let view =
        about.map(|about| UnsubscribeView { purpose: about.purpose, channel: about.channel, standing: about.standing });
    let shell = visit.shell(false).await;
    Ok(found(|| UnsubscribePage(UnsubscribePageProps { shell, view })))
}

/// `POST /unsubscribe/{code}`: stops it. The code alone says who asks; no cookie is read, so it matters to nobody whose
/// page or machine sent this. A mailbox (RFC 8058) gets a plain 200, a reader's browser the page again.
pub(crate) async fn stop(desk: Arc<Desk>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    desk.services.look_for_policies().await;
    let stopped = desk.services.unsubscribe(code_of(&path)).await;
    let Some(nonce) = parts.extensions.get::<Nonce>().cloned() else {
        return errors::bare(StatusCode::INTERNAL_SERVER_ERROR);
    };
    let around = errors::Surroundings::of(&desk, &parts, &nonce);
    match stopped {
        Err(fault) => return errors::broken(&desk, &around, &fault),
        Ok(false) => return errors::page(&desk, &around, StatusCode::NOT_FOUND, None),
        Ok(true) => desk.jobs.ring(),
    }
    let body = body.collect().await.map_or_else(|_| axum::body::Bytes::new(), http_body_util::Collected::to_bytes);
    if is_one_click(&body) { errors::bare(StatusCode::OK) } else { see_other(&path) }
}

/// Whether this is the address of a link in a message.
pub(crate) fn is_link(path: &str) -> bool {
    path.strip_prefix(paths::UNSUBSCRIBE).is_some_and(|rest| rest.len() > 1 && rest.starts_with('/'))
}

/// Whether a mailbox asks, on its reader's wish (RFC 8058 section 3.2: a form field of this name, in either encoding).
fn is_one_click(body: &[u8]) -> bool {
    let body = String::from_utf8_lossy(body);
    body.contains("List-Unsubscribe") && body.contains("One-Click")
}

fn code_of(path: &str) -> &str {
    path.strip_prefix(paths::UNSUBSCRIBE).map_or("", |rest| rest.trim_start_matches('/'))
}
