//! What an act finds on the server: who asks, the way down to `services`, and the way back to the page.
//!
//! An act is five lines: who is asking, call down, pass up. Everything those lines share is here.
#![cfg(feature = "ssr")]

use std::sync::Arc;

use axum::http::{HeaderName, HeaderValue, header::SET_COOKIE};
use domain::calendar::Date;
use domain::closure::ClosureRefusal;
use domain::factors::FactorRefusal;
use domain::form::{Field, Problem, Reason};
use domain::lang::Lang;
use domain::passkeys::PasskeyRefusal;
use domain::phone_code::PhoneCodeRefusal;
use domain::profile::ProfileRefusal;
use leptos::prelude::use_context;
use leptos_axum::{ResponseOptions, redirect};
use services::Services;
use services::factors::PendingSignIn;
use services::fault::{Fault, Never};
use services::members::MemberId;
use services::passkeys::Question;
use services::secret::Secret;
use services::sessions::{FreshlySignedIn, NewSession, SignedIn};

use crate::answer::{Answer, Options};
use crate::flash::Flash;
use crate::page_error::PageError;
use crate::{cookies, paths, status};

/// Who asks, and for what surroundings. The front desk fills it for each request.
#[derive(Clone)]
pub struct Asking {
    /// The work.
    pub services: Services,
    /// The member whose session came with the request.
    pub signed_in: Option<Arc<SignedIn>>,
    /// Whose session the browser still names though it is over.
    pub lapsed: Option<MemberId>,
    /// Whether the browser named the token that its session had until moments ago: a second press, on its way while the first
    /// gave the session another. It does nothing, and is led where the first one leads.
    pub former: bool,
    /// The language of the answer.
    pub lang: Lang,
    /// The device in words ("Chrome, Android"), for the member's own list of devices.
    pub device: String,
    /// The network prefix the request came from, for throttling only.
    pub network: String,
    /// The token of a device that has signed in before.
    pub device_token: Option<String>,
    /// The token of a sign-in that waits for its code.
    pub pending: Option<String>,
    /// The token of a question to a passkey.
    pub passkey: Option<String>,
    /// A plain form post, which is answered with a redirect.
    pub wants_html: bool,
    /// Cookies carry `Secure` and the `__Host-` prefix.
    pub secure: bool,
    /// Today at the cinema.
    pub today: Date,
}

impl Asking {
    /// The surroundings of this request.
    ///
    /// # Errors
    /// [`PageError::Unreachable`] outside a request, which only a wiring mistake can cause.
    pub fn now() -> Result<Self, PageError> {
        use_context::<Self>().ok_or(PageError::Unreachable)
    }

    /// The member who asks.
    ///
    /// # Errors
    /// [`PageError::SignInNeeded`] if nobody is signed in.
    pub fn member(&self) -> Result<&SignedIn, PageError> {
        self.signed_in.as_deref().ok_or(PageError::SignInNeeded)
    }

    /// The member who asks and whose account is open. A page that was open before the closing still has its forms.
    ///
    /// # Errors
    /// [`PageError::SignInNeeded`] if nobody is signed in, or that the account is closing.
    pub fn open_member(&self) -> Result<&SignedIn, PageError> {
        let member = self.member()?;
        if member.is_closing() {
            return Err(closing());
        }
        Ok(member)
    }

