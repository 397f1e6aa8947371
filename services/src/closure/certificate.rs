//! The certificate: the last letter, which says that everything is gone. (MC-3.1, MC-3.2; Law art. 14)
//!
//! It is written when everything is, and by then nobody knows the address any more. So what it needs is set aside in the
//! transaction that destroys the key: sealed like any letter that waits, under the epoch, and due only when it is written.

use super::erasure::rows::Due;
use super::holdings;
use crate::Services;
use crate::db::Tx;
use crate::fault::Accident;
use crate::keys::passing::Passing;
use crate::keys::{self, KeyFault};
use crate::letters::{self, Certificate};
use crate::members::MemberId;
use crate::outbox;
use crate::profile;
use domain::calendar::Timestamp;
use domain::closure::{self as rules, Holdings};
use domain::email::Email;
use domain::lang::Lang;
use domain::retention::Held;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

/// What is set aside.
#[derive(Serialize, Deserialize)]
struct Aside {
    to: String,
    lang: Lang,
    /// What was held when the erasure began.
    holdings: Holdings,
}

impl Services {
    /// Sets aside what the certificate of this member needs; of an address nobody proved, nothing.
    pub(super) async fn set_aside(&self, tx: &mut Tx<'_>, due: &Due, now: Timestamp) -> Result<(), Accident> {
        let key = self.keys.member_key(tx, due.member).await?;
        let profile = profile::rows::kept(tx, due.member, &key).await?.profile;
        let account =
            super::rows::account(tx, due.member).await?.ok_or("an account without its row is being erased")?;
        if !profile.email_confirmed {
            return Ok(());
        }
        let count = |table: &str| due.counts.get(table).copied().unwrap_or(0);
        let holdings = holdings::of(tx, due.member, &key).await?;
        let holdings =
            holdings.with(Held::ConsentEntries, count("consent_entries")).with(Held::Sessions, count("sessions"));
        let aside = Aside { to: profile.email.as_str().to_owned(), lang: account.lang, holdings };
        let (id, plain) = (self.aside_of(due.member), Zeroizing::new(serde_json::to_vec(&aside)?));
        let epoch = keys::rows::epoch_to_write_in(tx).await?;
        let sealed = self.keys.seal_passing(Passing::Letter, id.as_bytes(), &plain, epoch)?;
        Ok(outbox::rows::set_aside(tx, id, (&sealed, epoch), now).await?)
    }

    /// Writes the certificate, if anything was set aside for it.
    pub(super) async fn certify(&self, tx: &mut Tx<'_>, member: MemberId, now: Timestamp) -> Result<(), Accident> {
        let id = self.aside_of(member);
        let Some(sealed) = outbox::rows::aside(tx, id).await? else { return Ok(()) };
        outbox::rows::gone(tx, id).await?;
        let plain = match self.keys.open_passing(Passing::Letter, id.as_bytes(), &sealed) {
            Ok(plain) => plain,
            // The next run may be able to read the epochs.
            Err(fault @ KeyFault::NoEpoch) => return Err(Box::new(fault)),
            Err(fault) => {
                tracing::error!(%member, %fault, "an erased account gets no certificate: what was set aside does not open");
                return Ok(());
            }
        };
        let Aside { to, lang, holdings } = serde_json::from_slice(&plain)?;
        let (lines, number) = (rules::plan(&holdings), self.proof_of(member).to_string());
        let certificate = Certificate { erased_at: now, lines: &lines, number: &number };
        // Without a member: this letter must outlive everything that names one.
        self.post(tx, None, &Email::from_stored(to), letters::certificate(lang, &certificate)).await
    }

    /// Under which id it is set aside. The letter itself gets one from chance.
    fn aside_of(&self, member: MemberId) -> Uuid {
        self.keyed_id("aside", member)
    }

    /// The number of the certificate, under which the member's proofs are kept: a keyed hash of a random number, so that an erasure that has to
    /// be done again, after an older backup came back, keeps them under the number the certificate told.
    pub(crate) fn proof_of(&self, member: MemberId) -> Uuid {
        self.keyed_id("proof", member)
    }

    fn keyed_id(&self, what: &'static str, member: MemberId) -> Uuid {
        let [bytes @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = self.keys.pseudonym(what, member.bytes());
        Uuid::from_bytes(bytes)
    }
}
