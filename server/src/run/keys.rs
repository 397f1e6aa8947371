//! `server keys`: how the keys stand, and changing them. No key is ever printed.

use super::{Sentence, open_without_port, say};
use crate::cli::Keys;
use services::{Services, fault::Fault, keys::KeyStanding};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::ExitCode;

/// Batches between two lines about how far a turn has come: 25,600 keys.
const BATCHES: u32 = 100;

pub(super) async fn command(what: Keys) -> Result<ExitCode, Sentence> {
    match what {
        Keys::Status(options) => {
            let (_config, services) = open_without_port(&options).await?;
            let standing = services.key_standing().await.map_err(in_words)?;
            for line in lines(&standing, &services) {
                say(&line);
            }
        }
        Keys::Rotate { root: false, options, .. } => {
            let (_config, services) = open_without_port(&options).await?;
            turn(&services).await?;
        }
        Keys::Rotate { root: true, new, options } => {
            let given = new.as_deref().map(new_key).transpose()?;
            let (_config, services) = open_without_port(&options).await?;
            services.replace_root(given.as_deref()).await.map_err(in_words)?;
            say("The epoch keys are wrapped under the new root key; the old one opens nothing any more.");
            if given.is_some() {
                say(
                    "See to it that the new one is what the configuration, the environment or the command gives, then restart.",
                );
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn turn(services: &Services) -> Result<(), Sentence> {
    let (mut keys, mut turned) = (0, services.turn_epoch(BATCHES).await.map_err(in_words)?);
    loop {
        keys += turned.rewrapped;
        if turned.finished {
            break;
        }
        say(&format!("{keys} keys so far"));
        turned = services.go_on_turning(BATCHES).await.map_err(in_words)?;
    }
    let standing = services.key_standing().await.map_err(in_words)?;
    say(&format!("Epoch {}: {keys} keys wrapped anew, the key of the epoch before is destroyed.", standing.epoch));
    say("Back up now: until the file of the epoch is replaced, it still opens the backups of the keys from before.");
    Ok(())
}

fn lines(standing: &KeyStanding, services: &Services) -> Vec<String> {
    let hours = services.now().since(standing.began_at).as_secs() / 3600;
    let state = if standing.finished { "all keys are under it" } else { "a turn is under way" };
    let mut lines = vec![
        format!("Root key: from {}", standing.root),
        format!("Epoch: {}, begun {hours} hours ago; {state}", standing.epoch),
    ];
    lines.extend(standing.counts.iter().map(|(epoch, keys)| format!("Keys in epoch {epoch}: {keys}")));
    let held: Vec<String> = standing.held.iter().map(u32::to_string).collect();
    lines.push(format!("Epoch keys in the folder: {}", held.join(", ")));
    lines.push(match standing.backed_up {
        None => "Backup: the key of no epoch was ever backed up; run server backup create".to_owned(),
        Some((epoch, _)) if epoch == standing.epoch => format!("Backup: the key of epoch {epoch} is backed up"),
        Some((epoch, at)) => {
            let hours = services.now().since(at).as_secs() / 3600;
            format!("Backup: of epoch {epoch}, {hours} hours ago; backups of the keys from then can still be opened")
        }
    });
    lines.push(match standing.due_at.since(services.now()).as_secs() {
        0 => "Due: the next epoch, now".to_owned(),
        seconds => format!("Due: the next epoch, in {} hours", seconds.div_ceil(3600)),
    });
    lines
}

/// A new root key from a file nobody else can read.
fn new_key(file: &Path) -> Result<String, Sentence> {
    let refused = |why: &dyn std::fmt::Display| format!("{} cannot be used: {why}.", file.display());
    let mode = fs::metadata(file).map_err(|problem| refused(&problem))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(refused(&"other accounts can read it; run chmod 600"));
    }
    fs::read_to_string(file).map_err(|problem| refused(&problem))
}

#[expect(clippy::needless_pass_by_value, reason = "as map_err hands it over")]
fn in_words(fault: Fault) -> Sentence {
    services::fault::sentence(&fault)
}
