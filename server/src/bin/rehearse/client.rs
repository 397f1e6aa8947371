//! One keep-alive connection that sends bytes made beforehand and reads as little of the answer as it must, so that
//! the visitors leave the processors to the server.

use std::{io, net::SocketAddr, ops::Range};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Room for any page of the site; what is longer makes its own.
const ROOM: usize = 64 * 1024;
/// Longer than any answer may be.
const MOST: usize = 16 * 1024 * 1024;
/// What a head says of a body that leaves while it is made.
const IN_PIECES: &[u8] = b"\r\ntransfer-encoding: chunked\r\n";

/// A connection.
pub(crate) struct Line {
    socket: TcpStream,
    buffer: Vec<u8>,
}

/// An answer, as it lies in the connection's buffer.
#[derive(Debug)]
pub(crate) struct Reply<'line> {
    /// The status.
    pub(crate) status: u16,
    head: &'line [u8],
    /// The body.
    pub(crate) body: &'line [u8],
}

impl Line {
    /// Opens a connection.
    pub(crate) async fn dial(address: SocketAddr) -> io::Result<Self> {
        let socket = TcpStream::connect(address).await?;
        socket.set_nodelay(true)?;
        Ok(Self { socket, buffer: vec![0; ROOM] })
    }

    /// Sends a request and reads its whole answer.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> io::Result<Reply<'_>> {
        self.socket.write_all(request).await?;
        let mut filled = 0;
        let head = loop {
            filled += self.more(filled).await?;
            if let Some(end) = position(&self.buffer[..filled], b"\r\n\r\n") {
                break end + 4;
            }
        };
        let whole = if position(&self.buffer[..head], IN_PIECES).is_some() {
            self.joined(head, filled).await?
        } else {
            let whole = head + length(&self.buffer[..head])?;
            while filled < whole {
                filled += self.more(filled).await?;
            }
            whole
        };
        let status = std::str::from_utf8(&self.buffer[9..12]).ok().and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| odd("an answer without a status"))?;
        Ok(Reply { status, head: &self.buffer[..head], body: &self.buffer[head..whole] })
    }

    /// Reads a body that tells the length of each piece before it, and puts the pieces together. Answers where it ends.
    async fn joined(&mut self, head: usize, mut filled: usize) -> io::Result<usize> {
        let pieces = loop {
            if let Some(pieces) = pieces(&self.buffer[head..filled])? {
                break pieces;
            }
            filled += self.more(filled).await?;
        };
        let mut end = head;
        for piece in pieces {
            self.buffer.copy_within(head + piece.start..head + piece.end, end);
            end += piece.len();
        }
        Ok(end)
    }

    async fn more(&mut self, filled: usize) -> io::Result<usize> {
        if filled == self.buffer.len() {
            if filled >= MOST {
                return Err(odd("an answer without an end"));
            }
            self.buffer.resize(filled * 2, 0);
        }
        match self.socket.read(&mut self.buffer[filled..]).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            bytes => Ok(bytes),
        }
    }
}

impl Reply<'_> {
    /// The value a cookie was set to.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        let head = std::str::from_utf8(self.head).ok()?;
        let start = format!("set-cookie: {name}=");
        let value = head.lines().find_map(|line| line.strip_prefix(&start))?;
        value.split(';').next().map(ToOwned::to_owned)
    }
}

/// Where the pieces of a body lie (RFC 9112 section 7.1); `None`: there is more to come.
fn pieces(body: &[u8]) -> io::Result<Option<Vec<Range<usize>>>> {
    let (mut pieces, mut at) = (Vec::new(), 0);
    loop {
        let Some(line) = position(&body[at..], b"\r\n") else { return Ok(None) };
        let digits = std::str::from_utf8(&body[at..at + line]).ok();
        let length = digits.and_then(|digits| usize::from_str_radix(digits, 16).ok());
        let (from, length) = (at + line + 2, length.ok_or_else(|| odd("a piece without its length"))?);
        match body.len() >= from + length + 2 {
            false => return Ok(None),
            true if length == 0 => return Ok(Some(pieces)),
            true => pieces.push(from..from + length),
        }
        at = from + length + 2;
    }
}

fn length(head: &[u8]) -> io::Result<usize> {
    const FIELD: &[u8] = b"\r\ncontent-length: ";
    let at = position(head, FIELD).ok_or_else(|| odd("an answer without its length"))? + FIELD.len();
    let digits = head[at..].iter().take_while(|byte| byte.is_ascii_digit());
    Ok(digits.fold(0, |number, digit| number * 10 + usize::from(digit - b'0')))
}

/// Where `word` begins.
fn position(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|window| window == word)
}

fn odd(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_as_long_as_the_answer_says() {
        assert_eq!(length(b"HTTP/1.1 200 OK\r\ncontent-length: 1204\r\n\r\n").unwrap(), 1204);
        assert!(length(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_err());
    }

    #[test]
    fn pieces_are_found_once_all_of_them_are_there() {
        let body = b"3\r\nabc\r\n1a\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n";
        for cut in 0..body.len() {
            assert!(pieces(&body[..cut]).unwrap().is_none(), "{cut}");
        }
        assert_eq!(pieces(body).unwrap(), Some(vec![3..6, 12..38]));
        assert!(pieces(b"xyz\r\n").is_err());
    }

    #[test]
    fn a_cookie_is_read_without_its_attributes() {
        let head = b"HTTP/1.1 200 OK\r\nset-cookie: device=x; Path=/\r\nset-cookie: session=abc; Path=/\r\n\r\n";
        let reply = Reply { status: 200, head, body: b"" };
        assert_eq!(reply.cookie("session").as_deref(), Some("abc"));
        assert_eq!(reply.cookie("flash"), None);
    }
}
