//! Every purpose and every channel: where it stands and since when, and two equal answers
//! (MC-1.2, MC-2.1b, MC-2.2; law C3, C7, D-8).

pub mod acts;
mod purpose_card;

use domain::consent::{ConsentRecord, Decision, PurposeNotice};
use domain::form::{Field, FormKind};
use domain::lang::Lang;
use leptos::prelude::*;

use self::purpose_card::PurposeCard;
use crate::paths;
use crate::ui::act_form::ActForm;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::field::Carried;
use crate::ui::page::{Page, Shell};
use crate::words::consent as w;

/// What the page shows.
#[derive(Clone, Default)]
pub struct ConsentView {
    /// Every purpose in the wording in force, in order (`Purposes::in_force`).
    pub notices: Vec<PurposeNotice>,
    /// What the member decided so far.
    pub record: ConsentRecord,
    /// The wordings on this page in one value, as the act reads them back (`domain::consent::read_wordings`).
    pub wordings: String,
}

/// The page of purposes.
#[component]
pub fn ConsentPage(
    /// What surrounds the page.
    shell: Shell,
    /// What it shows.
    view: ConsentView,
) -> impl IntoView {
    let lang = shell.lang;
    let flash = shell.flash();
    let (switched, fixed): (Vec<_>, Vec<_>) = view.notices.into_iter().partition(|notice| notice.switch.is_some());
    let record = view.record;
    let cards = switched
        .into_iter()
        .filter_map(|notice| notice.switch.map(|purpose| (purpose, notice)))
        .map(|(purpose, notice)| {
            let standings = notice.channels.iter().map(|one| (*one, record.standing(purpose, *one))).collect();
            view! { <PurposeCard lang=lang purpose=purpose notice=notice standings=standings/> }
        })
        .collect_view();
    let fixed = fixed.into_iter().map(|notice| view! { <Fixed lang=lang notice=notice/> }).collect_view();
    view! {
        <Page shell=shell title=w::TITLE.say(lang)>
            <h1>{w::TITLE.say(lang)}</h1>
            <ErrorSummary lang=lang flash=flash/>
            <p class="lead">{w::LEAD.say(lang)}</p>
            <h2>{w::SWITCHED.say(lang)}</h2>
            {cards}
            <section class="panel" aria-labelledby="all">
                <h2 id="all">{w::ALL_TITLE.say(lang)}</h2>
                <p>{w::ALL_LEAD.say(lang)}</p>
                <ActForm lang=lang kind=FormKind::Act act=paths::act::DECIDE_ALL.to_owned() busy=w::BUSY.say(lang).to_owned()>
                    <ErrorSummary lang=lang of="all-"/>
                    <Carried name=Field::Wording.name() value=view.wordings/>
                    <div class="answers">
                        <Answer decision=Decision::Grant label=w::GRANT_ALL.say(lang)/>
                        <Answer decision=Decision::Withdraw label=w::REFUSE_ALL.say(lang)/>
                    </div>
                </ActForm>
            </section>
            <p class="onward quiet"><a href=paths::ACTIVITY>{w::RECORD.say(lang)}</a></p>
            <h2>{w::FIXED.say(lang)}</h2>
            <p>{w::FIXED_LEAD.say(lang)}</p>
            {fixed}
        </Page>
    }
    .into_any()
}

/// One answer. All answers look alike, whatever they say (law C7, D-8).
#[component]
pub(super) fn Answer(decision: Decision, label: &'static str, #[prop(optional, into)] rest: String) -> impl IntoView {
    let rest = (!rest.is_empty()).then(|| view! { <span class="visually-hidden">" " {rest}</span> });
    view! {
        <button class="button" type="submit" name=Field::Decision.name() value=decision.code()>{label} {rest}</button>
    }
    .into_any()
}

/// A purpose without a switch: why it needs none, and the real remedy.
#[component]
fn Fixed(lang: Lang, notice: PurposeNotice) -> impl IntoView {
    let remedy = notice.remedy.as_ref().map(|remedy| {
        view! { <p><strong>{w::REMEDY.say(lang)} ":"</strong> " " {remedy.in_lang(lang).to_owned()}</p> }
    });
    view! {
        <details class="fold" id=notice.code.code()>
            <summary class="fold__name">{notice.title.in_lang(lang).to_owned()}</summary>
            <p>{notice.wording.in_lang(lang).to_owned()}</p>
            <p><strong>{w::BASIS.say(lang)} ":"</strong> " " {w::basis(notice.basis).say(lang)} " · " {notice.clause.clone()}</p>
            {remedy}
        </details>
    }
    .into_any()
}
