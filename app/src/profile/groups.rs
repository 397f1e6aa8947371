//! The four groups of the profile's form.

use domain::form::{Field, Problem, Reason};
use domain::id_number::IdNumberProblem;
use domain::lang::Lang;
use domain::profile::Item;
use leptos::prelude::*;

use super::item_note::ItemNote;
use super::phone;
use super::pieces::{AddressFields, EmailField, IdNumberField};
use super::view::ProfileView;
use crate::flash::Flash;
use crate::paths;
use crate::ui::choice::Choice;
use crate::ui::field::{Input, TextField};
use crate::words::{fields, items, profile as w};

/// Name, birth date, gender.
#[component]
pub(super) fn PersonGroup(lang: Lang, view: ProfileView, flash: Flash) -> impl IntoView {
    let genders = vec![
        ("female", fields::GENDER_FEMALE.say(lang)),
        ("male", fields::GENDER_MALE.say(lang)),
        ("other", fields::GENDER_OTHER.say(lang)),
        ("", fields::GENDER_NONE.say(lang)),
    ];
    let [name, birth, gender] = [Item::FullName, Item::BirthDate, Item::Gender].map(|item| view.since(item));
    let said = !view.gender.is_empty();
    view! {
        <fieldset class="group">
            <legend class="group__name">{w::NAME_GROUP.say(lang)}</legend>
            <TextField
                lang=lang
                field=Field::FullName
                label=fields::FULL_NAME.say(lang)
                value=flash.value_or(Field::FullName, &view.full_name)
                problem=flash.problem_at(Field::FullName)
                input=Input { autocomplete: "name", capitals: "words", ..Input::TEXT }
            >
                <ItemNote lang=lang item=Item::FullName since=name/>
            </TextField>
            <TextField
                lang=lang
                field=Field::BirthDate
                label=fields::BIRTH_DATE.say(lang)
                hint=fields::BIRTH_DATE_HINT.say(lang)
                value=flash.value_or(Field::BirthDate, &view.birth_date)
                problem=flash.problem_at(Field::BirthDate)
                input=Input::BIRTH_DATE
            >
                <ItemNote lang=lang item=Item::BirthDate since=birth/>
            </TextField>
            <Choice
                lang=lang
                field=Field::Gender
                label=fields::GENDER.say(lang)
                options=genders
                chosen=flash.value_or(Field::Gender, view.gender)
                problem=flash.problem_at(Field::Gender)
            >
                <Clear lang=lang item=Item::Gender held=said/>
                <ItemNote lang=lang item=Item::Gender since=gender/>
            </Choice>
        </fieldset>
    }
    .into_any()
}

/// Email and telephone.
#[component]
pub(super) fn ReachGroup(lang: Lang, view: ProfileView, flash: Flash) -> impl IntoView {
    let [email, phone] = [Item::Email, Item::Phone].map(|item| view.since(item));
    let given = !view.phone.is_empty();
    let standing = phone::standing(lang, view.phone_proof).filter(|_| given);
    let standing = standing.map(|said| view! { <p class="field__standing">{said}</p> });
    let migrated = flash.migrated.then(|| view! { <p class="field__standing">{w::PHONE_MIGRATED.say(lang)}</p> });
    view! {
        <fieldset class="group">
            <legend class="group__name">{w::REACH_GROUP.say(lang)}</legend>
            <EmailField
                lang=lang
                value=flash.value_or(Field::Email, &view.email)
                problem=flash.problem_at(Field::Email)
                confirmed=view.email_confirmed
                pending=view.pending_email
            >
                <ItemNote lang=lang item=Item::Email since=email/>
            </EmailField>
            <TextField
                lang=lang
                field=Field::Phone
                label=fields::PHONE.say(lang)
                hint=fields::PHONE_HINT.say(lang)
                value=flash.value_or(Field::Phone, &view.phone)
                problem=flash.problem_at(Field::Phone)
                input=Input::PHONE
            >
                {migrated}
                {standing}
                <Clear lang=lang item=Item::Phone held=given/>
                <ItemNote lang=lang item=Item::Phone since=phone/>
            </TextField>
        </fieldset>
    }
    .into_any()
}

/// Province, ward and the free line.
#[component]
pub(super) fn AddressGroup(lang: Lang, view: ProfileView, flash: Flash) -> impl IntoView {
    let (since, held) = (view.since(Item::Address), view.holds_address());
    view! {
        <fieldset class="group">
            <legend class="group__name">{w::ADDRESS_GROUP.say(lang)}</legend>
            <AddressFields lang=lang view=view flash=flash/>
            <Clear lang=lang item=Item::Address held=held/>
            <ItemNote lang=lang item=Item::Address since=since/>
        </fieldset>
    }
    .into_any()
}

/// The ID number.
#[component]
pub(super) fn IdentityGroup(lang: Lang, view: ProfileView, flash: Flash) -> impl IntoView {
    let (since, held) = (view.since(Item::IdNumber), view.id_masked.is_some());
    let problem = flash.problem_at(Field::IdNumber);
    view! {
        <fieldset class="group">
            <legend class="group__name">{w::ID_GROUP.say(lang)}</legend>
            <IdNumberField
                lang=lang
                held=view.id_masked
                note=view.id_note
                value=flash.value_or(Field::IdNumber, "")
                problem=problem
                may_confirm=problem.is_some_and(|problem| is_mismatch(&problem))
            >
                <Clear lang=lang item=Item::IdNumber held=held/>
                <ItemNote lang=lang item=Item::IdNumber since=since/>
            </IdNumberField>
        </fieldset>
    }
    .into_any()
}

/// Whether the member may say that the number is theirs all the same (validation.md c.1).
const fn is_mismatch(problem: &Problem) -> bool {
    matches!(problem.reason, Reason::IdNumber(IdNumberProblem::MismatchGender | IdNumberProblem::MismatchYear))
}

/// Clears one optional item. It sends the whole form, so that what else was typed comes back with the page.
#[component]
fn Clear(lang: Lang, item: Item, held: bool) -> impl IntoView {
    held.then(|| {
        view! {
            <button
                class="button button--small"
                type="submit"
                formaction=paths::act::CLEAR
                formnovalidate
                name="item"
                value=item.code()
            >
                {w::CLEAR.say(lang)} <span class="visually-hidden">" " {items::inside(item).say(lang)}</span>
            </button>
        }
    })
}
