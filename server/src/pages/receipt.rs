//! Receipts of decisions: for their member to keep, and for anybody to check.

use super::{conventions, found};
use crate::{
    router::Shown,
    session::{Stop, Visit},
};
use app::{
    paths,
    receipt::{
        ReceiptLine, ReceiptPage, ReceiptPageProps, ReceiptsPage, ReceiptsPageProps, VerifyPage, VerifyPageProps,
    },
};
use axum::{
    body::Body,
    http::{HeaderValue, Response, header},
};
use domain::form::Field;
use services::receipts::Receipt;
use std::sync::Arc;

/// An hour: a new key is published long before an old one is missed.
const FOR_AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// Receipts on one page: about two screens of a phone.
const AT_ONCE: u32 = 30;

/// `/consent/receipts`, from `?before=` on if that is given.
pub(crate) async fn list(visit: Arc<Visit>) -> Shown {
    let (receipts, older) = visit.desk.services.receipts_of(visit.member()?, visit.before, AT_ONCE).await?;
    let lines = receipts.into_iter().map(|receipt| ReceiptLine { seq: receipt.seq, says: receipt.says }).collect();
    let (shell, newest) = (visit.shell(false).await, visit.before.is_none());
    Ok(found(|| ReceiptsPage(ReceiptsPageProps { shell, lines, older, newest })))
}

/// `/consent/receipts/{seq}`: for reading and printing.
pub(crate) async fn one(visit: Arc<Visit>) -> Shown {
    let receipt = asked(&visit, "").await?;
    let shell = visit.shell(false).await;
    let line = ReceiptLine { seq: receipt.seq, says: receipt.says };
    Ok(found(|| ReceiptPage(ReceiptPageProps { shell, line })))
}

/// `/consent/receipts/{seq}/file`: the signed document.
pub(crate) async fn file(visit: Arc<Visit>) -> Shown {
    let receipt = asked(&visit, "/file").await?;
    let name = format!("attachment; filename=\"metiz-receipt-{}.json\"", receipt.seq);
    let mut response = Response::new(Body::from(receipt.text));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let name = HeaderValue::try_from(name).unwrap_or(HeaderValue::from_static("attachment"));
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

/// The receipt this address names, if it is one of this member's.
async fn asked(visit: &Visit, end: &str) -> Result<Receipt, Stop> {
    let place = visit.path.strip_prefix(paths::RECEIPTS).and_then(|rest| rest.strip_suffix(end));
    let seq = place.and_then(|rest| rest.trim_start_matches('/').parse().ok()).ok_or(Stop::NotFound)?;
    visit.desk.services.receipt_of(visit.member()?, seq).await?.ok_or(Stop::NotFound)
}

/// `/receipt/verify`: the form, and the answer to what was posted just now.
pub(crate) async fn check(visit: Arc<Visit>) -> Shown {
    let shell = visit.shell(false).await;
    let posted = shell.flash().value_or(Field::Receipt, "");
    let answer = if posted.is_empty() { None } else { Some(visit.desk.services.check_receipt(&posted).await?) };
    let keys = visit.desk.services.receipt_keys().await?;
    Ok(found(|| VerifyPage(VerifyPageProps { shell, answer, keys })))
}

/// `/.well-known/metiz-receipt-keys.json`: every key that ever signed a receipt here.
pub(crate) async fn keys(visit: Arc<Visit>) -> Shown {
    let keys = visit.desk.services.receipt_keys().await?;
    let mut response = Response::new(Body::from(keys));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(header::CACHE_CONTROL, FOR_AN_HOUR);
    Ok(response)
}

/// `/.well-known/metiz-consent-log/checkpoint`: the newest signed checkpoint (C2SP tlog-checkpoint).
pub(crate) async fn checkpoint(visit: Arc<Visit>) -> Shown {
    let note = visit.desk.services.checkpoint().await?.ok_or(Stop::NotFound)?;
    Ok(conventions::text(&note))
}

/// `/.well-known/metiz-consent-log/keys`: the keys it is checked with.
pub(crate) async fn checkpoint_keys(visit: Arc<Visit>) -> Shown {
    Ok(conventions::text(&visit.desk.services.checkpoint_keys().await?))
}
