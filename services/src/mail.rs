//! The way out for letters: files in a folder, or a mail server.
//!
//! Plain text only; no name anybody typed goes into a header. A failure is a code: the address stays out of the log.

use crate::outbox;
use crate::settings::{LetterSettings, OpenProblem};
use domain::calendar::Timestamp;
use lettre::message::Mailbox;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{Address, AsyncTransport as _, Message, Tokio1Executor};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};
use uuid::Uuid;

/// Why a letter did not leave.
#[derive(Debug)]
pub(crate) struct NotSent {
    /// For the log: a status of the mail server, or our own word.
    pub(crate) code: String,
    /// Trying again does not help.
    pub(crate) for_good: bool,
}

impl NotSent {
    /// Trying again does not help.
    pub(crate) fn never(code: &str) -> Self {
        Self { code: code.to_owned(), for_good: true }
    }
}

/// The way out.
#[derive(Clone)]
pub(crate) struct Mail(Arc<Inner>);

struct Inner {
    from: Mailbox,
    /// The host name of the centre, for Message-IDs.
    host: String,
    way: Way,
}

enum Way {
    Files(PathBuf),
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
}

impl Mail {
    pub(crate) fn open(settings: &LetterSettings, public_url: &str) -> Result<Self, OpenProblem> {
        let authority = public_url.rsplit('/').next().unwrap_or_default();
        let host = authority.split(':').next().unwrap_or_default().to_owned();
        let inner = match settings {
            LetterSettings::Files(folder) => {
                std::fs::create_dir_all(folder).map_err(|error| OpenProblem::Letters(error.to_string()))?;
                let from = Address::new("no-reply", &host).or_else(|_| Address::new("no-reply", "localhost.invalid"));
                let from =
                    from.map_err(|_| OpenProblem::Letters("the host of public_url is no mail domain".to_owned()))?;
                Inner {
                    from: Mailbox::new(Some("Metiz Cinema".to_owned()), from),
                    host,
                    way: Way::Files(folder.clone()),
                }
            }
            LetterSettings::Smtp { url, from } => {
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
                Inner { from, host, way: Way::Smtp(server.timeout(Some(Duration::from_mins(1))).build()) }
            }
        };
        Ok(Self(Arc::new(inner)))
    }

    /// Hands one letter over. The id makes its Message-ID, and the name of its file.
    pub(crate) async fn send(
        &self,
        id: Uuid,
        to: &str,
        subject: &str,
        body: String,
        now: Timestamp,
    ) -> Result<(), NotSent> {
        let message = self.message(id, to, subject, body, now)?;
        match &self.0.way {
            Way::Files(folder) => write_file(folder, id, &message.formatted())
                .await
                .map_err(|error| NotSent { code: format!("{:?}", error.kind()), for_good: false }),
            Way::Smtp(server) => match server.send(message).await {
                Ok(_) => Ok(()),
                Err(error) => Err(NotSent {
                    code: error.status().map_or_else(|| "no_connection".to_owned(), |code| code.to_string()),
                    for_good: error.is_permanent(),
                }),
            },
        }
    }

    fn message(&self, id: Uuid, to: &str, subject: &str, body: String, now: Timestamp) -> Result<Message, NotSent> {
        let to: Address = to.parse().map_err(|_| NotSent::never("address"))?;
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
            .map_err(|_| NotSent::never("message"))
    }
}

/// Whether the address would carry letters in the clear over a network.
fn is_open_line(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("smtp://") else { return false };
    let host = rest.rsplit('@').next().unwrap_or(rest);
    let local = ["localhost", "127.0.0.1", "[::1]"].iter().any(|local| host.starts_with(local));
    !local && !url.contains("tls=required")
}

/// Written under another name first, so that whoever watches the folder never reads half a letter.
async fn write_file(folder: &Path, id: Uuid, bytes: &[u8]) -> std::io::Result<()> {
    let draft = folder.join(format!("{}.draft", id.simple()));
    tokio::fs::write(&draft, bytes).await?;
    tokio::fs::File::open(&draft).await?.sync_all().await?;
    tokio::fs::rename(&draft, folder.join(format!("{}.eml", id.simple()))).await
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
        assert!(mail.message(Uuid::nil(), "a@b.example\r\nBcc: c@d.example", "s", "b".to_owned(), now).is_err());
        let made = mail.message(Uuid::nil(), "a@b.example", "s\r\nBcc: c@d.example", "b".to_owned(), now).unwrap();
        assert!(!String::from_utf8_lossy(&made.formatted()).lines().any(|line| line.starts_with("Bcc:")));
    }
}
