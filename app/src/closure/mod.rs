//! Closing: the plan, the copy, the password; then some days to change one's mind (MC-3.1, MC-3.2; law R9–R11, D-17).

pub mod acts;

use domain::calendar::Timestamp;
use domain::closure::{Fate, PlanLine};
use domain::form::{Field, FormKind};
use domain::lang::Lang;
use leptos::prelude::*;

use crate::paths;
use crate::sign_in::{AccountName, ProofCode, ProofCodeProps};
use crate::ui::act_form::ActForm;
use crate::ui::button::{ButtonLink, Submit, Tone};
use crate::ui::error_summary::ErrorSummary;
use crate::ui::field::PasswordField;
use crate::ui::notice::{Notice, Weight};
use crate::ui::page::{Page, Shell};
use crate::ui::summary_list::{Row, SummaryList};
use crate::words::{closure as w, fields, shell as around};

/// What the page of closing shows.
#[derive(Clone, Default)]
pub struct ClosureView {
    /// What closing would do, in the order of the retention table.
    pub plan: Vec<PlanLine>,
    /// Days in which it can be taken back.
    pub grace_days: u8,
    /// The member's username, for the browser's password manager.
    pub username: String,
    /// Whether a code of the second factor is asked for too.
    pub factor: bool,
}

/// The page of an open account.
#[component]
pub fn ClosurePage(
    /// What surrounds the page.
    shell: Shell,
    /// What it shows.
    view: ClosureView,
) -> impl IntoView {
    let lang = shell.lang;
    let flash = shell.flash();
    let wrong = flash.problem_at(Field::Password);
    let code = view.factor.then(|| ProofCode(ProofCodeProps { lang, problem: flash.problem_at(Field::Code) }));
    let at_once = w::AT_ONCE_LINES.map(|line| view! { <li>{line.say(lang)}</li> }).into_iter().collect_view();
    view! {
        <Page shell=shell title=w::TITLE.say(lang)>
            <h1>{w::TITLE.say(lang)}</h1>
            <p class="lead">{w::lead(lang, view.grace_days)}</p>
            <p class="onward"><a href=paths::CONSENT>{w::STAY.say(lang)}</a></p>
            <h2>{w::PLAN.say(lang)}</h2>
            <Plan lang=lang plan=view.plan/>
            <h2>{w::COPY.say(lang)}</h2>
            <p>{w::COPY_LEAD.say(lang)}</p>
            <ButtonLink href=paths::COPY label=w::TAKE_COPY.say(lang) tone=Tone::Plain/>
            <h2>{w::AT_ONCE.say(lang)}</h2>
            <ul>{at_once}</ul>
            <h2>{w::CONFIRM.say(lang)}</h2>
            <ActForm
                lang=lang
                kind=FormKind::PasswordAgain
                act=paths::act::CLOSE.to_owned()
                busy=w::BUSY.say(lang).to_owned()
            >
                <ErrorSummary lang=lang flash=flash/>
                <AccountName name=view.username/>
                <PasswordField lang=lang label=fields::PASSWORD.say(lang) problem=wrong/>
                {code}
                <Submit label=w::BUTTON.say(lang) tone=Tone::Grave/>
            </ActForm>
        </Page>
    }
    .into_any()
}

/// What goes, what stays without a name, what stays and under which rule.
#[component]
fn Plan(lang: Lang, plan: Vec<PlanLine>) -> impl IntoView {
    let (erased, kept): (Vec<_>, Vec<_>) = plan.into_iter().partition(|line| line.fate == Fate::Erased);
    let erased = erased.iter().map(|line| view! { <li>{w::counted(lang, line)}</li> }).collect_view();
    let kept = kept
        .into_iter()
        .map(|line| view! { <Row name=w::counted(lang, &line)>{w::fate(lang, &line)}</Row> })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="erased">
            <h3 id="erased">{w::ERASED.say(lang)}</h3>
            <ul class="plan">{erased}</ul>
        </section>
        <section class="panel" aria-labelledby="kept">
            <h3 id="kept">{w::KEPT.say(lang)}</h3>
            <SummaryList>{kept}</SummaryList>
        </section>
    }
    .into_any()
}

/// The only page of an account that is closing: reopen it, or take the copy.
#[component]
pub fn ClosingPage(
    /// What surrounds the page.
    shell: Shell,
    /// When it was closed.
    since: Timestamp,
    /// When it is erased.
    ends: Timestamp,
) -> impl IntoView {
    let lang = shell.lang;
    let flash = shell.flash();
    view! {
        <Page shell=shell title=w::CLOSING_TITLE.say(lang)>
            <h1>{w::CLOSING_TITLE.say(lang)}</h1>
            <Notice weight=Weight::Mind><p>{w::closing_lead(lang, since, ends)}</p></Notice>
            <p>{w::FROZEN.say(lang)}</p>
            <ActForm lang=lang kind=FormKind::Act act=paths::act::REOPEN.to_owned() busy=w::REOPENING.say(lang).to_owned()>
                <ErrorSummary lang=lang flash=flash/>
                <Submit label=w::REOPEN.say(lang)/>
            </ActForm>
            <ButtonLink href=paths::COPY label=w::TAKE_COPY.say(lang) tone=Tone::Plain/>
        </Page>
    }
    .into_any()
}

/// The receipt, seen signed out.
#[component]
pub fn ClosureBegunPage(
    /// What surrounds the page.
    shell: Shell,
    /// Days in which it can be taken back.
    grace_days: u8,
) -> impl IntoView {
    let lang = shell.lang;
    view! {
        <Page shell=shell title=w::BEGUN_TITLE.say(lang)>
            <h1>{w::BEGUN_TITLE.say(lang)}</h1>
            <Notice weight=Weight::Done><p>{w::begun(lang, grace_days)}</p></Notice>
            <p>{w::THANKS.say(lang)}</p>
            <ButtonLink href=paths::OVERVIEW label=around::HOME.say(lang) tone=Tone::Plain/>
        </Page>
    }
    .into_any()
}
