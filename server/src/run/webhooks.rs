//! Addresses of other systems that hear of changes: added, listed, removed, replayed, tried.

use super::{Sentence, open_without_port, say};
use crate::cli::Webhooks;
use domain::{calendar::Timestamp, webhooks::ENDPOINTS_MOST};
use services::{
    Services,
    fault::Fault,
    webhooks::{Endpoint, EndpointId, TargetRefusal, WebhookRefusal},
};
use std::process::ExitCode;

const UNKNOWN: &str = "There is no address with this id.";

pub(super) async fn command(what: &Webhooks) -> Result<ExitCode, Sentence> {
    let options = match what {
        Webhooks::List(options)
        | Webhooks::Add { options, .. }
        | Webhooks::Remove { options, .. }
        | Webhooks::Replay { options, .. }
        | Webhooks::Test { options, .. } => options,
    };
    let (_config, services) = open_without_port(options).await?;
    let done = carry_out(&services, what).await;
    services.close_database().await;
    done
}

async fn carry_out(services: &Services, what: &Webhooks) -> Result<ExitCode, Sentence> {
    match what {
        Webhooks::Add { url, name, .. } => {
            let (id, secret) = services.add_webhook(url, name.as_deref()).await.map_err(refused)?;
            say(&format!(
                "Every change from now on is told to this address (id {id}). Its secret follows; it is shown this once."
            ));
            say(secret.reveal());
        }
        Webhooks::List(_) => list(&services.webhooks().await.map_err(|fault| told(&fault))?),
        Webhooks::Remove { id, .. } => {
            if !services.remove_webhook(read(id)?).await.map_err(|fault| told(&fault))? {
                return Err(UNKNOWN.to_owned());
            }
            say("The address is removed, with whatever waited for it.");
        }
        Webhooks::Replay { id, since, .. } => {
            let since =
                Timestamp::from_rfc3339(since).ok_or("The time has to be written like 2026-11-22T10:04:00+07:00.")?;
            let count = services.replay_webhook(read(id)?, since).await.map_err(refused)?;
            say(&format!("{count} events are sent again."));
        }
        Webhooks::Test { id, .. } => {
            return Ok(match services.test_webhook(read(id)?).await.map_err(refused)? {
                Ok(status @ 200..=299) => {
                    say(&format!("It answered {status}: taken."));
                    ExitCode::SUCCESS
                }
                Ok(status) => {
                    say(&format!("It answered {status}: not taken."));
                    ExitCode::FAILURE
                }
                Err(word) => {
                    say(&format!("It was not reached: {word}."));
                    ExitCode::FAILURE
                }
            });
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn list(endpoints: &[Endpoint]) {
    if endpoints.is_empty() {
        say("No address was added yet.");
    }
    for endpoint in endpoints {
        say(&line(endpoint));
    }
}

fn line(endpoint: &Endpoint) -> String {
    let at = |at: Option<Timestamp>| at.map_or_else(|| "never".to_owned(), Timestamp::rfc3339);
    let failure = endpoint
        .last_failure
        .as_ref()
        .map_or_else(|| "never".to_owned(), |(at, code)| format!("{} ({code})", at.rfc3339()));
    let standing = endpoint.disabled_at.map_or_else(|| "alive".to_owned(), |at| format!("disabled {}", at.rfc3339()));
    format!(
        "{}  {}  {}  added {}  waiting {}  given up {}  last success {}  last failure {failure}  {standing}",
        endpoint.id,
        endpoint.name.as_deref().unwrap_or("-"),
        endpoint.url,
        endpoint.added_at.rfc3339(),
        endpoint.waiting,
        endpoint.given_up,
        at(endpoint.last_success_at),
    )
}

fn read(id: &str) -> Result<EndpointId, Sentence> {
    EndpointId::parse(id).ok_or_else(|| UNKNOWN.to_owned())
}

fn refused(fault: Fault<WebhookRefusal>) -> Sentence {
    let why = match fault.refusal() {
        Ok(why) => why,
        Err(fault) => return told(&fault),
    };
    match why {
        WebhookRefusal::Target(TargetRefusal::Malformed) => {
            "This is no address on the web. A name and password, and anything after a #, do not belong into it.".to_owned()
        }
        WebhookRefusal::Target(TargetRefusal::NotHttps) => {
            "The address has to begin with https://. For a trial on this machine set METIZ_WEBHOOKS_ALLOW_LOOPBACK=true.".to_owned()
        }
        WebhookRefusal::Target(TargetRefusal::Private) => {
            "The address lies in a network that is not everybody's. For a trial on this machine set METIZ_WEBHOOKS_ALLOW_LOOPBACK=true."
                .to_owned()
        }
        WebhookRefusal::TooMany => format!("There are {ENDPOINTS_MOST} addresses already. Remove one first."),
        WebhookRefusal::Unknown => UNKNOWN.to_owned(),
        WebhookRefusal::Disabled => {
            "The address answered 410 and hears nothing any more. Remove it, and add it again if that was a mistake.".to_owned()
        }
    }
}

fn told(fault: &Fault) -> Sentence {
    if let Fault::Busy { .. } = fault {
        return "The database is busy, perhaps with a dump. Nothing was done; try again when that is over.".to_owned();
    }
    format!("That could not be done; the log says why under {}.", services::fault::report(fault))
}
