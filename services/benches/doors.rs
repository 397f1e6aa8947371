//! How many durable writes a second, and how long finding a session takes. `cargo bench -p services`
//!
//! On SQLite in a folder of `TMPDIR`, and on PostgreSQL if `METIZ_TEST_POSTGRES` names a database that may be filled.

#![expect(clippy::expect_used, reason = "a bench that cannot run has nothing to say")]

use domain::lang::Lang;
use domain::sign_up::SignUpForm;
use services::clock::{Clock, Rng};
use services::db::{DatabaseUrl, Db, Tx};
use services::fault::Fault;
use services::secret::Secret;
use services::{Argon2Settings, LetterSettings, Services, Settings};
use std::io::Write as _;
use std::time::{Duration, Instant};

const INSERT: &str = "insert into flashes (token_hash, body, kept_at) values ($1, $2, $3)";
const SELECT: &str = "select kept_at from flashes where token_hash = $1";
const CALLERS: u32 = 32;
const WRITES: u32 = 1000;
const READS: u32 = 20_000;

/// Processor time of this process so far, in seconds (Linux: 100 ticks a second).
fn processor_s() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default();
    fields.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn say(sentence: &str) {
    writeln!(std::io::stdout(), "{sentence}").expect("somebody reads the figures");
}

/// The shape of house.md section 7: two inserts and one select.
async fn one_write(tx: &mut Tx<'_>, names: &[[u8; 32]; 2]) -> Result<(), Fault> {
    macro_rules! run {
        ($c:expr) => {{
            for name in names {
                sqlx::query(INSERT).bind(&name[..]).bind(&name[..]).bind(1_i64).execute(&mut **$c).await?;
            }
            let _: i64 = sqlx::query_scalar(SELECT).bind(&names[0][..]).fetch_one(&mut **$c).await?;
        }};
    }
    match tx {
        Tx::Sqlite(c) => run!(c),
        Tx::Postgres(c, _) => run!(c),
    }
    Ok(())
}

async fn writes(name: &str, db: &Db, callers: u32) {
    let rng = Rng::system();
    let (began, processor) = (Instant::now(), processor_s());
    let tasks: Vec<_> = (0..callers)
        .map(|_| (db.clone(), rng.clone()))
        .map(|(db, rng)| {
            tokio::spawn(async move {
                let mut slowest = Duration::ZERO;
                for _ in 0..WRITES {
                    let names = [rng.bytes::<32>(), rng.bytes::<32>()];
                    let asked = Instant::now();
                    db.write(move |tx| Box::pin(async move { one_write(tx, &names).await }))
                        .await
                        .expect("it is written");
                    slowest = slowest.max(asked.elapsed());
                }
                slowest
            })
        })
        .collect();
    let mut slowest = Duration::ZERO;
    for task in tasks {
        slowest = slowest.max(task.await.expect("no caller panics"));
    }
    let all = f64::from(WRITES) * f64::from(callers);
    let rate = all / began.elapsed().as_secs_f64();
    let each = (processor_s() - processor) * 1e6 / all;
    let slowest = slowest.as_millis();
    say(&format!(
        "{name}: {rate:.0} durable writes a second from {callers} callers, {each:.0} µs of processor each, slowest {slowest} ms"
    ));
}

async fn finding(name: &str, services: &Services) {
    let form = SignUpForm {
        username: "somebody",
        password: "mưa rơi trên phố cũ",
        full_name: "Nguyễn Thị Lan Anh",
        birth_date: "1998",
        email: "somebody@example.com",
    };
    let session = services.join(&form, Lang::Vi, "Chrome, Android", "203.0.113.7/32").await.expect("they join");
    let (began, processor) = (Instant::now(), processor_s());
    for _ in 0..READS {
        services.find(session.token()).await.expect("it is read").expect("it is alive");
    }
    let micros = began.elapsed().as_secs_f64() * 1e6 / f64::from(READS);
    let each = (processor_s() - processor) * 1e6 / f64::from(READS);
    say(&format!("{name}: finding a session takes {micros:.0} µs, {each:.0} µs of processor"));
}

async fn measure(name: &str, database: DatabaseUrl) {
    let folder = tempfile::tempdir().expect("a folder");
    let database = match database {
        DatabaseUrl::Sqlite(file) => DatabaseUrl::Sqlite(folder.path().join(file)),
        server @ DatabaseUrl::Postgres(_) => server,
    };
    let letters = LetterSettings::Files(folder.path().join("letters"));
    let mut settings =
        Settings::new(database.clone(), folder.path().join("keys"), letters, "https://members.example".to_owned());
    settings.argon2 = Argon2Settings { memory_kib: 64, passes: 1, lanes: 1 };
    let services = Services::open(settings, Clock::system(), Rng::system()).await.expect("the services open");
    finding(name, &services).await;
    services.close_database().await;
    let db = Db::open(&database).await.expect("the database opens");
    for callers in [1, 8, CALLERS, 64] {
        writes(name, &db, callers).await;
    }
    db.close().await;
}

#[tokio::main]
async fn main() {
    measure("SQLite", DatabaseUrl::Sqlite("bench.db".into())).await;
    if let Ok(url) = std::env::var("METIZ_TEST_POSTGRES") {
        measure("PostgreSQL", DatabaseUrl::Postgres(Secret::new(url))).await;
    }
}
