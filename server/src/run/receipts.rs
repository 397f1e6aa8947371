//! `server receipt verify`: what a receipt proves, told without a database.

use super::{Sentence, say};
use crate::cli::Receipts;
use domain::receipt::{Heard, Proved, Unproved};
use services::receipts::{PublicKeys, verify};
use std::{path::Path, process::ExitCode};

pub(super) fn command(what: &Receipts) -> Result<ExitCode, Sentence> {
    let Receipts::Verify { file, keys } = what;
    let keys =
        PublicKeys::read(&text(keys)?).ok_or_else(|| format!("{} is no set of public keys (JWK).", keys.display()))?;
    match verify(&text(file)?, &keys) {
        Ok(proved) => {
            say(&in_words(&proved));
            Ok(ExitCode::SUCCESS)
        }
        Err(why) => Err(refusal(why).to_owned()),
    }
}

fn text(path: &Path) -> Result<String, Sentence> {
    std::fs::read_to_string(path).map_err(|problem| format!("{} cannot be read: {problem}.", path.display()))
}

/// What a receipt proves.
pub fn in_words(proved: &Proved) -> String {
    let heard = match proved.heard {
        Heard::Given => "agreed to",
        Heard::Refused => "refused",
        Heard::Withdrawn => "stopped",
    };
    let logged = proved.logged.map_or_else(
        || "It carries no proof that the log has it: it was made before the next checkpoint.".to_owned(),
        |logged| format!("The log has it at place {} of {}.", logged.leaf, logged.size),
    );
    let until = proved.until.map_or_else(String::new, |day| format!(", until the end of {}", day.iso()));
    format!(
        "The receipt is genuine: signed by key {}, unchanged since.\nMember {} {heard} {} by {} at {}{until} ({}).\n\
         Wording {} (SHA-256 {}), policy version {}.\nReceipt {}, entry {}.\n{logged}",
        proved.key,
        if proved.member.is_empty() { "(not named)" } else { &proved.member },
        proved.purpose.code(),
        proved.channel.code(),
        proved.at.rfc3339(),
        proved.method.code(),
        proved.wording_version,
        proved.wording_hash,
        proved.policy_version,
        proved.number,
        proved.entry_hash,
    )
}

const fn refusal(why: Unproved) -> &'static str {
    match why {
        Unproved::NotAReceipt => {
            "This is no receipt, or it was written anew by another program. Take the file as it was downloaded."
        }
        Unproved::KeyUnknown => "It names a key that is not among these public keys. Fetch them again from the centre.",
        Unproved::NotInTheLog => {
            "It is signed, but its proof leads to no checkpoint of the log. Ask the centre for the receipt again."
        }
        Unproved::Changed => "The signature does not fit: something was changed. It proves nothing.",
    }
}
