//! Who is a member: the row everything else hangs on, and how a member is found by name. (MC-1.1, MC-4.2)

pub(crate) mod references;
pub(crate) mod rows;

use crate::Services;
use crate::fault::Fault;
use crate::sessions::SignedIn;
use domain::calendar::Timestamp;
use domain::lang::Lang;
use std::fmt;
use uuid::Uuid;

/// A member's id: random, never reused, and the only thing about a member that may be logged.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, sqlx::Type)]
#[sqlx(transparent)]
pub struct MemberId(Uuid);

impl MemberId {
    /// The id nobody has. Work that must look the same for names nobody has is done for it.
    pub(crate) const NOBODY: Self = Self(Uuid::nil());

    /// An id from chance, or from a row.
    pub fn new(id: Uuid) -> Self {
        Self(id)
    }

    /// The id's 16 bytes, as they name the row in an envelope.
    pub fn bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl From<MemberId> for domain::member::MemberId {
    fn from(id: MemberId) -> Self {
        Self::from_bytes(id.0.into_bytes())
    }
}

impl fmt::Display for MemberId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for MemberId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Services {
    /// The language of the member's pages and letters from now on.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn choose_language(&self, who: &SignedIn, lang: Lang) -> Result<(), Fault> {
        let member = who.member();
        self.act_even_closing(who, move |tx| Box::pin(async move { Ok(rows::set_language(tx, member, lang).await?) }))
            .await
    }

    /// Since when the member's password is the one it is.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn password_since(&self, who: &SignedIn) -> Result<Timestamp, Fault> {
        let member = who.member();
        let since = self
            .db
            .read(move |tx| Box::pin(async move { Ok::<_, Fault>(rows::password_since(tx, member).await?) }))
            .await?;
        Ok(Timestamp::from_micros(since))
    }

    /// The name the member signs in by, as they typed it, for the browser's password manager.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn username_of(&self, who: &SignedIn) -> Result<String, Fault> {
        let member = who.member();
        let (key_id, wrapped, sealed) =
            self.db.read(move |tx| Box::pin(async move { Ok::<_, Fault>(rows::username(tx, member).await?) })).await?;
        let key = self.keys.unwrap_member_key(member, &key_id, &wrapped)?;
        let name = key.open("profiles", "username", member.bytes(), &sealed)?;
        String::from_utf8(name.to_vec()).map_err(|_| Fault::broken("a stored username is no text"))
    }
}
