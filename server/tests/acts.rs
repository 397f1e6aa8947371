//! Every act of the router with the fields it takes, read from its source: the framework keeps no list of them.

use crate::promises::sources;
use server::router::{self, Door};
use std::collections::BTreeMap;

/// Act → its fields, for every act there is.
pub(crate) fn acts() -> Vec<(&'static str, Vec<String>)> {
    let read: BTreeMap<String, Vec<String>> = sources()
        .iter()
        .filter(|source| source.path.starts_with("app/src"))
        .flat_map(|source| read(&source.text))
        .collect();
    let acts = router::places().into_iter().filter(|place| place.door == Door::Act).map(|place| place.template);
    acts.map(|act| (act, read.get(act).unwrap_or_else(|| panic!("{act} is not found in the source")).clone())).collect()
}

/// `#[server(prefix = "/act", endpoint = "a/b")] pub async fn b(#[server(default)] field: String, …) -> …`
fn read(text: &str) -> Vec<(String, Vec<String>)> {
    let act = |rest: &str| {
        let (endpoint, rest) = rest.split_once('"')?;
        let (head, _) = rest.split_once(") -> ")?;
        let (_, arguments) = head.split_once("pub async fn ")?.1.split_once('(')?;
        let name = |argument: &str| {
            let name = argument.trim().trim_start_matches("#[server(default)]").split(':').next()?.trim().to_owned();
            (!name.is_empty()).then_some(name)
        };
        Some((format!("/act/{endpoint}"), arguments.split(',').filter_map(name).collect()))
    };
    text.split("endpoint = \"").skip(1).filter_map(act).collect()
}

/// Where a member is led who posts this act with nothing in it.
pub(crate) fn page_of(act: &str) -> &'static str {
    match act {
        "/act/sign-up/join" => "/sign-up",
        "/act/sign-in/open" | "/act/passkeys/ask" | "/act/passkeys/sign-in" | "/act/sign-out/leave" => "/sign-in",
        "/act/sign-in/factor" => "/sign-in/factor",
        // What they do is not about one page.
        "/act/language/choose" | "/act/password/estimate" => "/",
        "/act/password/prove" | "/act/passkeys/prove" => "/password-again?next=/",
        "/act/passkeys/ask-again" => "/password-again",
        "/act/passkeys/add" | "/act/passkeys/ask-new" | "/act/passkeys/remove" | "/act/passkeys/rename" => {
            "/security/passkeys"
        }
        "/act/factors/begin" | "/act/factors/confirm" | "/act/factors/remove" => "/security/authenticator",
        "/act/factors/make-codes" => "/security/recovery-codes",
        "/act/recovery/password" | "/act/recovery/username" => "/recovery",
        "/act/recovery/set" => "/recovery/over",
        "/act/security/change-password" => "/security/password",
        "/act/security/end" | "/act/security/end-others" => "/security",
        "/act/security/not-me" => "/security/not-me",
        "/act/email/undo" => "/email/undo",
        "/act/email/confirm" => "/email/confirm",
        "/act/email/send-again"
        | "/act/phone/ask"
        | "/act/phone/confirm"
        | "/act/profile/clear"
        | "/act/profile/correct" => "/profile",
        "/act/consent/decide" | "/act/consent/decide-all" | "/act/freeze/begin" | "/act/freeze/end" => "/consent",
        "/act/receipt/verify" => "/receipt/verify",
        "/act/closure/close" | "/act/closure/reopen" => "/closure",
        other => panic!("{other}: say where it leads"),
    }
}

#[test]
fn the_fields_of_every_act_are_found() {
    let acts = acts();
    let of = |act: &str| acts.iter().find(|(own, _)| *own == act).map(|(_, fields)| fields.join(" "));
    assert_eq!(of("/act/closure/close").as_deref(), Some("password code"));
    assert_eq!(of("/act/closure/reopen").as_deref(), Some(""));
    assert_eq!(of("/act/security/end").as_deref(), Some("session"));
    let plain = |name: &String| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    assert!(acts.iter().flat_map(|(_, fields)| fields).all(plain), "{acts:?}");
}
