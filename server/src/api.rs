//! What other systems of the cinema ask: `/api/v1/…`, JSON, with a key. (MC-1.3, MC-5.2a; security.md T5, T22)
//!
//! Beside the pages and apart from them: no cookie is read here, so nobody's browser can be made to act, and the guard
//! against foreign origins has nothing to guard. Who asks is told by `Authorization: Bearer` alone. Errors are problem
//! documents (RFC 9457) of codes and our own sentences; nothing that was sent is repeated, in an answer or in the log.

mod call;
mod contacts;
mod decode;
mod fields;
mod openapi;
mod orders;
mod paces;
mod problem;
mod words;

pub use openapi::document;
pub use paces::Doors;
pub use problem::{Kind, of_status};

pub(crate) use call::Call;
pub(crate) use contacts::{audience, check_template, may_contact, report};
pub(crate) use orders::hand_in;

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};
use serde::Serialize;

/// What every address of the interface begins with.
pub const PREFIX: &str = "/api/";
/// The interface's own description.
pub const OPENAPI: &str = "/api/v1/openapi.json";
/// Paid orders.
pub const ORDERS: &str = "/api/v1/orders";

/// May this member be written to?
pub const MAY_CONTACT: &str = "/api/v1/may-contact";
/// Who of these members may be written to?
pub const AUDIENCE: &str = "/api/v1/audience";
/// May this text be used?
pub const TEMPLATE_CHECK: &str = "/api/v1/templates/check";
/// What was sent.
pub const CONTACTS: &str = "/api/v1/contacts";

/// Whether an address belongs to the interface and not to the pages.
pub fn is_api(path: &str) -> bool {
    path.starts_with(PREFIX)
}

/// The interface's description, which is no secret: it says what to send, and needs no key.
pub(crate) fn describe() -> Response<Body> {
    json(StatusCode::OK, &document())
}

fn json(status: StatusCode, value: &impl Serialize) -> Response<Body> {
    let body = serde_json::to_vec(value).map_or_else(|_| Body::empty(), Body::from);
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
