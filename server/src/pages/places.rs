//! The wards of a province, for the search in the browser. Public, so a cache may keep them.

use crate::{
    router::Shown,
    session::{Stop, Visit},
};
use axum::{
    body::Body,
    http::{HeaderValue, Response, header},
};
use std::sync::Arc;

/// A day: the list changes by decree, with notice.
const FOR_A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");

/// `/places/{province}.json`: the names of its wards in their order.
pub(crate) async fn wards(visit: Arc<Visit>) -> Shown {
    let file = visit.path.rsplit('/').next().unwrap_or_default();
    let code = file.strip_suffix(".json").ok_or(Stop::NotFound)?;
    let names: Vec<String> = visit.desk.services.places().wards_of(code).map(|ward| ward.name.clone()).collect();
    if names.is_empty() {
        return Err(Stop::NotFound);
    }
    let body =
        serde_json::to_vec(&names).map_err(|problem| Stop::Fault(services::fault::Fault::Internal(problem.into())))?;
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(header::CACHE_CONTROL, FOR_A_DAY);
    Ok(response)
}
