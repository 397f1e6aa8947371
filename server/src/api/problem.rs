//! Errors as problem documents (RFC 9457): a code that stays, a status, a sentence for people.

use super::words;
use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};
use domain::{
    contact::{CallProblem, ContactField},
    lang::Lang,
    orders::{OrderField, OrderProblem},
};
use serde::Serialize;

/// What went wrong with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// No key was shown.
    KeyMissing,
    /// The key opens nothing: revoked, mistyped, never made.
    KeyUnknown,
    /// The key does not open this.
    ScopeMissing,
    /// Too many calls, or too many wrong keys.
    TooFast,
    /// The body is not said to be JSON.
    WrongMediaType,
    /// The body is no JSON.
    NotJson,
    /// The body is nested more deeply than any body of ours.
    TooDeep,
    /// The call has no `Idempotency-Key`, or not one of 1 to 64 plain characters.
    RepeatKeyNeeded,
    /// The `Idempotency-Key` came before with another body.
    RepeatKeyUsed,
    /// Not an object with one list of orders, or none or too many in it.
    NotAList,
    /// A question or a report with a field that is missing, unknown or wrong; each is named.
    Malformed,
    /// Orders that cannot be kept; each is named.
    Invalid,
    /// Orders that are kept already and say something else.
    Differs,
    /// There is no such address.
    NotFound,
    /// Not by this method.
    WrongMethod,
    /// The body is too large.
    TooLarge,
    /// The call could not be read, or was not sent in time.
    Unreadable,
    /// A fault of ours, under an incident number.
    Broken,
    /// A full house: to be tried again.
    Busy,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::KeyMissing,
        Self::KeyUnknown,
        Self::ScopeMissing,
        Self::TooFast,
        Self::WrongMediaType,
        Self::NotJson,
        Self::TooDeep,
        Self::RepeatKeyNeeded,
        Self::RepeatKeyUsed,
        Self::NotAList,
        Self::Malformed,
        Self::Invalid,
        Self::Differs,
        Self::NotFound,
        Self::WrongMethod,
        Self::TooLarge,
        Self::Unreadable,
        Self::Broken,
        Self::Busy,
    ];

    /// Its code, the last part of the problem's `type`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::KeyMissing => "key-missing",
            Self::KeyUnknown => "key-unknown",
            Self::ScopeMissing => "scope-missing",
            Self::TooFast => "too-fast",
            Self::WrongMediaType => "wrong-media-type",
            Self::NotJson => "not-json",
            Self::TooDeep => "too-deep",
            Self::RepeatKeyNeeded => "idempotency-key-needed",
            Self::RepeatKeyUsed => "idempotency-key-used",
            Self::NotAList => "not-a-list",
            Self::Malformed => "malformed",
            Self::Invalid => "invalid",
            Self::Differs => "differs",
            Self::NotFound => "not-found",
            Self::WrongMethod => "wrong-method",
            Self::TooLarge => "too-large",
            Self::Unreadable => "unreadable",
            Self::Broken => "broken",
            Self::Busy => "busy",
        }
    }

    /// Its usual status.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::KeyMissing | Self::KeyUnknown => StatusCode::UNAUTHORIZED,
            Self::ScopeMissing => StatusCode::FORBIDDEN,
            Self::TooFast => StatusCode::TOO_MANY_REQUESTS,
            Self::WrongMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::NotJson | Self::TooDeep | Self::RepeatKeyNeeded | Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::RepeatKeyUsed | Self::NotAList | Self::Malformed | Self::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Differs => StatusCode::CONFLICT,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// One problem of one order, or of one thing that was asked or reported.
#[derive(Default, Serialize)]
struct Line {
    /// The order's place in the list, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<usize>,
    /// The place of whatever else was sent as a list, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
    code: &'static str,
    detail: &'static str,
}

#[derive(Serialize)]
struct Document<'a> {
    r#type: String,
    title: &'static str,
    status: u16,
    detail: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    incident: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Line>,
}

/// Problems named in one answer at most.
const LINES_MOST: usize = 100;

/// The answer to a call that went wrong in this way.
pub(super) fn answer(lang: Lang, kind: Kind) -> Response<Body> {
    written(lang, kind, kind.status(), None, Vec::new())
}

/// The answer that names each problem of each order.
pub(super) fn refused(lang: Lang, kind: Kind, problems: &[(usize, OrderProblem)]) -> Response<Body> {
    let line = |(order, problem): &(usize, OrderProblem)| Line {
        order: Some(*order),
        field: problem.field.map(OrderField::code),
        code: problem.why.code(),
        detail: words::refusal(lang, problem.why),
        ..Line::default()
    };
    written(lang, kind, kind.status(), None, problems.iter().take(LINES_MOST).map(line).collect())
}

/// The answer that names each problem of a question or a report.
pub(super) fn malformed(lang: Lang, problems: &[CallProblem]) -> Response<Body> {
    let line = |problem: &CallProblem| Line {
        at: problem.at,
        field: problem.field.map(ContactField::code),
        code: problem.why.code(),
        detail: words::call_refusal(lang, problem.why),
        ..Line::default()
    };
    let kind = Kind::Malformed;
    written(lang, kind, kind.status(), None, problems.iter().take(LINES_MOST).map(line).collect())
}

/// The answer to a call that went wrong before or around its room.
pub fn of_status(lang: Lang, status: StatusCode, incident: Option<&str>) -> Response<Body> {
    let kind = match status {
        StatusCode::NOT_FOUND => Kind::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Kind::WrongMethod,
        StatusCode::PAYLOAD_TOO_LARGE => Kind::TooLarge,
        StatusCode::TOO_MANY_REQUESTS => Kind::TooFast,
        StatusCode::SERVICE_UNAVAILABLE => Kind::Busy,
        status if status.is_server_error() => Kind::Broken,
        _ => Kind::Unreadable,
    };
    written(lang, kind, status, incident, Vec::new())
}

fn written(lang: Lang, kind: Kind, status: StatusCode, incident: Option<&str>, errors: Vec<Line>) -> Response<Body> {
    let (title, detail) = words::problem(lang, kind);
    let r#type = format!("urn:metiz:problem:{}", kind.code());
    let document = Document { r#type, title, status: status.as_u16(), detail, incident, errors };
    let mut response = super::json(status, &document);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.code()));
    if let Some(challenge) = challenge(kind) {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    response
}

/// RFC 6750 section 3: what kind of key is wanted.
const fn challenge(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::KeyMissing => Some("Bearer realm=\"metiz\""),
        Kind::KeyUnknown => Some("Bearer realm=\"metiz\", error=\"invalid_token\""),
        Kind::ScopeMissing => Some("Bearer realm=\"metiz\", error=\"insufficient_scope\""),
        _ => None,
    }
}
