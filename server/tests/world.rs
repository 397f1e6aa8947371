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
use sha2::{Digest as _, Sha256};
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

/// What a database holds: of each table how many rows, and the hash of all that stands in them.
pub(crate) type Content = Vec<(String, usize, Vec<u8>)>;

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

    /// The days of grace of somebody who is leaving are over, and the account is erased.
    pub(crate) async fn erased(&self, member: &[u8; 16]) {
        let mut connection = self.database().await;
        for over in [
            "update closures set ends_at = 1 where member_id = $1",
            "update members set closing_ends_at = 1 where id = $1",
        ] {
            let changed = sqlx::query(over).bind(member.as_slice()).execute(&mut connection).await.unwrap();
            assert_eq!(changed.rows_affected(), 1, "the member is leaving");
        }
        while self.desk.services.run_due_jobs().await.unwrap().erasing > 0 {}
        let left = sqlx::query_scalar("select count(*) from members where id = $1 and closed_at is null");
        let left: i64 = left.bind(member.as_slice()).fetch_one(&mut connection).await.unwrap();
        assert_eq!(left, 0, "nobody is left");
    }

    /// The database past every rule, as an operator has it.
    pub(crate) async fn database(&self) -> SqliteConnection {
        let file = SqliteConnectOptions::new().filename(self.folder.path().join("metiz.db"));
        file.connect().await.unwrap()
    }

    /// What the database holds, but what [`MOVES`].
    pub(crate) async fn content(&self) -> Content {
        content_by(&mut self.database().await, None).await
    }

    /// The same of what is one member's.
    pub(crate) async fn content_of(&self, member: &[u8; 16]) -> Content {
        content_by(&mut self.database().await, Some(member)).await
    }
}

/// Columns that every request of a member or a system may move, because they only say that there was one.
const MOVES: [(&str, &str); 3] = [("sessions", "seen_at"), ("sessions", "idle_ends_at"), ("api_keys", "last_used_at")];

async fn content_by(connection: &mut SqliteConnection, of: Option<&[u8; 16]>) -> Content {
    let mut content = Vec::new();
    for (table, columns) in columns(connection).await {
        let whose = if table == "members" { "id" } else { "member_id" };
        if of.is_some() && !columns.iter().any(|(column, _)| column == whose) {
            continue;
        }
        let stays = columns.iter().filter(|(column, _)| !MOVES.contains(&(table.as_str(), column.as_str())));
        // `quote` tells a text from a number and a missing value from an empty one.
        let row = stays.map(|(column, _)| format!("quote(\"{column}\")")).collect::<Vec<_>>().join(" || ' ' || ");
        let which = of.map(|_| format!("where {whose} = $1")).unwrap_or_default();
        let text = sqlx::AssertSqlSafe(format!("select {row} from \"{table}\" {which} order by 1"));
        let mut rows = sqlx::query_scalar(text);
        if let Some(member) = of {
            rows = rows.bind(member.as_slice());
        }
        let rows: Vec<String> = rows.fetch_all(&mut *connection).await.unwrap();
        content.push((table, rows.len(), Sha256::digest(rows.join("\n")).to_vec()));
    }
    content
}

/// Every table with its columns and their types, as the schema has them.
async fn columns(connection: &mut SqliteConnection) -> Vec<(String, Vec<(String, String)>)> {
    let text = "select t.name, c.name, c.type from sqlite_master t, pragma_table_info(t.name) c \
                where t.type = 'table' order by t.name, c.cid";
    let mut tables: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for row in sqlx::query(text).fetch_all(connection).await.unwrap() {
        let (table, column) = (row.get::<String, _>(0), (row.get(1), row.get(2)));
        match tables.last_mut().filter(|(last, _)| *last == table) {
            Some((_, columns)) => columns.push(column),
            None => tables.push((table, vec![column])),
        }
    }
    tables
}

/// The other tests lean on this: whichever value of whichever row changes, the content is another.
#[tokio::test]
async fn a_change_of_any_value_in_the_database_is_seen() {
    let world = World::new().await;
    world.member("changed").await;
    world.key(&[]).await;
    let mut connection = world.database().await;
    for rule in ["pragma foreign_keys = off", "pragma ignore_check_constraints = on"] {
        sqlx::query(rule).execute(&mut connection).await.unwrap();
    }
    let before = content_by(&mut connection, None).await;
    let (mut seen, mut free) = (0, 0_usize);
    for (table, columns) in columns(&mut connection).await {
        for (column, kind) in columns {
            let other = match kind.to_lowercase().as_str() {
                "blob" => format!("cast(hex(coalesce(\"{column}\", '')) || '.' as blob)"),
                "text" | "" => format!("coalesce(\"{column}\", '') || '.'"),
                _ => format!("coalesce(\"{column}\", 0) + 1000000"),
            };
            sqlx::query("begin").execute(&mut connection).await.unwrap();
            let change = sqlx::AssertSqlSafe(format!("update \"{table}\" set \"{column}\" = {other}"));
            let changed = sqlx::query(change).execute(&mut connection).await.unwrap().rows_affected();
            let moves = MOVES.contains(&(table.as_str(), column.as_str()));
            let after = content_by(&mut connection, None).await;
            assert_eq!(after == before, changed == 0 || moves, "{table}.{column}");
            (seen, free) = (seen + u32::from(changed > 0 && !moves), free + usize::from(changed > 0 && moves));
            sqlx::query("rollback").execute(&mut connection).await.unwrap();
        }
    }
    assert!(
        seen > 50 && free == MOVES.len(),
        "{seen} columns with something in them were tried, {free} of them may move"
    );
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
