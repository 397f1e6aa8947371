//! A small world for each story: its own clock, chance, keys, database and mail tray, on every engine there is.
//!
//! Stories run on SQLite, and on PostgreSQL too when `METIZ_TEST_POSTGRES` holds the address of a server where databases
//! may be made (`bin/test` sets it). A letter nobody read at the end fails the story.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::calendar::Timestamp;
use domain::lang::Lang;
use domain::sign_up::SignUpForm;
use services::clock::{Clock, Hand, Rng};
use services::db::{DatabaseUrl, Db, POSTGRES_MIGRATIONS};
use services::secret::Secret;
use services::sessions::{NewSession, SignedIn};
use services::sign_in::Attempt;
use services::{Argon2Settings, LetterSettings, Services, Settings};
use sha2::{Digest as _, Sha256};
use sqlx::Connection as _;
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::OnceCell;

pub(crate) const PASSWORD: &str = "mưa rơi trên phố cũ";
pub(crate) const DEVICE: &str = "Chrome, Android";
pub(crate) const NETWORK: &str = "203.0.113.7/32";

/// 22 November 2026, 10:04 in Vietnam.
const START: i64 = 1_795_316_640_000_000;

pub(crate) struct World {
    pub(crate) services: Services,
    pub(crate) hand: Hand,
    pub(crate) settings: Settings,
    rng: Rng,
    clock: Clock,
    letters: PathBuf,
    folder: TempDir,
}

/// A letter from the tray.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) to: String,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Received {
    /// The first link in the letter.
    pub(crate) fn link(&self) -> &str {
        self.body.lines().find(|line| line.starts_with("https://")).expect("the letter has a link")
    }

    /// The last part of that link.
    pub(crate) fn token(&self) -> &str {
        self.link().rsplit('/').next().unwrap()
    }
}

/// Somebody who has joined.
pub(crate) struct Member {
    pub(crate) email: String,
    pub(crate) session: NewSession,
}

/// Runs the story on every engine.
pub(crate) fn on_every_engine(story: impl AsyncFn(&World)) {
    on_every_engine_with(|_| {}, story);
}

/// Runs the story on every engine, with other settings.
#[expect(clippy::needless_pass_by_value, reason = "a story is handed over, not lent")]
pub(crate) fn on_every_engine_with(change: impl Fn(&mut Settings), story: impl AsyncFn(&World)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = TempDir::new().unwrap();
        let database = DatabaseUrl::Sqlite(folder.path().join("members.db"));
        run(folder, database, &change, &story).await;
        if let Some(server) = postgres() {
            let name = format!("metiz_{}", uuid::Uuid::new_v4().simple());
            let template = template(&server).await;
            on_server(&server, format!("create database {name} template {template}")).await;
            let database = DatabaseUrl::Postgres(Secret::new(with_database(&server, &name)));
            run(TempDir::new().unwrap(), database, &change, &story).await;
            on_server(&server, format!("drop database {name} with (force)")).await;
            // Those that the story made beside this one.
            for other in databases(&server, &format!("{name}_")).await {
                on_server(&server, format!("drop database {other} with (force)")).await;
            }
        }
    });
}

async fn run(folder: TempDir, database: DatabaseUrl, change: &impl Fn(&mut Settings), story: &impl AsyncFn(&World)) {
    let world = World::new(folder, database, change).await;
    story(&world).await;
    world.finish().await;
}

fn postgres() -> Option<String> {
    static SAID: Once = Once::new();
    let server = std::env::var("METIZ_TEST_POSTGRES").ok();
    if server.is_none() {
        SAID.call_once(say_once);
    }
    server
}

#[expect(clippy::print_stderr, reason = "whoever runs the tests should know what they did not run")]
fn say_once() {
    eprintln!("METIZ_TEST_POSTGRES is not set: these stories run on SQLite only");
}

async fn on_server(server: &str, statement: String) {
    let mut connection = sqlx::PgConnection::connect(server).await.expect("the test server answers");
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
        .execute(&mut connection)
        .await
        .expect("a database can be made and dropped");
    connection.close().await.ok();
}

