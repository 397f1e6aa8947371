//! Sessions of members, ended by whoever runs the centre.

use super::members::number;
use super::{Sentence, open_without_port, say};
use crate::cli::Sessions;
use services::fault::Fault;
use std::process::ExitCode;

pub(super) async fn command(what: &Sessions) -> Result<ExitCode, Sentence> {
    let Sessions::End { member, options, .. } = what;
    // Read before anything is opened.
    let member = member.as_deref().map(number).transpose()?;
    let (_config, services) = open_without_port(options).await?;
    let ended = match &member {
        Some(member) => services.end_sessions_of(member).await,
        None => services.end_every_session().await.map(Some),
    };
    services.close_database().await;
    match ended.map_err(|fault| told(&fault))? {
        None => return Err("Nobody has this member number.".to_owned()),
        Some(0) => say("There was no session."),
        Some(1) => say("One session was ended."),
        Some(ended) => say(&format!("{ended} sessions were ended.")),
    }
    Ok(ExitCode::SUCCESS)
}

fn told(fault: &Fault) -> Sentence {
    format!("That could not be done; the log says why under {}.", services::fault::report(fault))
}
