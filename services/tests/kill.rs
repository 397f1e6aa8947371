//! A process that is killed at any instant, again and again: what it had acknowledged is there, nothing is there by half, and
//! erasures, imports and turns of the keys that it left go on to the same end.
//!
//! The process is this very test program, run again for [`the_process_that_is_killed`]. `METIZ_KILLS` says how often
//! (`bin/bench --long` asks for more).

use crate::import::line;
use crate::profile::form;
use crate::raw;
use crate::world::{DEVICE, Member, PASSWORD, World, day, on_every_engine, services_beside};
use domain::api_key::SystemName;
use domain::calendar::Timestamp;
use domain::consent::{Channel, Decision, Purpose};
use domain::lang::Lang;
use domain::profile::ProfileForm;
use domain::sign_up::SignUpForm;
use services::Services;
use services::clock::Rng;
use services::consent::Wish;
use services::db::DatabaseUrl;
use services::secret::Secret;
use services::sign_in::Attempt;
use std::collections::BTreeMap;
use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const DATABASE: &str = "METIZ_KILL_DATABASE";
const FOLDER: &str = "METIZ_KILL_FOLDER";
const NOW: &str = "METIZ_KILL_NOW";
const RUN: &str = "METIZ_KILL_RUN";

/// Between two runs: a hundred of them are twelve days, so that epochs turn and the first erasures come due.
const HOURS: u64 = 3;
/// Of one installation, a month of it: all of it is looked at after each kill, and the last should not take longer than the first.
const KILLS_OF_ONE: u64 = 250;
/// Names of those who close the account in the end begin so.
const LEAVES: &str = "binh";

/// What somebody was told is done.
#[derive(Default)]
struct Told {
    decisions: usize,
    version: i64,
    closed_at: Option<Timestamp>,
}

// --- The process that is killed

fn tell(line: &str) {
    let mut out = std::io::stdout().lock();
    // Whoever read before is gone when the test is over.
    let _ = writeln!(out, "\n@{line}").and_then(|()| out.flush());
}

async fn joins(services: &Services, name: &str) -> Member {
    let email = format!("{name}@example.com");
    let joining = SignUpForm {
        username: name,
        password: PASSWORD,
        full_name: "Đặng Thị Ánh Nguyệt",
        birth_date: "22/11/1998",
        email: &email,
    };
    let session = services.join(&joining, Lang::Vi, DEVICE, name).await.expect("they may join");
    tell(&format!("joined {name}"));
    Member { email, session }
}

/// Joins, decides and corrects for ever, or closes the account in the end.
async fn lives(services: Services, name: String, leaves: bool) {
    let member = joins(&services, &name).await;
    let who = services.find(member.session.token()).await.unwrap().expect("the session is alive");
    let wording = services.wording_in_force(Purpose::News).unwrap().version;
    for step in 1_usize.. {
        let decision = if step % 2 == 1 { Decision::Grant } else { Decision::Withdraw };
        let channel = Channel::Email;
        services
            .decide_consent(&who, (Purpose::News, channel, wording), Wish::new(decision, Lang::Vi, DEVICE))
            .await
            .unwrap();
        tell(&format!("decided {name} {step}"));
        if step % 3 == 0 {
            let version = services.profile_of(&who).await.unwrap().version;
            let address_line = format!("{step} Bạch Đằng");
            let corrected = ProfileForm { province: "48", ward: "20194", address_line: &address_line, ..form(&member) };
            let corrected = ProfileForm { full_name: "Đặng Thị Ánh Nguyệt", ..corrected };
            services.correct(&who, &corrected, version).await.unwrap();
            tell(&format!("corrected {name} {}", version + 1));
        }
        if leaves && step == 4 {
            services.close(&who, PASSWORD, &name).await.unwrap();
            return tell(&format!("closed {name}"));
        }
    }
}

async fn imports(services: Services, run: u64) {
    let system = SystemName::parse("old-crm").unwrap();
    for batch in 0.. {
        let names: Vec<_> = (0..5).map(|one| format!("cu{run}x{batch}x{one}")).collect();
        let lines: Vec<_> = names.iter().map(|name| line(name)).collect();
        services.import_members(system.clone(), false).take(&lines).await.unwrap();
        for name in names {
            tell(&format!("imported {name}"));
        }
    }
}

async fn does_jobs(services: Services) {
    loop {
        services.run_due_jobs().await.unwrap();
        services.deliver_letters().await.unwrap();
        tokio::task::yield_now().await;
    }
}

#[test]
#[ignore = "is run, and killed, by the test below"]
fn the_process_that_is_killed() {
    let read = |name| env::var(name).expect("the test below gives it");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let database = match read(DATABASE).strip_prefix("sqlite:") {
        Some(path) => DatabaseUrl::Sqlite(PathBuf::from(path)),
        None => DatabaseUrl::Postgres(Secret::new(read(DATABASE))),
    };
    let run: u64 = read(RUN).parse().unwrap();
    let now = Timestamp::from_micros(read(NOW).parse().unwrap());
    runtime.block_on(async {
        let services = services_beside(Path::new(&read(FOLDER)), database, now).await;
        let lives = |name: &str, leaves| tokio::spawn(lives(services.clone(), format!("{name}{run}"), leaves));
        let all = [
            lives("nguyet", false),
            lives("minh", false),
            lives(LEAVES, true),
            tokio::spawn(imports(services.clone(), run)),
            tokio::spawn(does_jobs(services.clone())),
        ];
        for one in all {
            one.await.unwrap();
        }
    });
}

// --- The one that kills it

fn kills() -> u64 {
    env::var("METIZ_KILLS").map_or(100, |kills| kills.parse().expect("METIZ_KILLS is a number"))
}

