//! Taking a copy of everything held.

use super::found;
use crate::{
    router::Shown,
    session::{Stop, Visit},
};
use app::copy::{CopyPage, CopyPageProps};
use axum::{
    body::Body,
    http::{HeaderValue, Response, header},
};
use services::fault::Fault;
use std::sync::Arc;

/// `/copy`: what the copy holds, and the way to it.
pub(crate) async fn offer(visit: Arc<Visit>) -> Shown {
    let shell = visit.shell(false).await;
    Ok(found(|| CopyPage(CopyPageProps { shell })))
}

/// `/copy/file`: the copy as a file. It is everything, so it needs the password given within the last minutes.
pub(crate) async fn file(visit: Arc<Visit>) -> Shown {
    let fresh = visit.fresh_member()?;
    let copy = visit.desk.services.copy_of(&fresh).await?;
    let json = serde_json::to_vec_pretty(&copy).map_err(|problem| Stop::Fault(Fault::Internal(problem.into())))?;
    let name = format!("attachment; filename=\"metiz-{}.json\"", visit.desk.today().iso());
    let mut response = Response::new(Body::from(json));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let name = HeaderValue::try_from(name).unwrap_or(HeaderValue::from_static("attachment"));
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}
