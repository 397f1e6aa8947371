//! What a member bought, and that nothing of a card or an account is held (MC-1.3, MC-5.5a). Newest first.

use domain::calendar::Timestamp;
use domain::lang::Lang;
use domain::orders::Purchase;
use leptos::prelude::*;

use crate::paths;
use crate::ui::button::{ButtonLink, Tone};
use crate::ui::date::Moment;
use crate::ui::notice::{Notice, Weight};
use crate::ui::page::{Page, Shell};
use crate::ui::summary_list::{Row, SummaryList};
use crate::words::orders as w;

/// One order.
#[derive(Clone)]
pub struct OrderView {
    /// What was bought.
    pub purchase: Purchase,
    /// The system that handed it in.
    pub system: String,
    /// When it did.
    pub recorded_at: Timestamp,
    /// When it corrected it.
    pub corrected_at: Option<Timestamp>,
}

/// A part of a member's orders.
#[derive(Clone, Default)]
pub struct OrdersView {
    /// The orders, newest first.
    pub orders: Vec<OrderView>,
    /// Where the older part begins (`?before=`), if there is one.
    pub older: Option<i64>,
    /// Whether this is the newest part.
    pub newest: bool,
    /// Texts of these orders that were looked through for numbers of cards and accounts, just now.
    pub looked_at: usize,
    /// How many of them hold one.
    pub found: usize,
}

/// The page of the orders.
#[component]
pub fn OrdersPage(
    /// What surrounds the page.
    shell: Shell,
    /// What it shows.
    view: OrdersView,
) -> impl IntoView {
    let lang = shell.lang;
    let older = view.older.map(|before| {
        let href = format!("{}?before={before}", paths::ORDERS);
        view! { <ButtonLink href=href label=w::OLDER.say(lang) tone=Tone::Plain/> }
    });
    let newest = (!view.newest).then(|| {
        view! { <ButtonLink href=paths::ORDERS label=w::NEWEST.say(lang) tone=Tone::Plain/> }
    });
    let evidence = view! { <Evidence lang=lang looked_at=view.looked_at found=view.found/> };
    let orders = if view.orders.is_empty() {
        view! { <Nothing lang=lang/> }.into_any()
    } else {
        let cards = view.orders.into_iter().map(|order| view! { <OrderCard lang=lang order=order/> }).collect_view();
        view! { <ol class="orders">{cards}</ol> }.into_any()
    };
    view! {
        <Page shell=shell title=w::TITLE.say(lang)>
            <h1>{w::TITLE.say(lang)}</h1>
            <p class="lead">{w::LEAD.say(lang)}</p>
            {evidence}
            {orders}
            <div class="row">{older} {newest}</div>
        </Page>
    }
    .into_any()
}

/// That no card and no account is held: what was looked at to say so, and the promise in the policy.
#[component]
fn Evidence(lang: Lang, looked_at: usize, found: usize) -> impl IntoView {
    let weight = if found == 0 { Weight::Done } else { Weight::Mind };
    view! {
        <Notice weight=weight>
            <h2 class="notice__title">{w::result(lang, found)}</h2>
            <p>{w::evidence(lang, looked_at, found)}</p>
            <p class="quiet">
                {w::PROMISE.say(lang)} " "
                <a href=w::CLAUSE_ACCOUNTS>{w::PROMISE_ACCOUNTS.say(lang)}</a> ", "
                <a href=w::CLAUSE_CARDS>{w::PROMISE_CARDS.say(lang)}</a> "."
            </p>
        </Notice>
    }
    .into_any()
}

/// What to do where there is nothing.
#[component]
fn Nothing(lang: Lang) -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby="nothing">
            <h2 id="nothing">{w::NOTHING.say(lang)}</h2>
            <p>{w::NOTHING_WHY.say(lang)}</p>
            <p class="onward"><a href=w::REFERENCE>{w::SEE_REFERENCE.say(lang)}</a></p>
        </section>
    }
    .into_any()
}

#[component]
fn OrderCard(lang: Lang, order: OrderView) -> impl IntoView {
    let OrderView { purchase, system, recorded_at, corrected_at } = order;
    let vat = purchase.vat.map(|vat| view! { <span class="quiet">" " {w::vat(lang, vat)}</span> });
    let corrected = corrected_at.map(|at| view! { " " {w::CORRECTED.say(lang)} " " <Moment at=at lang=lang/> "." });
    let seats = purchase.seats.join(", ");
    let payment = format!("{} · {}", purchase.payment_partner, purchase.payment_reference);
    view! {
        <li class="orders__one panel">
            <h2 class="orders__film">
                {purchase.film} " " <span class="orders__class">{w::age_class(lang, purchase.age_class)}</span>
            </h2>
            <SummaryList>
                <Row name=w::SHOWING.say(lang)><Moment at=purchase.showing_at lang=lang/></Row>
                <Row name=w::PLACE.say(lang)>{purchase.cinema} ", " {purchase.hall}</Row>
                <Row name=w::SEATS.say(lang)>{seats}</Row>
                <Row name=w::TOTAL.say(lang)><strong>{w::dong(purchase.total)}</strong> {vat}</Row>
                <Row name=w::PAID.say(lang)><Moment at=purchase.paid_at lang=lang/></Row>
                <Row name=w::PARTNER.say(lang)>{payment}</Row>
                <Row name=w::NUMBER.say(lang)>{purchase.number}</Row>
            </SummaryList>
            <p class="quiet">
                {w::recorded_by(lang, &system)} " " <Moment at=recorded_at lang=lang/> "." {corrected}
            </p>
        </li>
    }
    .into_any()
}
