//! Addresses that machines know: health, and what is well known.

use crate::{
    errors,
    router::{Shown, see_other},
    session::{Stop, Visit},
};
use app::paths;
use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};
use services::fault::report;
use std::sync::Arc;

/// `/healthz`: the process runs.
pub(crate) async fn alive(_visit: Arc<Visit>) -> Shown {
    Ok(text("ok\n"))
}

/// `/readyz`: the database answers.
pub(crate) async fn ready(visit: Arc<Visit>) -> Shown {
    // A session nobody has: the cheapest question whose answer must come from the database.
    match visit.desk.services.find("").await {
        Ok(_) => Ok(text("ready\n")),
        Err(fault) => {
            report(&fault);
            Ok(errors::bare(StatusCode::SERVICE_UNAVAILABLE))
        }
    }
}

/// `/.well-known/change-password`: password managers lead their users here.
pub(crate) async fn change_password(_visit: Arc<Visit>) -> Shown {
    Ok(see_other(paths::PASSWORD))
}

/// `/.well-known/security.txt` (RFC 9116): how to report a hole, if the operator says how. It is good for half a year from the
/// day it is asked for: less than the year the RFC advises, and never stale on a server nobody restarts.
pub(crate) async fn security_txt(visit: Arc<Visit>) -> Shown {
    let contact = visit.desk.security_contact.as_ref().ok_or(Stop::NotFound)?;
    let origin = &visit.desk.origin;
    let expires = visit.desk.today().plus_days(180).iso();
    Ok(text(&format!(
        "Contact: {contact}\nExpires: {expires}T00:00:00Z\nPreferred-Languages: vi, en\n\
         Canonical: {origin}/.well-known/security.txt\nPolicy: {origin}{}\n",
        paths::POLICY
    )))
}

/// `/.well-known/passkey-endpoints` (W3C): where a manager of passkeys leads its users to add one and to look after them.
pub(crate) async fn passkey_endpoints(visit: Arc<Visit>) -> Shown {
    if !visit.desk.services.has_passkeys() {
        return Err(Stop::NotFound);
    }
    let page = format!("{}{}", visit.desk.origin, paths::PASSKEYS);
    let body = serde_json::json!({ "enroll": page, "manage": page }).to_string();
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

pub(super) fn text(words: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(words.to_owned()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// `/.well-known/gpc.json`: this site honours Global Privacy Control (W3C GPC, section 4). The date is that of the version of
/// this statement.
pub(crate) async fn gpc(_: Arc<Visit>) -> Shown {
    let mut response = Response::new(Body::from(r#"{"gpc":true,"lastUpdate":"2026-11-23"}"#));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}
