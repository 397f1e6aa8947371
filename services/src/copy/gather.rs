//! Puts the copy together from the rows of all features.

use super::parts::{
    Account, Authenticator, ConsentLine, Copy, DeviceLine, EmailLink, FormerValue, FreezeLine, HeldItem, LeftOut,
    LetterLine, MessageLine, PasskeyLine, PendingLine, PurposeLine, QuestionLine, RecoveryCodes, RecoveryLink,
    ReportLine, RetentionLine, SentLetter, SessionLine, TrailLine, UndoLink,
};
use super::{SECTIONS, Section, bought, iso, rows};
use crate::Services;
use crate::audit;
use crate::closure;
use crate::consent;
use crate::contact;
use crate::db::Tx;
use crate::email;
use crate::factors;
use crate::fault::Accident;
use crate::freeze;
use crate::keys::MemberKey;
use crate::members::{self, MemberId, references};
use crate::orders;
use crate::passkeys;
use crate::profile::Act;
use crate::profile::rows as profiles;
use crate::recovery;
use crate::report;
use crate::sessions;
use crate::trail;
use domain::calendar::{Date, Timestamp};
use domain::closure::ClosureState;
use domain::consent::PurposeNotice;
use domain::hex;
use domain::letters::LetterKind;
use domain::profile::Item;
use domain::retention::{After, Ground, Held, Period};
use domain::trail::TrailKind;

/// No history is longer than this; one entry a second would take a lifetime.
const ALL_ENTRIES: u32 = i32::MAX as u32;

impl Services {
    pub(super) async fn gather_copy(&self, tx: &mut Tx<'_>, act: Act) -> Result<Copy, Accident> {
        let (member, key) = (act.member, self.keys.member_key(tx, act.member).await?);
        let kept = profiles::kept(tx, member, &key).await?;
        let link = email::rows::of_member(tx, member, &key).await?;
        let links = recovery::rows::of_member(tx, member, &key).await?;
        let undos = email::undo::rows::of_member(tx, member, &key).await?;
        let former = profiles::former(tx, member, &key).await?;
        let entries = trail::entries(tx, &key, member, None, ALL_ENTRIES).await?;
        let bought = orders::rows::page(tx, member, &key, None, ALL_ENTRIES).await?;
        let chain = consent::rows::chain(tx, member, &key).await?;
        let reference = references::of(tx, &key, member).await?;
        let hashes: Vec<_> = chain.iter().map(|link| link.hash).collect();
        let proofs = audit::proofs(tx, &hashes).await?;
        let receipts = self.receipts(&chain, (reference.as_ref(), &proofs), 1..=i64::MAX)?;
        Ok(Copy {
            receipts: receipts.into_iter().map(|receipt| (receipt.seq, receipt.text)).collect(),
            format: domain::copy::FORMAT,
            taken_at: iso(act.now),
            member: member.to_string(),
            account: account(tx, member, &key, (kept.email_confirmed_at, kept.phone_confirmed_at)).await?,
            profile: Item::ALL.iter().map(|item| held_item(&kept, *item)).collect(),
            former_values: former.into_iter().map(former_value).collect(),
            email_link: link.as_ref().map(email_link),
            recovery_links: links.iter().map(recovery_link).collect(),
            email_undos: undos.iter().map(undo_link).collect(),
            reports: report::rows::of_member(tx, member).await?.into_iter().map(report_line).collect(),
            consents: chain.iter().map(|link| self.consent_line(link)).collect(),
            purposes: self.purposes().in_force().map(purpose_line).collect(),
            orders: bought.into_iter().map(|(_, order)| bought::order_line(order)).collect(),
            freezes: freeze::rows::of_member(tx, member).await?.into_iter().map(freeze_line).collect(),
            messages: contact::sent(tx, member, &key, ALL_ENTRIES).await?.into_iter().map(message_line).collect(),
            questions: contact::questions(tx, member, ALL_ENTRIES).await?.into_iter().map(question_line).collect(),
            sessions: sessions_of(tx, member, &key).await?,
            devices: devices_of(tx, member, &key).await?,
            authenticator: factors::rows::find(tx, member).await?.as_ref().map(authenticator),
            passkeys: passkeys_of(tx, member, &key).await?,
            recovery_codes: recovery_codes(factors::rows::codes(tx, member).await?),
            pending_sign_ins: pending_of(tx, member, &key).await?,
            letters_sent: entries.iter().filter_map(sent_letter).collect(),
            trail: entries.into_iter().map(trail_line).collect(),
            letters_waiting: self.letters_of(tx, member).await?,
            retention: Held::ALL.iter().copied().map(retention_line).collect(),
            left_out: SECTIONS.iter().filter_map(left_out).collect(),
        })
    }

