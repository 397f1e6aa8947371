//! Every address of the site, in one table. Tests walk the table, so a new row is tested the day it is written.

use crate::{
    acts, api,
    desk::Desk,
    errors::{self, Surroundings},
    headers::Nonce,
    pages,
    session::{Stop, Visit},
};
use app::paths;
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Method, Response, StatusCode, header},
    routing::{MethodRouter, get, post},
};
use std::sync::Arc;

/// Who may enter.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Door {
    /// Anybody.
    Anyone,
    /// A member whose account is open. Who is closing theirs is shown to the closing page.
    Member,
    /// A member, closing or not: what stays possible to the last day.
    EvenLeaving,
    /// A form's target; each act looks itself at who asks.
    Act,
    /// Another system, with a key. No cookie is read.
    System,
    /// Whoever holds the code in the address. What is posted there reads no cookie.
    Code,
}

/// One row: an address, who may enter, and what is there.
pub struct Place {
    /// The address; a part in braces stands for anything.
    pub template: &'static str,
    /// Who may enter.
    pub door: Door,
    room: MethodRouter<Arc<Desk>>,
}

/// Which address a request matched; the only form in which an address is logged.
#[derive(Clone, Copy, Debug)]
pub struct Route(pub &'static str);

/// What a page answers.
pub type Shown = Result<Response<Body>, Stop>;

/// The whole table.
pub fn places() -> Vec<Place> {
    use Door::{Anyone, EvenLeaving, Member};
    let mut places = vec![
        at(paths::OVERVIEW, Anyone, pages::overview::first),
        at(paths::POLICY, Anyone, pages::policy::in_force),
        at("/policy/{version}", Anyone, pages::policy::version),
        at("/policy/compare/{before}/{after}", Anyone, pages::policy::compare),
        at(paths::SIGN_UP, Anyone, pages::sign_up::form),
        at(paths::GUARDIAN, Anyone, pages::sign_up::guardian),
        at(paths::SIGN_IN, Anyone, pages::sign_in::form),
        at(paths::FACTOR, Anyone, pages::factors::step),
        at(paths::SIGN_OUT, Anyone, pages::sign_in::leave),
        at(paths::PROFILE, Member, pages::profile::items),
        at(paths::ID_NUMBER, Member, pages::profile::id_number),
        at(paths::CONSENT, Member, pages::consent::record),
        at(paths::RECEIPTS, EvenLeaving, pages::receipt::list),
        at("/consent/receipts/{seq}", EvenLeaving, pages::receipt::one),
        at("/consent/receipts/{seq}/file", EvenLeaving, pages::receipt::file),
        at(paths::RECEIPT_VERIFY, Anyone, pages::receipt::check),
        at(paths::RECEIPT_KEYS, Anyone, pages::receipt::keys),
        at(paths::CHECKPOINT, Anyone, pages::receipt::checkpoint),
        at(paths::CHECKPOINT_KEYS, Anyone, pages::receipt::checkpoint_keys),
        at(paths::ORDERS, Member, pages::orders::list),
        at(paths::ACTIVITY, Member, pages::activity::list),
        at(paths::SECURITY, Member, pages::security::devices),
        at(paths::PASSWORD, Member, pages::recovery::change),
        at(paths::RECOVERY, Anyone, pages::recovery::ask),
        at(paths::RECOVERY_SENT, Anyone, pages::recovery::sent),
        at(paths::RECOVERY_DONE, Anyone, pages::recovery::done),
        at(paths::NOT_ME, Member, pages::report::not_me),
        at(paths::REPORTED, Anyone, pages::report::reported),
        at(paths::EMAIL_UNDO, Anyone, pages::report::undo),
        at("/email/undo/{code}", Anyone, pages::report::undo),
        at("/recovery/{code}", Anyone, pages::recovery::link),
        at(paths::AUTHENTICATOR, Member, pages::factors::authenticator),
        at(paths::RECOVERY_CODES, Member, pages::factors::recovery_codes),
        at(paths::RECOVERY_CODES_FILE, Member, pages::factors::recovery_codes_file),
        at(paths::PASSKEYS, Member, pages::passkeys::list),
        at(paths::COPY, EvenLeaving, pages::copy::offer),
        at(paths::COPY_FILE, EvenLeaving, pages::copy::file),
        at(paths::CLOSURE, EvenLeaving, pages::closure::plan),
        at(paths::CLOSURE_BEGUN, Anyone, pages::closure::begun),
        at(paths::EMAIL_CONFIRM, Anyone, pages::email::confirm),
        at("/email/confirm/{code}", Anyone, pages::email::confirm),
        at(paths::PASSWORD_AGAIN, EvenLeaving, pages::sign_in::password_again),
        at("/places/{province}", Anyone, pages::places::wards),
        at("/healthz", Anyone, pages::conventions::alive),
        at("/readyz", Anyone, pages::conventions::ready),
        at("/.well-known/security.txt", Anyone, pages::conventions::security_txt),
        at("/.well-known/gpc.json", Anyone, pages::conventions::gpc),
        at("/.well-known/change-password", Anyone, pages::conventions::change_password),
        at("/.well-known/passkey-endpoints", Anyone, pages::conventions::passkey_endpoints),
    ];
    places.push(code("/unsubscribe/{code}", pages::unsubscribe::link, pages::unsubscribe::stop));
    places.push(described(api::OPENAPI));
    places.extend([
        system(api::ORDERS, &Method::POST, api::hand_in),
        system(api::MAY_CONTACT, &Method::GET, api::may_contact),
        system(api::AUDIENCE, &Method::POST, api::audience),
        system(api::TEMPLATE_CHECK, &Method::POST, api::check_template),
        system(api::CONTACTS, &Method::POST, api::report),
    ]);
    places.extend(
        leptos::server_fn::axum::server_fn_paths()
            .filter(|(_, method)| *method == Method::POST)
            .map(|(template, _)| act(template)),
    );
    places
}

/// The table as a router.
pub fn rooms(desk: Arc<Desk>) -> Router {
    over(places(), desk)
}

/// These places as a router.
pub fn over(places: Vec<Place>, desk: Arc<Desk>) -> Router {
    places
        .into_iter()
        .fold(Router::new(), |router, place| router.route(place.template, place.room))
        .fallback(elsewhere)
        .method_not_allowed_fallback(wrong_method)
        .with_state(desk)
}

/// A page: the door first, then the room, then whether the visitor's session has lasted, then what all of them leave to do.
pub fn at<F, Fut>(template: &'static str, door: Door, room: F) -> Place
where
    F: Fn(Arc<Visit>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Shown> + Send,
{
    let entered = move |visit: Visit| {
        let room = room.clone();
        async move {
            let visit = Arc::new(visit);
            let shown = match visit.admitted(door) {
                Ok(()) => room(Arc::clone(&visit)).await,
                Err(stop) => Err(stop),
            };
            let shown = match shown {
                Ok(shown) => visit.still_for(shown).await,
                Err(stop) => Err(stop),
            };
            let mut response = shown.unwrap_or_else(|stop| stopped(&visit, &stop));
            visit.tidy(&mut response);
            response.extensions_mut().insert(Route(template));
            response
        }
    };
    Place { template, door, room: get(entered) }
}

fn act(template: &'static str) -> Place {
    let posted = move |state, request| async move {
        let mut response = acts::answer(state, request).await;
        response.extensions_mut().insert(Route(template));
        response
    };
    Place { template, door: Door::Act, room: post(posted) }
}

/// A page behind a code that says who asks, and what is posted there: by the page, or by a mailbox on its reader's wish.
fn code<F, Fut, G, Gut>(template: &'static str, page: F, posted: G) -> Place
where
    F: Fn(Arc<Visit>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Shown> + Send,
    G: Fn(Arc<Desk>, Request) -> Gut + Clone + Send + Sync + 'static,
    Gut: Future<Output = Response<Body>> + Send,
{
    let taken = move |State(desk): State<Arc<Desk>>, request: Request| async move {
        let mut response = posted(desk, request).await;
        response.extensions_mut().insert(Route(template));
        response
    };
    Place { room: at(template, Door::Code, page).room.post(taken), template, door: Door::Code }
}

/// What another system asks or posts to: the key first, then the room.
fn system<F, Fut>(template: &'static str, method: &Method, room: F) -> Place
where
    F: Fn(api::Call) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Response<Body>> + Send,
{
    let called = move |State(desk): State<Arc<Desk>>, request: Request| async move {
        let mut response = match api::Call::of(desk, request).await {
            Ok(call) => room(call).await,
            Err(refused) => refused.answer(),
        };
        response.extensions_mut().insert(Route(template));
        response
    };
    let room = if *method == Method::GET { get(called) } else { post(called) };
    Place { template, door: Door::System, room }
}

/// The description of what other systems may ask.
fn described(template: &'static str) -> Place {
    let room = move || async move {
        let mut response = api::describe();
        response.extensions_mut().insert(Route(template));
        response
    };
    Place { template, door: Door::Anyone, room: get(room) }
}

/// Where a visitor goes who is not shown what they asked for.
fn stopped(visit: &Visit, stop: &Stop) -> Response<Body> {
    match stop {
        Stop::SignInNeeded => see_other(&format!("{}?next={}", paths::SIGN_IN, visit.path)),
        Stop::FreshSignInNeeded => see_other(&format!("{}?next={}", paths::PASSWORD_AGAIN, visit.path)),
        Stop::Elsewhere(path) => see_other(path),
        Stop::NotFound => errors::page(&visit.desk, &visit.around, StatusCode::NOT_FOUND, None),
        Stop::Fault(fault) => errors::broken(&visit.desk, &visit.around, fault),
    }
}

/// "Look there, by GET." Only for paths of ours.
pub fn see_other(path: &str) -> Response<Body> {
    let mut response = errors::bare(StatusCode::SEE_OTHER);
    let path = HeaderValue::try_from(path).unwrap_or(HeaderValue::from_static(paths::OVERVIEW));
    response.headers_mut().insert(header::LOCATION, path);
    response
}

/// A file of the site, or nothing.
async fn elsewhere(State(desk): State<Arc<Desk>>, request: Request) -> Response<Body> {
    let file = match *request.method() {
        Method::GET | Method::HEAD => desk.assets.answer(request.uri().path(), request.headers()),
        _ => None,
    };
    match file {
        Some(mut response) => {
            response.extensions_mut().insert(Route("a file"));
            response
        }
        None => refused(&desk, request, StatusCode::NOT_FOUND),
    }
}

async fn wrong_method(State(desk): State<Arc<Desk>>, request: Request) -> Response<Body> {
    refused(&desk, request, StatusCode::METHOD_NOT_ALLOWED)
}

fn refused(desk: &Desk, request: Request, status: StatusCode) -> Response<Body> {
    let (parts, _body) = request.into_parts();
    match parts.extensions.get::<Nonce>().cloned() {
        Some(nonce) => errors::page(desk, &Surroundings::of(desk, &parts, &nonce), status, None),
        None => errors::bare(status),
    }
}
