//! The way out for letters: files in a folder, or a mail server.
//!
//! Plain text only; no name anybody typed goes into a header. A failure is a code: the address stays out of the log.

mod refusal;
pub(crate) mod tray;

use crate::outbox;
use crate::settings::{LetterSettings, OpenProblem};
use domain::calendar::Timestamp;
use lettre::message::Mailbox;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{Address, AsyncTransport as _, Message, Tokio1Executor};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};
use tray::Tray;
use uuid::Uuid;

/// How long the mail server has for each line it answers. A letter takes eight of them at most, and less than its lease.
const ANSWERS_WITHIN: Duration = Duration::from_secs(30);

/// Why a letter did not leave.
#[derive(Debug)]
pub(crate) struct NotSent {
    /// For log and operator: a status of the mail server, or our own word.
    pub(crate) code: String,
    /// What this says about the next try.
    pub(crate) next: Next,
}

/// What a failure says about the next try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// There is none.
    Never(Why),
    /// It may go better.
    Later,
    /// It may go better, and no other letter would leave before.
    WayIsShut,
}

/// Why a letter is given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// Whoever was to take it refuses this one letter.
    Refused,
    /// It could not be handed over for as long as letters wait.
    TooOld,
    /// It does not open.
    Unreadable,
}

impl NotSent {
    /// Trying again does not help.
    pub(crate) fn never(why: Why, code: &str) -> Self {
        Self { code: code.to_owned(), next: Next::Never(why) }
    }
}

/// One letter that is to leave. Its id makes its Message-ID, and the name of its file.
pub(crate) struct Leaving<'a> {
    pub(crate) id: Uuid,
    pub(crate) to: &'a str,
    pub(crate) subject: &'a str,
    pub(crate) body: String,
    /// The number of the account it is about.
    pub(crate) of: Option<Uuid>,
    pub(crate) posted_at: Timestamp,
    /// It was tried before.
    pub(crate) again: bool,
}

/// The way out.
#[derive(Clone)]
pub(crate) struct Mail(Arc<Inner>);

struct Inner {
    from: Mailbox,
    /// The host name of the centre, for Message-IDs.
    host: String,
    way: Way,
    tray: Tray,
}

enum Way {
    Files,
    Smtp(AsyncSmtpTransport<Tokio1Executor>, refusal::Doubt),
}

impl Mail {
    pub(crate) fn open(settings: &LetterSettings, public_url: &str) -> Result<Self, OpenProblem> {
        let mail = Self::with(settings, public_url)?;
        if matches!(mail.0.way, Way::Files) {
            mail.0.tray.make().map_err(|error| OpenProblem::Letters(error.to_string()))?;
        }
        Ok(mail)
    }

