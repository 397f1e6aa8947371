//! A whole server of its own for each test: database, keys, letters and site in a temporary folder, port 0.

use crate::client::{self, Reply};
use server::{
    assets::Assets,
    config::{Config, Log, LogFormat, SecretText},
    desk::{Desk, FrontDesk},
    listen::Reception,
    networks::Networks,
    settings, telemetry,
};
use services::{
    Services,
    clock::{Clock, Rng},
};
use sqlx::{ConnectOptions, Row, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    fs,
    io::Write,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex, OnceLock},
};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

/// What a browser sends when somebody presses a button on one of our pages without script.
pub(crate) const NAVIGATION: [(&str, &str); 2] = [("accept", "text/html,*/*;q=0.8"), ("sec-fetch-site", "same-origin")];

pub(crate) const PASSWORD: &str = "mua hoa dai trang 27";

pub(crate) struct World {
    pub(crate) address: SocketAddr,
    pub(crate) desk: Arc<Desk>,
    pub(crate) folder: TempDir,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<()>,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|_| ()).await
    }

    /// A server whose configuration differs as said.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        log();
        let folder = TempDir::new().unwrap();
        let mut config = Config {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            site: site(&folder),
            database: SecretText::new(format!("sqlite:{}", folder.path().join("metiz.db").display())),
            keys: folder.path().join("keys"),
            security_contact: Some("mailto:holes@members.example".to_owned()),
            ..Config::default()
        };
        config.letters.folder.0 = folder.path().join("letters");
        change(&mut config);
        let listener = TcpListener::bind(config.listen).await.unwrap();
        let address = listener.local_addr().unwrap();
        let origin = config.origin(address.port()).unwrap();
        let services =
            Services::open(settings::of(&config, &origin).unwrap(), Clock::system(), Rng::system()).await.unwrap();
        let trusted = Networks::parse(&config.trusted_proxies).unwrap();
        let desk = Desk::new(services, Assets::read(&config.site).unwrap(), origin, trusted.clone(), &config);
        let (stop, stopped) = oneshot::channel::<()>();
        let reception = Reception::new(&config.deadlines, &config.limits, trusted);
        let front = FrontDesk::new(Arc::clone(&desk));
        let served = tokio::spawn(reception.serve(listener, front, async move {
            let _ = stopped.await;
        }));
        Self { address, desk, folder, stop: Some(stop), served }
    }

    /// Asks the server to stop, and returns once it has.
    pub(crate) async fn stopped(mut self) {
        drop(self.stop.take());
        (&mut self.served).await.unwrap();
    }

    pub(crate) async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        client::ask(self.address, "GET", path, headers, "").await
    }

    /// A script-free post from one of our own pages.
    pub(crate) async fn post(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Reply {
        let mut headers = NAVIGATION.to_vec();
        if !cookie.is_empty() {
            headers.push(("cookie", cookie));
        }
        client::ask(self.address, "POST", path, &headers, &client::form(fields)).await
    }

    /// Somebody who has just joined; the cookie of their session.
    pub(crate) async fn member(&self, username: &str) -> String {
        let email = format!("{username}@example.com");
        let fields = [
            ("username", username),
            ("password", PASSWORD),
            ("full_name", "Nguyễn Thị Minh"),
            ("birth_date", "02/01/1990"),
            ("email", &email),
        ];
        let reply = self.post("/act/sign-up/join", "", &fields).await;
        let token = reply.cookie("session").unwrap_or_else(|| panic!("joining signs in: {reply:?}"));
        format!("session={token}")
    }

    /// The cookie of a new session of somebody who has joined.
    pub(crate) async fn signed_in(&self, username: &str) -> String {
        let reply = self.post("/act/sign-in/open", "", &[("username", username), ("password", PASSWORD)]).await;
        let token = reply.cookie("session").unwrap_or_else(|| panic!("signing in works: {reply:?}"));
        format!("session={token}")
    }

    /// Somebody who has joined, closed their account and come back; the cookie of their session.
    pub(crate) async fn leaver(&self, username: &str) -> String {
        let cookie = self.member(username).await;
        let reply = self.post("/act/closure/close", &cookie, &[("password", PASSWORD)]).await;
        assert_eq!((reply.status, reply.location()), (303, "/closure/begun"), "{reply:?}");
        self.signed_in(username).await
    }

    /// The database past every rule, as an operator has it.
    pub(crate) async fn database(&self) -> SqliteConnection {
        let file = SqliteConnectOptions::new().filename(self.folder.path().join("metiz.db"));
        file.connect().await.unwrap()
    }

    /// How many rows each table holds.
    pub(crate) async fn rows(&self) -> Vec<(String, i64)> {
        let mut connection = self.database().await;
        let tables = sqlx::query("select name from sqlite_master where type = 'table' order by name")
            .fetch_all(&mut connection)
            .await
            .unwrap();
        let mut counts = Vec::new();
        for table in tables {
            let name: String = table.get(0);
            let count = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from \"{name}\"")));
            counts.push((name, count.fetch_one(&mut connection).await.unwrap()));
        }
        counts
    }
}

fn site(folder: &TempDir) -> PathBuf {
    let site = folder.path().join("site");
    fs::create_dir_all(site.join("pkg")).unwrap();
    for (path, text) in [
        (
            "assets.json",
            r#"{"js":"/pkg/app-1.js","wasm":"/pkg/app-1.wasm","css":"/pkg/main-1.css",
                "receipts_js":"/pkg/receipts-1.js","receipts_wasm":"/pkg/receipts-1.wasm"}"#,
        ),
        ("pkg/receipts-1.js", "export {}"),
        ("pkg/receipts-1.wasm", "wasm"),
        ("pkg/app-1.js", "export default 1"),
        ("pkg/app-1.js.br", "packed"),
        ("pkg/app-1.wasm", "\0asm"),
        ("pkg/main-1.css", "body{}"),
        ("robots.txt", "User-agent: *\n"),
    ] {
        fs::write(site.join(path), text).unwrap();
    }
    site
}

/// Everything the process logs, at the most talkative level, from the first test on.
pub(crate) fn log() -> &'static Mutex<Vec<u8>> {
    static LOG: OnceLock<&'static Mutex<Vec<u8>>> = OnceLock::new();
    LOG.get_or_init(|| {
        let written: &'static Mutex<Vec<u8>> = Box::leak(Box::default());
        let settings = Log { filter: "trace".to_owned(), format: LogFormat::Text };
        let subscriber = telemetry::subscriber(&settings, move || Written(written)).unwrap();
        tracing::subscriber::set_global_default(subscriber).unwrap();
        written
    })
}

/// What was logged so far, as text.
pub(crate) fn logged() -> String {
    String::from_utf8_lossy(&log().lock().unwrap()).into_owned()
}

struct Written(&'static Mutex<Vec<u8>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