/// A database with every table and no row, which others are copied from: that takes a third of the time of bringing an empty one up to
/// date. It stays on the server for the next run; of the tables as they were before, the server is rid then.
async fn template(server: &str) -> &'static str {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let made = TEMPLATE.get_or_init(async || {
        let checksums: Vec<u8> = POSTGRES_MIGRATIONS.iter().flat_map(|one| one.checksum.to_vec()).collect();
        let name = format!("metiz_template_{}", &crate::raw::hex(&Sha256::digest(checksums))[..16]);
        let mut there = databases(server, "metiz_template_").await;
        if !there.contains(&name) {
            let making = format!("metiz_making_{}", uuid::Uuid::new_v4().simple());
            on_server(server, format!("create database {making}")).await;
            let url = DatabaseUrl::Postgres(Secret::new(with_database(server, &making)));
            Db::open(&url).await.expect("the database opens").close().await;
            on_server(server, format!("alter database {making} rename to {name}")).await;
        }
        there.retain(|other| *other != name);
        for old in there {
            on_server(server, format!("drop database {old} with (force)")).await;
        }
        name
    });
    made.await
}

/// The databases of the server whose names begin with this.
async fn databases(server: &str, prefix: &str) -> Vec<String> {
    let mut connection = sqlx::PgConnection::connect(server).await.expect("the test server answers");
    let found = sqlx::query_scalar("select datname::text from pg_database where starts_with(datname::text, $1)")
        .bind(prefix)
        .fetch_all(&mut connection)
        .await
        .expect("the server lists its databases");
    connection.close().await.ok();
    found
}

fn with_database(server: &str, name: &str) -> String {
    let (address, query) = server.split_once('?').map_or((server, String::new()), |(a, q)| (a, format!("?{q}")));
    let authority_end =
        address["postgres://".len()..].find('/').map_or(address.len(), |slash| slash + "postgres://".len());
    format!("{}/{name}{query}", &address[..authority_end])
}

/// Keys and letters lie in this folder.
fn settings_in(folder: &Path, database: DatabaseUrl) -> Settings {
    let letters = LetterSettings::Files(folder.join("letters"));
    let mut settings = Settings::new(database, folder.join("keys"), letters, "https://members.example".to_owned());
    settings.argon2 = Argon2Settings { memory_kib: 64, passes: 1, lanes: 1 };
    settings
}

/// Another process beside a world, over the same files and the same database.
pub(crate) async fn services_beside(folder: &Path, database: DatabaseUrl, now: Timestamp) -> Services {
    let (clock, _) = Clock::by_hand(now);
    Services::open(settings_in(folder, database), clock, Rng::system()).await.expect("the services open")
}

impl World {
    async fn new(folder: TempDir, database: DatabaseUrl, change: &impl Fn(&mut Settings)) -> Self {
        static WORLDS: AtomicU64 = AtomicU64::new(1);
        let letters = folder.path().join("letters");
        let mut settings = settings_in(folder.path(), database);
        change(&mut settings);
        let (clock, hand) = Clock::by_hand(Timestamp::from_micros(START));
        let rng = Rng::seeded(WORLDS.fetch_add(1, Ordering::SeqCst));
        let services = Services::open(settings.clone(), clock.clone(), rng.clone()).await.expect("the services open");
        Self { services, hand, settings, rng, clock, letters, folder }
    }

    /// A database that has nothing yet, on the same engine. It is gone with the world.
    pub(crate) async fn another_database(&self, name: &str) -> DatabaseUrl {
        match &self.settings.database {
            DatabaseUrl::Sqlite(_) => DatabaseUrl::Sqlite(self.folder().join(name).join("members.db")),
            DatabaseUrl::Postgres(url) => {
                let server = postgres().expect("this world is on a server");
                let own: String = sqlx::query_scalar("select current_database()::text")
                    .fetch_one(&mut sqlx::PgConnection::connect(url.reveal()).await.expect("the test server answers"))
                    .await
                    .expect("a database has a name");
                let other = format!("{own}_{name}");
                on_server(&server, format!("create database {other}")).await;
                DatabaseUrl::Postgres(Secret::new(with_database(&server, &other)))
            }
        }
    }

    /// The same world after a restart, perhaps with other settings.
    pub(crate) async fn reopened(&self, change: impl Fn(&mut Settings)) -> Services {
        let mut settings = self.settings.clone();
        change(&mut settings);
        Services::open(settings, self.clock.clone(), self.rng.clone()).await.expect("the services open again")
    }

