//! `server policy`: adding a version of the privacy policy, and the list of them.

use super::{Sentence, open_without_port, say};
use crate::cli::Policies;
use domain::calendar::Date;
use domain::consent::{Bilingual, Change, PurposeCode};
use domain::policy::{Edition, Proposal, When};
use serde::Deserialize;
use services::{Services, fault::Fault, policy::Added};
use std::{fs, path::Path, process::ExitCode};

/// The description of a version, as the officer writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Described {
    /// ISO day in Vietnam.
    in_force_on: String,
    /// File of the text, seen from the folder of the description.
    text: String,
    /// File of the translation, line for line.
    translation: Option<String>,
    summary: Words,
    #[serde(default)]
    purpose: Vec<Changed>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    vi: String,
    en: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Changed {
    code: String,
    change: String,
    wording: Option<Words>,
}

pub(super) async fn command(what: &Policies) -> Result<ExitCode, Sentence> {
    match what {
        Policies::Add { file, by, options } => {
            let proposal = read(file, by)?;
            let (_config, services) = open_without_port(options).await?;
            let added = services.add_policy(proposal).await.map_err(in_words)?;
            say(&told(&services, added));
            services.close_database().await;
        }
        Policies::List(options) => {
            let (_config, services) = open_without_port(options).await?;
            let known = services.policies();
            for edition in known.editions.all() {
                say(&line(edition, known.editions.standing(edition, services.now())));
            }
            services.close_database().await;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads the description and the files it names.
///
/// # Errors
/// A sentence about the first thing that cannot be read.
pub fn read(file: &Path, by: &str) -> Result<Proposal, Sentence> {
    let described: Described = toml::from_str(&text(file)?)
        .map_err(|problem| format!("{} cannot be read: {}.", file.display(), problem.message()))?;
    let folder = file.parent().unwrap_or(Path::new("."));
    let day = &described.in_force_on;
    let purposes = described.purpose.into_iter().map(purpose).collect::<Result<_, _>>()?;
    Ok(Proposal {
        in_force_on: Date::from_iso(day).ok_or_else(|| format!("{day} is no day. Write it as 2026-12-01."))?,
        text: text(&folder.join(&described.text))?,
        translation: described.translation.map_or(Ok(String::new()), |name| text(&folder.join(name)))?,
        summary: both(described.summary),
        purposes,
        by: by.trim().to_owned(),
    })
}

fn purpose(Changed { code, change, wording }: Changed) -> Result<(PurposeCode, Change, Option<Bilingual>), Sentence> {
    let known: Vec<&str> = PurposeCode::ALL.iter().map(|code| code.code()).collect();
    let code = PurposeCode::parse(&code)
        .ok_or_else(|| format!("There is no purpose {code}. There are: {}.", known.join(", ")))?;
    let change = Change::parse(&change).ok_or_else(|| {
        format!("The purpose {} changes its meaning or its wording; {change} is neither.", code.code())
    })?;
    Ok((code, change, wording.map(both)))
}

fn both(Words { vi, en }: Words) -> Bilingual {
    Bilingual { vi: vi.trim().to_owned(), en: en.trim().to_owned() }
}

fn text(path: &Path) -> Result<String, Sentence> {
    fs::read_to_string(path).map_err(|problem| format!("{} cannot be read as text: {problem}.", path.display()))
}

fn told(services: &Services, added: Added) -> String {
    let number = match added {
        Added::Before(number) => return format!("That is version {number} already. Nothing was changed."),
        Added::Now(number) => number,
    };
    let known = services.policies();
    let day = known.editions.numbered(number).map_or(String::new(), |one| one.policy.version.in_force_on.iso());
    format!("Version {number} is added, in force from {day}. It stays as it is; `server policy list` shows it.")
}

fn line(edition: &Edition, when: When) -> String {
    let stands = match when {
        When::Coming => "coming",
        When::InForce => "in force",
        When::Earlier => "earlier",
    };
    let version = &edition.policy.version;
    let added = edition.addition.as_ref().map_or("built in".to_owned(), |addition| {
        let purposes: Vec<String> = addition
            .purposes
            .iter()
            .map(|one| format!("{} {}: {}", one.code.code(), one.version, one.change.code()))
            .collect();
        let changes = if purposes.is_empty() { String::new() } else { format!("; {}", purposes.join(", ")) };
        format!("added {} by {}{changes}", addition.added_at.rfc3339(), addition.added_by)
    });
    format!("{}  {}  {stands}  {}  {added}", version.number, version.in_force_on.iso(), version.sha256)
}

fn in_words(fault: Fault<domain::policy::PolicyRefusal>) -> Sentence {
    match fault {
        Fault::Refused(why) => format!("Nothing was added. {why}"),
        other => format!("That could not be done; the log says why under {}.", services::fault::report(&other)),
    }
}
