//! The whole document around a page: head, skip link, name, places, content, foot.
//!
//! Nothing here is styled or scripted inline but what bears the nonce (the content security policy refuses the rest), and
//! nothing leads off the origin. The title and the styles are the only text the framework does not escape, so the one is always
//! a sentence of our own and the other comes from our build.

use domain::lang::Lang;
use leptos::prelude::*;
use std::sync::Arc;

use super::icon::Icon;
use super::{boot, button::Submit, field::Carried};
use crate::flash::Flash;
use crate::paths;
use crate::words::{fields, shell as w};

/// Addresses of the built files, with their hashes.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    /// The script that loads the browser's code.
    pub js: String,
    /// The browser's code.
    pub wasm: String,
    /// The styles.
    pub css: String,
    /// The script of the page that checks receipts.
    pub receipts_js: String,
    /// What it checks with.
    pub receipts_wasm: String,
}

/// What every page shows of the member who is signed in.
#[derive(Clone, Default)]
pub struct ShellMember {
    /// What we call them: the last word of their name.
    pub given_name: String,
    /// Whether the account is being closed: then only reopening and the copy are offered.
    pub closing: bool,
}

/// What surrounds a page; the server fills it in for each request.
#[derive(Clone, Default)]
pub struct Shell {
    /// The reader's language.
    pub lang: Lang,
    /// Lets the one inline script pass the content security policy.
    pub nonce: String,
    /// Addresses of the built files.
    pub assets: Assets,
    /// Who is signed in.
    pub signed_in: Option<ShellMember>,
    /// The path of this page; where the language switch comes back to …
    pub path: String,
    /// … with the way on that this page was given, if it leads on: an own path, checked with [`paths::own`].
    pub next: Option<String>,
    /// Whether the page has a form worth waking up.
    pub islands: bool,
    /// Whether the page has a button that asks for a passkey.
    pub passkeys: bool,
    /// Whether the page has a field for a new password.
    pub new_password: bool,
    /// What a refused post left for this page.
    pub flash: Option<Flash>,
    /// The styles themselves, for who may not have their file yet: they would be waited for with nothing on the screen.
    pub styles: Option<Arc<str>>,
}

impl Shell {
    /// The same around a page with a button that asks for a passkey.
    #[must_use]
    pub fn asking_for_passkeys(self) -> Self {
        Self { passkeys: true, ..self }
    }

    /// The same around a page with a field for a new password.
    #[must_use]
    pub fn with_new_password(self) -> Self {
        Self { new_password: true, ..self }
    }

    /// The same around a page that leads on to `next`.
    #[must_use]
    pub fn leading_to(self, next: Option<String>) -> Self {
        Self { next, ..self }
    }

    /// What a refused post left, or nothing.
    pub fn flash(&self) -> Flash {
        self.flash.clone().unwrap_or_default()
    }
}

/// The script of the buttons that ask for a passkey.
const PASSKEYS: &str = "/passkeys.js";
/// The script that asks how strong a new password is.
const STRENGTH: &str = "/strength.js";

/// A whole page.
#[component]
pub fn Page(
    /// What surrounds it.
    shell: Shell,
    /// Its title: one of our own sentences, never anything typed.
    title: &'static str,
    /// Its content.
    children: Children,
) -> impl IntoView {
    let Shell { lang, nonce, assets, signed_in, path, next, islands, passkeys, new_password, flash, styles } = shell;
    let back = next.map_or_else(|| path.clone(), |next| paths::on_to(&path, &next));
    let refused = flash.is_some_and(|flash| !flash.problems.is_empty() || flash.trouble.is_some());
    let warning = if refused { fields::WRONG_TITLE.say(lang) } else { "" };
    let title = format!("{warning}{title} · {}", w::SITE);
    let open = signed_in.as_ref().is_some_and(|member| !member.closing);
    let places = open.then(|| view! { <Places lang=lang path=path.clone()/> });
    view! {
        <!DOCTYPE html>
        <html lang=lang.code() class:has-places=open>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#7a101b"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#420d14"/>
                <title>{title}</title>
                <Styles address=assets.css.clone() nonce=nonce.clone() styles=styles/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                {passkeys.then(|| view! { <script type="module" src=PASSKEYS nonce=nonce.clone()></script> })}
                {new_password.then(|| view! { <script type="module" src=STRENGTH nonce=nonce.clone()></script> })}
                {islands.then(|| view! { <Script assets=assets nonce=nonce/> })}
            </head>
            <body>
                <a class="skip-link" href="#main">{w::SKIP.say(lang)}</a>
                <header class="masthead">
                    <a class="masthead__name" href=paths::OVERVIEW>
                        <span class="masthead__house">{w::SITE}</span>
                        " "
                        <span class="masthead__centre">{w::CENTRE.say(lang)}</span>
                    </a>
                    <Languages lang=lang back=back/>
                </header>
                {places}
                <main class="main" id="main" tabindex="-1">{children()}</main>
                <Foot lang=lang signed_in=signed_in.is_some() open=open path=path/>
            </body>
        </html>
    }
    .into_any()
}

