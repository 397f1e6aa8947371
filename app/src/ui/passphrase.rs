//! What helps under the field for a new password: how strong it is, and a proposed passphrase. (docs/passphrases.md)

use domain::form::Field;
use domain::lang::Lang;
use leptos::prelude::*;

use crate::paths;
use crate::words::recovery as w;

/// The proposal. Nothing is filled in: taking it is for the member, or for their password manager to do better.
#[component]
pub fn Passphrase(
    /// The reader's language.
    lang: Lang,
    /// The field it helps with.
    field: Field,
    /// The words.
    phrase: String,
) -> impl IntoView {
    view! {
        <p
            class="field__hint estimate"
            role="status"
            data-estimates=field.name()
            data-act=paths::act::ESTIMATE_PASSWORD
        ></p>
        <div class="passphrase">
            <p class="field__hint">{w::PROPOSED.say(lang)}</p>
            <p class="passphrase__words" lang="vi" translate="no">{phrase}</p>
        </div>
    }
    .into_any()
}
