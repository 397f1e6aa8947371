//! Nobody learns from an answer who is a member, or what became of an account: every state an account can be in, at every
//! door that takes a name or an address from a stranger. (MC-5.1b; security.md G5, lessons 25, 26)

use crate::client::{Reply, ask, form};
use crate::passkey_device::{HONEST, Manner, Passkey, options};
use crate::recovery::letters;
use crate::world::{NAVIGATION, PASSWORD, World};
use domain::lang::Lang;
use domain::sign_up::SignUpForm;
use server::router::places;
use services::passkeys::NewPasskey;
use services::sessions::NewSession;
use services::sign_in::{Attempt, SignIn};

/// The states, and the list of them, in which none can be missing.
macro_rules! states {
    ($($state:ident)*) => {
        /// What became of an account.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        enum State {
            $($state),*
        }

        const STATES: &[State] = &[$(State::$state),*];
    };
}

// An account without a password is not among them, because there is none: what comes next to it is one whose password
// nobody knows, as after "this was not me".
states! { Unknown Active Unconfirmed Frozen Closing Closed WithPasskey WithAuthenticator Reported }

/// What an act takes from whoever posts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// A username or an address, from anybody: a door of these tests.
    Name,
    /// A secret code or answer that only its owner has, and no name.
    Code,
    /// Nothing that is anybody's.
    Nothing,
    /// A session: who posts is known.
    Session,
}

/// The act behind each door that takes a name, and the fields a stranger sends.
type Door = (&'static str, fn(&str, &str) -> Vec<(&'static str, String)>);

/// Every door that takes a name or an address. Joining says by design that a username is taken (there is no other way to choose
/// one); what it must not tell is whose address it is, so the address is the one that is looked for.
const DOORS: [Door; 5] = [
    ("/act/sign-in/open", |username, _| fields(&[("username", username), ("password", "not the password")])),
    ("/act/sign-in/open", |_, email| fields(&[("username", email), ("password", "not the password")])),
    ("/act/recovery/password", |username, _| fields(&[("username", username)])),
    ("/act/recovery/username", |_, email| fields(&[("email", email)])),
    ("/act/sign-up/join", |username, email| {
        let fresh = format!("moi.{username}");
        fields(&[
            ("username", &fresh),
            ("password", PASSWORD),
            ("full_name", "Y Bhăm Êban"),
            ("birth_date", "02/01/1990"),
            ("email", email),
        ])
    }),
];

fn fields(fields: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

/// What each act takes. A new act fails the test below until it stands here, and in [`DOORS`] if it takes a name.
pub(crate) fn takes(act: &str) -> Option<Takes> {
    Some(match act {
        "/act/sign-in/open" | "/act/sign-up/join" | "/act/recovery/password" | "/act/recovery/username" => Takes::Name,
        "/act/sign-in/factor" | "/act/recovery/set" | "/act/email/undo" | "/act/passkeys/sign-in" => Takes::Code,
        // Signing out without a session ends in the same place.
        "/act/passkeys/ask"
        | "/act/language/choose"
        | "/act/password/estimate"
        | "/act/receipt/verify"
        | "/act/sign-out/leave" => Takes::Nothing,
        "/act/closure/close"
        | "/act/closure/reopen"
        | "/act/consent/decide"
        | "/act/consent/decide-all"
        | "/act/email/confirm"
        | "/act/email/send-again"
        | "/act/factors/begin"
        | "/act/factors/confirm"
        | "/act/factors/make-codes"
        | "/act/factors/remove"
        | "/act/freeze/begin"
        | "/act/freeze/end"
        | "/act/passkeys/add"
        | "/act/passkeys/ask-again"
        | "/act/passkeys/ask-new"
        | "/act/passkeys/prove"
        | "/act/passkeys/remove"
        | "/act/passkeys/rename"
        | "/act/password/prove"
        | "/act/profile/clear"
        | "/act/profile/correct"
        | "/act/phone/ask"
        | "/act/phone/confirm"
        | "/act/security/change-password"
        | "/act/security/end"
        | "/act/security/end-others"
        | "/act/security/not-me" => Takes::Session,
        _ => return None,
    })
}

#[tokio::test]
async fn every_act_that_takes_a_name_is_a_door_of_these_tests() {
    let world = world().await;
    for act in places().into_iter().map(|place| place.template).filter(|template| template.starts_with("/act/")) {
        let takes = takes(act).unwrap_or_else(|| panic!("{act}: say what it takes, and test it if that is a name"));
        let is_door = DOORS.iter().any(|(door, _)| *door == act);
        assert_eq!(takes == Takes::Name, is_door, "{act}");
        // Nobody is signed in: an act of a member looks at nothing that was sent, the others do.
        let script = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];
        let reply = ask(world.address, "POST", act, &script, &form(&[("username", "nguoi.so.1")])).await;
        assert_eq!(takes == Takes::Session, reply.status == 401, "{act}: {} {}", reply.status, reply.body);
    }
}

