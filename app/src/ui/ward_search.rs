//! Finding a commune or ward while typing, without accents: "hai chau" finds "Phường Hải Châu".
//!
//! The names of one province come from one small file the first time the field is used. Without script the
//! server reads what was typed by the same rule, so the list is a help, never a condition.

use std::cell::RefCell;
use std::rc::Rc;

use domain::address::without_district;
use domain::lang::Lang;
use domain::text::search_key;
use leptos::prelude::{document, window};
use leptos::task::spawn_local;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Element, Event, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlSelectElement, KeyboardEvent, Response,
};

/// More would not fit above a phone's keyboard.
const SHOWN: usize = 6;

/// What the field knows: the province whose wards it holds, each with its key, and the line that is chosen.
#[derive(Default)]
struct Wards {
    province: String,
    names: Vec<(String, String)>,
    active: Option<usize>,
}

/// Gives the form's `ward` field its list, if the form has one.
pub(super) fn wire(form: &HtmlFormElement, lang: Lang) {
    let (Some(input), Some(province)) =
        (find::<HtmlInputElement>(form, "input[name=ward]"), find::<HtmlSelectElement>(form, "select[name=province]"))
    else {
        return;
    };
    let Some(list) = list_after(&input, lang) else {
        return;
    };
    let wards = Rc::new(RefCell::new(Wards::default()));
    for kind in ["focus", "input"] {
        let (field, list, province, wards) = (input.clone(), list.clone(), province.clone(), Rc::clone(&wards));
        listen(&input, kind, move |_| {
            let (field, list, province, wards) = (field.clone(), list.clone(), province.clone(), Rc::clone(&wards));
            spawn_local(async move {
                load(&province.value(), &wards).await;
                show(&field, &list, &mut wards.borrow_mut());
            });
        });
    }
    let (field, shown, held) = (input.clone(), list.clone(), Rc::clone(&wards));
    listen(&input, "keydown", move |event| {
        if let Some(key) = event.dyn_ref::<KeyboardEvent>() {
            steer(key, &field, &shown, &mut held.borrow_mut());
        }
    });
    let (field, shown) = (input.clone(), list.clone());
    // `pointerdown`, not `click`: the field must not lose the focus first, or the list would be gone.
    listen(&list, "pointerdown", move |event| {
        let chosen = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(name) = chosen
            .filter(|option| option.get_attribute("role").as_deref() == Some("option"))
            .and_then(|option| option.text_content())
        {
            event.prevent_default();
            choose(&field, &shown, &name);
        }
    });
    let (field, shown) = (input.clone(), list);
    listen(&input, "blur", move |_| hide(&field, &shown));
}

/// An empty list after the field, tied to it as a combobox.
fn list_after(input: &HtmlInputElement, lang: Lang) -> Option<HtmlElement> {
    let list: HtmlElement = document().create_element("ul").ok()?.dyn_into().ok()?;
    list.set_id("ward-list");
    list.set_class_name("ward-list");
    let label = match lang {
        Lang::Vi => "Phường, xã, đặc khu",
        Lang::En => "Wards and communes",
    };
    for (name, value) in [("role", "listbox"), ("aria-label", label), ("hidden", "")] {
        list.set_attribute(name, value).ok()?;
    }
    for (name, value) in [
        ("role", "combobox"),
        ("aria-autocomplete", "list"),
        ("aria-controls", "ward-list"),
        ("aria-expanded", "false"),
        ("autocomplete", "off"),
    ] {
        input.set_attribute(name, value).ok()?;
    }
    input.insert_adjacent_element("afterend", &list).ok()?;
    Some(list)
}

