//! Another system of the cinema that hears of changes: a tiny HTTP server on this machine.

use serde_json::Value;
use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use tokio::sync::Semaphore;

/// In place of an answer: there is none before [`Receiver::goes_on`].
pub(crate) const HANGS: &str = "hangs";

/// One POST that came in.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    pub(crate) id: String,
    pub(crate) timestamp: String,
    pub(crate) signature: String,
    pub(crate) text: String,
}

impl Post {
    /// The body, read.
    pub(crate) fn body(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// What happened.
    pub(crate) fn kind(&self) -> String {
        self.body()["type"].as_str().unwrap().to_owned()
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
    /// What the next posts are answered; `otherwise` after that.
    answers: VecDeque<&'static str>,
    otherwise: Option<&'static str>,
    went_on: bool,
}

pub(crate) struct Receiver {
    pub(crate) url: String,
    inside: Arc<Inside>,
}

impl Receiver {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hooks", listener.local_addr().unwrap());
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
    pub(crate) fn answers(&self, answers: &[&'static str]) {
        self.inside.state.lock().unwrap().answers.extend(answers);
    }

    /// Every other post is answered so.
    pub(crate) fn always_answers(&self, answer: &'static str) {
        self.inside.state.lock().unwrap().otherwise = Some(answer);
    }

    /// Waits until one more post came in.
    pub(crate) async fn arrived(&self) {
        self.inside.arrived.acquire().await.unwrap().forget();
    }

    /// Whoever hangs is answered.
    pub(crate) fn goes_on(&self) {
        self.inside.state.lock().unwrap().went_on = true;
        self.inside.goes_on.notify_all();
    }

    /// What came in since the last look.
    pub(crate) fn posts(&self) -> Vec<Post> {
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
        head.push(line.trim().to_owned());
    }
    let header = |name: &str| {
        let of = |line: &&String| line.to_ascii_lowercase().starts_with(&format!("{name}: "));
        head.iter().find(of).unwrap_or_else(|| panic!("{name}: {head:?}"))[name.len() + 2..].to_owned()
    };
    assert!(head[0].starts_with("POST /hooks"), "{head:?}");
    assert_eq!(header("content-type"), "application/json");
    let mut body = vec![0; header("content-length").parse().unwrap()];
    reader.read_exact(&mut body).unwrap();
    let post = Post {
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signature: header("webhook-signature"),
        text: String::from_utf8(body).unwrap(),
    };
    let answer = {
        let mut state = inside.state.lock().unwrap();
        state.posts.push(post);
        inside.arrived.add_permits(1);
        match state.answers.pop_front() {
            Some(HANGS) => {
                state.went_on = false;
                drop(inside.goes_on.wait_while(state, |state| !state.went_on).unwrap());
                "204 No Content"
            }
            other => other.or(state.otherwise).unwrap_or("204 No Content"),
        }
    };
    let answer = format!("HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    reader.get_mut().write_all(answer.as_bytes()).unwrap();
}
