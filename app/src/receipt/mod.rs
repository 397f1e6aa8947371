//! Receipts of decisions: the list, one for reading and printing, and whether one is genuine, for anybody
//! (law C2, C5; D-7).

pub mod acts;

use domain::consent::Method;
use domain::form::{Field, FormKind};
use domain::lang::Lang;
use domain::receipt::{Proved, Unproved};
use leptos::prelude::*;

use crate::paths;
use crate::ui::act_form::ActForm;
use crate::ui::button::{ButtonLink, Submit, Tone};
use crate::ui::date::Moment;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::field::{Input, TextField};
use crate::ui::icon::Icon;
use crate::ui::notice::{Notice, Weight};
use crate::ui::page::{Page, Shell};
use crate::ui::summary_list::{Row, SummaryList};
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
) -> impl IntoView {
    let lang = shell.lang;
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
            <Says lang=lang says=line.says/>
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

/// Everything a receipt says.
#[component]
fn Says(lang: Lang, says: Proved) -> impl IntoView {
    let member = (!says.member.is_empty()).then(|| view! { <Row name=w::MEMBER.say(lang)>{says.member.clone()}</Row> });
    let policy = match says.policy_version {
        0 => w::BEFORE_POLICY.say(lang).into_any(),
        version => view! { <a href=format!("{}/{version}", paths::POLICY)>{version}</a> }.into_any(),
    };
    let method = match says.method {
        Method::Web => w::BY_WEB,
        Method::Import => w::BY_IMPORT,
    };
    view! {
        <SummaryList>
            <Row name=w::DECISION.say(lang)><strong>{w::heard(says.heard).say(lang)}</strong></Row>
            <Row name=w::PURPOSE.say(lang)>{consent::purpose(says.purpose.into()).say(lang)}</Row>
            <Row name=w::CHANNEL.say(lang)>{consent::channel(says.channel).say(lang)}</Row>
            <Row name=w::AT.say(lang)><Moment at=says.at lang=lang/></Row>
            <Row name=w::METHOD.say(lang)>{method.say(lang)}</Row>
            {member}
            <Row name=w::WORDS.say(lang)>{says.wording}</Row>
            <Row name=consent::VERSION.say(lang)>{says.wording_version}</Row>
            <Row name=w::POLICY.say(lang)>{policy}</Row>
            <Row name=w::CONTROLLER.say(lang)>"Metiz Cinema"</Row>
            <Row name=w::NUMBER.say(lang)><code>{says.number}</code></Row>
            <Row name=w::ENTRY.say(lang)><code>{says.entry_hash}</code></Row>
            <Row name=w::WORDS_HASH.say(lang)><code>{says.wording_hash}</code></Row>
            <Row name=w::KEY.say(lang)><code>{says.key}</code></Row>
            <Row name=w::IN_THE_LOG.say(lang)>{w::place(lang, says.logged)}</Row>
        </SummaryList>
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
) -> impl IntoView {
    let lang = shell.lang;
    let flash = shell.flash();
    let posted = flash.value_or(Field::Receipt, "");
    let answer = answer.map(|answer| match answer {
        Ok(proved) => view! {
            <Notice weight=Weight::Done>
                <h2 class="notice__title">{w::GENUINE.say(lang)}</h2>
                <p>{w::GENUINE_MEANS.say(lang)}</p>
            </Notice>
            <Says lang=lang says=proved/>
            <p class="quiet">{w::NOT_NOW.say(lang)}</p>
        }
        .into_any(),
        Err(why) => view! {
            <Notice weight=Weight::Mind>
                <h2 class="notice__title">{w::NOT_GENUINE.say(lang)}</h2>
                <p>{w::unproved(why).say(lang)}</p>
            </Notice>
        }
        .into_any(),
    });
    view! {
        <Page shell=shell title=w::VERIFY_TITLE.say(lang)>
            <h1>{w::VERIFY_TITLE.say(lang)}</h1>
            <p class="lead">{w::VERIFY_LEAD.say(lang)}</p>
            {answer}
            <ActForm lang=lang kind=FormKind::Act act=paths::act::VERIFY_RECEIPT.to_owned() busy=w::CHECKING.say(lang).to_owned()>
                <ErrorSummary lang=lang flash=flash/>
                <TextField
                    lang=lang
                    field=Field::Receipt
                    label=w::RECEIPT.say(lang)
                    hint=w::RECEIPT_HINT.say(lang)
                    value=posted
                    input=Input { enter: "go", ..Input::TEXT }
                />
                <Submit label=w::CHECK.say(lang)/>
            </ActForm>
            <p>{w::ELSEWHERE.say(lang)} " " <a href=paths::RECEIPT_KEYS>{w::KEYS.say(lang)}</a></p>
        </Page>
    }
    .into_any()
}
