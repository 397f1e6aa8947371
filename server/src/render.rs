//! A finished page as HTML.
//!
//! Pages are rendered after all their data is there, so there is nothing to wait for: no streaming, no second status,
//! no script that moves late pieces into place. Islands are marked for the browser; everything else stays inert.

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};
use hydration_context::SsrSharedContext;
use leptos::{IntoView, prelude::RenderHtml, reactive::owner::Owner};
use std::sync::Arc;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// The answer with this status whose body is `view`. What the view allocates is gone when this returns.
pub fn page<V: IntoView>(status: StatusCode, view: impl FnOnce() -> V) -> Response<Body> {
    let mut response = Response::new(Body::from(html(view)));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HTML);
    response
}

/// The view as HTML, without an answer around it.
pub fn html<V: IntoView>(view: impl FnOnce() -> V) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| view().into_view().to_html());
    owner.cleanup();
    html
}
