//! Ten thousand stored envelopes flipped, cut, lengthened and swapped, wherever a page reads one: every one is refused.

use crate::data_map::SEALED;
use crate::forensics::a_whole_life;
use crate::raw::{self, Raw};
use crate::world::{World, on_every_engine};
use services::clock::Rng;
use services::fault::Fault;
use services::sessions::SignedIn;
use std::collections::BTreeSet;

/// Opened by a token, a password, a code, the post or an event that leaves, of which there is one at a time; `services::keys` holds the same
/// damage against single envelopes. The copy opens the devices.
const NO_PAGE: &[&str] = &[
    "authenticators.secret",
    "consent_entries.device",
    "devices.device",
    "email_confirmations.address",
    "email_undos.address",
    "flashes.body",
    "members.password",
    "order_facts.fact",
    "outbox.letter",
    "passkey_challenges.state",
    "passkey_handles.handle",
    "passkeys.credential",
    "pending_sign_ins.device",
    "recovery_links.address",
    "webhook_events.reference",
];

struct Stored {
    table: &'static str,
    column: &'static str,
    envelope: Vec<u8>,
}

/// The page that reads this table.
async fn page(world: &World, who: &SignedIn, table: &str) -> Result<(), Fault> {
    match table {
        "profiles" | "member_references" => world.services.profile_of(who).await.map(drop),
        "trail" | "former_values" => world.services.activity_of(who, None, 100).await.map(drop),
        "sessions" => world.services.sessions_of(who).await.map(drop),
        "orders" => world.services.orders_of(who, None, 100).await.map(drop),
        "passkeys" => world.services.passkeys_of(who).await.map(drop),
        "contacts" => world.services.consent_page_of(who, 100).await.map(drop),
        other => panic!("which page reads {other}?"),
    }
}

async fn stored(world: &World, of_them: &str) -> Vec<Stored> {
    let mut all = Vec::new();
    for (name, _) in SEALED.iter().filter(|(name, _)| !NO_PAGE.contains(name)) {
        let (table, column) = name.split_once('.').unwrap();
        let sql = format!("select {column} from {table} where member_id = {of_them} and {column} is not null");
        let found = raw::bytes(world, &sql).await;
        assert!(!found.is_empty(), "nothing is stored in {name}");
        all.extend(found.into_iter().map(|envelope| Stored { table, column, envelope }));
    }
    all
}

/// Below `end`.
fn any(rng: &Rng, end: usize) -> usize {
    usize::try_from(u64::from_be_bytes(rng.bytes::<8>()) % end as u64).unwrap()
}

/// A bit flipped, cut short, or lengthened.
fn damaged(rng: &Rng, envelope: &[u8]) -> Vec<u8> {
    let mut envelope = envelope.to_vec();
    match any(rng, 3) {
        0 => {
            let byte = any(rng, envelope.len());
            envelope[byte] ^= 1 << any(rng, 8);
        }
        1 => envelope.truncate(any(rng, envelope.len())),
        _ => envelope.extend(rng.bytes::<1>()),
    }
    envelope
}

async fn put(connection: &mut Raw, place: &Stored, before: &[u8], after: &[u8]) {
    let literal = |bytes: &[u8]| {
        let hex = raw::hex(bytes);
        if matches!(connection, Raw::Sqlite(_)) { format!("x'{hex}'") } else { format!("'\\x{hex}'") }
    };
    let Stored { table, column, .. } = place;
    let sql = format!("update {table} set {column} = {} where {column} = {}", literal(after), literal(before));
    assert_ne!(connection.change(sql).await, 0);
}

/// Both envelopes lie where the other one lay. Done again, all is as it was.
async fn swap(raw: &mut Raw, rng: &Rng, (one, one_has): (&Stored, &[u8]), (other, other_has): (&Stored, &[u8])) {
    let aside = rng.bytes::<32>();
    put(raw, one, one_has, &aside).await;
    put(raw, other, other_has, one_has).await;
    put(raw, one, &aside, other_has).await;
}

#[test]
fn ten_thousand_damaged_or_swapped_envelopes_are_all_refused() {
    on_every_engine(async |world| {
        let life = a_whole_life(world).await;
        let who = world.who(&life.member.session).await;
        let hex = raw::hex(who.member().bytes());
        let of_them = if raw::is_sqlite(world) { format!("x'{hex}'") } else { format!("'{hex}'::uuid") };
        let all = stored(world, &of_them).await;
        let (rng, mut raw) = (Rng::seeded(4), raw::open(world).await);
        let refused = async |place: &Stored| {
            let read = page(world, &who, place.table).await;
            assert!(matches!(read, Err(Fault::Internal(_))), "{}.{} was read", place.table, place.column);
        };
        for step in 0..10_000 {
            let at = any(&rng, all.len());
            let one = &all[at];
            if step % 4 == 0 {
                let other = &all[(at + 1 + any(&rng, all.len() - 1)) % all.len()];
                swap(&mut raw, &rng, (one, &one.envelope), (other, &other.envelope)).await;
                refused(one).await;
                refused(other).await;
                swap(&mut raw, &rng, (one, &other.envelope), (other, &one.envelope)).await;
            } else {
                let damage = damaged(&rng, &one.envelope);
                put(&mut raw, one, &one.envelope, &damage).await;
                refused(one).await;
                put(&mut raw, one, &damage, &one.envelope).await;
            }
        }
        for table in all.iter().map(|one| one.table).collect::<BTreeSet<_>>() {
            page(world, &who, table).await.expect("everything is as it was");
        }
        world.letters().await;
    });
}
