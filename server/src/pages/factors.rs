//! The second factor: the second step of a sign-in, the authenticator app, recovery codes.

use super::found;
use crate::{
    packing::Unpacked,
    router::{Shown, see_other},
    session::{Stop, Visit},
};
use app::{
    cookies,
    factors::{
        AuthenticatorPage, AuthenticatorPageProps, AuthenticatorView, FactorStepPage, FactorStepPageProps, FactorsView,
        RecoveryCodesPage, RecoveryCodesPageProps, SetUpView,
    },
    flash::Flash,
    paths, words,
};
use axum::{
    body::Body,
    http::{HeaderValue, Response, header},
};
use services::{
    factors::{Authenticator, Factors},
    fault::{Fault, report},
};
use std::sync::Arc;

/// What pages show of it.
pub(crate) fn view_of(factors: Factors) -> FactorsView {
    FactorsView { since: factors.since, codes_left: factors.codes_left, codes_made: factors.codes_made }
}

/// `/sign-in/factor`
pub(crate) async fn step(visit: Arc<Visit>) -> Shown {
    let waiting = match visit.pending() {
        Some(token) => visit.desk.services.is_waiting(token).await?,
        None => false,
    };
    let next = visit.next.clone();
    // Who goes back here after the code was taken is in, and has nothing to begin again.
    if !waiting && visit.signed_in.is_some() {
        return Ok(see_other(next.as_deref().unwrap_or(paths::OVERVIEW)));
    }
    let shell = visit.shell(waiting).await;
    Ok(found(|| FactorStepPage(FactorStepPageProps { shell, waiting, next })))
}

/// `/security/authenticator`: while it is set up the page holds the secret, so it needs a proof of the last minutes.
pub(crate) async fn authenticator(visit: Arc<Visit>) -> Shown {
    let fresh = visit.fresh_member()?;
    let view = match visit.desk.services.authenticator_of(&fresh).await? {
        Authenticator::Off => AuthenticatorView::Off,
        Authenticator::On { since } => AuthenticatorView::On(since),
        Authenticator::SettingUp(set_up) => AuthenticatorView::SettingUp(SetUpView {
            secret: set_up.secret.reveal().to_owned(),
            side: set_up.qr.side,
            path: set_up.qr.path,
        }),
    };
    let shell = visit.shell(true).await;
    Ok(unpacked(found(|| AuthenticatorPage(AuthenticatorPageProps { shell, view }))))
}

/// `/security/recovery-codes`: codes that were made just now are shown once, and can be taken as a file once.
pub(crate) async fn recovery_codes(visit: Arc<Visit>) -> Shown {
    let fresh = visit.fresh_member()?;
    let view = view_of(visit.desk.services.factors_of(&fresh).await?);
    let shell = visit.shell(true).await;
    let codes = shell.flash().codes;
    let mut page = unpacked(found(|| RecoveryCodesPage(RecoveryCodesPageProps { shell, view })));
    if !codes.is_empty() {
        hand_on(&visit, codes, &mut page).await?;
    }
    Ok(page)
}

/// Leaves the codes for their file, under a new token that only this browser has.
async fn hand_on(visit: &Visit, codes: Vec<String>, page: &mut Response<Body>) -> Result<(), Stop> {
    let of = Some(*visit.member()?.member().bytes());
    let flash = Flash { page: paths::RECOVERY_CODES_FILE.to_owned(), codes, of, ..Flash::default() };
    let body = serde_json::to_vec(&flash).map_err(|problem| Stop::Fault(Fault::Internal(problem.into())))?;
    let token = match visit.desk.services.keep_flash(&body).await {
        Ok(token) => token,
        Err(fault) => {
            // The codes are on the page all the same; only the file is missing.
            report(&fault);
            return Ok(());
        }
    };
    set(page, &cookies::codes(visit.desk.origin.is_https(), &token));
    Ok(())
}

/// `/security/recovery-codes/file`: once, by who has just been shown them, whatever else they looked at meanwhile.
pub(crate) async fn recovery_codes_file(visit: Arc<Visit>) -> Shown {
    visit.fresh_member()?;
    let codes = visit.codes().await;
    let mut response = if codes.is_empty() {
        see_other(paths::RECOVERY_CODES)
    } else {
        let mut file = Response::new(Body::from(words::factors::file(visit.lang, &codes)));
        let headers = file.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        headers.insert(
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"metiz-recovery-codes.txt\""),
        );
        file
    };
    set(&mut response, &cookies::gone(visit.desk.origin.is_https(), cookies::CODES));
    Ok(response)
}

fn set(response: &mut Response<Body>, cookie: &str) {
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// A secret that outlives the answer is in it: packed, its length could be told from outside (decision 0007).
fn unpacked(mut page: Response<Body>) -> Response<Body> {
    page.extensions_mut().insert(Unpacked);
    page
}
