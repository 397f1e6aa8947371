//! How long a large ledger takes (security.md G15): to be run with `--release`. `METIZ_ENTRIES` sets another size than a million decisions.

use crate::clock::{Clock, Rng};
use crate::consent::rows::{self as consents, Link};
use crate::db::{DatabaseUrl, Tx};
use crate::fault::{Accident, Fault};
use crate::members::{self, MemberId};
use crate::{LetterSettings, Services, Settings, keys, trail};
use domain::calendar::Timestamp;
use domain::consent::{Channel, Decision, Entry, Method, Purpose, Wording, entry_bytes};
use domain::lang::Lang;
use domain::trail::{EntrySeq, TrailDetail, TrailKind};
use sha2::{Digest as _, Sha256};
use std::time::Instant;
use tempfile::TempDir;
use uuid::Uuid;

/// Decisions of one member, as of one who changed their mind now and then.
const EACH: i64 = 5;
/// Members in one transaction.
const AT_ONCE: usize = 1000;

async fn a_member(services: &Services, tx: &mut Tx<'_>, now: Timestamp) -> Result<(), Accident> {
    let member = MemberId::new(Uuid::from_bytes(services.rng.bytes()));
    let epoch = keys::rows::epoch_to_write_in(tx).await?;
    let (key, wrapped) = services.keys.new_member_key(member, epoch)?;
    members::rows::insert(tx, member, Lang::Vi, 1, b"sealed", now).await?;
    wrapped.store(tx, now).await?;
    let mut previous = crate::consent::start(member);
    for seq in 1..=EACH {
        let decision = if seq % 2 == 1 { Decision::Grant } else { Decision::Withdraw };
        let entry = Entry {
            purpose: Purpose::Promotions,
            channel: Channel::Email,
            decision,
            wording: Wording { version: 1, hash: [7; 32] },
            lang: Lang::Vi,
            method: Method::Web,
            policy_version: 1,
            at: now,
            until: None,
            previous,
            device: "Chrome, Android".to_owned(),
        };
        let link = Link { seq, hash: Sha256::digest(entry_bytes(&entry)).into(), entry };
        let detail = TrailDetail::consent(Purpose::Promotions, Channel::Email);
        let told = trail::line(&key, member, EntrySeq::new(seq - 1), (TrailKind::ConsentGranted, &detail))?;
        consents::append(tx, member, &key, (&link, false), (&told, now)).await?;
        previous = link.hash;
    }
    Ok(())
}

#[test]
#[ignore = "takes minutes"]
#[expect(clippy::print_stdout, reason = "a measurement is for reading")]
fn a_million_decisions_are_verified_in_ten_seconds() {
    let size = std::env::var("METIZ_ENTRIES").ok().and_then(|size| size.parse().ok()).unwrap_or(1_000_000_usize);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = TempDir::new().unwrap();
        let at = |name: &str| folder.path().join(name);
        let letters = LetterSettings::Files(at("letters"));
        let url = "https://members.example".to_owned();
        let settings = Settings::new(DatabaseUrl::Sqlite(at("members.db")), at("keys"), letters, url);
        let services = Services::open(settings, Clock::system(), Rng::system()).await.unwrap();
        let members = size / usize::try_from(EACH).unwrap();
        for first in (0..members).step_by(AT_ONCE) {
            let (many, made) = (AT_ONCE.min(members - first), services.clone());
            let written = services.db.write(move |tx| {
                let services = made.clone();
                Box::pin(async move {
                    for _member in 0..many {
                        a_member(&services, tx, services.now()).await?;
                    }
                    Ok::<_, Fault>(())
                })
            });
            written.await.unwrap();
        }
        let began = Instant::now();
        let placed = services.keep_log().await.unwrap();
        println!("{placed} decisions got their places in {:?}", began.elapsed());
        let began = Instant::now();
        let audited = services.audit().await.unwrap();
        let took = began.elapsed();
        println!("{} decisions were verified in {took:?}", audited.entries);
        assert!(audited.is_whole(), "{:?}", audited.findings);
        assert_eq!(audited.entries, placed);
        // security.md G15, for the program as it runs: without optimisation it takes as long as it takes.
        assert!(cfg!(debug_assertions) || took.as_secs() < 10, "{took:?}");
        services.close_database().await;
    });
}
