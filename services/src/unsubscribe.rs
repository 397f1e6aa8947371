//! Stopping one purpose by one channel from a link in a message, without signing in. (RFC 8058; law A2, A7, A14, C3)
//!
//! The link's code is an envelope: who, what for, which way, sealed under a key of its own. It says nothing to whoever reads
//! it, nobody can make one, and nothing about it is kept. Looking changes nothing; using it writes the same entry a member
//! writes on the page of purposes. Used again it finds a no, and adds nothing: the letter that confirms it goes out once.

use crate::Services;
use crate::closure;
use crate::consent::{self, Wish};
use crate::db::Tx;
use crate::fault::Fault;
use crate::letters;
use crate::members::MemberId;
use crate::profile::Act;
use crate::trail;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::consent::{Channel, Decision, Purpose, Standing};
use uuid::Uuid;

/// Where the pages for it lie.
const PAGE: &str = "/unsubscribe";
const TABLE: &str = "unsubscribe";
const COLUMN: &str = "code";
/// What stands where other decisions name a device.
const DEVICE: &str = "liên kết trong tin nhắn";
/// No code is longer.
const CODE_MOST: usize = 200;

/// What a link is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsubscribing {
    /// What for.
    pub purpose: Purpose,
    /// Which way.
    pub channel: Channel,
    /// Where it stands; never asked for an account that is not open, because nothing is sent there either.
    pub standing: Standing,
}

impl Services {
    /// The address that stops this purpose by this channel for this member; another text each time.
    pub(crate) fn unsubscribe_link(&self, member: MemberId, purpose: Purpose, channel: Channel) -> String {
        let plain = [member.bytes().as_slice(), &[purpose_letter(purpose), channel_letter(channel)]].concat();
        let sealed = self.keys.unsubscribe().seal(TABLE, COLUMN, &[], &plain);
        self.page(&format!("{PAGE}/{}", URL_SAFE_NO_PAD.encode(sealed)))
    }

    /// What a link is about, and where that stands. `None` for a code that is not ours. Changes nothing.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn unsubscribing(&self, code: &str) -> Result<Option<Unsubscribing>, Fault> {
        let Some((member, purpose, channel)) = self.read_code(code) else { return Ok(None) };
        let now = self.now();
        let standing = self
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let open = closure::rows::account(tx, member).await?.is_some_and(|account| account.is_open());
                    let chain = if open { consent::rows::bare_chain(tx, member).await? } else { Vec::new() };
                    Ok::<_, Fault>(consent::rows::record(&chain).standing(purpose, channel, now))
                })
            })
            .await?;
        Ok(Some(Unsubscribing { purpose, channel, standing }))
    }

    /// Stops what the link is about. Answers whether the code is ours; for an account that is not open nothing is done,
    /// and nothing is said about it.
    ///
    /// # Errors
    /// [`Fault`] only: a no is never refused.
    pub async fn unsubscribe(&self, code: &str) -> Result<bool, Fault> {
        let Some((member, purpose, channel)) = self.read_code(code) else { return Ok(false) };
        let (services, now) = (self.clone(), self.now());
        self.db
            .write(move |tx| {
                let services = services.clone();
                Box::pin(async move {
                    let Some(account) = closure::rows::account(tx, member).await? else { return Ok(()) };
                    if account.is_open() {
                        let act = Act { member, lang: account.lang, now };
                        services.stop_in(tx, act, (purpose, channel)).await?;
                    }
                    Ok::<_, Fault>(())
                })
            })
            .await?;
        Ok(true)
    }

    async fn stop_in(&self, tx: &mut Tx<'_>, act: Act, about: (Purpose, Channel)) -> Result<(), Fault> {
        let key = self.keys.member_key(tx, act.member).await?;
        let tail = consent::rows::tail(tx, act.member, &key, about).await?;
        let last = match tail.trail {
            Some(last) => last,
            None => trail::rows::last(tx, act.member).await?,
        };
        let mut open = consent::open(act.member, &key, &tail.links, last).where_listened(tail.listened);
        let before = open.last_place();
        let wish = Wish::new(Decision::Withdraw, act.lang, DEVICE);
        self.decide(tx, act, &mut open, &wish, (about.0, about.1, 0))
            .await
            .map_err(|fault| fault.unrefused("a no was refused"))?;
        if open.last_place() > before {
            let letter = letters::unsubscribed(act.lang, about, act.now, &self.page("/consent"));
            self.tell(tx, act, &key, letter).await?;
        }
        Ok(())
    }

    fn read_code(&self, code: &str) -> Option<(MemberId, Purpose, Channel)> {
        if code.len() > CODE_MOST {
            return None;
        }
        let sealed = URL_SAFE_NO_PAD.decode(code).ok()?;
        let plain = self.keys.unsubscribe().open(TABLE, COLUMN, &[], &sealed).ok()?;
        let (member, &[purpose, channel]) = plain.split_at_checked(16)? else { return None };
        let member = MemberId::new(Uuid::from_slice(member).ok()?);
        let purpose = Purpose::ALL.iter().find(|one| purpose_letter(**one) == purpose)?;
        let channel = Channel::ALL.iter().find(|one| channel_letter(**one) == channel)?;
        Some((member, *purpose, *channel))
    }
}

/// One letter each, so that the length of a code does not tell what it is about. They stand in messages for years: none may
/// ever mean something else.
const fn purpose_letter(purpose: Purpose) -> u8 {
    match purpose {
        Purpose::News => b'n',
        Purpose::Promotions => b'p',
        Purpose::Loyalty => b'l',
    }
}

const fn channel_letter(channel: Channel) -> u8 {
    match channel {
        Channel::Email => b'e',
        Channel::Sms => b's',
        Channel::Call => b'c',
        Channel::Zalo => b'z',
    }
}