/// A world behind a proxy, so that each visitor has a network of their own; who closes their account has days of grace.
async fn world() -> World {
    World::with(|config| {
        config.trusted_proxies = vec!["127.0.0.1".to_owned()];
        config.closure.grace_days = 7;
    })
    .await
}

fn address_of(username: &str) -> String {
    format!("{username}@example.com")
}

/// Joins by the services, from a network of its own.
async fn joined(world: &World, username: &str) -> NewSession {
    let email = address_of(username);
    let form =
        SignUpForm { username, password: PASSWORD, full_name: "H'Mơ Niê", birth_date: "02/01/1990", email: &email };
    world.desk.services.join(&form, Lang::Vi, "", username).await.unwrap()
}

/// Brings an account of this name into the state.
async fn bring(world: &World, state: State, username: &str) {
    if state == State::Unknown {
        return;
    }
    let services = &world.desk.services;
    let session = joined(world, username).await;
    let letter = letters(world).await.pop().expect("a letter about the address");
    let who = services.find(session.token()).await.unwrap().unwrap();
    if state != State::Unconfirmed {
        services.confirm_email(&who, letter.token()).await.unwrap();
    }
    let who = services.find(session.token()).await.unwrap().unwrap();
    match state {
        State::Unknown | State::Active | State::Unconfirmed => {}
        State::Frozen => drop(services.freeze(&who).await.unwrap()),
        State::Closing => {
            services.close(&who, PASSWORD, username).await.unwrap();
            let attempt = Attempt {
                name: username,
                password: PASSWORD,
                kept: false,
                device: "",
                network: username,
                device_token: None,
                earlier: None,
            };
            let SignIn::Open(back) = services.sign_in(attempt).await.unwrap() else { panic!("a password is enough") };
            assert!(services.find(back.token()).await.unwrap().unwrap().is_closing(), "not over yet");
        }
        State::Closed => {
            services.close(&who, PASSWORD, username).await.unwrap();
            world.erased(who.member().bytes()).await;
        }
        State::WithPasskey => {
            let fresh = who.freshly().unwrap();
            let question = services.ask_new_passkey(&fresh).await.unwrap();
            let manner = Manner { origin: &world.desk.origin.to_string(), site: "localhost", ..HONEST };
            let (_, credential) = Passkey::made(&options(question.options()), manner);
            let new = NewPasskey { token: question.token(), credential: &credential, name: "", device: "" };
            services.add_passkey(&fresh, new).await.unwrap();
        }
        State::WithAuthenticator => crate::factors::authenticator(world, &who).await,
        State::Reported => drop(services.not_me(&who).await.unwrap()),
    }
    letters(world).await;
}

/// Posts as a stranger on a network of their own; what came back, and the page it leads to.
async fn knock(world: &World, (act, fields): (&str, &[(&str, String)]), network: &str) -> [String; 2] {
    let mut headers = NAVIGATION.to_vec();
    headers.push(("x-forwarded-for", network));
    let body: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let reply = ask(world.address, "POST", act, &headers, &form(&body)).await;
    let cookies: Vec<String> =
        ["flash", "session"].into_iter().filter_map(|name| Some(format!("{name}={}", reply.cookie(name)?))).collect();
    let cookies = cookies.join("; ");
    let page = world.get(reply.location(), &[("cookie", &cookies), ("x-forwarded-for", network)]).await;
    [reply, page].map(|reply| masked(&reply, &body))
}

