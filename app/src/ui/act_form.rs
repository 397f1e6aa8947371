//! The one island: a form that checks itself, sends itself, and says in place what was refused.
//!
//! Its fields are rendered by the server and never touched by hydration, so nothing typed before the script
//! arrived is lost. Without script the browser posts the same fields to the same address; the answer is the same.
//! All forms share this code, so a further form costs the browser nothing.
#![expect(missing_docs, reason = "the island macro makes a struct of the props; their meaning is beside them")]

use std::time::Duration;

use domain::calendar::Date;
use domain::form::{self, Field, FormKind, Problem};
use domain::lang::Lang;
use leptos::ev::{FocusEvent, MouseEvent, SubmitEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{FormData, HtmlButtonElement, HtmlElement, HtmlFormElement, Node};

use super::{post, ward_search};
use crate::page_error::PageError;
use crate::words::{page_errors, problems};

/// A form that works with and without script.
///
/// `kind` names the checks the browser can do alone; `busy` is what the pressed button says while the act is
/// on its way. Children hold the fields and the buttons, and an error summary (`data-error-summary`) where the form is the page's
/// main one: a page of many forms has one for all, and a form that needs its own takes a copy.
#[island]
pub fn ActForm(
    /// The member's language, for sentences the browser says itself.
    lang: Lang,
    /// Which checks the browser can do alone.
    kind: FormKind,
    /// Where the form posts.
    act: String,
    /// What the button says while the act is on its way.
    busy: String,
    /// Fields, buttons, error summary.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<leptos::html::Form>::new();
    Effect::new(move |_| {
        if let Some(form) = node.get() {
            let form: &HtmlFormElement = form.as_ref();
            each(form, "[data-shows]", |button| {
                let _ = button.remove_attribute("hidden");
            });
            ward_search::wire(form, lang);
        }
    });
    let submitted = move |event: SubmitEvent| submit(&event, lang, kind, &busy);
    let pressing = StoredValue::new(false);
    let left = StoredValue::new_local(None::<Left>);
    // A sentence that comes or goes moves what is below it. So nothing is said while a finger or a mouse button is
    // down, or the press would miss what it was aimed at.
    let say = move || {
        if !pressing.get_value()
            && let Some(left) = left.try_update_value(Option::take).flatten()
        {
            check_one(&left, lang, kind);
        }
    };
    let leave = move |event: FocusEvent| {
        left.set_value(Left::read(&event));
        set_timeout(say, Duration::ZERO);
    };
    let release = move |_| {
        pressing.set_value(false);
        set_timeout(say, Duration::ZERO);
    };
    view! {
        <form
            node_ref=node
            method="post"
            action=act
            class="act-form"
            novalidate
            on:submit=submitted
            on:focusout=leave
            on:pointerdown=move |_| pressing.set_value(true)
            on:pointerup=release
            on:pointercancel=release
            on:click=|event| show_or_hide(&event)
        >
            {children()}
        </form>
    }
}

/// Sends the form in place, unless the browser's own check already finds something to say.
fn submit(event: &SubmitEvent, lang: Lang, kind: FormKind, busy: &str) {
    let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else {
        return;
    };
    let Ok(data) = FormData::new_with_form(&form) else {
        return;
    };
    event.prevent_default();
    if form.has_attribute("aria-busy") {
        // Pressed twice: the first press is on its way.
        return;
    }
    let pressed = event.submitter().and_then(|element| element.dyn_into::<HtmlButtonElement>().ok());
    let unchecked = pressed.as_ref().is_some_and(HtmlButtonElement::form_no_validate);
    if !unchecked {
        let problems = form::check(kind, &|field| typed(&data, field), today());
        if kind == FormKind::SignUp && problems.iter().any(Problem::is_too_young) {
            // Nothing leaves the browser; the server would lead to the same page.
            post::go(crate::paths::GUARDIAN);
            return;
        }
        if !problems.is_empty() {
            show_problems(&form, lang, &problems);
            return;
        }
    }
    let mut action = form.get_attribute("action").unwrap_or_default();
    if let Some(button) = &pressed {
        if !button.name().is_empty() {
            let _ = data.append_with_str(&button.name(), &button.value());
        }
        if let Some(own) = button.get_attribute("formaction") {
            action = own;
        }
    }
    clear_problems(&form);
    let speaking = speaking(&form, pressed.as_ref());
    let said = set_busy(&form, speaking.as_ref(), busy);
    spawn_local(async move {
        match post::send(&action, &data).await {
            // The button stays busy: the next page is on its way.
            Ok(answer) => post::go(&answer.next),
            Err(PageError::Refused(problems)) if problems.iter().any(Problem::page_is_old) => {
                send_plainly(&form, &action, pressed.as_ref());
            }
            Err(PageError::FreshSignInNeeded) => send_plainly(&form, &action, pressed.as_ref()),
            Err(error) => {
                set_idle(&form, speaking.as_ref(), &said);
                show_error(&form, lang, &error);
            }
        }
    });
}

/// Sends the form once more, the browser's own way: what is refused because the page is old, or because the password is
/// asked for first, comes back with a fresh page, the reason, and what was typed.
fn send_plainly(form: &HtmlFormElement, action: &str, pressed: Option<&HtmlButtonElement>) {
    let _ = form.set_attribute("action", action);
    if let Some(button) = pressed
        && let Ok(carried) = document().create_element("input")
    {
        for (name, value) in [("type", "hidden".to_owned()), ("name", button.name()), ("value", button.value())] {
            let _ = carried.set_attribute(name, &value);
        }
        let _ = form.append_child(&carried);
    }
    let _ = form.submit();
}

/// A field that was left, and its form.
#[derive(Clone)]
struct Left {
    form: HtmlFormElement,
    field: Field,
}

impl Left {
    fn read(event: &FocusEvent) -> Option<Self> {
        let control = event.target()?.dyn_into::<HtmlElement>().ok()?;
        let form = closest(&control, "form")?.dyn_into().ok()?;
        let field = Field::from_name(&control.get_attribute("name")?)?;
        Some(Self { form, field })
    }
}

/// Checks a field once the member has left it with something typed.
fn check_one(left: &Left, lang: Lang, kind: FormKind) {
    let Ok(data) = FormData::new_with_form(&left.form) else {
        return;
    };
    if typed(&data, left.field).is_empty() {
        return;
    }
    let found = form::check(kind, &|field| typed(&data, field), today())
        .into_iter()
        .find(|problem| problem.field == Some(left.field));
    let sentence = found.map(|problem| problems::sentence(lang, &problem.reason));
    mark(&left.form, left.field, sentence.as_deref());
}

/// Shows what was typed in a password field, or hides it again.
fn show_or_hide(event: &MouseEvent) {
    let Some(button) = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok())
        .and_then(|element| closest(&element, "[data-shows]"))
    else {
        return;
    };
    let Some(form) = closest(&button, "form") else {
        return;
    };
    let name = button.get_attribute("data-shows").unwrap_or_default();
    each(&form, "input", |input| {
        if input.get_attribute("name").as_deref() == Some(name.as_str()) {
            let shown = input.get_attribute("type").as_deref() == Some("text");
            let _ = input.set_attribute("type", if shown { "password" } else { "text" });
            let _ = button.set_attribute("aria-pressed", if shown { "false" } else { "true" });
        }
    });
}

