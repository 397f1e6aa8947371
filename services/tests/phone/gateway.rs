//! A gateway of text messages, as docs/operating.md describes one: a tiny HTTP server on this machine.

use serde_json::Value;
use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use tokio::sync::Semaphore;

pub(super) const TOKEN: &str = "a-token-of-the-tests";
/// In place of an answer: there is none before [`Gateway::goes_on`].
pub(super) const HANGS: &str = "hangs";

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

struct Inside {
    state: Mutex<State>,
    goes_on: Condvar,
    /// As many permits as posts came in.
    arrived: Semaphore,
}

#[derive(Default)]
struct State {
    posts: Vec<Post>,
    /// What the next posts are answered; 202 after that.
    answers: VecDeque<&'static str>,
    went_on: bool,
}

pub(super) struct Gateway {
    pub(super) url: String,
    inside: Arc<Inside>,
}

impl Gateway {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/messages", listener.local_addr().unwrap());
        let inside = Arc::new(Inside { state: Mutex::default(), goes_on: Condvar::new(), arrived: Semaphore::new(0) });
        let theirs = Arc::clone(&inside);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, inside) = (stream.unwrap(), Arc::clone(&theirs));
                std::thread::spawn(move || serve(stream, &inside));
            }
        });
        Self { url, inside }
    }

    /// The next posts are answered so, with a status line and perhaps headers.
    pub(super) fn answers(&self, answers: &[&'static str]) {
        self.inside.state.lock().unwrap().answers.extend(answers);
    }

    /// Waits until one more post came in.
    pub(super) async fn arrived(&self) {
        self.inside.arrived.acquire().await.unwrap().forget();
    }

    /// Whoever hangs is answered.
    pub(super) fn goes_on(&self) {
        self.inside.state.lock().unwrap().went_on = true;
        self.inside.goes_on.notify_all();
    }

    /// What came in since the last look.
    pub(super) fn posts(&self) -> Vec<Post> {
        std::mem::take(&mut self.inside.state.lock().unwrap().posts)
    }
}

/// One request on one connection.
fn serve(stream: TcpStream, inside: &Inside) {
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
        let mut state = inside.state.lock().unwrap();
        state.posts.push(Post { id: text("id"), to: text("to"), text: text("text") });
        inside.arrived.add_permits(1);
        match state.answers.pop_front() {
            Some(HANGS) => {
                state.went_on = false;
                drop(inside.goes_on.wait_while(state, |state| !state.went_on).unwrap());
                "202 Accepted"
            }
            other => other.unwrap_or("202 Accepted"),
        }
    };
    let answer = format!("HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    reader.get_mut().write_all(answer.as_bytes()).unwrap();
}