    /// The member who asks, whose account is open, and who has proved within the last minutes all that the account asks
    /// for.
    ///
    /// # Errors
    /// As [`Asking::open_member`]; [`PageError::FreshSignInNeeded`].
    pub fn fresh_member(&self) -> Result<FreshlySignedIn<'_>, PageError> {
        self.open_member()?.freshly().ok_or(PageError::FreshSignInNeeded)
    }

    /// Hands the browser the token of a sign-in that waits for its code.
    pub fn wait_for_factor(&self, pending: &PendingSignIn) {
        set_cookie(&cookies::pending(self.secure, pending.token(), pending.lasts_s()));
    }

    /// Takes that token back.
    pub fn stop_waiting(&self) {
        set_cookie(&cookies::gone(self.secure, cookies::PENDING));
    }

    /// Hands the browser a question to a passkey, and the token it is answered by. Only a script can ask: whoever comes by
    /// a plain form is led to `page`, and nothing is asked.
    ///
    /// # Errors
    /// Those of `question`.
    pub async fn ask(
        &self,
        page: &str,
        question: impl Future<Output = Result<Question, PageError>>,
    ) -> Result<Options, PageError> {
        if self.wants_html {
            redirect(page);
            return Ok(Options::default());
        }
        let question = question.await.inspect_err(status::set)?;
        set_cookie(&cookies::passkey(self.secure, question.token(), question.lasts_s()));
        Ok(Options { options: question.options().to_owned() })
    }

    /// Takes the token of a question back that has been answered.
    pub fn question_answered(&self) {
        set_cookie(&cookies::gone(self.secure, cookies::PASSKEY));
    }

    /// Leaves recovery codes for their page. Should that fail, the member makes new ones there.
    pub async fn leave_codes(&self, codes: &[Secret]) {
        let codes = codes.iter().map(|code| code.reveal().to_owned()).collect();
        self.leave(&Flash { page: paths::RECOVERY_CODES.to_owned(), codes, ..Flash::default() }).await;
    }

    /// Hands the browser its new session, and the token of a device seen for the first time.
    pub fn hand_over(&self, session: &NewSession) {
        set_cookie(&cookies::session(self.secure, session.token(), session.keep_for_s()));
        if let Some(token) = session.device_token() {
            set_cookie(&cookies::device(self.secure, token));
        }
    }

    /// Ends the session this browser had before somebody joined on it. Should that fail, they have joined all the same.
    pub async fn leave_earlier_session(&self) {
        if let Some(earlier) = self.signed_in.as_deref()
            && let Err(fault) = self.services.sign_out(earlier).await
        {
            services::fault::report(&fault);
        }
    }

    /// Takes the session cookie back and asks the browser to drop what it kept of these pages.
    pub fn leave_this_device(&self) {
        set_cookie(&cookies::gone(self.secure, cookies::SESSION));
        if let Some(response) = use_context::<ResponseOptions>() {
            // Not "cookies": the device cookie lets its owner in while strangers are throttled.
            response.insert_header(
                HeaderName::from_static("clear-site-data"),
                HeaderValue::from_static("\"cache\", \"storage\""),
            );
        }
    }

    /// Remembers the language on this device.
    pub fn remember(&self, lang: Lang) {
        set_cookie(&cookies::language(self.secure, lang));
    }

    /// Ends an act: a script reads `result` itself; a plain form post is led to a page, and what was refused
    /// waits there in a flash, with what was typed.
    ///
    /// # Errors
    /// What `result` holds, for a script.
    pub async fn answer(
        &self,
        page: &str,
        typed: &[(Field, &str)],
        result: Result<Answer, PageError>,
    ) -> Result<Answer, PageError> {
        if !self.wants_html {
            return result.inspect_err(status::set);
        }
        let next = match result {
            Ok(answer) => answer.next,
            Err(PageError::SignInNeeded) => {
                self.leave_draft(page, typed).await;
                format!("{}?next={page}", paths::SIGN_IN)
            }
            Err(PageError::FreshSignInNeeded) => {
                self.leave_draft(page, typed).await;
                format!("{}?next={page}", paths::PASSWORD_AGAIN)
            }
            Err(refused) => {
                self.leave_flash(page, typed, refused).await;
                page.to_owned()
            }
        };
        redirect(&next);
        Ok(Answer { next })
    }

    /// Leaves a value of ours for a page that is shown next, once. It is in no address.
    pub async fn leave_word(&self, page: &str, (field, value): (Field, &str)) {
        self.leave_flash(page, &[(field, value)], PageError::Refused(Vec::new())).await;
    }

    /// Leaves word that a telephone number was brought up to date.
    pub async fn leave_migrated(&self, page: &str) {
        self.leave(&Flash { page: page.to_owned(), migrated: true, ..Flash::default() }).await;
    }

    /// A flash that cannot be kept loses a sentence, not data: the page is shown all the same.
    async fn leave_flash(&self, page: &str, typed: &[(Field, &str)], refused: PageError) {
        let (problems, trouble) = match refused {
            PageError::Refused(problems) => (problems, None),
            other => (Vec::new(), Some(other)),
        };
        self.leave(&Flash { page: page.to_owned(), problems, trouble, values: owned(typed), ..Flash::default() }).await;
    }

    /// Leaves what was typed for its page, past a page that asks for the password or a sign-in first, or beside another act
    /// of the same page. It waits for the member who typed it; where nobody knows who that was, or where its page shows no
    /// drafts, nothing is kept.
    pub async fn leave_draft(&self, page: &str, typed: &[(Field, &str)]) {
        let member = self.signed_in.as_deref().map(SignedIn::member).or(self.lapsed);
        let Some(member) = member.filter(|_| !typed.is_empty()) else { return };
        let Some(which) = cookies::draft_of(page) else { return };
        let of = Some(*member.bytes());
        let draft = Flash { page: page.to_owned(), values: owned(typed), draft: true, of, ..Flash::default() };
        if let Some(token) = self.keep(&draft).await {
            set_cookie(&cookies::draft(self.secure, which, &token));
        }
    }

    async fn leave(&self, flash: &Flash) {
        if let Some(token) = self.keep(flash).await {
            set_cookie(&cookies::flash(self.secure, &token));
        }
    }

    async fn keep(&self, flash: &Flash) -> Option<String> {
        let body = serde_json::to_vec(flash).ok()?;
        self.services.keep_flash(&body).await.inspect_err(|fault| drop(services::fault::report(fault))).ok()
    }
}

