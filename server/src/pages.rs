//! One handler for each page: who asks, what `services` says, the page as HTML. Nothing is decided here.

pub(crate) mod activity;
pub(crate) mod closure;
pub(crate) mod consent;
pub(crate) mod conventions;
pub(crate) mod copy;
pub(crate) mod email;
pub(crate) mod factors;
pub(crate) mod orders;
pub(crate) mod overview;
pub(crate) mod passkeys;
pub(crate) mod places;
pub(crate) mod policy;
pub(crate) mod profile;
pub(crate) mod receipt;
pub(crate) mod recovery;
pub(crate) mod report;
pub(crate) mod security;
pub(crate) mod sign_in;
pub(crate) mod sign_up;
pub(crate) mod unsubscribe;

use crate::render;
use axum::{
    body::Body,
    http::{Response, StatusCode},
};
use leptos::IntoView;

/// A page that is there.
fn found<V: IntoView>(view: impl FnOnce() -> V) -> Response<Body> {
    render::page(StatusCode::OK, view)
}
