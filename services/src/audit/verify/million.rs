//! How long a large ledger takes (security.md G15): to be run with `--release`. `METIZ_ENTRIES` sets another size than a million decisions.

use crate::clock::{Clock, Rng};
use crate::crowd::{AT_ONCE, Crowd};
use crate::db::{DatabaseUrl, Tx};
use crate::fault::{Accident, Fault};
use crate::{LetterSettings, Services, Settings};
use domain::consent::{Channel, Decision, Entry, Method, Purpose, Wording};
use domain::lang::Lang;
use std::time::Instant;
use tempfile::TempDir;

/// Decisions of one member, as of one who changed their mind now and then.
const EACH: i64 = 5;

async fn members(services: &Services, tx: &mut Tx<'_>, many: usize) -> Result<(), Accident> {
    let now = services.now();
    let mut crowd = Crowd::begin(tx, now).await?;
    for _member in 0..many {
        let (member, key) = crowd.member(services)?;
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
            previous = crowd.decided((member, &key), seq, &entry);
        }
    }
    crowd.write(tx).await
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
        let people = size / usize::try_from(EACH).unwrap();
        for first in (0..people).step_by(AT_ONCE) {
            let (many, made) = (AT_ONCE.min(people - first), services.clone());
            let written = services.db.write(move |tx| {
                let services = made.clone();
                Box::pin(async move { Ok::<_, Fault>(self::members(&services, tx, many).await?) })
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