/// Runs the process, and kills it after so many acknowledgements. Answers all it told.
fn killed_after(world: &World, run: u64, acknowledgements: u64) -> Vec<String> {
    let database = match &world.settings.database {
        DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        DatabaseUrl::Postgres(url) => url.reveal().to_owned(),
    };
    let mut process = Command::new(env::current_exe().unwrap())
        .args(["--exact", "kill::the_process_that_is_killed", "--ignored", "--nocapture"])
        .env(DATABASE, database)
        .env(FOLDER, world.folder())
        .env(NOW, world.now().micros().to_string())
        .env(RUN, run.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut told = Vec::new();
    for line in lines.filter_map(|line| line.strip_prefix('@').map(ToOwned::to_owned)) {
        told.push(line);
        if told.len() as u64 == acknowledgements {
            // SIGKILL. What it wrote before it died is read to the end.
            process.kill().unwrap();
        }
    }
    let ended = process.wait_with_output().unwrap();
    let killed = told.len() as u64 >= acknowledgements;
    assert!(killed, "it ended by itself: {}", String::from_utf8_lossy(&ended.stderr));
    told
}

fn note(told: &mut BTreeMap<String, Told>, line: &str, now: Timestamp) {
    let words: Vec<_> = line.split(' ').collect();
    let entry = told.entry(words[1].to_owned()).or_default();
    match words[0] {
        "decided" => entry.decisions = entry.decisions.max(words[2].parse().unwrap()),
        "corrected" => entry.version = entry.version.max(words[2].parse().unwrap()),
        "closed" => entry.closed_at = Some(now),
        _ => {}
    }
}

/// Rows that no act leaves behind alone. Whoever is closing may be in the middle of an erasure, which is made in steps.
const HALVES: &[&str] = &[
    "members m where not exists (select 1 from profiles p where p.member_id = m.id)",
    "members m where not exists (select 1 from member_keys k where k.member_id = m.id)",
    "members m where not exists (select 1 from usernames u where u.member_id = m.id)",
    "members m where not exists (select 1 from trail t where t.member_id = m.id and t.kind in ('joined', 'imported'))",
    "members m join profiles p on p.member_id = m.id where p.version - 1 <> \
     (select count(*) from trail t where t.member_id = m.id and t.kind = 'profile_corrected')",
    "members m where (select count(*) from consent_entries e where e.member_id = m.id) <> \
     (select count(*) from trail t where t.member_id = m.id and t.kind in ('consent_granted', 'consent_withdrawn'))",
];
const CLOSING: &str = "exists (select 1 from closures c where c.member_id = m.id)";

async fn nothing_is_there_by_half(world: &World) {
    for half in HALVES {
        let (from, condition) = half.split_once(" where ").unwrap();
        let sql = format!("select count(*) from {from} where ({condition}) and not {CLOSING}");
        assert_eq!(raw::number(world, &sql).await, 0, "{half}");
    }
    let sql = "select count(*) from closures c where not exists \
         (select 1 from trail t where t.member_id = c.member_id and t.kind = 'closing_asked') and c.step = 'waiting'";
    assert_eq!(raw::number(world, sql).await, 0, "a closing without its line");
}

async fn signs_in(world: &World, name: &str) -> Option<Member> {
    let attempt = Attempt { network: name, ..world.attempt(name, PASSWORD) };
    let session = world.services.sign_in(attempt).await.ok()?.session()?;
    Some(Member { email: format!("{name}@example.com"), session })
}

async fn is_all_there(world: &World, name: &str, told: &Told) {
    let Some(member) = signs_in(world, name).await else {
        // It closed the account, and was killed before it could tell.
        assert!(name.starts_with(LEAVES), "{name} is lost");
        return;
    };
    let who = world.who(&member.session).await;
    let page = world.services.profile_of(&who).await.unwrap();
    assert!(page.version >= told.version, "a correction of {name} is lost");
    assert_eq!(world.services.verify_consents(&who).await.unwrap(), None, "the chain of {name} holds");
    let decisions = world.services.receipts_of(&who, None, u32::MAX).await.unwrap().0.len();
    assert!(decisions >= told.decisions, "a decision of {name} is lost: {decisions} of {}", told.decisions);
}

async fn is_killed_again_and_again(world: &World, runs: Range<u64>) {
    let (rng, mut told) = (Rng::seeded(9 + runs.start), BTreeMap::new());
    for run in runs {
        let acknowledgements = 1 + u64::from(rng.bytes::<1>()[0]) % 60;
        for line in killed_after(world, run, acknowledgements) {
            note(&mut told, &line, world.now());
        }
        nothing_is_there_by_half(world).await;
        world.wait(HOURS * 3600);
    }
    while world.services.run_due_jobs().await.unwrap().erasing > 0 {}
    nothing_is_there_by_half(world).await;
    let mut erased = 0;
    for (name, told) in &told {
        match told.closed_at {
            Some(at) if world.now().since(at).as_secs() >= day(7) => {
                erased += 1;
                assert!(signs_in(world, name).await.is_none(), "{name} is erased");
            }
            _ => is_all_there(world, name, told).await,
        }
    }
    let lines = raw::rows(world, "erasure_ledger").await;
    assert!(lines >= erased, "{lines} lines for {erased}");
    assert!(told.keys().any(|name| name.starts_with("cu")), "something was imported");
    while !world.letters().await.is_empty() {}
}

#[test]
fn a_hundred_kills_lose_nothing_that_was_acknowledged_and_leave_nothing_by_half() {
    let all = kills();
    for first in (0..all).step_by(usize::try_from(KILLS_OF_ONE).unwrap()) {
        let runs = first..all.min(first + KILLS_OF_ONE);
        on_every_engine(async |world| is_killed_again_and_again(world, runs.clone()).await);
    }
}
