//! A client that sends exactly what a test says and nothing else.

use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// Longer than any answer takes; a test that needs it has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// Names and values: header fields, or fields of a form.
pub(crate) type Fields<'f> = &'f [(&'f str, &'f str)];

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    pub(crate) bytes: Vec<u8>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(own, _)| own == name).map(|(_, value)| value.as_str()).collect()
    }

    pub(crate) fn location(&self) -> &str {
        self.header("location").unwrap_or_default()
    }

    /// The value a cookie was set to.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        let start = format!("{name}=");
        let set = self.all("set-cookie").into_iter().find(|cookie| cookie.starts_with(&start))?;
        Some(set[start.len()..].split(';').next()?.to_owned())
    }

    fn read(raw: &[u8]) -> Self {
        let end = raw.windows(4).position(|window| window == b"\r\n\r\n").expect("an answer has a header");
        let head = std::str::from_utf8(&raw[..end]).expect("a header is text");
        let mut lines = head.split("\r\n");
        let status =
            lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("an answer has a status");
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let reply = Self { status, headers, body: String::new(), bytes: raw[end + 4..].to_vec() };
        let bytes = match reply.header("transfer-encoding") {
            Some("chunked") => joined(&reply.bytes),
            _ => reply.bytes,
        };
        Self { body: String::from_utf8_lossy(&bytes).into_owned(), bytes, ..reply }
    }
}

/// A body that tells the length of each piece before it (RFC 9112 section 7.1). One that was cut off ends where it was cut.
fn joined(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(line) = body.windows(2).position(|end| end == b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&body[..line]).unwrap(), 16).unwrap();
        let piece = &body[line + 2..];
        whole.extend_from_slice(&piece[..length.min(piece.len())]);
        body = piece.get(length + 2..).filter(|_| length > 0).unwrap_or_default();
    }
    whole
}

/// Opens a connection and sends these bytes.
pub(crate) async fn dial(address: SocketAddr, bytes: &[u8]) -> TcpStream {
    let mut socket = TcpStream::connect(address).await.expect("the server listens");
    socket.write_all(bytes).await.expect("the server reads");
    socket
}

/// Everything until the server closes.
pub(crate) async fn rest(socket: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    // A connection that is cut rather than closed is closed all the same.
    let _cut = timeout(PATIENCE, socket.read_to_end(&mut bytes)).await.expect("the server closes the connection");
    bytes
}

/// Sends these bytes and reads the answer until the server closes.
pub(crate) async fn raw(address: SocketAddr, bytes: &[u8]) -> Reply {
    Reply::read(&rest(&mut dial(address, bytes).await).await)
}

/// One request on a connection of its own. `Host` is the address unless `headers` names another.
pub(crate) async fn ask(address: SocketAddr, method: &str, path: &str, headers: Fields<'_>, body: &str) -> Reply {
    let (host, length) = (address.to_string(), body.len().to_string());
    let mut all = vec![("connection", "close")];
    if !headers.iter().any(|(name, _)| *name == "host") {
        all.push(("host", &host));
    }
    all.extend(headers);
    if !body.is_empty() || method == "POST" {
        all.push(("content-length", &*length));
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            all.push(("content-type", "application/x-www-form-urlencoded"));
        }
    }
    let fields: String = all.iter().flat_map(|(name, value)| [name, ": ", value, "\r\n"]).collect();
    let text = format!("{method} {path} HTTP/1.1\r\n{fields}\r\n{body}");
    raw(address, text.as_bytes()).await
}

/// Form fields as a browser encodes them.
pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
}

/// Percent-encoded, all but letters and digits.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