/// The file of styles; or the styles at once, and their file for the next page behind everything that is waited for.
#[component]
fn Styles(address: String, nonce: String, styles: Option<Arc<str>>) -> impl IntoView {
    let later = styles.is_some().then_some("print");
    let now = styles.map(|styles| view! { <style nonce=nonce>{styles}</style> });
    view! {
        {now}
        <link rel="stylesheet" href=address media=later/>
    }
    .into_any()
}

/// Fetches the browser's code once it is idle; the forms do not wait for it.
#[component]
fn Script(assets: Assets, nonce: String) -> impl IntoView {
    let script = boot::script(&assets.js, &assets.wasm);
    view! {
        <link rel="modulepreload" href=assets.js fetchpriority="low"/>
        <script type="module" nonce=nonce>{script}</script>
    }
    .into_any()
}

/// The switch to the other language: a post, because it changes a cookie.
#[component]
fn Languages(lang: Lang, back: String) -> impl IntoView {
    let other = match lang {
        Lang::Vi => Lang::En,
        Lang::En => Lang::Vi,
    };
    view! {
        <form class="masthead__languages" method="post" action=paths::act::LANGUAGE>
            <Carried name="lang" value=other.code()/>
            <Carried name="next" value=back/>
            <button class="masthead__language" type="submit" lang=other.code()>
                {w::OTHER_LANGUAGE.say(lang)}
            </button>
        </form>
    }
    .into_any()
}

/// The four places of a member, under the thumb on a phone.
#[component]
fn Places(lang: Lang, path: String) -> impl IntoView {
    let places = [
        (paths::OVERVIEW, w::OVERVIEW, "home"),
        (paths::PROFILE, w::PROFILE, "user"),
        (paths::CONSENT, w::CONSENT, "check"),
        (paths::ACTIVITY, w::ACTIVITY, "clock"),
    ];
    let links = places.map(|(place, name, icon)| {
        let here = if place == paths::OVERVIEW { path == place } else { path.starts_with(place) };
        view! {
            <a class="places__link" href=place aria-current=here.then_some("page")>
                <Icon name=icon/>
                <span>{name.say(lang)}</span>
            </a>
        }
    });
    view! { <nav class="places" aria-label=w::PLACES.say(lang)>{links.into_iter().collect_view()}</nav> }.into_any()
}

/// Everything else there is, and the way out.
#[component]
fn Foot(lang: Lang, signed_in: bool, open: bool, path: String) -> impl IntoView {
    let mut links = vec![(paths::POLICY, w::POLICY)];
    if open {
        links.extend([
            (paths::ORDERS, w::ORDERS),
            (paths::SECURITY, w::SECURITY),
            (paths::COPY, w::COPY),
            (paths::CLOSURE, w::CLOSURE),
        ]);
    }
    if !signed_in {
        links.extend([(paths::SIGN_IN, w::SIGN_IN), (paths::SIGN_UP, w::SIGN_UP)]);
    }
    let links = links
        .into_iter()
        .map(|(href, name)| view! { <li><a class="foot__link" href=href>{name.say(lang)}</a></li> })
        .collect_view();
    let leave = (signed_in && path != paths::SIGN_OUT).then(|| {
        view! {
            <form method="post" action=paths::act::SIGN_OUT>
                <Submit label=w::SIGN_OUT.say(lang) tone=super::button::Tone::Plain/>
            </form>
        }
    });
    view! {
        <footer class="foot">
            <nav aria-label=w::MORE.say(lang)>
                <ul class="foot__links">{links}</ul>
            </nav>
            {leave}
        </footer>
    }
    .into_any()
}