fn typed(data: &FormData, field: Field) -> String {
    data.get(field.name()).as_string().unwrap_or_default()
}

/// Today at the cinema, UTC+07:00 without summer time.
fn today() -> Date {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit well within i64")]
    let micros = js_sys::Date::now() as i64 * 1_000;
    domain::calendar::Timestamp::from_micros(micros).date_in_vietnam()
}

fn show_error(form: &HtmlFormElement, lang: Lang, error: &PageError) {
    match error {
        PageError::Refused(problems) => show_problems(form, lang, problems),
        PageError::SignInNeeded => {
            let sign_in = format!("{}?next={}", crate::paths::SIGN_IN, post::here());
            summarise(form, &[(Some(sign_in), page_errors::sentence(lang, error))]);
        }
        other => summarise(form, &[(None, page_errors::sentence(lang, other))]),
    }
}

fn show_problems(form: &HtmlFormElement, lang: Lang, found: &[Problem]) {
    clear_problems(form);
    let lines: Vec<_> = found
        .iter()
        .map(|problem| {
            let sentence = problems::sentence(lang, &problem.reason);
            if let Some(field) = problem.field {
                mark(form, field, Some(&sentence));
            }
            (problem.field.map(|field| format!("#{}", field.name())), sentence)
        })
        .collect();
    summarise(form, &lines);
}

fn clear_problems(form: &HtmlFormElement) {
    each(form, ".field__error", |slot| {
        slot.set_text_content(None);
        let _ = slot.set_attribute("hidden", "");
    });
    each(form, "[aria-invalid]", |control| {
        let _ = control.remove_attribute("aria-invalid");
    });
    each(form, SUMMARY, |summary| {
        let _ = summary.set_attribute("hidden", "");
    });
}