    pub(crate) fn clock(&self) -> Clock {
        self.clock.clone()
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.services.now()
    }

    /// The keyed hash a ledger knows an erased member by, in hexadecimal.
    pub(crate) fn pseudonym_of_erased(&self, member: services::members::MemberId) -> String {
        let keys = services::keys::Keys::open(&self.settings.keys_dir, &self.rng).expect("the keys open");
        crate::raw::hex(&keys.pseudonym("erasure", member.bytes()))
    }

    pub(crate) fn wait(&self, seconds: u64) {
        self.hand.advance(Duration::from_secs(seconds));
    }

    #[expect(clippy::unused_self, reason = "a story says whose world it is")]
    pub(crate) fn form<'a>(&self, username: &'a str, email: &'a str) -> SignUpForm<'a> {
        SignUpForm {
            username, password: PASSWORD, full_name: "Nguyễn Thị Lan Anh", birth_date: "22/11/1998", email
        }
    }

    /// Somebody joins; the letter for their address stays in the tray.
    pub(crate) async fn join(&self, username: &str) -> Member {
        let email = format!("{username}@example.com");
        let session =
            self.services.join(&self.form(username, &email), Lang::Vi, DEVICE, NETWORK).await.expect("they may join");
        Member { email, session }
    }

    /// Somebody joins and confirms the address.
    pub(crate) async fn a_member(&self, username: &str) -> Member {
        let member = self.join(username).await;
        let letter = self.letter_to(&member.email).await;
        let who = self.who(&member.session).await;
        self.services.confirm_email(&who, letter.token()).await.expect("the link works");
        member
    }

    /// The proof that this session makes for one request.
    pub(crate) async fn who(&self, session: &NewSession) -> SignedIn {
        self.services.find(session.token()).await.unwrap().expect("the session is alive")
    }

    /// The same member on the same device, after the session has ended.
    pub(crate) async fn back(&self, name: &str, member: &Member) -> SignedIn {
        let known = Attempt { device_token: member.session.device_token(), ..self.attempt(name, PASSWORD) };
        let session = self.services.sign_in(known).await.unwrap().session().expect("the password is enough");
        self.who(&session).await
    }

    #[expect(clippy::unused_self, reason = "a story says whose world it is")]
    pub(crate) fn attempt<'a>(&self, name: &'a str, password: &'a str) -> Attempt<'a> {
        let device = "Firefox, Linux";
        Attempt { name, password, kept: false, device, network: NETWORK, device_token: None, earlier: None }
    }

    /// The letters that are due now, taken out of the tray.
    pub(crate) async fn letters(&self) -> Vec<Received> {
        self.services.deliver_letters().await.expect("letters leave");
        // With a mail server there is no tray.
        let Ok(tray) = std::fs::read_dir(&self.letters) else { return Vec::new() };
        let mut paths: Vec<_> = tray.map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "eml"));
        paths.sort();
        let read = |path: PathBuf| {
            let letter = parse(&std::fs::read_to_string(&path).unwrap());
            std::fs::remove_file(path).unwrap();
            letter
        };
        paths.into_iter().map(read).collect()
    }

    /// The only letter in the tray, which must be for this address.
    pub(crate) async fn letter_to(&self, address: &str) -> Received {
        let mut letters = self.letters().await;
        assert_eq!(letters.len(), 1, "one letter is in the tray: {letters:?}");
        let letter = letters.remove(0);
        assert_eq!(letter.to, address);
        letter
    }

    async fn finish(self) {
        let unread = self.letters().await;
        assert!(unread.is_empty(), "letters nobody read: {unread:?}");
        self.services.close_database().await;
    }
}

fn parse(text: &str) -> Received {
    let (head, body) = text.split_once("\r\n\r\n").expect("a letter has a head and a body");
    let to = head.lines().find_map(|line| line.strip_prefix("To: ")).expect("a letter has a receiver").to_owned();
    let body: String = body.split_whitespace().collect();
    let body = String::from_utf8(STANDARD.decode(body).expect("base64")).unwrap();
    Received { to, head: head.to_owned(), body }
}

/// Days after the world's first day.
pub(crate) fn day(days: u64) -> u64 {
    days * 86_400
}
