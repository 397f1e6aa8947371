//! Keys of other systems: made, listed, revoked.

use super::{Sentence, open_without_port, say};
use crate::cli::ApiKeys;
use domain::{
    api_key::{Scope, SystemName},
    calendar::Timestamp,
};
use services::{api_keys::ApiKey, fault::Fault};
use std::process::ExitCode;

pub(super) async fn command(what: &ApiKeys) -> Result<ExitCode, Sentence> {
    match what {
        ApiKeys::Create { name, scope, options } => {
            let (name, scopes) = (system(name)?, scopes(scope)?);
            let (_config, services) = open_without_port(options).await?;
            let (id, key) = services.make_api_key(&name, &scopes).await.map_err(|fault| told(&fault))?;
            services.close_database().await;
            say(&format!("The key of {name} (id {id}) follows. It is shown this once; only its hash is kept."));
            say(key.reveal());
        }
        ApiKeys::List(options) => {
            let (_config, services) = open_without_port(options).await?;
            let keys = services.api_keys().await.map_err(|fault| told(&fault))?;
            services.close_database().await;
            if keys.is_empty() {
                say("No key was made yet.");
            }
            for key in &keys {
                say(&line(key));
            }
        }
        ApiKeys::Revoke { id, options } => {
            let (_config, services) = open_without_port(options).await?;
            let keys = services.api_keys().await.map_err(|fault| told(&fault))?;
            let key = keys.iter().find(|key| key.id.to_string() == *id).ok_or("There is no key with this id.")?;
            let revoked = services.revoke_api_key(key.id).await.map_err(|fault| told(&fault))?;
            services.close_database().await;
            say(if revoked { "The key is revoked." } else { "The key was revoked before." });
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn system(name: &str) -> Result<SystemName, Sentence> {
    SystemName::parse(name).ok_or_else(|| {
        "The name has to be 2 to 40 small letters, digits and dashes, begin with a letter, and be no card number."
            .to_owned()
    })
}

fn scopes(codes: &[String]) -> Result<Vec<Scope>, Sentence> {
    let known: Vec<_> = Scope::ALL.iter().map(|scope| scope.code()).collect();
    let read = |code: &String| {
        Scope::parse(code).ok_or_else(|| format!("There is no such scope. There are: {}.", known.join(", ")))
    };
    let mut scopes = codes.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    scopes.sort();
    scopes.dedup();
    Ok(scopes)
}

fn line(key: &ApiKey) -> String {
    let scopes: Vec<_> = key.scopes.iter().map(|scope| scope.code()).collect();
    let at = |at: Option<Timestamp>| at.map_or_else(|| "never".to_owned(), Timestamp::rfc3339);
    let standing = key.revoked_at.map_or_else(|| "alive".to_owned(), |at| format!("revoked {}", at.rfc3339()));
    format!(
        "{}  {}  {}  made {}  last used {}  {standing}",
        key.id,
        key.name,
        scopes.join(","),
        key.made_at.rfc3339(),
        at(key.last_used_at)
    )
}

fn told(fault: &Fault) -> Sentence {
    format!("That could not be done; the log says why under {}.", services::fault::report(fault))
}
