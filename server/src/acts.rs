//! Where forms post. Each act the app registers gets one route; the framework decodes and runs it, and what it
//! answers is put right here: no act may lead off the site, answer a navigation with anything but a redirect, or show
//! the framework's own words. (security.md finding 6, T9)

use crate::{desk::Desk, errors, session::Visit};
use app::paths;
use axum::{
    body::Body,
    extract::{FromRequestParts, State},
    http::{HeaderName, HeaderValue, Request, Response, StatusCode, header},
    response::IntoResponse,
};
use leptos::prelude::provide_context;
use std::sync::Arc;

/// Set by the framework for its own client, which this site does not use.
const SERVER_FN_REDIRECT: HeaderName = HeaderName::from_static("serverfnredirect");

/// Runs the act that was posted.
pub async fn answer(State(desk): State<Arc<Desk>>, request: Request<Body>) -> Response<Body> {
    let (mut parts, body) = request.into_parts();
    let visit = match Visit::from_request_parts(&mut parts, &desk).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let wants_html = errors::accepts_html(&parts.headers);
    // The framework would lead a navigation back to whatever the visitor wrote here, with the error in the address.
    parts.headers.remove(header::REFERER);
    let asking = visit.asking(wants_html);
    let posted = desk.services.posted();
    let act = leptos_axum::handle_server_fns_with_context(
        move || provide_context(asking.clone()),
        Request::from_parts(parts, body),
    );
    let mut response = act.await.into_response();
    response.headers_mut().remove(SERVER_FN_REDIRECT);
    if wants_html {
        lead_on(&mut response);
    } else {
        response.headers_mut().remove(header::LOCATION);
    }
    if desk.services.posted() != posted {
        desk.jobs.ring();
    }
    response
}

/// A navigation ends on a page of ours, by GET, and nothing of the act's own answer is shown.
fn lead_on(response: &mut Response<Body>) {
    let headers = response.headers_mut();
    let location = headers.get(header::LOCATION).and_then(|location| location.to_str().ok());
    let own = location.and_then(paths::own).filter(|path| !path.contains("__err="));
    let next = HeaderValue::try_from(own.unwrap_or(paths::OVERVIEW)).unwrap_or(HeaderValue::from_static("/"));
    headers.insert(header::LOCATION, next);
    headers.remove(header::CONTENT_TYPE);
    headers.remove(header::CONTENT_LENGTH);
    *response.status_mut() = StatusCode::SEE_OTHER;
    *response.body_mut() = Body::empty();
}