    /// The same, and nothing is made.
    pub(crate) fn with(settings: &LetterSettings, public_url: &str) -> Result<Self, OpenProblem> {
        let authority = public_url.rsplit('/').next().unwrap_or_default();
        let host = authority.split(':').next().unwrap_or_default().to_owned();
        let inner = match settings {
            LetterSettings::Files(folder) => {
                let from = Address::new("no-reply", &host).or_else(|_| Address::new("no-reply", "localhost.invalid"));
                let from =
                    from.map_err(|_| OpenProblem::Letters("the host of public_url is no mail domain".to_owned()))?;
                Inner {
                    from: Mailbox::new(Some("Metiz Cinema".to_owned()), from),
                    host,
                    way: Way::Files,
                    tray: Tray::at(folder),
                }
            }
            LetterSettings::Smtp { url, from, folder } => {
                let from =
                    from.parse().map_err(|_| OpenProblem::Letters("the sender is not a mail address".to_owned()))?;
                // The error could quote the address of the server together with its password.
                let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.reveal())
                    .map_err(|_| OpenProblem::Letters("the mail server's address cannot be read".to_owned()))?;
                if is_open_line(url.reveal()) {
                    return Err(OpenProblem::Letters(
                        "the mail server is on another machine and would be reached without TLS; use smtps://"
                            .to_owned(),
                    ));
                }
                let server = server.timeout(Some(ANSWERS_WITHIN)).build();
                Inner { from, host, way: Way::Smtp(server, refusal::Doubt::default()), tray: Tray::at(folder) }
            }
        };
        Ok(Self(Arc::new(inner)))
    }

    /// Whether letters are to be written into a folder that is not there.
    pub(crate) fn misses_its_tray(&self) -> bool {
        matches!(self.0.way, Way::Files) && !self.0.tray.is_there()
    }

    /// Where letters lie as files; those from before there was a mail server, too.
    pub(crate) fn tray(&self) -> Tray {
        self.0.tray.clone()
    }

    /// Hands one letter over.
    pub(crate) async fn send(&self, letter: Leaving<'_>, now: Timestamp) -> Result<(), NotSent> {
        let (named, again, posted_at) = ((letter.id, letter.of), letter.again, letter.posted_at);
        let message = self.message(letter, now)?;
        match &self.0.way {
            Way::Files => {
                let (tray, bytes) = (self.tray(), message.formatted());
                let written = tokio::task::spawn_blocking(move || tray.write(named, posted_at, &bytes)).await;
                let code = match written {
                    Ok(Ok(())) => return Ok(()),
                    Ok(Err(error)) => format!("{:?}", error.kind()),
                    Err(_) => "panic".to_owned(),
                };
                Err(NotSent { code, next: Next::WayIsShut })
            }
            Way::Smtp(server, doubt) => match server.send(message).await {
                Ok(_) => {
                    doubt.one_was_taken();
                    Ok(())
                }
                Err(error) => Err(doubt.judge(&error, again)),
            },
        }
    }

    fn message(&self, letter: Leaving<'_>, now: Timestamp) -> Result<Message, NotSent> {
        let Leaving { id, to, subject, body, .. } = letter;
        let to: Address = to.parse().map_err(|_| NotSent::never(Why::Refused, "address"))?;
        let date = UNIX_EPOCH + Duration::from_micros(u64::try_from(now.micros()).unwrap_or(0));
        Message::builder()
            .from(self.0.from.clone())
            .to(Mailbox::new(None, to))
            .subject(subject)
            .date(date)
            .message_id(Some(outbox::message_id(id, &self.0.host)))
            // Answering machines stay quiet (RFC 3834).
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .header(ContentTransferEncoding::Base64)
            .body(body)
            .map_err(|_| NotSent::never(Why::Unreadable, "message"))
    }
}

/// Whether the address would carry letters in the clear over a network.
fn is_open_line(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("smtp://") else { return false };
    let host = rest.rsplit('@').next().unwrap_or(rest);
    let local = ["localhost", "127.0.0.1", "[::1]"].iter().any(|local| host.starts_with(local));
    !local && !url.contains("tls=required")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_do_not_cross_a_network_in_the_clear() {
        assert!(is_open_line("smtp://user:secret@mail.example:25"));
        assert!(!is_open_line("smtps://user:secret@mail.example"));
        assert!(!is_open_line("smtp://mail.example?tls=required"));
        assert!(!is_open_line("smtp://localhost:2525"));
    }

    #[test]
    fn a_line_break_in_an_address_makes_no_header() {
        let folder = std::env::temp_dir();
        let mail = Mail::open(&LetterSettings::Files(folder), "https://members.example").unwrap();
        let now = Timestamp::from_micros(0);
        let letter = |to, subject| Leaving {
            id: Uuid::nil(),
            to,
            subject,
            body: "b".to_owned(),
            of: None,
            posted_at: now,
            again: false,
        };
        assert!(mail.message(letter("a@b.example\r\nBcc: c@d.example", "s"), now).is_err());
        let made = mail.message(letter("a@b.example", "s\r\nBcc: c@d.example"), now).unwrap();
        assert!(!String::from_utf8_lossy(&made.formatted()).lines().any(|line| line.starts_with("Bcc:")));
    }
}
