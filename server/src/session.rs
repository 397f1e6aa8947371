//! Who asks: cookies to a member, once for each request that needs to know.

use crate::{
    cookies::Cookies,
    desk::{Desk, Visitor},
    errors::{self, Surroundings},
    headers::Nonce,
    router::Door,
};
use app::{
    cookies,
    flash::Flash,
    ui::page::{Shell, ShellMember},
};
use axum::{
    body::Body,
    extract::{FromRequestParts, Query},
    http::{HeaderValue, Response, header, request::Parts},
};
use domain::{lang::Lang, throttle::network_of, trail::TrailFilter};
use serde::Deserialize;
use services::{
    fault::{Fault, report},
    members::MemberId,
    sessions::{Found, FreshlySignedIn, SignedIn},
};
use std::sync::Arc;

/// One visit of one page: who came, from where, and what the page needs around it.
pub struct Visit {
    /// The house.
    pub desk: Arc<Desk>,
    /// Who is signed in.
    pub signed_in: Option<Arc<SignedIn>>,
    /// The reader's language: chosen here, else the member's, else the browser's.
    pub lang: Lang,
    /// The path asked for, without its query.
    pub path: String,
    /// Where the visitor was on their way to, if that is a path of ours.
    pub next: Option<String>,
    /// The entry before which a list begins.
    pub before: Option<i64>,
    /// The code in the address of the copy.
    pub code: Option<String>,
    /// The part of the history that is asked for.
    pub filter: TrailFilter,
    /// Whether a page of another site brought the visitor here, as far as the browser says.
    pub led_by_another_site: bool,
    /// Whether the browser sends Global Privacy Control.
    pub gpc: bool,
    /// For an error page.
    pub around: Surroundings,
    /// Whose session the browser still names though it is over.
    lapsed: Option<MemberId>,
    /// Whether the browser named the token that its session had until moments ago.
    former: bool,
    cookies: Cookies,
    nonce: Nonce,
    /// The visitor's network prefix.
    network: String,
    device: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    next: Option<String>,
    before: Option<i64>,
    code: Option<String>,
    about: Option<String>,
    month: Option<String>,
}

impl FromRequestParts<Arc<Desk>> for Visit {
    type Rejection = Response<Body>;

    async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self, Response<Body>> {
        let Some(nonce) = parts.extensions.get::<Nonce>().cloned() else {
            return Err(errors::bare(axum::http::StatusCode::INTERNAL_SERVER_ERROR));
        };
        desk.services.look_for_policies().await;
        let around = Surroundings::of(desk, parts, &nonce);
        let cookies = Cookies::of(&parts.headers, desk.origin.is_https());
        let found = match &cookies.session {
            None => Found::Nobody,
            Some(token) => match desk.services.look_up(token).await {
                Ok(found) => found,
                Err(fault) => return Err(errors::broken(desk, &around, &fault)),
            },
        };
        let former = matches!(found, Found::Former);
        let (signed_in, lapsed) = match found {
            Found::SignedIn(who) => (Some(Arc::from(who)), None),
            Found::Lapsed(member) => (None, Some(member)),
            Found::Former | Found::Nobody => (None, None),
        };
        let members = signed_in.as_deref().map(SignedIn::lang);
        let lang = cookies.lang.or(members).unwrap_or_else(|| errors::accepted_language(&parts.headers));
        let Query(asked) = Query::<Asked>::try_from_uri(&parts.uri).unwrap_or_default();
        let visitor = parts.extensions.get::<Visitor>().map(|visitor| network_of(visitor.0).to_string());
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        let site = parts.headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
        Ok(Self {
            desk: Arc::clone(desk),
            led_by_another_site: matches!(site, Some(b"cross-site" | b"same-site")),
            gpc: parts.headers.get("sec-gpc").is_some_and(|sign| sign == "1"),
            signed_in,
            lapsed,
            former,
            lang,
            path: parts.uri.path().to_owned(),
            next: asked.next.as_deref().and_then(app::paths::own).map(ToOwned::to_owned),
            before: asked.before,
            code: asked.code,
            filter: TrailFilter::read(asked.about.as_deref(), asked.month.as_deref()),
            around,
            cookies,
            nonce,
            network: visitor.unwrap_or_default(),
            device: crate::device::in_words(agent.unwrap_or_default()),
        })
    }
}

impl Visit {
    /// Whether the visitor may enter here.
    ///
    /// # Errors
    /// Where to go instead.
    pub fn admitted(&self, door: Door) -> Result<(), Stop> {
        match (door, self.signed_in.as_deref()) {
            (Door::Member | Door::EvenLeaving, None) => Err(Stop::SignInNeeded),
            (Door::Member, Some(member)) if member.is_closing() => Err(Stop::Elsewhere(app::paths::CLOSURE)),
            (Door::Anyone | Door::Act | Door::System | Door::Code, _) | (Door::Member | Door::EvenLeaving, Some(_)) => {
                Ok(())
            }
        }
    }

    /// The member who came.
    ///
    /// # Errors
    /// [`Stop::SignInNeeded`].
    pub fn member(&self) -> Result<&SignedIn, Stop> {
        self.signed_in.as_deref().ok_or(Stop::SignInNeeded)
    }

