//! A copy of everything held about a member, for the member. (Law art. 15(2)(a), D356 art. 7(6); MC-4.1)
//!
//! Taken in one look at the database, so that its parts agree. It can be taken while the account is closing too. The file
//! leaves while it is made and never lies on a disk of ours; few are made at the same time, so that memory stays bounded.

mod bought;
mod gather;
mod link;
mod parts;
mod pieces;
pub(crate) mod rows;
pub mod schema;
mod tables;
mod zipped;

pub use pieces::CopyFile;
pub use zipped::Page;

pub use bought::OrderLine;
pub use parts::{
    Account, Authenticator, ConsentLine, Copy, DeviceLine, EmailLink, FormerValue, FreezeLine, HeldItem, LeftOut,
    LetterLine, MessageLine, PendingLine, PurposeLine, QuestionLine, RecoveryCodes, RecoveryLink, ReportLine,
    RetentionLine, SentLetter, SessionLine, TrailLine,
};

use crate::Services;
use crate::fault::Fault;
use crate::letters;
use crate::profile::Act;
use crate::sessions::{FreshlySignedIn, SignedIn};
use crate::trail;
use domain::calendar::Timestamp;
use domain::trail::{TrailDetail, TrailKind};
use std::io;

/// Copies made at the same time. Each holds one member's record a few times over: as rows, as one file's text, packed.
pub(crate) const AT_ONCE: usize = 2;

/// What a table of [`SECTIONS`] becomes in the copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// The part of the copy with this name.
    Part(&'static str),
    /// It is left out, for this reason.
    LeftOut(&'static str),
}

/// Where the rows of each table that points at a member are in the copy. A test reads the schema and fails when one is missing.
pub const SECTIONS: &[(&str, Section)] = &[
    ("members", Section::Part("account")),
    ("profiles", Section::Part("profile")),
    ("former_values", Section::Part("former_values")),
    ("email_confirmations", Section::Part("email_link")),
    ("recovery_links", Section::Part("recovery_links")),
    ("email_undos", Section::Part("email_undos")),
    ("account_reports", Section::Part("reports")),
    ("consent_entries", Section::Part("consents")),
    ("freezes", Section::Part("freezes")),
    ("contacts", Section::Part("messages")),
    ("questions", Section::Part("questions")),
    ("sessions", Section::Part("sessions")),
    ("devices", Section::Part("devices")),
    ("authenticators", Section::Part("authenticator")),
    ("recovery_codes", Section::Part("recovery_codes")),
    ("pending_sign_ins", Section::Part("pending_sign_ins")),
    ("passkeys", Section::Part("passkeys")),
    (
        "passkey_handles",
        Section::LeftOut("a random number by which the member's own devices know the account; it says nothing else"),
    ),
    ("trail", Section::Part("trail")),
    ("orders", Section::Part("orders")),
    ("member_references", Section::Part("account")),
    ("outbox", Section::Part("letters_waiting")),
    ("closures", Section::Part("account")),
    (
        "webhook_events",
        Section::LeftOut(
            "that a change was passed on to the cinema's other systems; the change itself is in the trail",
        ),
    ),
    ("webhook_sequences", Section::LeftOut("how many such changes there were")),
    (
        "imported_members",
        Section::LeftOut("a keyed hash of what an earlier system named you by; that you came from it is in the trail"),
    ),
    (
        "phone_codes",
        Section::LeftOut("a keyed hash of a code that works for ten minutes; that it was asked for is in the trail"),
    ),
    ("usernames", Section::LeftOut("a keyed hash of the username, which is in the profile")),
    ("email_lookups", Section::LeftOut("a keyed hash of the email address, which is in the profile")),
    ("member_keys", Section::LeftOut("the key this copy was opened with; outside of the centre it opens nothing")),
];

impl Services {
    /// The copy as one ZIP: `pages` for reading, JSON with its schema, and tables for spreadsheets.
    ///
    /// # Errors
    /// [`Fault::Busy`] if other copies are being made; nothing was done then.
    pub async fn copy_file(
        &self,
        who: &FreshlySignedIn<'_>,
        pages: &'static [(&'static str, Page)],
    ) -> Result<CopyFile, Fault> {
        self.packed(who, pages).await
    }

    /// The same by the code of [`Services::copy_link`]; `None` if it lets this session take nothing, or no longer.
    ///
    /// # Errors
    /// As [`Services::copy_file`].
    pub async fn copy_file_by_link(
        &self,
        who: &SignedIn,
        code: &str,
        pages: &'static [(&'static str, Page)],
    ) -> Result<Option<CopyFile>, Fault> {
        if self.lets_copy(who, code) { self.packed(who, pages).await.map(Some) } else { Ok(None) }
    }

    async fn packed(&self, who: &SignedIn, pages: &'static [(&'static str, Page)]) -> Result<CopyFile, Fault> {
        let turn = self.copies.clone().try_acquire_owned().map_err(|_| Fault::Busy { wait_s: 2 })?;
        let copy = self.taken(who).await?;
        let (mut mouth, file) = pieces::begun();
        tokio::task::spawn_blocking(move || {
            let made = zipped::write(&copy, pages, &mut mouth);
            // Whoever hangs up breaks nothing.
            if let (Err(broken), true) = (&made, mouth.is_wanted()) {
                tracing::warn!(cause = %broken, "a copy was not packed to its end");
            }
            // Whoever reads to the end finds room for another.
            drop(turn);
            mouth.end(made.map_err(io::Error::other));
        });
        Ok(file)
    }

    /// A copy of everything held about the member. The trail remembers that it was taken, the copy says so too, and a
    /// letter tells the member.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn copy_of(&self, who: &FreshlySignedIn<'_>) -> Result<Copy, Fault> {
        self.taken(who).await
    }

    async fn taken(&self, who: &SignedIn) -> Result<Copy, Fault> {
        let act = Act::of(who, self.now());
        self.note_copy(who, act).await?;
        // Who asked a second ago is held, too.
        self.write_questions_down().await?;
        let services = self.clone();
        self.db.snapshot(move |tx| Box::pin(async move { Ok(services.gather_copy(tx, act).await?) })).await
    }

    async fn note_copy(&self, who: &SignedIn, act: Act) -> Result<(), Fault> {
        // Whoever closed the account was promised no more letters until its end.
        let (services, by_letter) = (self.clone(), !who.is_closing());
        self.act_even_closing(who, move |tx| {
            let services = services.clone();
            Box::pin(async move {
                let key = services.keys.member_key(tx, act.member).await?;
                trail::note(tx, &key, act.member, act.now, (TrailKind::CopyTaken, &TrailDetail::none())).await?;
                if by_letter {
                    let letter = letters::copy_taken(act.lang, act.now, &services.page("/security"));
                    services.tell(tx, act, &key, letter).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

/// `2026-11-22T17:04:05+07:00`
fn iso(at: Timestamp) -> String {
    let (hour, minute) = at.clock_in_vietnam();
    let second = at.micros().div_euclid(1_000_000).rem_euclid(60);
    format!("{}T{hour:02}:{minute:02}:{second:02}+07:00", at.date_in_vietnam().iso())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_in_vietnamese_time() {
        assert_eq!(iso(Timestamp::from_micros(1_795_341_845_000_000)), "2026-11-22T17:04:05+07:00");
    }
}
