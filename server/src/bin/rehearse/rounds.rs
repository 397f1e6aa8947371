//! What is measured, in which order.

use crate::{
    Options, Part, Sentence, hashes,
    load::{Crowd, Met, drive, within_ms},
    members::{self, Member},
    process::{Folder, Server},
    report::{Report, beside},
    scale, timing, usage,
};
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;

/// Connections at once, as in the goals.
const CONNECTIONS: usize = 32;
/// Members that decide; each decides a few times a second at most.
const MEMBERS: usize = 512;
/// Connections of the flood; with the pause they ask for about twenty times more sign-ins than there are hashes.
const FLOOD: usize = 128;

/// Everything the options ask for.
pub(crate) async fn all(options: &Options, report: &mut Report) -> Result<(), Sentence> {
    if options.only == Some(Part::Scale) {
        return scale::all(options, report).await;
    }
    let folder = Folder::new("sqlite").map_err(|problem| format!("No temporary folder: {problem}."))?;
    let server = start(options, &folder, report).await?;
    let members = Arc::new(members::joined(server.address, members_needed(options)).await?);
    quiet(server.id()).await;
    if options.wants(Part::SignIns) {
        sign_ins(options, &server, &members, report).await?;
    }
    if options.wants(Part::Pages) {
        for path in ["/profile", "/consent"] {
            pages(options, &server, &members, path, report).await;
        }
    }
    if options.wants(Part::Decisions) {
        decisions(options, &server, &members, ("SQLite", "≥ 5,000/s"), report).await?;
    }
    if options.wants(Part::Timing) {
        timing::all(&server, &members, report).await?;
    }
    if options.wants(Part::Flood) {
        flood(options, &server, &members, report).await;
    }
    if options.wants(Part::Start) {
        sleep(options.time()).await;
        report.row(
            "memory afterwards",
            mib(usage::resident(server.id())),
            "",
            "resident, after the quiet of one measurement".to_owned(),
        );
    }
    server.stop().await?;
    match options.postgres.as_deref().filter(|_| options.wants(Part::Decisions)) {
        Some(url) => on_postgres(options, url, report).await,
        None => Ok(()),
    }
}

/// Waits until the server has sent the letters of everybody who joined: they belong to no figure.
pub(crate) async fn quiet(server: u32) {
    const LOOK_EVERY: Duration = Duration::from_millis(500);
    for _ in 0..120 {
        let before = usage::Cpu::now(server);
        sleep(LOOK_EVERY).await;
        if usage::Cpu::now(server).since(&before).server <= LOOK_EVERY.as_secs_f64() / 20.0 {
            return;
        }
    }
}

fn members_needed(options: &Options) -> usize {
    if options.only == Some(Part::Start) { 0 } else { MEMBERS }
}

/// Starts twice: with nothing, and with what the first start left.
async fn start(options: &Options, folder: &Folder, report: &mut Report) -> Result<Server, Sentence> {
    let first = Server::start(options, folder, None).await?;
    let first_answer = first.first_answer;
    first.stop().await?;
    let server = Server::start(options, folder, None).await?;
    if options.wants(Part::Start) {
        let (first, again) = (first_answer.as_secs_f64() * 1e3, server.first_answer.as_secs_f64() * 1e3);
        report.row(
            "start to first page",
            format!("{first:.0} ms new, {again:.0} ms again"),
            "< 1 s",
            "new: with all migrations and keys to make".to_owned(),
        );
        sleep(Duration::from_secs(2)).await;
        report.row(
            "memory idle",
            mib(usage::resident(server.id())),
            "< 48 MiB",
            "resident, two seconds after the first page".to_owned(),
        );
    }
    Ok(server)
}

/// The bare hash before and after, so that a machine that changes meanwhile is noticed.
async fn sign_ins(
    options: &Options,
    server: &Server,
    members: &Arc<Vec<Member>>,
    report: &mut Report,
) -> Result<(), Sentence> {
    let before = bare(options.time() / 2).await?;
    usage::forget_peak(server.id());
    let address = server.address;
    let met = drive((address, server.id()), crowd(options, CONNECTIONS), |connection| {
        let (members, mut next) = (Arc::clone(members), connection);
        move |request: &mut Vec<u8>| {
            next += CONNECTIONS;
            members[next % members.len()].signs_in(address, request);
        }
    })
    .await;
    let after = bare(options.time() / 2).await?;
    let rate = f64::midpoint(before, after);
    report.row(
        "argon2id alone (19 MiB, 2 passes)",
        format!("{rate:.1}/s"),
        "",
        format!("before {before:.1}/s, after {after:.1}/s"),
    );
    let measured = format!(
        "{:.1}/s = {:.0} % of argon2id alone, p50 {:.0} ms",
        met.rate(),
        100.0 * met.rate() / rate,
        within_ms(&met.good_us, 50)
    );
    report.row(format!("sign-ins, {CONNECTIONS} connections"), measured, "≥ 90 %", beside(&met));
    report.row("memory while signing in", mib(usage::peak(server.id())), "", "peak resident".to_owned());
    Ok(())
}

async fn bare(time: Duration) -> Result<f64, Sentence> {
    let rate = tokio::task::spawn_blocking(move || hashes::bare_rate(time)).await;
    rate.ok().flatten().ok_or_else(|| "The bare hash could not be measured.".to_owned())
}

