//! The log: ids, codes, counts and durations, never what somebody typed or where exactly they went. (G13, T18)
//!
//! A request is logged under its route's template, so a token in a path stays out. A panic is logged by its place in
//! the source alone: its message may quote a value.

use crate::config::{Log, LogFormat};
use std::{panic::PanicHookInfo, time::Duration};
use tracing_subscriber::{
    EnvFilter, Layer, Registry,
    fmt::{self, MakeWriter},
    layer::SubscriberExt,
};

/// The subscriber that writes to `writer` as the settings say.
///
/// # Errors
/// When `log.filter` cannot be read.
pub fn subscriber<W>(settings: &Log, writer: W) -> Result<impl tracing::Subscriber + Send + Sync + use<W>, String>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(&settings.filter).map_err(|problem| format!("log.filter: {problem}"))?;
    // It writes down what a browser handed over, and calls a wrong passkey an error of the house.
    let silence = "webauthn_rs=off".parse().map_err(|problem| format!("log.filter: {problem}"))?;
    let filter = filter.add_directive(silence);
    let layer = fmt::layer().with_writer(writer).with_ansi(false);
    let layer: Box<dyn Layer<Registry> + Send + Sync> = match settings.format {
        LogFormat::Text => layer.with_filter(filter).boxed(),
        LogFormat::Json => layer.json().flatten_event(true).with_filter(filter).boxed(),
    };
    Ok(tracing_subscriber::registry().with(layer))
}

/// Makes the log the process' own: everything goes to standard error, and panics with it.
///
/// # Errors
/// When `log.filter` cannot be read, or the process has a log already.
pub fn start(settings: &Log) -> Result<(), String> {
    let subscriber = subscriber(settings, std::io::stderr)?;
    tracing::subscriber::set_global_default(subscriber).map_err(|problem| problem.to_string())?;
    std::panic::set_hook(Box::new(note_panic));
    Ok(())
}

fn note_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map_or_else(|| "unknown".to_owned(), |at| format!("{}:{}", at.file(), at.line()));
    tracing::error!(place, "a part of the server gave up");
}

/// One line for one request.
pub fn note_request(route: &str, method: &str, status: u16, took: Duration) {
    let us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    if status >= 500 {
        tracing::error!(target: "request", method, route, status, us);
    } else {
        tracing::info!(target: "request", method, route, status, us);
    }
}
