//! Who answers for the data, and how to reach them: what the operator named, and nothing where nothing was named. (law G7)

use domain::controller::Controller;
use domain::lang::Lang;
use leptos::prelude::*;

use crate::ui::summary_list::{Row, SummaryList};
use crate::words::policy as w;

/// The controller beside the policy.
#[component]
pub(super) fn Answerable(lang: Lang, controller: Controller) -> impl IntoView {
    controller.is_named().then(|| {
        view! {
            <section class="panel" aria-labelledby="controller">
                <h2 id="controller">{w::CONTROLLER.say(lang)}</h2>
                <SummaryList>{ways(lang, controller)}</SummaryList>
            </section>
        }
        .into_any()
    })
}

/// One row for each thing that was named. An address of another host is no link here, so nothing is a link.
pub(crate) fn ways(lang: Lang, controller: Controller) -> impl IntoView + use<> {
    let named = controller.is_named().then(|| controller.name().to_owned());
    let rows = [
        (w::CONTROLLER_NAME, named),
        (w::CONTROLLER_ADDRESS, controller.address),
        (w::CONTROLLER_EMAIL, controller.email),
        (w::CONTROLLER_PHONE, controller.phone),
        (w::CONTROLLER_CONTACT, controller.contact),
    ];
    let named = rows.into_iter().filter_map(|(name, value)| value.map(|value| (name, value)));
    named.map(|(name, value)| view! { <Row name=name.say(lang)>{value}</Row> }).collect_view()
}
