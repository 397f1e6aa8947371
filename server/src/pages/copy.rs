//! Taking a copy of everything held.

use super::found;
use crate::{
    render,
    router::Shown,
    session::{Stop, Visit},
};
use app::{
    copy::{CopyDocument, CopyDocumentProps, CopyPage, CopyPageProps},
    paths,
};
use axum::{
    body::Body,
    http::{HeaderValue, Response, header},
};
use domain::lang::Lang;
use services::copy::Page;
use std::sync::Arc;

/// The pages inside the file.
const PAGES: &[(&str, Page)] =
    &[("ban-sao.html", |copy| document(Lang::Vi, copy)), ("copy.html", |copy| document(Lang::En, copy))];

fn document(lang: Lang, copy: &serde_json::Value) -> String {
    render::html(|| CopyDocument(CopyDocumentProps { lang, copy: copy.clone() }))
}

/// `/copy`: what the copy holds, and the way to it.
pub(crate) async fn offer(visit: Arc<Visit>) -> Shown {
    let code = visit.fresh_member().ok().map(|member| visit.desk.services.copy_link(&member));
    let shell = visit.shell(false).await;
    Ok(found(|| CopyPage(CopyPageProps { shell, code })))
}

/// `/copy/file`: the copy as a file. It is everything, so it needs the password given within the last minutes, or the code that
/// this session was given then, and no other site may lead a member straight to it.
pub(crate) async fn file(visit: Arc<Visit>) -> Shown {
    if visit.led_by_another_site {
        return Err(Stop::Elsewhere(paths::COPY));
    }
    let services = &visit.desk.services;
    let file = match (visit.fresh_member(), visit.code.as_deref()) {
        (Ok(fresh), _) => services.copy_file(&fresh, PAGES).await?,
        (Err(stop), None) => return Err(stop),
        (Err(stop), Some(code)) => services.copy_file_by_link(visit.member()?, code, PAGES).await?.ok_or(stop)?,
    };
    // The letter about it leaves at once.
    visit.desk.jobs.ring();
    let name = format!("attachment; filename=\"metiz-{}.zip\"", visit.desk.today().iso());
    let mut response = Response::new(Body::from_stream(file));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    let name = HeaderValue::try_from(name).unwrap_or(HeaderValue::from_static("attachment"));
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}