/// Says `sentence` at the field, or takes back what was said there.
fn mark(form: &HtmlFormElement, field: Field, sentence: Option<&str>) {
    let name = field.name();
    let invalid = sentence.is_some();
    each(form, &format!("#{name}-error"), |slot| {
        slot.set_text_content(sentence);
        let _ = if invalid { slot.remove_attribute("hidden") } else { slot.set_attribute("hidden", "") };
    });
    each(form, &format!("[name={name}]"), |control| {
        let _ = if invalid {
            control.set_attribute("aria-invalid", "true")
        } else {
            control.remove_attribute("aria-invalid")
        };
    });
}

/// Lists what was wrong at the top of the form and moves the focus there, so that nobody has to look for it.
fn summarise(form: &HtmlFormElement, lines: &[(Option<String>, String)]) {
    let Some(summary) = summary_of(form) else {
        return;
    };
    each(&summary, "ul", |list| {
        list.set_text_content(None);
        for (leads_to, sentence) in lines {
            append_line(&list, leads_to.as_deref(), sentence);
        }
    });
    let _ = summary.remove_attribute("hidden");
    let _ = summary.focus();
}

const SUMMARY: &str = "[data-error-summary]";

/// The form's own summary, or a copy of the page's on top of the form.
fn summary_of(form: &HtmlFormElement) -> Option<HtmlElement> {
    if let Some(own) = form.query_selector(SUMMARY).ok().flatten() {
        return own.dyn_into().ok();
    }
    let pages = document().query_selector(SUMMARY).ok().flatten()?;
    let own: HtmlElement = pages.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
    // No two elements of a page may have one id.
    each(&own, "[id]", |title| {
        let _ = own.set_attribute("aria-label", &title.text_content().unwrap_or_default());
        let _ = title.remove_attribute("id");
    });
    let _ = own.remove_attribute("aria-labelledby");
    let _ = form.insert_before(&own, form.first_child().as_ref());
    Some(own)
}

fn append_line(list: &HtmlElement, leads_to: Option<&str>, sentence: &str) {
    let page = document();
    let Ok(item) = page.create_element("li") else {
        return;
    };
    match leads_to.and_then(|leads_to| Some((leads_to, page.create_element("a").ok()?))) {
        Some((leads_to, link)) => {
            let _ = link.set_attribute("href", leads_to);
            if leads_to.starts_with('/') {
                // Beside this page, so that what was typed here is not lost.
                let _ = link.set_attribute("target", "_blank");
            }
            link.set_text_content(Some(sentence));
            let _ = item.append_child(&link);
        }
        None => item.set_text_content(Some(sentence)),
    }
    let _ = list.append_child(&item);
}

/// The button that says what is under way: the pressed one, or the form's own where the enter key pressed one nobody sees.
fn speaking(form: &HtmlFormElement, pressed: Option<&HtmlButtonElement>) -> Option<HtmlButtonElement> {
    match pressed {
        Some(button) if button.has_attribute("aria-hidden") => {
            form.query_selector(".button--primary").ok().flatten()?.dyn_into().ok()
        }
        pressed => pressed.cloned(),
    }
}

/// Says on the button that the act is on its way. Answers what stood there.
fn set_busy(form: &HtmlFormElement, button: Option<&HtmlButtonElement>, busy: &str) -> Vec<Node> {
    let _ = form.set_attribute("aria-busy", "true");
    let mut said = Vec::new();
    if let Some(button) = button {
        let own = button.child_nodes();
        said.extend((0..own.length()).filter_map(|place| own.get(place)));
        button.set_text_content(Some(busy));
    }
    said
}

fn set_idle(form: &HtmlFormElement, button: Option<&HtmlButtonElement>, said: &[Node]) {
    let _ = form.remove_attribute("aria-busy");
    if let Some(button) = button {
        button.set_text_content(None);
        for node in said {
            let _ = button.append_child(node);
        }
    }
}

/// Calls `act` for each element below `root` that `selector` names.
pub(super) fn each(root: &HtmlElement, selector: &str, act: impl Fn(HtmlElement)) {
    let Ok(found) = root.query_selector_all(selector) else {
        return;
    };
    for index in 0..found.length() {
        if let Some(element) = found.get(index).and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
            act(element);
        }
    }
}

fn closest(element: &HtmlElement, selector: &str) -> Option<HtmlElement> {
    element.closest(selector).ok().flatten()?.dyn_into().ok()
}