async fn pages(
    options: &Options,
    server: &Server,
    members: &Arc<Vec<Member>>,
    path: &'static str,
    report: &mut Report,
) {
    usage::forget_peak(server.id());
    let met = read(options, server, members, path).await;
    report.rate(format!("`{path}`, signed in, {CONNECTIONS} connections"), &met, "≥ 5,000/s");
    report.row(format!("memory while `{path}` is read"), mib(usage::peak(server.id())), "", "peak resident".to_owned());
}

/// Everybody reads a page of theirs.
pub(crate) async fn read(options: &Options, server: &Server, members: &Arc<Vec<Member>>, path: &'static str) -> Met {
    let address = server.address;
    drive((address, server.id()), crowd(options, CONNECTIONS), |connection| {
        // Connection after connection goes through all members, so that none is always in the cache.
        let (members, mut next) = (Arc::clone(members), connection);
        move |request: &mut Vec<u8>| {
            next += CONNECTIONS;
            request.extend_from_slice(&members[next % members.len()].reads(address, path));
        }
    })
    .await
}

/// Everybody decides.
pub(crate) async fn decide(options: &Options, server: &Server, members: &Arc<Vec<Member>>) -> Met {
    let address = server.address;
    drive((address, server.id()), crowd(options, CONNECTIONS), |connection| {
        // Nobody shares a member, so the decisions of one come in their order.
        let mine: Vec<Member> = members.iter().skip(connection).step_by(CONNECTIONS).cloned().collect();
        let mut step = 0;
        move |request: &mut Vec<u8>| {
            mine[step % mine.len()].decides(address, step / mine.len(), request);
            step += 1;
        }
    })
    .await
}

async fn decisions(
    options: &Options,
    server: &Server,
    members: &Arc<Vec<Member>>,
    (engine, goal): (&str, &'static str),
    report: &mut Report,
) -> Result<(), Sentence> {
    usage::forget_peak(server.id());
    let met = decide(options, server, members).await;
    report.rate(format!("durable consent decisions, {engine}, {CONNECTIONS} connections"), &met, goal);
    let held = members::decisions_held(server.address, members).await?;
    report.row(
        format!("decisions in the members' copies, {engine}"),
        format!("{held} of {} acknowledged", met.good_ever),
        "all",
        String::new(),
    );
    report.row(
        format!("memory while deciding, {engine}"),
        mib(usage::peak(server.id())),
        "",
        "peak resident".to_owned(),
    );
    Ok(())
}

/// Strangers sign in far too often while a member reads.
async fn flood(options: &Options, server: &Server, members: &Arc<Vec<Member>>, report: &mut Report) {
    usage::forget_peak(server.id());
    let address = server.address;
    let of_flood = Crowd { pause: Duration::from_millis(100), ..crowd(options, FLOOD) };
    let of_reader = Crowd { pause: Duration::from_millis(20), ..crowd(options, 1) };
    let strangers = drive((address, server.id()), of_flood, |connection| {
        let mut next = connection;
        move |request: &mut Vec<u8>| {
            next += FLOOD;
            members::stranger_signs_in(address, next, request);
        }
    });
    let reader = drive((address, server.id()), of_reader, |_| {
        let page = members[0].reads(address, "/profile");
        move |request: &mut Vec<u8>| request.extend_from_slice(&page)
    });
    let (strangers, reader) = tokio::join!(strangers, reader);
    refusals(&strangers, report);
    let measured =
        format!("p50 {:.1} ms, p99 {:.1} ms", within_ms(&reader.good_us, 50), within_ms(&reader.good_us, 99));
    report.row("`/profile` of a member meanwhile", measured, "p99 ≤ 250 ms", String::new());
    report.row("memory in the flood", mib(usage::peak(server.id())), "", "peak resident".to_owned());
}

fn refusals(met: &Met, report: &mut Report) {
    let rate = f64::from(u32::try_from(met.refused_us.len()).unwrap_or(u32::MAX)) / met.time.as_secs_f64();
    let measured = format!(
        "{rate:.0}/s refused, p50 {:.1} ms, p99 {:.1} ms",
        within_ms(&met.refused_us, 50),
        within_ms(&met.refused_us, 99)
    );
    let answered: u32 = met.odd.values().sum();
    report.row(
        format!("refusals in a sign-in flood, {FLOOD} connections"),
        measured,
        "p99 ≤ 50 ms",
        format!(
            "{answered} tries had their password looked at; other programs {:.0} % of the machine",
            met.others_percent()
        ),
    );
}

async fn on_postgres(options: &Options, url: &str, report: &mut Report) -> Result<(), Sentence> {
    let folder = Folder::new("postgres").map_err(|problem| format!("No temporary folder: {problem}."))?;
    let server = Server::start(options, &folder, Some(url)).await?;
    let members = Arc::new(members::joined(server.address, MEMBERS).await?);
    decisions(options, &server, &members, ("PostgreSQL", "≥ 3,000/s"), report).await?;
    server.stop().await
}

fn crowd(options: &Options, connections: usize) -> Crowd {
    Crowd { connections, warm_up: options.time() / 5, time: options.time(), pause: Duration::ZERO }
}

fn mib(memory: f64) -> String {
    format!("{memory:.0} MiB")
}
