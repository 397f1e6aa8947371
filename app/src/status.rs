//! The HTTP status of a refused act. The framework answers 500 for every error; a refusal is not a fault.
#![cfg(feature = "ssr")]

use crate::page_error::PageError;
use axum::http::{HeaderValue, StatusCode, header::RETRY_AFTER};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// Sets the status that tells `error` to programs; people read the sentence.
pub fn set(error: &PageError) {
    let Some(response) = use_context::<ResponseOptions>() else {
        return;
    };
    response.set_status(of(error));
    if let PageError::TooManyTries { wait_s } | PageError::Busy { wait_s } = error {
        response.insert_header(RETRY_AFTER, HeaderValue::from(*wait_s));
    }
}

/// The status of each error.
pub fn of(error: &PageError) -> StatusCode {
    match error {
        PageError::SignInNeeded => StatusCode::UNAUTHORIZED,
        PageError::FreshSignInNeeded => StatusCode::FORBIDDEN,
        PageError::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        PageError::TooManyTries { .. } | PageError::KnownDeviceOnly => StatusCode::TOO_MANY_REQUESTS,
        PageError::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
        PageError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        PageError::NotFound => StatusCode::NOT_FOUND,
        PageError::Broken { .. } | PageError::Unreachable => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
