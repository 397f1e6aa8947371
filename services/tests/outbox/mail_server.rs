//! A mail server that refuses what a story wants refused.

use services::LetterSettings;
use services::secret::Secret;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What it says, instead of yes.
#[derive(Clone, Default)]
pub(super) struct Says {
    pub(super) greeting: Option<&'static str>,
    /// It says nothing at all.
    pub(super) hangs: bool,
    pub(super) password: Option<&'static str>,
    pub(super) sender: Option<&'static str>,
    /// To receivers whose address begins so.
    pub(super) receiver: Option<(&'static str, &'static str)>,
}

#[derive(Default)]
struct Inside {
    says: Says,
    connections: usize,
    taken: Vec<String>,
}

pub(super) struct MailServer {
    address: SocketAddr,
    inside: Arc<Mutex<Inside>>,
}

impl MailServer {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let inside = Arc::<Mutex<Inside>>::default();
        let theirs = Arc::clone(&inside);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let inside = Arc::clone(&theirs);
                inside.lock().unwrap().connections += 1;
                // Whoever hangs up in the middle has heard enough.
                std::thread::spawn(move || talk(&stream, &inside).ok());
            }
        });
        Self { address, inside }
    }

    pub(super) fn settings(&self) -> LetterSettings {
        let url = Secret::new(format!("smtp://centre:secret@{}", self.address));
        LetterSettings::Smtp {
            url,
            from: "Metiz Cinema <no-reply@members.example>".to_owned(),
            folder: "/nowhere".into(),
        }
    }

    pub(super) fn says(&self, says: Says) {
        self.inside.lock().unwrap().says = says;
    }

    pub(super) fn connections(&self) -> usize {
        self.inside.lock().unwrap().connections
    }

    /// The receivers of the letters it took since it was asked last.
    pub(super) fn taken(&self) -> Vec<String> {
        let mut taken = std::mem::take(&mut self.inside.lock().unwrap().taken);
        taken.sort();
        taken
    }
}

fn talk(mut stream: &TcpStream, inside: &Mutex<Inside>) -> std::io::Result<()> {
    let mut answer = stream;
    let says = || inside.lock().unwrap().says.clone();
    if says().hangs {
        return stream.read(&mut [0]).map(drop);
    }
    write!(answer, "{}\r\n", says().greeting.unwrap_or("220 here"))?;
    let (mut receiver, mut in_letter) = (String::new(), false);
    for line in BufReader::new(stream).lines() {
        let line = line?;
        if in_letter {
            if line == "." {
                in_letter = false;
                inside.lock().unwrap().taken.push(receiver.clone());
                write!(answer, "250 taken\r\n")?;
            }
            continue;
        }
        let said = match line.split(' ').next().unwrap_or_default() {
            "EHLO" => "250-here\r\n250 AUTH PLAIN",
            "AUTH" => says().password.unwrap_or("235 welcome"),
            "MAIL" => says().sender.unwrap_or("250 yes"),
            "RCPT" => {
                line.trim_start_matches("RCPT TO:<").trim_end_matches('>').clone_into(&mut receiver);
                says().receiver.filter(|(who, _)| receiver.starts_with(who)).map_or("250 yes", |(_, said)| said)
            }
            "DATA" => {
                in_letter = true;
                "354 go on"
            }
            "QUIT" => "221 bye",
            _ => "250 yes",
        };
        write!(answer, "{said}\r\n")?;
    }
    Ok(())
}
