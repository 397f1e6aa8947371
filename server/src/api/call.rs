//! Who asks, before anything of what is asked is looked at.

use super::problem::{self, Kind};
use crate::{
    desk::{Desk, Visitor},
    errors,
};
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, Request, Response, StatusCode, Uri, header},
};
use domain::{
    lang::Lang,
    throttle::{Verdict, network_of},
};
use http_body_util::BodyExt;
use services::{api_keys::System, fault::Fault};
use std::{net::IpAddr, sync::Arc};

/// An answer that says no. In a box, because it is large and seldom.
#[derive(Debug)]
pub(crate) struct Refused(Box<Response<Body>>);

impl From<Response<Body>> for Refused {
    fn from(answer: Response<Body>) -> Self {
        Self(Box::new(answer))
    }
}

impl Refused {
    /// The answer.
    pub(crate) fn answer(self) -> Response<Body> {
        *self.0
    }
}

/// A call of a system whose key is alive.
pub(crate) struct Call {
    pub(crate) desk: Arc<Desk>,
    pub(crate) system: System,
    pub(crate) lang: Lang,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Call {
    /// Reads the key, and nothing else of the call. Cookies are not looked at.
    pub(crate) async fn of(desk: Arc<Desk>, request: Request<Body>) -> Result<Self, Refused> {
        let (parts, body) = request.into_parts();
        let lang = errors::accepted_language(&parts.headers);
        let network = parts.extensions.get::<Visitor>().map_or(IpAddr::from([0, 0, 0, 0]), |one| network_of(one.0));
        let now = desk.services.now();
        let key = bearer(&parts.headers).ok_or_else(|| Refused::from(problem::answer(lang, Kind::KeyMissing)))?;
        go(lang, desk.api.may_try(network, now))?;
        let found = desk.services.system_of(key).await.map_err(|fault| broken(lang, &fault))?;
        let Some(system) = found else {
            desk.api.wrong_key(network, now);
            return Err(Refused::from(problem::answer(lang, Kind::KeyUnknown)));
        };
        go(lang, desk.api.call(system.key().as_u128(), now))?;
        desk.services.look_for_policies().await;
        // The desk has the whole body already; it cannot fail any more.
        let body = body.collect().await.map_or_else(|_| Bytes::new(), http_body_util::Collected::to_bytes);
        Ok(Self { desk, system, lang, uri: parts.uri, headers: parts.headers, body })
    }

    /// The body, if it is said to be JSON.
    pub(crate) fn json(&self) -> Result<&[u8], Refused> {
        let kind = self.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if kind.eq_ignore_ascii_case("application/json") {
            Ok(&self.body)
        } else {
            Err(self.problem(Kind::WrongMediaType))
        }
    }

    /// The word under which this call may come again.
    pub(crate) fn repeat_word(&self) -> Result<&str, Refused> {
        let mut words = self.headers.get_all("idempotency-key").iter();
        match (words.next().and_then(|word| word.to_str().ok()), words.next()) {
            (Some(word), None)
                if (1..=64).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_graphic()) =>
            {
                Ok(word)
            }
            _ => Err(self.problem(Kind::RepeatKeyNeeded)),
        }
    }

    pub(crate) fn problem(&self, kind: Kind) -> Refused {
        Refused::from(problem::answer(self.lang, kind))
    }

    /// The answer to a fault, which is logged here under the number it shows.
    pub(crate) fn broken(&self, fault: &Fault) -> Refused {
        broken(self.lang, fault)
    }
}

fn broken(lang: Lang, fault: &Fault) -> Refused {
    match fault {
        Fault::Refused(never) => match *never {},
        Fault::Busy { wait_s } => wait(problem::answer(lang, Kind::Busy), *wait_s),
        Fault::TooManyTries { wait_s } => wait(problem::answer(lang, Kind::TooFast), *wait_s),
        // No session and no password is looked at below /api/.
        Fault::KnownDeviceOnly | Fault::SessionEnded | Fault::AccountClosing | Fault::Internal(_) => {
            let incident = services::fault::report(fault);
            Refused::from(problem::of_status(lang, StatusCode::INTERNAL_SERVER_ERROR, Some(&incident)))
        }
    }
}

fn go(lang: Lang, verdict: Verdict) -> Result<(), Refused> {
    match verdict {
        Verdict::Go => Ok(()),
        other => Err(wait(problem::answer(lang, Kind::TooFast), other.wait_s())),
    }
}

fn wait(mut response: Response<Body>, seconds: u32) -> Refused {
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    Refused::from(response)
}

/// The key of `Authorization: Bearer …`; `None` if there is none, or more than one.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(one), None) = (all.next(), all.next()) else { return None };
    let (scheme, key) = one.to_str().ok()?.split_once(' ')?;
    let key = key.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !key.is_empty()).then_some(key)
}