/// What stands in the fields of the profile, in the order of the form; nothing for a page that sent none of them.
pub fn typed_in_profile<'a>(seen: &str, values: [&'a str; PROFILE.len()]) -> Vec<(Field, &'a str)> {
    if seen.is_empty() { Vec::new() } else { PROFILE.into_iter().zip(values).collect() }
}

/// The fields of the profile.
const PROFILE: [Field; 9] = [
    Field::FullName,
    Field::Gender,
    Field::BirthDate,
    Field::IdNumber,
    Field::Phone,
    Field::Email,
    Field::Province,
    Field::Ward,
    Field::AddressLine,
];

fn owned(typed: &[(Field, &str)]) -> Vec<(String, String)> {
    typed.iter().map(|(field, value)| (field.name().to_owned(), (*value).to_owned())).collect()
}

fn set_cookie(cookie: &str) {
    if let (Some(response), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(cookie)) {
        response.append_header(SET_COOKIE, value);
    }
}

/// A fault from below as the error that travels. Refusals become problems; accidents are logged once, here,
/// and travel as a number.
pub fn told<R>(fault: Fault<R>, problems: impl FnOnce(R) -> Vec<Problem>) -> PageError {
    match fault {
        Fault::Refused(refusal) => refused(problems(refusal)),
        Fault::Busy { wait_s } => PageError::Busy { wait_s },
        Fault::TooManyTries { wait_s } => PageError::TooManyTries { wait_s },
        Fault::KnownDeviceOnly => PageError::KnownDeviceOnly,
        Fault::SessionEnded => PageError::SignInNeeded,
        Fault::AccountClosing => closing(),
        fault @ Fault::Internal(_) => PageError::Broken { incident: services::fault::report(&fault) },
    }
}

fn closing() -> PageError {
    PageError::Refused(whole(Reason::Closure(ClosureRefusal::AlreadyClosing)))
}

/// What was refused for want of a proof is asked for first; everything else is said at the form.
fn refused(problems: Vec<Problem>) -> PageError {
    let proof = Reason::Profile(ProfileRefusal::ProofNeeded);
    if problems.iter().any(|problem| problem.reason == proof) {
        return PageError::FreshSignInNeeded;
    }
    PageError::Refused(problems)
}

/// For acts that refuse nothing.
pub fn never(refusal: Never) -> Vec<Problem> {
    match refusal {}
}

/// A refusal that belongs to the whole form.
pub fn whole(reason: Reason) -> Vec<Problem> {
    vec![Problem { field: None, reason }]
}

/// A refusal that belongs to one field.
pub fn at(field: Field, reason: Reason) -> Vec<Problem> {
    vec![Problem { field: Some(field), reason }]
}

/// What was refused of a second factor: at the code, where another code helps, else for the whole form.
pub fn at_code(refusal: FactorRefusal) -> Vec<Problem> {
    match refusal {
        FactorRefusal::Missing | FactorRefusal::NotACode | FactorRefusal::Wrong => {
            at(Field::Code, Reason::Factor(refusal))
        }
        FactorRefusal::Over | FactorRefusal::SetUpOver | FactorRefusal::AlreadyOn | FactorRefusal::NotOn => {
            whole(Reason::Factor(refusal))
        }
    }
}

/// What was refused of a code for the phone number: at the code, where another code helps, else for the whole form.
pub fn at_phone_code(refusal: PhoneCodeRefusal) -> Vec<Problem> {
    match refusal {
        PhoneCodeRefusal::Missing | PhoneCodeRefusal::NotACode | PhoneCodeRefusal::Wrong => {
            at(Field::Code, Reason::PhoneCode(refusal))
        }
        other => whole(Reason::PhoneCode(other)),
    }
}

/// What was refused of a new passkey: at its name, where another name helps, else for the whole form.
pub fn at_passkey(reason: Reason) -> Vec<Problem> {
    match reason {
        Reason::CardNumber | Reason::Passkey(PasskeyRefusal::NameTooLong { .. } | PasskeyRefusal::NameCharacters) => {
            at(Field::PasskeyName, reason)
        }
        other => whole(other),
    }
}

/// What was refused of a proof: at the password, or at the code beside it.
pub fn at_proof(reason: Reason) -> Vec<Problem> {
    match reason {
        Reason::Factor(refusal) => at_code(refusal),
        other => at(Field::Password, other),
    }
}
