//! Sending a form in place, and going where the answer says.

use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FormData, RequestInit, Response, UrlSearchParams};

use crate::answer::Answer;
use crate::page_error::PageError;

/// Posts the form's own fields; the server answers JSON because nothing here accepts HTML.
pub(super) async fn send(action: &str, data: &FormData) -> Result<Answer, PageError> {
    let (ok, body) = fetch(action, data).await.map_err(|_| PageError::Unreachable)?;
    if ok {
        serde_json::from_str(&body).map_err(|_| PageError::Unreachable)
    } else {
        Err(serde_json::from_str(&body).unwrap_or(PageError::Unreachable))
    }
}

async fn fetch(action: &str, data: &FormData) -> Result<(bool, String), JsValue> {
    let fields = UrlSearchParams::new_with_str_sequence_sequence(data)?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&fields);
    let headers = web_sys::Headers::new()?;
    headers.set("Accept", "application/json")?;
    init.set_headers(&headers);
    let response: Response = JsFuture::from(window().fetch_with_str_and_init(action, &init)).await?.dyn_into()?;
    let body = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    Ok((response.ok(), body))
}

/// Goes to `next`. The page we are on is loaded anew: it is the receipt, and must show the new state.
pub(super) fn go(next: &str) {
    let location = window().location();
    let path = next.split('#').next().unwrap_or(next);
    if path == here() {
        if next != path
            && let Ok(history) = window().history()
        {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(next));
        }
        let _ = location.reload();
    } else {
        let _ = location.assign(next);
    }
}

/// The path of the page we are on.
pub(super) fn here() -> String {
    window().location().pathname().unwrap_or_default()
}
