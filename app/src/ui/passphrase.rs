//! A proposed passphrase under the field for a new password. (docs/passphrases.md)

use domain::lang::Lang;
use leptos::prelude::*;

use crate::words::recovery as w;

/// The proposal. Nothing is filled in: taking it is for the member, or for their password manager to do better.
#[component]
pub fn Passphrase(
    /// The reader's language.
    lang: Lang,
    /// The words.
    phrase: String,
) -> impl IntoView {
    view! {
        <div class="passphrase">
            <p class="field__hint">{w::PROPOSED.say(lang)}</p>
            <p class="passphrase__words" lang="vi" translate="no">{phrase}</p>
        </div>
    }
    .into_any()
}
