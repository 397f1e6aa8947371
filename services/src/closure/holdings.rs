//! How many of each kind are held about one member: what the closing plan and the certificate count.

use crate::db::{Tx, on};
use crate::fault::Accident;
use crate::keys::MemberKey;
use crate::members::MemberId;
use crate::profile::rows as profiles;
use domain::closure::Holdings;
use domain::profile::Item;
use domain::retention::Held;

pub(crate) const COUNTS: &str = "select (select count(*) from sessions where member_id = $1) as sessions, \
     (select count(*) from devices where member_id = $1) as devices, \
     (select count(*) from trail where member_id = $1) as trail, \
     (select count(*) from former_values where member_id = $1) as former_values, \
     (select count(*) from consent_entries where member_id = $1) as consent_entries, \
     (select count(*) from freezes where member_id = $1) as freezes, \
     (select count(*) from contacts where member_id = $1) as contacts, \
     (select count(*) from questions where member_id = $1) as questions, \
     (select count(*) from email_confirmations where member_id = $1) as email_confirmations, \
     (select count(*) from recovery_links where member_id = $1) as recovery_links, \
     (select count(*) from authenticators where member_id = $1) as authenticators, \
     (select count(*) from recovery_codes where member_id = $1) as recovery_codes, \
     (select count(*) from pending_sign_ins where member_id = $1) as pending_sign_ins, \
     (select count(*) from passkeys where member_id = $1) as passkeys, \
     (select count(*) from email_undos where member_id = $1) as email_undos, \
     (select count(*) from account_reports where member_id = $1) as account_reports, \
     (select count(*) from phone_codes where member_id = $1) as phone_codes, \
     (select count(*) from outbox where member_id = $1) as outbox, \
     (select count(*) from webhook_events where member_id = $1) as webhook_events, \
     (select count(*) from orders where member_id = $1) as orders, \
     (select count(*) from member_references where member_id = $1) as member_references, \
     (select count(*) from imported_members where member_id = $1) as imported_members";

#[derive(sqlx::FromRow)]
struct Counts {
    sessions: i64,
    devices: i64,
    trail: i64,
    former_values: i64,
    consent_entries: i64,
    freezes: i64,
    contacts: i64,
    questions: i64,
    email_confirmations: i64,
    recovery_links: i64,
    authenticators: i64,
    recovery_codes: i64,
    pending_sign_ins: i64,
    passkeys: i64,
    email_undos: i64,
    account_reports: i64,
    phone_codes: i64,
    outbox: i64,
    webhook_events: i64,
    orders: i64,
    member_references: i64,
    imported_members: i64,
}

/// Counts what is held.
pub(crate) async fn of(tx: &mut Tx<'_>, member: MemberId, key: &MemberKey) -> Result<Holdings, Accident> {
    let kept = profiles::kept(tx, member, key).await?;
    let count: Counts = on!(tx, |c| sqlx::query_as(COUNTS).bind(member).fetch_one(c).await)?;
    // Former values are part of the history: the trail says that an item was corrected, they say what it was before.
    let rows = [
        (Held::Sessions, count.sessions),
        (Held::KnownDevices, count.devices),
        (Held::Trail, count.trail + count.former_values),
        (Held::ConsentEntries, count.consent_entries),
        (Held::Freezes, count.freezes),
        (Held::Contacts, count.contacts),
        (Held::Questions, count.questions),
        (Held::EmailConfirmations, count.email_confirmations),
        (Held::RecoveryLinks, count.recovery_links),
        (Held::Authenticator, count.authenticators),
        (Held::RecoveryCodes, count.recovery_codes),
        (Held::PendingSignIns, count.pending_sign_ins),
        (Held::Passkeys, count.passkeys),
        (Held::EmailUndos, count.email_undos),
        (Held::AccountReports, count.account_reports),
        (Held::PhoneCodes, count.phone_codes),
        (Held::OutboxLetters, count.outbox),
        (Held::WebhookEvents, count.webhook_events),
        (Held::MemberReference, count.member_references),
        (Held::ImportedLine, count.imported_members),
        (Held::Orders, count.orders),
        // Each order has its fact in the books; nothing leads from there back to the member.
        (Held::OrderFacts, count.orders),
        (Held::Username, 1),
        (Held::PasswordHash, 1),
        (Held::Language, 1),
        (Held::JoinedAt, 1),
        (Held::MemberKey, 1),
    ];
    let filled = Item::ALL.iter().filter(|item| profiles::stored(&kept.profile, **item).is_some());
    let holdings = filled.fold(Holdings::none(), |holdings, item| holdings.with(item.retention(), 1));
    Ok(rows
        .into_iter()
        .fold(holdings, |holdings, (held, count)| holdings.with(held, u64::try_from(count).unwrap_or(0))))
}
