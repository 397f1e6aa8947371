//! Nobody keeps a connection waiting. (security.md finding 1, G25, G26)

use crate::{
    client::{dial, rest},
    world::World,
};
use server::config::Deadlines;
use std::time::{Duration, Instant};
use tokio::io::AsyncReadExt;

/// Short enough for a test, long enough for a busy machine to tell apart from at once.
const SHORT: f64 = 0.4;
/// Far beyond any test.
const LONG: f64 = 600.0;

fn patient() -> Deadlines {
    Deadlines {
        first_byte: LONG,
        header: LONG,
        body: LONG,
        handler: LONG,
        idle: LONG,
        write_stall: LONG,
        shutdown: LONG,
    }
}

async fn closed_after(deadlines: Deadlines, bytes: &str) -> (Duration, String) {
    let world = World::with(|config| config.deadlines = deadlines).await;
    let began = Instant::now();
    let answer = rest(&mut dial(world.address, bytes.as_bytes()).await).await;
    (began.elapsed(), String::from_utf8_lossy(&answer).into_owned())
}

fn in_time(took: Duration) {
    assert!(took >= Duration::from_secs_f64(SHORT * 0.9), "closed too early: {took:?}");
    assert!(took < Duration::from_secs(10), "closed too late: {took:?}");
}

#[tokio::test]
async fn a_silent_socket_is_closed() {
    let (took, answer) = closed_after(Deadlines { first_byte: SHORT, ..patient() }, "").await;
    in_time(took);
    assert!(answer.is_empty());
}

#[tokio::test]
async fn a_header_that_never_ends_is_closed() {
    let (took, _) = closed_after(Deadlines { header: SHORT, ..patient() }, "GET / HTTP/1.1\r\nhost: loc").await;
    in_time(took);
}

#[tokio::test]
async fn a_body_that_never_ends_is_refused_and_closed() {
    let post = "POST /act/sign-in/open HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\ncontent-length: 9\r\n\r\nuser";
    let (took, answer) = closed_after(Deadlines { body: SHORT, idle: SHORT, ..patient() }, post).await;
    in_time(took);
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let (took, answer) =
        closed_after(Deadlines { idle: SHORT, ..patient() }, "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
    in_time(took);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn a_connection_serves_one_request_after_another() {
    let two = "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(2);
    let (_, answer) = closed_after(Deadlines { idle: SHORT, ..patient() }, &two).await;
    assert_eq!(answer.matches("HTTP/1.1 200").count(), 2);
}

#[tokio::test]
async fn stopping_closes_quiet_connections_at_once() {
    let world = World::with(|config| config.deadlines = patient()).await;
    let mut silent = dial(world.address, b"").await;
    let mut idle = dial(world.address, b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
    let mut some = [0; 12];
    idle.read_exact(&mut some).await.unwrap();
    let began = Instant::now();
    world.stopped().await;
    rest(&mut silent).await;
    rest(&mut idle).await;
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_full_house_drops_the_next_and_lets_it_in_later() {
    let world = World::with(|config| {
        config.limits.connections = 1;
        config.deadlines = patient();
    })
    .await;
    let mut only = dial(world.address, b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
    let mut some = [0; 12];
    only.read_exact(&mut some).await.unwrap();
    let mut next = tokio::net::TcpStream::connect(world.address).await.unwrap();
    assert!(rest(&mut next).await.is_empty());
    drop(only);
    // The place is free once the server has seen the first one go; until then it drops further ones.
    let began = Instant::now();
    loop {
        let mut again = tokio::net::TcpStream::connect(world.address).await.unwrap();
        let asked = tokio::io::AsyncWriteExt::write_all(
            &mut again,
            b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
        );
        if asked.await.is_ok() && rest(&mut again).await.starts_with(b"HTTP/1.1 200") {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(10), "the place is never free again");
    }
}

const OWN: &str = "host: localhost\r\nsec-fetch-site: same-origin\r\n";
const NEXT: &str = "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// A browser that has its answer sends the next request over the same connection, and reports it as lost when that is cut.
#[tokio::test]
async fn a_refused_request_is_heard_out_and_the_next_one_is_answered() {
    let long = "ă".repeat(30_000);
    let chunk = format!("{:x}\r\n{long}\r\n0\r\n\r\n", long.len());
    let sized = format!("content-length: {}\r\n\r\n{long}", long.len());
    let cases = [
        (format!("POST /act/sign-in/open HTTP/1.1\r\n{OWN}{sized}"), "413"),
        (format!("POST /act/sign-in/open HTTP/1.1\r\n{OWN}transfer-encoding: chunked\r\n\r\n{chunk}"), "413"),
        (
            format!("POST /act/sign-in/open HTTP/1.1\r\nhost: localhost\r\norigin: https://evil.example\r\n{sized}"),
            "413",
        ),
        ("POST /act/sign-in/open HTTP/1.1\r\nhost: localhost\r\ncontent-length: 4\r\n\r\nuser".to_owned(), "403"),
        (format!("GET /healthz HTTP/1.1\r\n{OWN}content-length: 4\r\n\r\nuser"), "200"),
        (format!("PUT /healthz HTTP/1.1\r\n{OWN}transfer-encoding: chunked\r\n\r\n{chunk}"), "405"),
    ];
    for (request, status) in cases {
        let (_, answer) = closed_after(Deadlines { idle: SHORT, ..patient() }, &format!("{request}{NEXT}")).await;
        let what = &request[..60];
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{what}: {answer}");
        let next = answer.rfind("HTTP/1.1 ").filter(|at| *at > 0).map(|at| &answer[at..]);
        assert!(next.is_some_and(|next| next.starts_with("HTTP/1.1 200")), "{what}: {answer}");
        assert!(!answer.contains("connection: close"), "{what}: {answer}");
    }
}

#[tokio::test]
async fn a_refusal_that_waits_for_no_end_says_that_the_connection_ends() {
    let huge = format!("POST /act/sign-in/open HTTP/1.1\r\n{OWN}content-length: 2000000\r\n\r\nuser");
    let endless = format!("POST /act/sign-in/open HTTP/1.1\r\n{OWN}content-length: 900000\r\n\r\nuser");
    for request in [huge, endless] {
        let (_, answer) = closed_after(Deadlines { body: SHORT, ..patient() }, &request).await;
        assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
        assert!(answer.contains("connection: close"), "{answer}");
    }
}
