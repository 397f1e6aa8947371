//! The seven items and the username: what is held, why, since when, how long; corrected and cleared here
//! (MC-1.1b, MC-4.1, MC-4.2).

pub mod acts;
mod groups;
mod item_note;
mod phone;
mod pieces;
mod view;

pub use phone::PhoneProof;
pub use view::ProfileView;

use domain::form::FormKind;
use domain::profile::Item;
use leptos::prelude::*;

use self::groups::{AddressGroup, IdentityGroup, PersonGroup, ReachGroup};
use self::item_note::ItemNote;
use self::phone::PhoneConfirmation;
use crate::paths;
use crate::ui::act_form::ActForm;
use crate::ui::button::{ButtonLink, EnterKey, Submit, Tone};
use crate::ui::date::Moment;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::field::Carried;
use crate::ui::notice::{Notice, Weight};
use crate::ui::page::{Page, Shell};
use crate::words::{fields, profile as w};

/// The profile, one form.
#[component]
pub fn ProfilePage(
    /// What surrounds the page.
    shell: Shell,
    /// What is held.
    view: ProfileView,
) -> impl IntoView {
    let lang = shell.lang;
    let flash = shell.flash();
    let form = (view.clone(), flash.clone());
    let unsaved = view.differs_from(&flash);
    let since = view.since(Item::Username);
    let corrected = Item::ALL.iter().filter_map(|item| view.since(*item)).max();
    // Beside the button that was pressed, because the page comes back to where the member was.
    let receipt =
        corrected.map(|at| view! { <p class="quiet">{w::LAST_CORRECTED.say(lang)} <Moment at=at lang=lang/></p> });
    let reference = view.reference.map(|reference| {
        view! {
            <p id="member-number">{w::REFERENCE.say(lang)} ": " <strong class="member-number">{reference}</strong></p>
            <p class="quiet">{w::REFERENCE_WORDS.say(lang)}</p>
        }
    });
    view! {
        <Page shell=shell title=w::TITLE.say(lang)>
            <h1>{w::TITLE.say(lang)}</h1>
            <p class="lead">{w::LEAD.say(lang)}</p>
            {(flash.draft && unsaved).then(|| view! { <Notice weight=Weight::Mind><p>{w::DRAFT.say(lang)}</p></Notice> })}
            <ActForm lang=lang kind=FormKind::Profile act=paths::act::CORRECT.to_owned() busy=w::BUSY.say(lang).to_owned()>
                <EnterKey/>
                <ErrorSummary lang=lang flash=form.1.clone()/>
                <Carried name="seen" value=form.0.version.to_string()/>
                <PersonGroup lang=lang view=form.0.clone() flash=form.1.clone()/>
                <ReachGroup lang=lang view=form.0.clone() flash=form.1.clone()/>
                <AddressGroup lang=lang view=form.0.clone() flash=form.1.clone()/>
                <IdentityGroup lang=lang view=form.0 flash=form.1/>
                <Submit label=w::SAVE.say(lang)/>
                {receipt}
            </ActForm>
            <PhoneConfirmation lang=lang proof=view.phone_proof flash=flash.clone()/>
            <section class="panel" aria-labelledby="account">
                <h2 id="account">{w::ACCOUNT_GROUP.say(lang)}</h2>
                <p>{fields::USERNAME.say(lang)} ": " <strong>{view.username}</strong></p>
                <p class="quiet">{w::USERNAME_WORDS.say(lang)}</p>
                {reference}
                <ItemNote lang=lang item=Item::Username since=since/>
            </section>
        </Page>
    }
    .into_any()
}

/// The whole ID number, after the password was asked again. Each look is on the trail.
#[component]
pub fn IdNumberPage(
    /// What surrounds the page.
    shell: Shell,
    /// The twelve digits, or `None` if none are held.
    #[prop(optional_no_strip)]
    number: Option<String>,
) -> impl IntoView {
    let lang = shell.lang;
    let body = match number {
        Some(number) => view! {
            <p class="lead">{w::ID_LEAD.say(lang)}</p>
            <p class="whole-number">{number}</p>
            <Notice weight=Weight::Mind><p>{w::ID_MINUTE.say(lang)}</p></Notice>
        }
        .into_any(),
        None => view! { <p class="lead">{w::ID_GONE.say(lang)}</p> }.into_any(),
    };
    view! {
        <Page shell=shell title=w::ID_TITLE.say(lang)>
            <h1>{w::ID_TITLE.say(lang)}</h1>
            {body}
            <ButtonLink href=paths::PROFILE label=w::BACK.say(lang) tone=Tone::Plain/>
        </Page>
    }
    .into_any()
}