/// Fetches the names of `province` unless they are here already; offline, the field stays a plain one.
async fn load(province: &str, wards: &Rc<RefCell<Wards>>) {
    if province.is_empty() || wards.borrow().province == province {
        return;
    }
    let fetched = async {
        let response: Response =
            JsFuture::from(window().fetch_with_str(&format!("/places/{province}.json"))).await?.dyn_into()?;
        let body = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
        Ok::<_, JsValue>(serde_json::from_str::<Vec<String>>(&body).unwrap_or_default())
    };
    if let Ok(names) = fetched.await {
        let mut held = wards.borrow_mut();
        province.clone_into(&mut held.province);
        held.names = names.into_iter().map(|name| (search_key(&name), name)).collect();
    }
}

fn show(input: &HtmlInputElement, list: &HtmlElement, wards: &mut Wards) {
    wards.active = None;
    let wanted = search_key(&input.value());
    list.set_text_content(None);
    let exact = wards.names.iter().any(|(_, name)| *name == input.value());
    if wanted.is_empty() || exact {
        hide(input, list);
        return;
    }
    let mut found: Vec<_> = wards.names.iter().filter(|(key, _)| key.contains(&wanted)).take(SHOWN).collect();
    // Who knows the name of the district is offered the wards that took it over.
    let bare = without_district(&input.value());
    if found.is_empty() && !bare.is_empty() {
        found = wards.names.iter().filter(|(key, _)| key.contains(&bare)).take(SHOWN).collect();
    }
    let mut shown = 0;
    for (_, name) in found {
        if let Ok(option) = document().create_element("li") {
            let _ = option.set_attribute("role", "option");
            option.set_id(&format!("ward-{shown}"));
            option.set_text_content(Some(name));
            let _ = list.append_child(&option);
            shown += 1;
        }
    }
    if shown == 0 {
        hide(input, list);
    } else {
        let _ = list.remove_attribute("hidden");
        let _ = input.set_attribute("aria-expanded", "true");
    }
}

fn hide(input: &HtmlInputElement, list: &HtmlElement) {
    let _ = list.set_attribute("hidden", "");
    let _ = input.set_attribute("aria-expanded", "false");
    let _ = input.remove_attribute("aria-activedescendant");
}

fn steer(key: &KeyboardEvent, input: &HtmlInputElement, list: &HtmlElement, wards: &mut Wards) {
    let count = list.children().length() as usize;
    if count == 0 || list.has_attribute("hidden") {
        return;
    }
    match key.key().as_str() {
        "ArrowDown" => activate(input, list, wards, wards.active.map_or(0, |active| (active + 1) % count)),
        "ArrowUp" => {
            activate(input, list, wards, wards.active.map_or(count - 1, |active| (active + count - 1) % count));
        }
        "Enter" => {
            let Some(name) =
                wards.active.and_then(|active| option_at(list, active)).and_then(|option| option.text_content())
            else {
                return;
            };
            choose(input, list, &name);
        }
        "Escape" => hide(input, list),
        _ => return,
    }
    key.prevent_default();
}

fn activate(input: &HtmlInputElement, list: &HtmlElement, wards: &mut Wards, chosen: usize) {
    if let Some(option) = wards.active.and_then(|active| option_at(list, active)) {
        let _ = option.remove_attribute("aria-selected");
    }
    wards.active = Some(chosen);
    if let Some(option) = option_at(list, chosen) {
        let _ = option.set_attribute("aria-selected", "true");
        let _ = input.set_attribute("aria-activedescendant", &option.id());
    }
}

fn option_at(list: &HtmlElement, index: usize) -> Option<Element> {
    list.children().item(u32::try_from(index).ok()?)
}

fn choose(input: &HtmlInputElement, list: &HtmlElement, name: &str) {
    input.set_value(name);
    hide(input, list);
}

fn find<T: JsCast>(form: &HtmlFormElement, selector: &str) -> Option<T> {
    form.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// Listens for as long as the page lives; the form and its list go with the page.
fn listen(target: &HtmlElement, kind: &str, act: impl FnMut(Event) + 'static) {
    let closure = Closure::<dyn FnMut(Event)>::new(act);
    let _ = target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref());
    closure.forget();
}