    /// The member who came and has given the password within the last minutes.
    ///
    /// # Errors
    /// [`Stop::SignInNeeded`], [`Stop::FreshSignInNeeded`].
    pub fn fresh_member(&self) -> Result<FreshlySignedIn<'_>, Stop> {
        self.member()?.freshly().ok_or(Stop::FreshSignInNeeded)
    }

    /// The token of a sign-in that waits for its code.
    pub fn pending(&self) -> Option<&str> {
        self.cookies.pending.as_deref()
    }

    /// What was made for this visitor, unless their session was ended while it was made.
    ///
    /// # Errors
    /// [`Stop::SignInNeeded`]; a fault of ours.
    pub async fn still_for(&self, shown: Response<Body>) -> Result<Response<Body>, Stop> {
        match self.signed_in.as_deref() {
            Some(who) if !self.desk.services.still_stands(who).await? => Err(Stop::SignInNeeded),
            Some(_) | None => Ok(shown),
        }
    }

    /// What surrounds the page. Takes the flash that waits for it, which is then gone.
    pub async fn shell(&self, islands: bool) -> Shell {
        Shell {
            lang: self.lang,
            nonce: self.nonce.as_str().to_owned(),
            assets: self.desk.assets.addresses().clone(),
            signed_in: self
                .signed_in
                .as_deref()
                .map(|member| ShellMember { given_name: String::new(), closing: member.is_closing() }),
            path: self.path.clone(),
            next: None,
            islands,
            passkeys: false,
            new_password: false,
            flash: self.flash().await,
            styles: self.around.styles(&self.desk),
        }
    }

    /// What a refused post left for this very page, or else what was typed before the password was asked for.
    async fn flash(&self) -> Option<Flash> {
        match self.left_under(self.cookies.flash.as_deref()).await {
            Some(flash) => Some(flash),
            None => self.left_under(self.draft()).await,
        }
    }

    /// The draft of this very page; everywhere else it stays where it is.
    fn draft(&self) -> Option<&str> {
        match cookies::draft_of(&self.path)? {
            cookies::PASSKEY_DRAFT => self.cookies.passkey_draft.as_deref(),
            _ => self.cookies.draft.as_deref(),
        }
    }

    /// Recovery codes that were shown to this member a moment ago: taken once, and by the page of their file alone.
    pub async fn codes(&self) -> Vec<String> {
        let mine = self.cookies.codes.as_deref().filter(|_| self.path == app::paths::RECOVERY_CODES_FILE);
        self.left_under(mine).await.map(|left| left.codes).unwrap_or_default()
    }

    async fn left_under(&self, token: Option<&str>) -> Option<Flash> {
        let token = token?;
        match self.desk.services.take_flash(token).await {
            Ok(body) => {
                let flash: Flash = serde_json::from_slice(&body?).ok()?;
                let page = flash.page.split('?').next().unwrap_or_default();
                // Somebody else may have signed in on this device meanwhile.
                let own =
                    flash.of.is_none_or(|of| self.signed_in.as_deref().is_some_and(|who| who.member().bytes() == &of));
                (page == self.path && own).then_some(flash)
            }
            Err(fault) => {
                // The page itself can still be shown; only the sentence about the last post is missing.
                report(&fault);
                None
            }
        }
    }

    /// Takes back cookies that point at nothing any more: a flash that was shown, a session that has ended.
    pub fn tidy(&self, response: &mut Response<Body>) {
        let secure = self.desk.origin.is_https();
        let start = format!("{}=", cookies::name(secure, cookies::FLASH));
        let left_anew = response
            .headers()
            .get_all(header::SET_COOKIE)
            .iter()
            .any(|set| set.as_bytes().starts_with(start.as_bytes()));
        let shown = (self.cookies.flash.is_some() && !left_anew).then_some(cookies::FLASH);
        // Who was led elsewhere first has not seen it.
        let seen = response.status().is_success();
        let drafted = self.draft().filter(|_| seen).and_then(|_| cookies::draft_of(&self.path));
        // Not the token of moments ago: the answer that brings the new one may have come meanwhile.
        let over = self.cookies.session.is_some() && self.signed_in.is_none() && !self.former;
        let ended = over.then_some(cookies::SESSION);
        for name in [shown, drafted, ended].into_iter().flatten() {
            if let Ok(value) = HeaderValue::try_from(cookies::gone(secure, name)) {
                response.headers_mut().append(header::SET_COOKIE, value);
            }
        }
    }

    /// What an act needs to know.
    pub fn asking(&self, wants_html: bool) -> app::server_side::Asking {
        app::server_side::Asking {
            services: self.desk.services.clone(),
            signed_in: self.signed_in.clone(),
            lapsed: self.lapsed,
            former: self.former,
            lang: self.lang,
            device: self.device.clone(),
            network: self.network.clone(),
            device_token: self.cookies.device.clone(),
            pending: self.cookies.pending.clone(),
            passkey: self.cookies.passkey.clone(),
            wants_html,
            secure: self.desk.origin.is_https(),
            today: self.desk.today(),
        }
    }
}

/// Why a page is not shown.
#[derive(Debug)]
pub enum Stop {
    /// Somebody must sign in first.
    SignInNeeded,
    /// The password must be given again first.
    FreshSignInNeeded,
    /// The page is elsewhere.
    Elsewhere(&'static str),
    /// Not there, or not yours.
    NotFound,
    /// A fault of ours, or a full house.
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::SessionEnded => Self::SignInNeeded,
            Fault::AccountClosing => Self::Elsewhere(app::paths::CLOSURE),
            other => Self::Fault(other),
        }
    }
}
