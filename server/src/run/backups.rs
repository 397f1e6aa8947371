//! `server backup`: what the operator hears about it.

use super::{Sentence, configured, open_without_port, say};
use crate::{cli::Backup, settings};
use services::backup::{self, Contents, Files, Identity, Places, Recipient};
use services::clock::Clock;
use std::process::ExitCode;

pub(super) async fn command(what: Backup) -> Result<ExitCode, Sentence> {
    match what {
        Backup::Create { to, keys_to, epoch_to, recipient, options } => {
            let (config, services) = open_without_port(&options).await?;
            let named = config.backup.recipients.iter().chain(&recipient);
            let recipients = named.map(|text| Recipient::parse(text)).collect::<Result<Vec<_>, _>>();
            let recipients = recipients.map_err(|problem| problem.to_string())?;
            let places = Places { data: to, keys: keys_to, epoch: epoch_to };
            let made = services.back_up(&places, &recipients).await.map_err(|problem| problem.to_string())?;
            say(&format!("{}: {}", made.data.0.display(), in_words(&made.data.1)));
            say(&format!("{}: the keys of {} members", made.keys.0.display(), made.keys.1));
            say(&format!("{}: the key of epoch {}", made.epoch.0.display(), made.epoch.1));
        }
        Backup::Verify { file, identity } => {
            let identity = Identity::read(&identity).map_err(|problem| problem.to_string())?;
            let contents = backup::verify(&file, &identity).await.map_err(|problem| problem.to_string())?;
            say(&format!("The backup opens and is in order: {}.", in_words(&contents)));
        }
        Backup::Restore { file, keys, epoch, identity, replace, options } => {
            let config = configured(&options)?;
            let identity = Identity::read(&identity).map_err(|problem| problem.to_string())?;
            let origin = config.origin(config.listen.port()).map_err(|problem| problem.to_string())?;
            let settings = settings::of(&config, &origin)?;
            let restored =
                backup::restore(&Files { data: file, keys, epoch }, &identity, (settings, Clock::system()), replace)
                    .await;
            let restored = restored.map_err(|problem| problem.to_string())?;
            say(&format!("Put back: {}.", in_words(&restored.contents)));
            say(&format!("Erased again, because they were erased since: {} members.", restored.erased_again));
            if let Some(aside) = restored.set_aside {
                say(&format!("The database that was there lies in {}; delete it once all is well.", aside.display()));
            }
            say("Everybody is signed out. The server can be started.");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn in_words(contents: &Contents) -> String {
    let Contents { schema, members, decisions, trail, erased, .. } = contents;
    format!(
        "{members} members, {decisions} decisions in whole chains, {trail} entries of histories, {erased} erasures, schema {schema}"
    )
}