/// An answer without what differs each time: the day, the nonce of the page, tokens (43 letters), and what was typed itself.
pub(crate) fn masked(reply: &Reply, typed: &[(&str, &str)]) -> String {
    let headers = reply.headers.iter().filter(|(name, _)| name != "date");
    let headers: Vec<String> = headers.map(|(name, value)| format!("{name}: {value}")).collect();
    let mut text = format!("{}\n{}\n\n{}", reply.status, headers.join("\n"), reply.body);
    let nonce = text.split_once("'nonce-").and_then(|(_, rest)| Some(rest.split_once('\'')?.0.to_owned()));
    for value in nonce.iter().map(String::as_str).chain(typed.iter().map(|(_, value)| *value)) {
        text = text.replace(value, "MASKED");
    }
    let of_token = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let words = text.split_inclusive(|c| !of_token(c)).map(|word| {
        let end = word.trim_start_matches(of_token);
        if word.len() - end.len() >= 43 { format!("TOKEN{end}") } else { word.to_owned() }
    });
    words.collect()
}

#[tokio::test]
async fn every_state_of_an_account_answers_alike_at_every_door() {
    let world = world().await;
    for (place, state) in STATES.iter().copied().enumerate() {
        bring(&world, state, &format!("nguoi.so.{place}")).await;
    }
    for (number, (act, fields)) in DOORS.into_iter().enumerate() {
        let mut expected = None;
        for (place, state) in STATES.iter().copied().enumerate() {
            let username = format!("nguoi.so.{place}");
            let network = format!("198.51.{number}.{place}");
            let answer = knock(&world, (act, &fields(&username, &address_of(&username))), &network).await;
            let expected = expected.get_or_insert_with(|| answer.clone());
            assert_eq!(&answer, expected, "{act} for {state:?}");
        }
        letters(&world).await;
    }
}

#[tokio::test]
async fn every_state_of_an_account_under_attack_answers_like_a_name_nobody_has_under_the_same_attack() {
    let world = world().await;
    for (place, state) in STATES.iter().copied().enumerate() {
        bring(&world, state, &format!("nguoi.so.{place}")).await;
    }
    for (number, (act, fields)) in DOORS.into_iter().enumerate() {
        let mut expected = None;
        for (place, state) in STATES.iter().copied().enumerate() {
            let username = format!("nguoi.so.{place}");
            let mut last = None;
            for tried in 0..12 {
                // Joining tells a name that is taken: each try is another name with the same address.
                let name = if act.ends_with("join") { format!("{username}.{tried}") } else { username.clone() };
                let network = format!("203.{number}.{place}.{tried}");
                last = Some(knock(&world, (act, &fields(&name, &address_of(&username))), &network).await);
            }
            let answer = last.map(|[first, second]| [waits(&first), waits(&second)]);
            assert_eq!(&answer, expected.get_or_insert_with(|| answer.clone()), "{act} for {state:?}");
            letters(&world).await;
        }
    }
}

/// Without the seconds there are to wait, which stand after the first line: two attacks are not made in the same second.
fn waits(text: &str) -> String {
    let (status, rest) = text.split_once('\n').expect("an answer begins with its status");
    let rest = rest
        .split_inclusive(|c: char| !c.is_ascii_digit())
        .map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit()));
    format!("{status}\n{}", rest.collect::<String>())
}

#[tokio::test]
async fn the_question_to_a_passkey_names_nobody_whatever_is_sent_along() {
    let world = world().await;
    for (place, state) in STATES.iter().copied().enumerate() {
        bring(&world, state, &format!("nguoi.so.{place}")).await;
    }
    let mut expected = None;
    for (place, state) in STATES.iter().copied().enumerate() {
        let username = format!("nguoi.so.{place}");
        let network = format!("198.51.100.{place}");
        let headers =
            [("accept", "application/json"), ("sec-fetch-site", "same-origin"), ("x-forwarded-for", network.as_str())];
        let body = form(&[("username", &username)]);
        let reply = ask(world.address, "POST", "/act/passkeys/ask", &headers, &body).await;
        let answer = masked(&reply, &[]);
        assert!(answer.starts_with("200") && !answer.contains("allowCredentials\\\":[{"), "{answer}");
        assert_eq!(&answer, expected.get_or_insert_with(|| answer.clone()), "{state:?}");
    }
}
