//! Members of the rehearsal and what their browsers send: the fields of a phone's request, made beforehand.

use crate::{Sentence, client::Line};
use std::{
    fmt::Write as _,
    net::{Ipv4Addr, SocketAddr},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};
use tokio::{task::JoinSet, time::sleep};

const PASSWORD: &str = "mua+hoa+dai+trang+27";
/// The same as it is typed.
pub(crate) const PLAIN_PASSWORD: &str = "mua hoa dai trang 27";

/// What Chromium on a phone sends with each request, without the host and what the request is for.
const BROWSER: &str = "user-agent: Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/140.0.0.0 Mobile Safari/537.36\r\naccept-language: vi-VN,vi;q=0.9,en;q=0.8\r\n\
     sec-fetch-site: same-origin\r\n";

/// Pages come packed, as to a phone.
const PACKED: &str = "gzip, deflate, br, zstd";

/// Channels and purposes of `data/purposes.tsv` that a member may switch.
const CHOICES: [(&str, &str); 12] = [
    ("news", "email"),
    ("news", "sms"),
    ("news", "call"),
    ("news", "zalo"),
    ("promotions", "email"),
    ("promotions", "sms"),
    ("promotions", "call"),
    ("promotions", "zalo"),
    ("loyalty", "email"),
    ("loyalty", "sms"),
    ("loyalty", "call"),
    ("loyalty", "zalo"),
];

/// A member, signed in.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    username: String,
    session: String,
}

/// Joins `count` members over HTTP, as many at once as there are places in the line for a hash.
pub(crate) async fn joined(address: SocketAddr, count: usize) -> Result<Vec<Member>, Sentence> {
    const AT_ONCE: usize = 16;
    let mut groups = JoinSet::new();
    for group in 0..AT_ONCE {
        let mine: Vec<usize> = (0..count).filter(|number| number % AT_ONCE == group).collect();
        groups.spawn(join_all(address, mine));
    }
    let mut members = Vec::with_capacity(count);
    while let Some(group) = groups.join_next().await {
        members.extend(group.map_err(|problem| problem.to_string())??);
    }
    Ok(members)
}

/// So often a visitor presses before they give up.
const MOST_PRESSES: u32 = 20;

async fn join_all(address: SocketAddr, numbers: Vec<usize>) -> Result<Vec<Member>, Sentence> {
    let broken = |problem: std::io::Error| format!("Joining failed: {problem}.");
    let mut line = Line::dial(address).await.map_err(broken)?;
    let mut members = Vec::with_capacity(numbers.len());
    for number in numbers {
        let username = format!("rehearsal{number}");
        let body = format!(
            "username={username}&password={PASSWORD}&full_name=Nguy%E1%BB%85n+Th%E1%BB%8B+Minh&birth_date=02%2F01%2F1990\
             &email={username}%40example.com"
        );
        let mut request = Vec::new();
        post(&mut request, address, "/act/sign-up/join", None, &body);
        let mut pressed = 0;
        let session = loop {
            let reply = line.ask(&request).await.map_err(broken)?;
            pressed += 1;
            match reply.cookie("session") {
                Some(session) => break session,
                // Asked to come back: whoever joins presses again.
                None if reply.status == 503 && pressed < MOST_PRESSES => sleep(Duration::from_millis(200)).await,
                None => {
                    return Err(format!("Joining answered {}: {}", reply.status, String::from_utf8_lossy(reply.body)));
                }
            }
        };
        members.push(Member { username, session });
    }
    Ok(members)
}

/// Signs these members in, one after the other.
pub(crate) async fn signed_in(address: SocketAddr, names: Vec<String>) -> Result<Vec<Member>, Sentence> {
    let broken = |problem: std::io::Error| format!("Signing in failed: {problem}.");
    let mut line = Line::dial(address).await.map_err(broken)?;
    let mut members = Vec::with_capacity(names.len());
    for username in names {
        let mut request = Vec::new();
        signs_in(address, &username, &mut request);
        let reply = line.ask(&request).await.map_err(broken)?;
        let session = reply.cookie("session").ok_or_else(|| format!("Signing in answered {}.", reply.status))?;
        members.push(Member { username, session });
    }
    Ok(members)
}

/// How many decisions stand in the copies of all these members.
pub(crate) async fn decisions_held(address: SocketAddr, members: &[Member]) -> Result<usize, Sentence> {
    let broken = |problem: std::io::Error| format!("A copy could not be taken: {problem}.");
    let mut line = Line::dial(address).await.map_err(broken)?;
    let mut held = 0;
    for member in members {
        let reply =
            line.ask(&request(address, "/copy/file", Some(&member.session), "identity")).await.map_err(broken)?;
        if reply.status != 200 {
            return Err(format!("A copy answered {}.", reply.status));
        }
        held += decisions_in(reply.body).ok_or("A copy could not be unpacked.")?;
    }
    Ok(held)
}

fn decisions_in(copy: &[u8]) -> Option<usize> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(copy)).ok()?;
    let json: serde_json::Value = serde_json::from_reader(zip.by_name("data.json").ok()?).ok()?;
    Some(json["consents"].as_array()?.len())
}

