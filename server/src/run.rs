//! The commands: what each opens, does and says. The composition root of the process.

mod api_keys;
mod audits;
mod backups;
mod do_not_call;
mod erasures;
pub mod imports;
mod keys;
mod members;
mod order_facts;
pub mod policies;
pub mod receipts;
mod retention;
mod sessions;
mod webhooks;

use crate::{
    assets::Assets,
    cli::{Command, Jobs, Options},
    config::{Config, Origin, SecretText},
    desk::{Desk, FrontDesk},
    listen::Reception,
    networks::Networks,
    settings, telemetry, worker,
};
use services::{
    Services,
    clock::{Clock, Rng},
};
use std::{
    io::{self, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};

/// Why a command could not be carried out: a sentence for the operator.
type Sentence = String;

/// Carries a command out and says so. A failure is one sentence on standard error and exit code 1.
pub async fn command(command: Command) -> ExitCode {
    let done = match command {
        Command::Serve(options) => serve(&options).await,
        Command::Migrate(options) => migrate(&options).await,
        Command::Doctor(options) => doctor(&options).await,
        Command::Jobs { how: Jobs::Once(options) } => jobs_once(&options).await,
        Command::Retention(options) => retention::report(&options).await,
        Command::Keys { what } => keys::command(what).await,
        Command::Backup { what } => backups::command(what).await,
        Command::Erasure { what } => erasures::command(what).await,
        Command::ApiKey { what } => api_keys::command(&what).await,
        Command::Members { what } => members::command(&what).await,
        Command::Sessions { what } => sessions::command(&what).await,
        Command::Webhooks { what } => webhooks::command(&what).await,
        Command::DoNotCall { what } => do_not_call::command(&what).await,
        Command::Audit { what } => audits::command(&what).await,
        Command::Receipt { what } => receipts::command(&what),
        Command::Import { what } => imports::command(what).await,
        Command::OrderFacts { year, options } => order_facts::print(year, &options).await,
        Command::Policy { what } => policies::command(&what).await,
        Command::Version => {
            say(&format!("Metiz Member Centre {}", env!("CARGO_PKG_VERSION")));
            Ok(ExitCode::SUCCESS)
        }
    };
    done.unwrap_or_else(|sentence| {
        // Nobody reads it when standard error is closed; the exit code still tells.
        let _ = writeln!(io::stderr(), "{sentence}");
        ExitCode::FAILURE
    })
}

fn say(sentence: &str) {
    // A closed standard output is no reason to stop serving.
    let _ = writeln!(io::stdout(), "{sentence}");
}

fn configured(options: &Options) -> Result<Config, Sentence> {
    let environment: Vec<(String, String)> = std::env::vars().collect();
    let mut config = Config::load(options.config.as_deref(), &environment).map_err(|problem| problem.to_string())?;
    if let Some(url) = options.database()? {
        config.database = SecretText::new(url);
    }
    telemetry::start(&config.log)?;
    for name in Config::strangers(&environment) {
        tracing::warn!(name, "this environment variable is no key of the configuration and is ignored");
    }
    Ok(config)
}

async fn open(config: &Config, origin: &Origin) -> Result<Services, Sentence> {
    let settings = settings::of(config, origin)?;
    Services::open(settings, Clock::system(), Rng::system()).await.map_err(|problem| problem.to_string())
}

/// The same for commands that listen on no port: the configured one stands for it.
async fn open_without_port(options: &Options) -> Result<(Config, Services), Sentence> {
    let config = configured(options)?;
    let origin = config.origin(config.listen.port()).map_err(|problem| problem.to_string())?;
    let services = open(&config, &origin).await?;
    Ok((config, services))
}

async fn serve(options: &Options) -> Result<ExitCode, Sentence> {
    let config = configured(options)?;
    let listener = bind(config.listen).await?;
    let address = listener.local_addr().unwrap_or(config.listen);
    let origin = config.origin(address.port()).map_err(|problem| problem.to_string())?;
    let assets = Assets::read(&config.site).map_err(|problem| problem.to_string())?;
    let services = open(&config, &origin).await?;
    let trusted = Networks::parse(&config.trusted_proxies)?;
    let desk = Desk::new(services.clone(), assets, origin, trusted.clone(), &config);
    say(&format!("Metiz Member Centre: {}", desk.origin));
    say(&letters_go_to(&config));
    let (stopping, stopped) = watch::channel(false);
    let worker = tokio::spawn(worker::work(std::sync::Arc::clone(&desk), stopped));
    let reception = Reception::new(&config.deadlines, &config.limits, trusted);
    reception.serve(listener, FrontDesk::new(desk), asked_to_stop()).await;
    stopping.send_replace(true);
    // A round of jobs may be writing; it ends by itself, and what it does not finish is still written down.
    let _ = tokio::time::timeout(crate::config::seconds(config.deadlines.shutdown), worker).await;
    services.close_database().await;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Sentence> {
    TcpListener::bind(address).await.map_err(|problem| match problem.kind() {
        io::ErrorKind::AddrInUse => format!(
            "Port {} of {} is in use. Stop what listens there, or set another with METIZ_LISTEN=127.0.0.1:PORT.",
            address.port(),
            address.ip()
        ),
        _ => format!("The server cannot listen on {address}: {problem}."),
    })
}

fn letters_go_to(config: &Config) -> String {
    let folder = &config.letters.folder.0;
    match &config.letters.smtp_url {
        Some(_) => "Letters go by the configured mail server.".to_owned(),
        None => format!("Letters are written to {}.", absolute(folder).display()),
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Ends when SIGTERM or SIGINT arrives.
async fn asked_to_stop() {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::error!("signals cannot be received; only SIGKILL stops this server");
        return std::future::pending().await;
    };
    tokio::select! {
        _term = terminate.recv() => {}
        _int = interrupt.recv() => {}
    }
    tracing::info!("stopping");
}

async fn migrate(options: &Options) -> Result<ExitCode, Sentence> {
    open_without_port(options).await?;
    say("The database is up to date.");
    Ok(ExitCode::SUCCESS)
}

async fn jobs_once(options: &Options) -> Result<ExitCode, Sentence> {
    let (_config, services) = open_without_port(options).await?;
    // Before the letters, so that a certificate leaves in the run that wrote it.
    let jobs = services.run_due_jobs().await;
    let (letters, texts, events) =
        tokio::join!(services.deliver_letters(), services.deliver_texts(), services.deliver_webhooks());
    match jobs.map(drop).and(letters).and(texts).and(events) {
        Ok(_) => {
            say("Everything due is done.");
            Ok(ExitCode::SUCCESS)
        }
        Err(fault) => {
            Err(format!("The jobs could not be done; the log says why under {}.", services::fault::report(&fault)))
        }
    }
}

/// Looks, and opens nothing: in a wrong folder, or with a newer program, nothing is made and nothing is brought up to date.
async fn doctor(options: &Options) -> Result<ExitCode, Sentence> {
    let config = configured(options)?;
    let origin = config.origin(config.listen.port()).map_err(|problem| problem.to_string())?;
    let settings = settings::of(&config, &origin)?;
    let site = match Assets::read(&config.site) {
        Ok(_) => (true, format!("The built site is in {}.", absolute(&config.site).display())),
        Err(problem) => (false, problem.to_string()),
    };
    let findings = services::doctor::look(&settings, Clock::system().now()).await;
    let mut well = true;
    for (ok, sentence) in findings.into_iter().map(|finding| (finding.ok, finding.sentence)).chain([site]) {
        well &= ok;
        say(&format!("{}  {sentence}", if ok { "ok " } else { "BAD" }));
    }
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
