//! The server under rehearsal: a process of its own, on a free port, in a folder that goes when it goes.

use crate::{Options, Sentence, client::Line};
use std::{
    fs, io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tokio::time::{sleep, timeout};

/// Longer than any start; a server that needs it has failed.
const PATIENCE: Duration = Duration::from_mins(1);

/// Where a server keeps its things, whatever happens to the process.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// A fresh one.
    pub(crate) fn new(name: &str) -> io::Result<Self> {
        let folder = std::env::temp_dir().join(format!("metiz-rehearse-{}-{name}", std::process::id()));
        fs::create_dir(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Folder {
    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

/// Carries one command of the server out. Answers how long it took, and the most memory it had, in MiB.
pub(crate) async fn carry_out(options: &Options, folder: &Folder, words: &[&str]) -> Result<(Duration, f64), Sentence> {
    const LOOK_EVERY: Duration = Duration::from_millis(20);
    let began = Instant::now();
    let mut process = command(options, &folder.0, None, words)
        .and_then(|mut command| command.spawn())
        .map_err(|problem| format!("{} cannot be started: {problem}.", options.server.display()))?;
    let mut peak = 0.0_f64;
    loop {
        match process.try_wait() {
            Ok(Some(status)) if status.success() => return Ok((began.elapsed(), peak)),
            Ok(None) => peak = peak.max(crate::usage::peak(process.id())),
            _ => return Err(format!("server {} failed: {}", words.join(" "), last_words(&folder.0))),
        }
        sleep(LOOK_EVERY).await;
    }
}

/// A running server.
pub(crate) struct Server {
    process: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// From the start of the process to the last byte of the first page.
    pub(crate) first_answer: Duration,
}

impl Server {
    /// Starts the server and waits for its first page.
    pub(crate) async fn start(options: &Options, folder: &Folder, database: Option<&str>) -> Result<Self, Sentence> {
        let address = free_address().map_err(|problem| format!("There is no free port: {problem}."))?;
        let began = Instant::now();
        let process = command(options, &folder.0, database, &["serve"])
            .and_then(|mut command| command.env("METIZ_LISTEN", address.to_string()).spawn())
            .map_err(|problem| format!("{} cannot be started: {problem}.", options.server.display()))?;
        let mut server = Self { process, address, first_answer: Duration::ZERO };
        match timeout(PATIENCE, server.first_page()).await {
            Ok(Ok(())) => server.first_answer = began.elapsed(),
            Ok(Err(sentence)) => return Err(format!("{sentence} Its last words: {}", last_words(&folder.0))),
            Err(_elapsed) => return Err("The server did not answer within a minute.".to_owned()),
        }
        Ok(server)
    }

    async fn first_page(&mut self) -> Result<(), Sentence> {
        let request = crate::members::get(self.address, "/", None);
        loop {
            if let Ok(mut line) = Line::dial(self.address).await {
                let reply = line.ask(&request).await.map_err(|problem| format!("The first page failed: {problem}."))?;
                return if reply.status == 200 {
                    Ok(())
                } else {
                    Err(format!("The first page answered {}.", reply.status))
                };
            }
            if let Ok(Some(status)) = self.process.try_wait() {
                return Err(format!("The server ended at once ({status})."));
            }
            sleep(Duration::from_millis(1)).await;
        }
    }

    /// The process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Asks it to stop, as an operator would, and waits for it.
    pub(crate) async fn stop(mut self) -> Result<(), Sentence> {
        let asked = Command::new("kill").arg(self.id().to_string()).status();
        asked.map_err(|problem| format!("The server could not be asked to stop: {problem}."))?;
        for _ in 0..3_000 {
            match self.process.try_wait() {
                Ok(Some(status)) if status.success() => return Ok(()),
                Ok(Some(status)) => return Err(format!("The server stopped badly ({status}).")),
                _ => sleep(Duration::from_millis(10)).await,
            }
        }
        Err("The server did not stop within half a minute.".to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already ended after `stop`: then this finds nothing.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}

fn command(options: &Options, folder: &Path, database: Option<&str>, words: &[&str]) -> io::Result<Command> {
    let mut command = Command::new(&options.server);
    // Settings somebody has in their shell are not the ones measured here.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("METIZ_")) {
        command.env_remove(name);
    }
    let sqlite = format!("sqlite:{}", folder.join("members.db").display());
    command
        .args(words)
        .env("METIZ_SITE", &options.site)
        .env("METIZ_DATABASE", database.unwrap_or(&sqlite))
        .env("METIZ_KEYS", folder.join("keys"))
        .env("METIZ_LETTERS_FOLDER", folder.join("letters"))
        .env("METIZ_TRUSTED_PROXIES", Ipv4Addr::LOCALHOST.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(fs::File::create(folder.join("log"))?);
    Ok(command)
}

fn last_words(folder: &Path) -> String {
    let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
    log.lines().last().unwrap_or("none").to_owned()
}
