//! One switch that stops every use resting on a yes or open to objection; part of the page of purposes (R8, D-18).

pub mod acts;

use domain::calendar::Timestamp;
use domain::form::FormKind;
use domain::lang::Lang;
use leptos::prelude::*;

use crate::paths;
use crate::ui::act_form::ActForm;
use crate::ui::button::{Submit, Tone};
use crate::ui::notice::{Notice, Weight};
use crate::words::freeze as w;

/// Where it stands, and the one thing that can be done about it. No toggle: each button says what it does.
#[component]
pub(crate) fn FreezePanel(
    lang: Lang,
    /// Since when it is frozen, if it is.
    #[prop(optional_no_strip)]
    since: Option<Timestamp>,
) -> impl IntoView {
    let (act, label) = match since {
        Some(_) => (paths::act::UNFREEZE, w::LIFT),
        None => (paths::act::FREEZE, w::FREEZE),
    };
    let standing = match since {
        Some(since) => view! {
            <Notice weight=Weight::Mind>
                <p><strong>{w::frozen_since(lang, since)}</strong></p>
                <p>{w::FROZEN_LEAD.say(lang)}</p>
            </Notice>
        }
        .into_any(),
        None => view! { <p>{w::LEAD.say(lang)}</p> }.into_any(),
    };
    view! {
        <section class="panel" id=w::PLACE aria-labelledby="freeze-title">
            <h2 id="freeze-title">{w::TITLE.say(lang)}</h2>
            {standing}
            <p class="quiet">{w::STILL.say(lang)}</p>
            <ActForm lang=lang kind=FormKind::Act act=act.to_owned() busy=w::BUSY.say(lang).to_owned()>
                <Submit label=label.say(lang) tone=Tone::Plain/>
            </ActForm>
        </section>
    }
    .into_any()
}
