//! What a visitor gets when their request is not answered as asked: the right status, a sentence, a way out.
//!
//! People get a page in their language; a script on `/act/…` gets the same as the error it can read. A fault of ours
//! is logged once under an incident number, and the number is all that the visitor sees of it.

use crate::{api, cookies::Cookies, desk::Desk, headers::Nonce, render};
use app::{
    error::{ErrorPage, ErrorPageProps, Kind},
    page_error::PageError,
    paths,
    ui::page::Shell,
};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Response, StatusCode, header, request::Parts},
};
use domain::lang::Lang;
use services::fault::{Fault, report};
use std::sync::Arc;

/// What is known of a request before anything is looked up: enough for an error page in the right language.
#[derive(Clone, Debug)]
pub struct Surroundings {
    lang: Lang,
    nonce: Nonce,
    reader: Reader,
    /// Whether the visitor comes from elsewhere: the browser may not have our files yet. What it does not say is no.
    arrives: bool,
}

/// Who reads an error, and so in which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reader {
    /// A person: a page.
    Person,
    /// A script of ours: the error it can read.
    Script,
    /// Another system: a problem document.
    System,
}

impl Surroundings {
    /// Of this request.
    pub fn of(desk: &Desk, parts: &Parts, nonce: &Nonce) -> Self {
        let path = parts.uri.path();
        let reader = if api::is_api(path) {
            Reader::System
        } else if path.starts_with("/act/") && !accepts_html(&parts.headers) {
            Reader::Script
        } else {
            Reader::Person
        };
        // Nothing of a system's call is read from cookies, not even the language.
        let chosen = match reader {
            Reader::System => None,
            Reader::Person | Reader::Script => Cookies::of(&parts.headers, desk.origin.is_https()).lang,
        };
        let lang = chosen.unwrap_or_else(|| accepted_language(&parts.headers));
        let site = parts.headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
        let arrives = matches!(site, Some(b"none" | b"cross-site" | b"same-site"));
        Self { lang, nonce: nonce.clone(), reader, arrives }
    }

    /// The styles that stand in the page of a visitor who arrives.
    pub fn styles(&self, desk: &Desk) -> Option<Arc<str>> {
        self.arrives.then(|| desk.assets.styles())
    }
}

/// Whether a browser navigates: a plain form post or a link, and not a script.
pub fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// The language the browser asks for.
pub fn accepted_language(headers: &HeaderMap) -> Lang {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Lang::from_accept_language(asked.unwrap_or_default())
}

/// An answer without words, for when not even a page can be made.
pub fn bare(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// The page of this status; `wait_s` is when another try makes sense.
pub fn page(desk: &Desk, around: &Surroundings, status: StatusCode, wait_s: Option<u32>) -> Response<Body> {
    told(desk, around, status, wait_s, None)
}

/// The page of a fault of ours, which is logged here under the number the page shows. A house that is full is no
/// fault: it says when to come back.
pub fn broken(desk: &Desk, around: &Surroundings, fault: &Fault) -> Response<Body> {
    match fault {
        Fault::Busy { wait_s } => page(desk, around, StatusCode::SERVICE_UNAVAILABLE, Some(*wait_s)),
        Fault::TooManyTries { wait_s } => page(desk, around, StatusCode::TOO_MANY_REQUESTS, Some(*wait_s)),
        Fault::KnownDeviceOnly => page(desk, around, StatusCode::TOO_MANY_REQUESTS, None),
        Fault::Refused(never) => match *never {},
        // Those two lead elsewhere ([`crate::session::Stop`]) and come here from nowhere.
        Fault::SessionEnded | Fault::AccountClosing | Fault::Internal(_) => {
            told(desk, around, StatusCode::INTERNAL_SERVER_ERROR, None, Some(report(fault)))
        }
    }
}

fn told(
    desk: &Desk,
    around: &Surroundings,
    status: StatusCode,
    wait_s: Option<u32>,
    incident: Option<String>,
) -> Response<Body> {
    let wait_s = wait_s.or((status == StatusCode::SERVICE_UNAVAILABLE).then_some(BACK_SOON_S));
    let mut response = match around.reader {
        Reader::Person => {
            let shell = Shell {
                lang: around.lang,
                nonce: around.nonce.as_str().to_owned(),
                assets: desk.assets.addresses().clone(),
                path: paths::OVERVIEW.to_owned(),
                styles: around.styles(desk),
                ..Shell::default()
            };
            let kind = Kind::of_status(status.as_u16());
            render::page(status, || ErrorPage(ErrorPageProps { shell, kind, incident, wait_s }))
        }
        Reader::Script => for_script(status, wait_s, incident),
        Reader::System => api::of_status(around.lang, status, incident.as_deref()),
    };
    if let Some(seconds) = wait_s {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// When the handler ran out of time nobody knows how long the cause lasts.
const BACK_SOON_S: u32 = 5;

fn for_script(status: StatusCode, wait_s: Option<u32>, incident: Option<String>) -> Response<Body> {
    let error = match (incident, wait_s) {
        (Some(incident), _) => PageError::Broken { incident },
        (None, Some(wait_s)) if status == StatusCode::TOO_MANY_REQUESTS => PageError::TooManyTries { wait_s },
        (None, Some(wait_s)) => PageError::Busy { wait_s },
        (None, None) if status.is_server_error() => PageError::Unreachable,
        (None, None) if status == StatusCode::PAYLOAD_TOO_LARGE => PageError::TooLarge,
        (None, None) => PageError::NotFound,
    };
    let body = serde_json::to_vec(&error).map_or_else(|_| Body::empty(), Body::from);
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
