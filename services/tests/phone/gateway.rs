//! A gateway of text messages, as docs/operating.md describes one: a tiny HTTP server on this machine.

use serde_json::Value;
use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

pub(super) const TOKEN: &str = "a-token-of-the-tests";

/// One POST that came in.
pub(super) struct Post {
    pub(super) id: String,
    pub(super) to: String,
    pub(super) text: String,
}

impl Post {
    /// The six digits in the text.
    pub(super) fn code(&self) -> String {
        let digits = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
        self.text.split(|c: char| !c.is_ascii_alphanumeric()).find(digits).expect("the text has a code").to_owned()
    }
}

#[derive(Default)]
struct State {
    posts: Vec<Post>,
    /// What the next posts are answered; 202 after that.
    answers: VecDeque<&'static str>,
}

pub(super) struct Gateway {
    pub(super) url: String,
    state: Arc<Mutex<State>>,
}

impl Gateway {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/messages", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let inside = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                serve(stream.unwrap(), &inside);
            }
        });
        Self { url, state }
    }

    /// The next posts are answered so, with a status line and perhaps headers.
    pub(super) fn answers(&self, answers: &[&'static str]) {
        self.state.lock().unwrap().answers.extend(answers);
    }

    /// What came in since the last look.
    pub(super) fn posts(&self) -> Vec<Post> {
        std::mem::take(&mut self.state.lock().unwrap().posts)
    }
}

/// One request on one connection.
fn serve(stream: TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        head.push(line.trim().to_ascii_lowercase());
    }
    assert!(head[0].starts_with("post /messages "), "{head:?}");
    assert!(head.contains(&format!("authorization: bearer {TOKEN}")), "{head:?}");
    assert!(head.contains(&"content-type: application/json".to_owned()), "{head:?}");
    let length = head.iter().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
    let mut body = vec![0; length.parse().unwrap()];
    reader.read_exact(&mut body).unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap();
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    assert_eq!(body.as_object().unwrap().len(), 3, "id, to, text and nothing else");
    let answer = {
        let mut state = state.lock().unwrap();
        state.posts.push(Post { id: text("id"), to: text("to"), text: text("text") });
        state.answers.pop_front().unwrap_or("202 Accepted")
    };
    let answer = format!("HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    reader.get_mut().write_all(answer.as_bytes()).unwrap();
}
