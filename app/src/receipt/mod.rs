//! Receipts of decisions: the list, one for reading and printing, and whether one is genuine, for anybody
//! (law C2, C5; D-7).

pub mod acts;
mod says;

use domain::form::Field;
use domain::lang::Lang;
use domain::receipt::{Proved, Unproved};
use leptos::prelude::*;

use crate::paths;
use crate::ui::button::{ButtonLink, Submit, Tone};
use crate::ui::date::Moment;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::field::{Input, TextField};
use crate::ui::icon::Icon;
use crate::ui::notice::{Notice, Weight};
use crate::ui::page::{Page, Shell};
use crate::words::{consent, receipt as w};

/// One receipt.
#[derive(Clone)]
pub struct ReceiptLine {
    /// The decision's place in the record.
    pub seq: i64,
    /// What it says.
    pub says: Proved,
}

/// The list of a member's receipts.
#[component]
pub fn ReceiptsPage(
    /// What surrounds the page.
    shell: Shell,
    /// The receipts, newest first.
    lines: Vec<ReceiptLine>,
    /// Where the older part begins (`?before=`), if there is one.
    #[prop(optional_no_strip)]
    older: Option<i64>,
    /// Whether this is the newest part.
    newest: bool,
) -> impl IntoView {
    let lang = shell.lang;
    let older = older.map(|seq| {
        let href = format!("{}?before={seq}", paths::RECEIPTS);
        view! { <ButtonLink href=href label=w::OLDER.say(lang) tone=Tone::Plain/> }
    });
    let to_newest = (!newest).then(|| {
        view! { <ButtonLink href=paths::RECEIPTS label=w::NEWEST.say(lang) tone=Tone::Plain/> }
    });
    let body = if lines.is_empty() {
        view! { <Notice weight=Weight::Info><p>{w::NOTHING.say(lang)}</p></Notice> }.into_any()
    } else {
        let lines = lines.into_iter().map(|line| view! { <Line lang=lang line=line/> }).collect_view();
        view! { <ul>{lines}</ul> }.into_any()
    };
    view! {
        <Page shell=shell title=w::TITLE.say(lang)>
            <h1>{w::TITLE.say(lang)}</h1>
            <p class="lead">{w::LEAD.say(lang)}</p>
            {body}
            <div class="row">{older} {to_newest}</div>
            <p class="onward"><a href=paths::RECEIPT_VERIFY>{w::TO_VERIFY.say(lang)}</a></p>
            <p class="onward"><a href=paths::CONSENT>{consent::TITLE.say(lang)}</a></p>
        </Page>
    }
    .into_any()
}

#[component]
fn Line(lang: Lang, line: ReceiptLine) -> impl IntoView {
    let href = format!("{}/{}", paths::RECEIPTS, line.seq);
    view! {
        <li><a href=href>{w::sentence(lang, &line.says)}</a> ", " <Moment at=line.says.at lang=lang/></li>
    }
    .into_any()
}

/// One receipt, for reading and printing.
#[component]
pub fn ReceiptPage(
    /// What surrounds the page.
    shell: Shell,
    /// The receipt.
    line: ReceiptLine,
) -> impl IntoView {
    let lang = shell.lang;
    let file = format!("{}/{}/file", paths::RECEIPTS, line.seq);
    view! {
        <Page shell=shell title=w::ONE.say(lang)>
            <h1>{w::ONE.say(lang)}</h1>
            <p class="lead">{w::sentence(lang, &line.says)} "."</p>
            {says::shown(lang, &line.says)}
            <p>{w::KEEP.say(lang)}</p>
            <a class="button button--primary" href=file download><Icon name="download"/> {w::DOWNLOAD.say(lang)}</a>
            <p class="quiet">{w::PRINT.say(lang)}</p>
            <div class="row">
                <ButtonLink href=paths::RECEIPTS label=w::ALL.say(lang) tone=Tone::Plain/>
                <ButtonLink href=paths::RECEIPT_VERIFY label=w::TO_VERIFY.say(lang) tone=Tone::Plain/>
            </div>
        </Page>
    }
    .into_any()
}

/// Whether a receipt is genuine.
#[component]
pub fn VerifyPage(
    /// What surrounds the page.
    shell: Shell,
    /// What the receipt that was posted just now proves.
    #[prop(optional_no_strip)]
    answer: Option<Result<Proved, Unproved>>,
    /// The public keys, a JWK set: the browser checks with them and asks nobody.
    keys: String,
) -> impl IntoView {
    let lang = shell.lang;
    let flash = shell.flash();
    let posted = flash.value_or(Field::Receipt, "");
    let answer = answer.map(|answer| match answer {
        Ok(proved) => view! { <Genuine lang=lang>{says::shown(lang, &proved)}</Genuine> }.into_any(),
        Err(why) => view! { <Nothing lang=lang>{w::unproved(why).say(lang)}</Nothing> }.into_any(),
    });
    let script = shell.assets.receipts_js.clone();
    let wasm = shell.assets.receipts_wasm.clone();
    let nonce = shell.nonce.clone();
    view! {
        <Page shell=shell title=w::VERIFY_TITLE.say(lang)>
            <h1>{w::VERIFY_TITLE.say(lang)}</h1>
            <p class="lead">{w::VERIFY_LEAD.say(lang)}</p>
            <div data-answer tabindex="-1">{answer}</div>
            // No island: the script of this page checks in place, and without it the form goes the plain way.
            <form class="act-form" method="post" action=paths::act::VERIFY_RECEIPT data-keys=keys data-wasm=wasm>
                <ErrorSummary lang=lang flash=flash/>
                <div class="field" hidden data-with-script>
                    <label class="field__label" for="file">{w::FILE.say(lang)}</label>
                    <p class="field__hint" id="file-hint">{w::IN_PLACE.say(lang)}</p>
                    <input class="field__input" id="file" name="file" type="file" accept="application/json,.json" aria-describedby="file-hint"/>
                </div>
                <TextField
                    lang=lang
                    field=Field::Receipt
                    label=w::RECEIPT.say(lang)
                    hint=w::RECEIPT_HINT.say(lang)
                    value=posted
                    input=Input { enter: "go", ..Input::TEXT }
                />
                <Submit label=w::CHECK.say(lang)/>
            </form>
            <template data-found="genuine"><Genuine lang=lang>{says::blank(lang)}</Genuine></template>
            <template data-found="nothing"><Nothing lang=lang>{says::blank_reason(lang)}</Nothing></template>
            <script type="module" src=script nonce=nonce></script>
            <p>{w::ELSEWHERE.say(lang)} " " <a href=paths::RECEIPT_KEYS>{w::KEYS.say(lang)}</a></p>
        </Page>
    }
    .into_any()
}

/// What is said above a receipt that was signed here.
#[component]
fn Genuine(lang: Lang, children: Children) -> impl IntoView {
    view! {
        <Notice weight=Weight::Done>
            <h2 class="notice__title">{w::GENUINE.say(lang)}</h2>
            <p>{w::GENUINE_MEANS.say(lang)}</p>
        </Notice>
        {children()}
        <p class="quiet">{w::NOT_NOW.say(lang)}</p>
    }
    .into_any()
}

/// What is said of a text that proves nothing, and why it does not.
#[component]
fn Nothing(lang: Lang, children: Children) -> impl IntoView {
    view! {
        <Notice weight=Weight::Mind>
            <h2 class="notice__title">{w::NOT_GENUINE.say(lang)}</h2>
            <p>{children()}</p>
        </Notice>
    }
    .into_any()
}
