//! The fields of the profile that are more than one line of text.

use domain::form::{Field, Problem};
use domain::id_number::IdNumberNote;
use domain::lang::Lang;
use leptos::prelude::*;

use super::view::ProfileView;
use crate::flash::Flash;
use crate::paths;
use crate::ui::choice::Tick;
use crate::ui::field::{Input, TextField};
use crate::ui::select::SelectField;
use crate::words::{fields, profile as w};

/// The email address, where its confirmation stands, and the letter once more.
#[component]
pub(super) fn EmailField(
    lang: Lang,
    value: String,
    problem: Option<Problem>,
    confirmed: bool,
    pending: Option<String>,
    children: Children,
) -> impl IntoView {
    let waits = !confirmed || pending.is_some();
    let standing = match pending {
        Some(address) => w::pending(lang, &address),
        None if confirmed => w::CONFIRMED.say(lang).to_owned(),
        None => w::UNCONFIRMED.say(lang).to_owned(),
    };
    let again = waits.then(|| {
        view! {
            <button class="button button--small" type="submit" formaction=paths::act::SEND_AGAIN formnovalidate>
                {w::SEND_AGAIN.say(lang)}
            </button>
        }
    });
    view! {
        <TextField
            lang=lang
            field=Field::Email
            label=fields::EMAIL.say(lang)
            hint=w::EMAIL_HINT.say(lang)
            value=value
            problem=problem
            input=Input::EMAIL
        >
            <p class="field__standing">{standing}</p>
            {again}
            {children()}
        </TextField>
    }
    .into_any()
}

/// Province, ward, and one free line; an older address stays beside them as it was written.
#[component]
pub(super) fn AddressFields(lang: Lang, view: ProfileView, flash: Flash) -> impl IntoView {
    let older = view.legacy_address.map(|text| {
        view! {
            <p class="field__label">{w::OLD_ADDRESS.say(lang)}</p>
            <p class="field__standing">{text}</p>
            <p class="field__hint">{w::OLD_ADDRESS_HINT.say(lang)}</p>
        }
    });
    let alike = (!view.wards_alike.is_empty())
        .then(|| view! { <p class="field__standing">{w::wards_alike(lang, &view.wards_alike)}</p> });
    let mut provinces = vec![(String::new(), fields::PROVINCE_NONE.say(lang).to_owned())];
    provinces.extend(view.provinces);
    view! {
        {older}
        <SelectField
            lang=lang
            field=Field::Province
            label=fields::PROVINCE.say(lang)
            options=provinces
            chosen=flash.value_or(Field::Province, &view.province)
            problem=flash.problem_at(Field::Province)
            autocomplete="address-level1"
            optional=true
        />
        <TextField
            lang=lang
            field=Field::Ward
            label=fields::WARD.say(lang)
            hint=fields::WARD_HINT.say(lang)
            value=flash.value_or(Field::Ward, &view.ward)
            problem=flash.problem_at(Field::Ward)
            input=Input { autocomplete: "address-level2", capitals: "words", optional: true, ..Input::TEXT }
        >
            {alike}
        </TextField>
        <TextField
            lang=lang
            field=Field::AddressLine
            label=fields::ADDRESS_LINE.say(lang)
            value=flash.value_or(Field::AddressLine, &view.address_line)
            problem=flash.problem_at(Field::AddressLine)
            input=Input { autocomplete: "address-line1", capitals: "sentences", optional: true, ..Input::TEXT }
        />
    }
    .into_any()
}

/// The ID number: never filled in, shown masked, and whole only after the password. The box that says "it is mine all
/// the same" appears with the problem it answers.
#[component]
pub(super) fn IdNumberField(
    lang: Lang,
    held: Option<String>,
    note: Option<IdNumberNote>,
    value: String,
    problem: Option<Problem>,
    may_confirm: bool,
    children: Children,
) -> impl IntoView {
    let label = if held.is_some() { w::ID_NEW } else { fields::ID_NUMBER }.say(lang);
    let held = held.map(|masked| {
        let whole = format!("{}?next={}", paths::PASSWORD_AGAIN, paths::ID_NUMBER);
        view! {
            <p class="field__standing">
                {w::ID_NOW.say(lang)} ": " <strong>{masked}</strong> " · " <a href=whole>{w::ID_SHOW.say(lang)}</a>
            </p>
        }
    });
    let note = note.map(|note| view! { <p class="field__hint">{w::id_note(note).say(lang)}</p> });
    view! {
        {held}
        {note}
        <TextField
            lang=lang
            field=Field::IdNumber
            label=label
            hint=fields::ID_NUMBER_HINT.say(lang)
            value=value
            problem=problem
            input=Input { enter: "done", ..Input::ID_NUMBER }
        >
            <div class=if may_confirm { "id-confirm id-confirm--asked" } else { "id-confirm" }>
                <Tick name="id_confirm" label=fields::ID_CONFIRM.say(lang) hint=fields::ID_CONFIRM_HINT.say(lang)/>
            </div>
            {children()}
        </TextField>
    }
    .into_any()
}