    async fn letters_of(&self, tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<LetterLine>, Accident> {
        let line = |row: rows::LetterRow| {
            let waiting = self.open_waiting(row.id, &row.letter)?;
            let posted_at = instant(row.posted_at);
            Ok(LetterLine { kind: row.kind, to: waiting.to, subject: waiting.subject, posted_at })
        };
        let at_joining = |row: &rows::LetterRow| LetterKind::AT_JOINING.iter().any(|kind| kind.code() == row.kind);
        rows::letters(tx, member).await?.into_iter().filter(|row| !at_joining(row)).map(line).collect()
    }

    fn consent_line(&self, link: &consent::rows::Link) -> ConsentLine {
        let entry = &link.entry;
        let known = self.policies();
        let notice = known.wordings().worded(entry.purpose.into(), entry.wording.version);
        ConsentLine {
            seq: link.seq,
            purpose: entry.purpose.code(),
            channel: entry.channel.code(),
            decision: entry.decision.code(),
            wording_version: entry.wording.version,
            wording_hash: hex::written(&entry.wording.hash),
            wording: notice.map(|notice| notice.wording.in_lang(entry.lang).to_owned()),
            lang: entry.lang.code(),
            method: entry.method.code(),
            policy_version: entry.policy_version,
            at: iso(entry.at),
            until: entry.until.map(Date::iso),
            device: entry.device.clone(),
            previous_hash: hex::written(&entry.previous),
            entry_hash: hex::written(&link.hash),
        }
    }
}

async fn account(
    tx: &mut Tx<'_>,
    member: MemberId,
    key: &MemberKey,
    (email_confirmed_at, phone_confirmed_at): (Option<Timestamp>, Option<Timestamp>),
) -> Result<Account, Accident> {
    let account = closure::rows::account(tx, member).await?.ok_or("a member without an account takes a copy")?;
    let closing = match account.state {
        ClosureState::Closing { since, ends } => Some((since, ends)),
        ClosureState::Open | ClosureState::Closed => None,
    };
    Ok(Account {
        member_reference: references::of(tx, key, member).await?.map(|reference| reference.shown()),
        language: account.lang.code(),
        joined_at: iso(account.joined_at),
        policy_version: account.policy_version,
        password_since: instant(members::rows::password_since(tx, member).await?),
        email_confirmed_at: email_confirmed_at.map(iso),
        phone_confirmed_at: phone_confirmed_at.map(iso),
        closing_since: closing.map(|(since, _)| iso(since)),
        closing_ends_at: closing.map(|(_, ends)| iso(ends)),
    })
}

fn held_item(kept: &profiles::Kept, item: Item) -> HeldItem {
    let value = match item {
        Item::Username => Some(kept.username.as_str().to_owned()),
        item => profiles::stored(&kept.profile, item),
    };
    let since = kept.since.iter().find(|(of, _)| *of == item).map(|(_, at)| iso(*at));
    HeldItem { item, value, since, purposes: item.purposes().iter().map(|purpose| purpose.code()).collect() }
}

fn former_value(former: profiles::Former) -> FormerValue {
    FormerValue { item: former.item, value: former.value, corrected_at: iso(former.corrected_at) }
}

fn email_link(link: &email::rows::LastLink) -> EmailLink {
    EmailLink {
        address: link.address.as_str().to_owned(),
        asked_at: iso(link.asked_at),
        expires_at: iso(link.expires_at),
        used_at: link.used_at.map(iso),
    }
}

fn recovery_link(link: &recovery::rows::OpenLink) -> RecoveryLink {
    RecoveryLink {
        address: link.address.as_str().to_owned(),
        asked_at: iso(link.asked_at),
        expires_at: iso(link.expires_at),
    }
}

fn undo_link(link: &email::undo::rows::OpenUndo) -> UndoLink {
    UndoLink {
        change: link.change.code(),
        address: link.address.as_str().to_owned(),
        asked_at: iso(link.changed_at),
        expires_at: iso(link.expires_at),
    }
}

fn report_line((number, reported_at, ended): (String, i64, i64)) -> ReportLine {
    ReportLine { report_number: number, reported_at: instant(reported_at), sessions_ended: ended }
}

fn freeze_line((since, until): (i64, Option<i64>)) -> FreezeLine {
    FreezeLine { frozen_since: instant(since), lifted_at: until.map(instant) }
}

fn message_line(sent: contact::Sent) -> MessageLine {
    let contact::SentDetail { system, campaign, agreed_at, broken } = sent.detail;
    MessageLine {
        sent_at: iso(sent.at),
        purpose: sent.purpose.code(),
        channel: sent.channel.code(),
        campaign,
        reported_by: system.into(),
        agreed_at: agreed_at.map(iso),
        broken_rule: broken.map(domain::contact::ContactRefusal::code),
    }
}

fn question_line(one: contact::Questioned) -> QuestionLine {
    QuestionLine {
        asked_last_at: iso(one.last_at),
        asked_by: one.system.into(),
        purpose: one.purpose.code(),
        channel: one.channel.code(),
        times: one.times,
    }
}

async fn sessions_of(tx: &mut Tx<'_>, member: MemberId, key: &MemberKey) -> Result<Vec<SessionLine>, Accident> {
    let line = |row: rows::SessionRow| {
        let device = key.open(sessions::TABLE, sessions::COLUMN, row.id.as_bytes(), &row.device)?;
        Ok(SessionLine {
            session: row.id.simple().to_string(),
            device: String::from_utf8(device.to_vec())?,
            kept: row.kept != 0,
            started_at: instant(row.started_at),
            seen_at: instant(row.seen_at),
            ends_at: instant(row.ends_at),
        })
    };
    rows::sessions(tx, member).await?.into_iter().map(line).collect()
}

async fn devices_of(tx: &mut Tx<'_>, member: MemberId, key: &MemberKey) -> Result<Vec<DeviceLine>, Accident> {
    let line = |row: rows::DeviceRow| {
        let place = [member.bytes().as_slice(), &row.token_hash].concat();
        let device = key.open("devices", "device", &place, &row.device)?;
        Ok(DeviceLine {
            device: String::from_utf8(device.to_vec())?,
            first_seen_at: instant(row.first_seen_at),
            last_seen_at: instant(row.last_seen_at),
        })
    };
    rows::devices(tx, member).await?.into_iter().map(line).collect()
}

fn authenticator(row: &factors::rows::AuthenticatorRow) -> Authenticator {
    Authenticator { set_up_at: instant(row.set_up_at), confirmed_at: row.confirmed_at.map(instant) }
}

async fn passkeys_of(tx: &mut Tx<'_>, member: MemberId, key: &MemberKey) -> Result<Vec<PasskeyLine>, Accident> {
    let line = |row: passkeys::rows::PasskeyRow| {
        let line = row.line(member, key)?;
        Ok(PasskeyLine { name: line.name, added_at: iso(line.added), used_at: line.used.map(iso) })
    };
    passkeys::rows::of(tx, member).await?.into_iter().map(line).collect()
}

fn recovery_codes((left, made_at): (u32, Option<i64>)) -> RecoveryCodes {
    RecoveryCodes { left, made_at: made_at.map(instant) }
}

async fn pending_of(tx: &mut Tx<'_>, member: MemberId, key: &MemberKey) -> Result<Vec<PendingLine>, Accident> {
    let line = |row: factors::rows::PendingLine| {
        let device = factors::open_device(key, member, &row)?;
        Ok(PendingLine { device, began_at: instant(row.began_at), ends_at: instant(row.ends_at) })
    };
    factors::rows::pending_of(tx, member).await?.into_iter().map(line).collect()
}

fn trail_line(entry: trail::TrailEntry) -> TrailLine {
    TrailLine { seq: entry.seq.get(), at: iso(entry.at), kind: entry.kind.code(), detail: entry.detail }
}

fn sent_letter(entry: &trail::TrailEntry) -> Option<SentLetter> {
    let way = match entry.kind {
        TrailKind::LetterSent => "mail",
        TrailKind::TextSent => "text",
        _ => return None,
    };
    entry.detail.letter.map(|letter| SentLetter { sent_at: iso(entry.at), letter: letter.code(), way })
}

fn purpose_line(notice: &PurposeNotice) -> PurposeLine {
    PurposeLine {
        purpose: notice.code.code(),
        title_vi: notice.title.vi.clone(),
        title_en: notice.title.en.clone(),
        basis: notice.basis.code(),
        items: notice.items.iter().map(|item| item.code()).collect(),
        recipients: notice.recipients.iter().map(|recipient| recipient.code()).collect(),
        channels: notice.channels.iter().map(|channel| channel.code()).collect(),
        clause: notice.clause.clone(),
        wording_version: notice.version,
        wording_vi: notice.wording.vi.clone(),
        wording_en: notice.wording.en.clone(),
    }
}

fn retention_line(what: Held) -> RetentionLine {
    let rule = what.rule();
    let (period, amount) = period(rule.period);
    RetentionLine {
        what: what.code(),
        period,
        amount,
        ground: ground(rule.ground),
        clause: rule.clause,
        after: after(rule.after),
    }
}

const fn period(period: Period) -> (&'static str, Option<u32>) {
    match period {
        Period::UntilClosure => ("until_closure", None),
        Period::UntilCleared => ("until_cleared", None),
        Period::UntilItEnds { hours } => ("until_it_ends", Some(hours)),
        Period::Minutes(minutes) => ("minutes", Some(minutes)),
        Period::Hours(hours) => ("hours", Some(hours)),
        Period::Days(days) => ("days", Some(days)),
        Period::DaysAfterErasure(days) => ("days_after_erasure", Some(days)),
        Period::FiscalYears(years) => ("fiscal_years", Some(years)),
        Period::WhileBackupsExist => ("while_backups_exist", None),
    }
}

const fn ground(ground: Ground) -> &'static str {
    match ground {
        Ground::Agreement => "agreement",
        Ground::Choice => "choice",
        Ground::Protection => "protection",
        Ground::ProofOfConsent => "proof_of_consent",
        Ground::Accounting => "accounting",
        Ground::ProofOfErasure => "proof_of_erasure",
    }
}

const fn after(after: After) -> &'static str {
    match after {
        After::Erased => "erased",
        After::Anonymised => "anonymised",
        After::Stays => "stays",
    }
}

fn left_out((table, section): &(&'static str, Section)) -> Option<LeftOut> {
    match section {
        Section::Part(_) => None,
        Section::LeftOut(why) => Some(LeftOut { what: table, why }),
    }
}

fn instant(micros: i64) -> String {
    iso(Timestamp::from_micros(micros))
}