impl Member {
    /// Writes a sign-in with the right password.
    pub(crate) fn signs_in(&self, address: SocketAddr, request: &mut Vec<u8>) {
        signs_in(address, &self.username, request);
    }

    /// The name they sign in by.
    pub(crate) fn username(&self) -> &str {
        &self.username
    }

    /// A page as this member asks for it.
    pub(crate) fn reads(&self, address: SocketAddr, path: &str) -> Vec<u8> {
        get(address, path, Some(&self.session))
    }

    /// Writes the decision number `step`: every choice is granted once, then every one withdrawn, and so on, so that
    /// each step changes something.
    pub(crate) fn decides(&self, address: SocketAddr, step: usize, request: &mut Vec<u8>) {
        let (purpose, channel) = CHOICES[step % CHOICES.len()];
        let decision = if (step / CHOICES.len()).is_multiple_of(2) { "grant" } else { "withdraw" };
        let body = format!("purpose={purpose}&channel={channel}&decision={decision}&wording=1");
        post(request, address, "/act/consent/decide", Some(&self.session), &body);
    }
}

/// Writes a sign-in of somebody who is no member.
pub(crate) fn stranger_signs_in(address: SocketAddr, number: usize, request: &mut Vec<u8>) {
    signs_in(address, &format!("stranger{number}"), request);
}

/// Writes a sign-in with a wrong password.
pub(crate) fn guesses(address: SocketAddr, username: &str, request: &mut Vec<u8>) {
    let body = format!("username={username}&password=khong+phai+mat+khau&next=%2F");
    post(request, address, "/act/sign-in/open", None, &body);
}

/// Writes a question for a link to a new password.
pub(crate) fn forgets_password(address: SocketAddr, username: &str, request: &mut Vec<u8>) {
    post(request, address, "/act/recovery/password", None, &format!("username={username}"));
}

/// Writes a question for a forgotten username.
pub(crate) fn forgets_username(address: SocketAddr, username: &str, request: &mut Vec<u8>) {
    post(request, address, "/act/recovery/username", None, &format!("email={username}%40example.com"));
}

fn signs_in(address: SocketAddr, username: &str, request: &mut Vec<u8>) {
    let body = format!("username={username}&password={PASSWORD}&next=%2F");
    post(request, address, "/act/sign-in/open", None, &body);
}

/// A page as a browser asks for it.
pub(crate) fn get(address: SocketAddr, path: &str, session: Option<&str>) -> Vec<u8> {
    request(address, path, session, PACKED)
}

fn request(address: SocketAddr, path: &str, session: Option<&str>, coding: &str) -> Vec<u8> {
    let cookie = cookie(session);
    let port = address.port();
    format!(
        "GET {path} HTTP/1.1\r\nhost: localhost:{port}\r\n{BROWSER}accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n\
         accept-encoding: {coding}\r\n\
         sec-fetch-mode: navigate\r\nsec-fetch-dest: document\r\n{cookie}\r\n"
    )
    .into_bytes()
}

/// Writes what a page's script posts.
fn post(request: &mut Vec<u8>, address: SocketAddr, path: &str, session: Option<&str>, body: &str) {
    let mut text = String::with_capacity(768);
    let port = address.port();
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "POST {path} HTTP/1.1\r\nhost: localhost:{port}\r\n{BROWSER}accept: application/json\r\n\
         accept-encoding: {PACKED}\r\norigin: http://localhost:{port}\r\n\
         sec-fetch-mode: cors\r\nsec-fetch-dest: empty\r\nx-forwarded-for: {}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n{}\r\n{body}",
        another_network(),
        body.len(),
        cookie(session),
    );
    request.extend_from_slice(text.as_bytes());
}

fn cookie(session: Option<&str>) -> String {
    session.map_or_else(String::new, |token| format!("cookie: session={token}\r\n"))
}

/// Each request comes from an address of its own, as from a nation's phones, so that throttles count as in real life.
fn another_network() -> Ipv4Addr {
    static LAST: AtomicU32 = AtomicU32::new(0);
    // 10.0.0.0/8: sixteen million addresses before the first comes again.
    Ipv4Addr::from((10 << 24) | (LAST.fetch_add(1, Ordering::Relaxed) & 0x00FF_FFFF))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_switch_of_every_purpose_is_used() {
        let table = include_str!("../../../../data/purposes.tsv");
        let rows = table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect::<Vec<_>>());
        let own: Vec<_> = rows
            .filter(|cells| cells[2] == "yes")
            .flat_map(|cells| cells[7].split(',').map(move |channel| (cells[0], channel)))
            .collect();
        assert_eq!(own, CHOICES);
    }

    #[test]
    fn a_decision_is_never_the_one_before() {
        let member = Member { username: "m".to_owned(), session: "s".to_owned() };
        let written = |step| {
            let mut request = Vec::new();
            member.decides(([127, 0, 0, 1], 1).into(), step, &mut request);
            String::from_utf8(request).unwrap()
        };
        assert!(written(0).contains("purpose=news&channel=email&decision=grant"));
        assert!(written(12).contains("purpose=news&channel=email&decision=withdraw"));
        assert!(written(24).contains("purpose=news&channel=email&decision=grant"));
    }
}
