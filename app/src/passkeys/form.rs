//! The button that asks for a passkey, and everything its script may have to say.

use domain::form::FormKind;
use domain::lang::Lang;
use leptos::prelude::*;

use crate::paths::act;
use crate::ui::act_form::ActForm;
use crate::ui::button::Tone;
use crate::ui::field::Carried;
use crate::words::{Said, passkeys as w};

/// What a passkey is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// A new one.
    Add,
    /// To sign in: by the button, or from the browser's list under the field for the name.
    SignIn,
    /// To prove oneself before a sensitive act.
    Prove,
}

impl Ask {
    /// Where the question is, where the answer goes, what the button and the waiting button say.
    const fn parts(self) -> (&'static str, &'static str, Said, Said) {
        match self {
            Self::Add => (act::ASK_NEW_PASSKEY, act::ADD_PASSKEY, w::ADD, w::ADDING),
            Self::SignIn => (act::ASK_PASSKEY, act::SIGN_IN_BY_PASSKEY, w::SIGN_IN, w::CHECKING),
            Self::Prove => (act::ASK_PASSKEY_AGAIN, act::PROVE_PASSKEY, w::PROVE, w::CHECKING),
        }
    }
}

/// The form of one passkey question. It sleeps, unseen, until the script has found that the browser can do it; its place is
/// kept, so that nothing moves when it wakes.
#[component]
pub(crate) fn PasskeyForm(
    lang: Lang,
    ask: Ask,
    #[prop(optional_no_strip)] next: Option<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let (question, answer, label, busy) = ask.parts();
    let creates = ask == Ask::Add;
    let tone = if creates { Tone::Primary } else { Tone::Plain };
    let says = [("cancelled", w::CANCELLED), ("present", w::PRESENT), ("failed", w::FAILED)].map(|(when, words)| {
        view! { <p class="field__error" role="alert" data-says=when hidden>{words.say(lang)}</p> }
    });
    // Where a passkey is the page's purpose its absence is explained; elsewhere the password is right there.
    let without = creates.then(|| {
        view! {
            <p data-unable hidden>{w::UNABLE.say(lang)}</p>
            <noscript><p>{w::UNABLE.say(lang)}</p></noscript>
        }
    });
    view! {
        {without}
        <div class="passkey" data-asleep>
            <ActForm lang=lang kind=FormKind::Act act=answer.to_owned() busy=busy.say(lang).to_owned()>
                <Carried name="credential" value=""/>
                <Carried name="keep" value=""/>
                {next.map(|next| view! { <Carried name="next" value=next/> })}
                {children.map(|children| children())}
                {says.into_iter().collect_view()}
                <button
                    type="submit"
                    class=tone.class()
                    formnovalidate
                    data-passkey=if creates { "create" } else { "get" }
                    data-ask=question
                    data-autofill=(ask == Ask::SignIn).then_some("")
                >
                    {label.say(lang)}
                </button>
            </ActForm>
        </div>
    }
    .into_any()
}
