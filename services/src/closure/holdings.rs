//! How many of each kind are held about one member: what the closing plan and the certificate count.

use crate::db::{Tx, on};
use crate::fault::Accident;
use crate::keys::MemberKey;
use crate::members::MemberId;
use crate::profile::rows as profiles;
use domain::closure::Holdings;
use domain::profile::Item;
use domain::retention::Held;

pub(crate) const COUNTS: &str = "select (select count(*) from sessions where member_id = $1), \
     (select count(*) from devices where member_id = $1), \
     (select count(*) from trail where member_id = $1), \
     (select count(*) from former_values where member_id = $1), \
     (select count(*) from consent_entries where member_id = $1), \
     (select count(*) from email_confirmations where member_id = $1), \
     (select count(*) from recovery_links where member_id = $1), \
     (select count(*) from authenticators where member_id = $1), \
     (select count(*) from recovery_codes where member_id = $1), \
     (select count(*) from pending_sign_ins where member_id = $1), \
     (select count(*) from email_undos where member_id = $1), \
     (select count(*) from account_reports where member_id = $1), \
     (select count(*) from outbox where member_id = $1)";
     (select count(*) from outbox where member_id = $1), \
     (select count(*) from orders where member_id = $1), \
     (select count(*) from member_references where member_id = $1)";

/// Counts what is held.
pub(crate) async fn of(tx: &mut Tx<'_>, member: MemberId, key: &MemberKey) -> Result<Holdings, Accident> {
    let kept = profiles::kept(tx, member, key).await?;
    let counts: [i64; 11] = {
        let row: (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64) =
            on!(tx, |c| sqlx::query_as(COUNTS).bind(member).fetch_one(c).await)?;
        row.into()
    };
    let [sessions, devices, trail, former, consents, links, recoveries, authenticators, codes, pending, letters] =
    let counts: [i64; 10] = {
        let row: (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64) =
            on!(tx, |c| sqlx::query_as(COUNTS).bind(member).fetch_one(c).await)?;
        row.into()
    };
    let [sessions, devices, trail, former, consents, links, recoveries, undos, reports, letters] =
    let counts: [i64; 10] = {
        let row: (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64) =
            on!(tx, |c| sqlx::query_as(COUNTS).bind(member).fetch_one(c).await)?;
        row.into()
    };
    let [sessions, devices, trail, former, consents, links, recoveries, letters, orders, references] =
        counts.map(|count| u64::try_from(count).unwrap_or(0));
    // Former values are part of the history: the trail says that an item was corrected, they say what it was before.
    let rows = [
        (Held::Sessions, sessions),
        (Held::KnownDevices, devices),
        (Held::Trail, trail + former),
        (Held::ConsentEntries, consents),
        (Held::EmailConfirmations, links),
        (Held::RecoveryLinks, recoveries),
        (Held::Authenticator, authenticators),
        (Held::RecoveryCodes, codes),
        (Held::PendingSignIns, pending),
        (Held::EmailUndos, undos),
        (Held::AccountReports, reports),
        (Held::OutboxLetters, letters),
        (Held::MemberReference, references),
        (Held::Orders, orders),
        // Each order has its fact in the books; nothing leads from there back to the member.
        (Held::OrderFacts, orders),
        (Held::Username, 1),
        (Held::PasswordHash, 1),
        (Held::Language, 1),
        (Held::JoinedAt, 1),
        (Held::MemberKey, 1),
    ];
    let filled = Item::ALL.iter().filter(|item| profiles::stored(&kept.profile, **item).is_some());
    let holdings = filled.fold(Holdings::none(), |holdings, item| holdings.with(item.retention(), 1));
    Ok(rows.into_iter().fold(holdings, |holdings, (held, count)| holdings.with(held, count)))
}
