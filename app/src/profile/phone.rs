//! Whether the phone number is confirmed, and the code that confirms it. Forms of their own: nothing of the profile is
//! corrected by them. (MC-4.1)

use domain::calendar::Timestamp;
use domain::form::Field;
use domain::lang::Lang;
use leptos::prelude::*;

use crate::factors::CodeField;
use crate::flash::Flash;
use crate::paths;
use crate::ui::button::Submit;
use crate::ui::date::Moment;
use crate::words::profile as w;

/// Where the proof of the number stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PhoneProof {
    /// Numbers are not confirmed here: text messages are not sent.
    #[default]
    NotHere,
    /// There is no number to confirm.
    NoNumber,
    /// Not confirmed, and no code waits.
    Unconfirmed,
    /// A code was sent; it works until then.
    CodeSent(Timestamp),
    /// Confirmed at this instant.
    Confirmed(Timestamp),
}

/// One sentence, for where nothing can be pressed.
pub(super) fn standing(lang: Lang, proof: PhoneProof) -> Option<&'static str> {
    match proof {
        PhoneProof::NotHere => Some(w::PHONE_NOT_HERE.say(lang)),
        PhoneProof::NoNumber => None,
        PhoneProof::Confirmed(_) => Some(w::CONFIRMED.say(lang)),
        PhoneProof::Unconfirmed | PhoneProof::CodeSent(_) => Some(w::PHONE_UNCONFIRMED.say(lang)),
    }
}

/// The code, asked for and typed.
#[component]
pub(super) fn PhoneConfirmation(lang: Lang, proof: PhoneProof, flash: Flash) -> impl IntoView {
    let body = match proof {
        PhoneProof::NotHere | PhoneProof::NoNumber => return ().into_any(),
        PhoneProof::Confirmed(at) => {
            view! { <p>{w::PHONE_SINCE.say(lang)} " " <Moment at=at lang=lang/></p> }.into_any()
        }
        PhoneProof::Unconfirmed => view! {
            <p>{w::PHONE_LEAD.say(lang)}</p>
            <form method="post" action=paths::act::ASK_PHONE_CODE><Submit label=w::PHONE_SEND.say(lang)/></form>
        }
        .into_any(),
        PhoneProof::CodeSent(until) => {
            let problem = flash.problem_at(Field::Code);
            view! {
                <p role="status">{w::PHONE_SENT.say(lang)} " " <Moment at=until lang=lang/></p>
                <form class="act-form" method="post" action=paths::act::CONFIRM_PHONE>
                    <CodeField lang=lang label=w::PHONE_CODE.say(lang) hint=w::PHONE_CODE_HINT.say(lang) problem=problem/>
                    <Submit label=w::PHONE_CONFIRM.say(lang)/>
                </form>
                <form method="post" action=paths::act::ASK_PHONE_CODE>
                    <button class="button button--small" type="submit">{w::PHONE_SEND_AGAIN.say(lang)}</button>
                </form>
            }
            .into_any()
        }
    };
    view! {
        // Acts lead here (`paths::PHONE_PROOF`), so that the answer is where the member was.
        <section class="panel" id="confirm-phone" aria-labelledby="confirm-phone-title">
            <h2 id="confirm-phone-title">{w::PHONE_TITLE.say(lang)}</h2>
            {body}
        </section>
    }
    .into_any()
}
