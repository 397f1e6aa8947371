//! How long a question about members takes, and opening a profile: to be run with `--release`. (MC-3.1, MC-5.2a)
//! `METIZ_MEMBERS` sets another size than 10,000 members.

use super::{Asker, CHUNK};
use crate::clock::{Clock, Rng};
use crate::consent::wording_of;
use crate::crowd::{AT_ONCE, Crowd};
use crate::db::{DatabaseUrl, Tx};
use crate::fault::{Accident, Fault};
use crate::keys::MemberKey;
use crate::members::{MemberId, references};
use crate::{LetterSettings, Services, Settings, profile, trail};
use domain::calendar::Timestamp;
use domain::consent::{Channel, Decision, Entry, Method, Purpose, PurposeCode};
use domain::lang::Lang;
use domain::member_reference::MemberReference;
use domain::profile::{ProfileForm, check};
use domain::trail::{EntrySeq, TrailDetail, TrailKind};
use domain::username::Username;
use std::hint::black_box;
use std::ops::Range;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// 22 November 2026, 10:04 in Vietnam: an hour at which advertising may leave.
const NOW: i64 = 1_795_316_640_000_000;
/// References of an audience.
const AUDIENCE: usize = 10_000;
const ABOUT: (PurposeCode, Channel) = (PurposeCode::Promotions, Channel::Sms);
/// The items of a profile, each as long as most are.
const ITEMS: [(&str, &str); 7] = [
    ("full_name", "Đặng Thị Ánh Nguyệt"),
    ("gender", "female"),
    ("birth", "1998-11-22"),
    ("id_number", "001198012345"),
    ("phone", "+84905123456"),
    ("address", "01|00004|Số 12, ngõ 34, phố Hàng Bông"),
    ("email", "dangthianhnguyet@example.com"),
];

/// Somebody with a phone of their own who agreed to messages by it: every look a question can make is made.
fn willing(services: &Services, crowd: &mut Crowd, number: usize) -> Result<(MemberId, MemberKey), Accident> {
    let (now, (member, key)) = (services.now(), crowd.member(services)?);
    let (name, phone) = (format!("nguyet{number}"), format!("0905{number:06}"));
    let email = format!("{name}@example.com");
    let full_name = "Đặng Thị Ánh Nguyệt";
    let form =
        ProfileForm { full_name, birth_date: "22/11/1998", phone: &phone, email: &email, ..ProfileForm::default() };
    let given = check(&form, services.places(), now.date_in_vietnam()).map_err(|_| "the form is refused")?;
    crowd.profiles.push(profile::rows::whole(member, &key, (&Username::from_stored(name), &given, Some(now)), now));
    crowd.references.push(services.new_reference(&key, member));
    let purposes = services.purposes();
    let notice = purposes.newest(ABOUT.0).ok_or("the purpose is not in the list")?;
    let entry = Entry {
        purpose: Purpose::Promotions,
        channel: ABOUT.1,
        decision: Decision::Grant,
        wording: wording_of(notice),
        lang: Lang::Vi,
        method: Method::Web,
        policy_version: 1,
        at: now,
        until: None,
        previous: crate::consent::start(member),
        device: "Chrome, Android".to_owned(),
    };
    crowd.decided((member, &key), 1, &entry);
    let detail = TrailDetail::consent(Purpose::Promotions, ABOUT.1);
    let told = trail::line(&key, member, EntrySeq::new(0), (TrailKind::ConsentGranted, &detail))?;
    crowd.trail.push(told.row(member, now));
    Ok((member, key))
}

/// Members of these numbers, and the references of those an audience is made of.
async fn some_willing(
    services: &Services,
    tx: &mut Tx<'_>,
    numbers: Range<usize>,
    every: usize,
) -> Result<Vec<MemberReference>, Accident> {
    let (mut crowd, mut asked) = (Crowd::begin(tx, services.now()).await?, Vec::new());
    for number in numbers {
        let somebody = willing(services, &mut crowd, number)?;
        if number % every == 0 {
            asked.push(somebody);
        }
    }
    crowd.write(tx).await?;
    let mut kept = Vec::new();
    for (member, key) in &asked {
        kept.push(references::of(tx, key, *member).await?.ok_or("they have no reference")?);
    }
    Ok(kept)
}

async fn many_willing(services: &Services, size: usize) -> Vec<MemberReference> {
    let (mut all, every) = (Vec::new(), size.div_ceil(AUDIENCE));
    for first in (0..size).step_by(AT_ONCE) {
        let (last, made) = (size.min(first + AT_ONCE), services.clone());
        let written = services.db.write(move |tx| {
            let services = made.clone();
            Box::pin(async move { Ok::<_, Fault>(some_willing(&services, tx, first..last, every).await?) })
        });
        all.extend(written.await.unwrap());
    }
    all
}

/// Asks about each of these, one after the other, and answers how long each question took.
async fn ask_each(services: Services, who: Asker, members: Vec<MemberReference>) -> Vec<Duration> {
    let mut took = Vec::with_capacity(members.len());
    for member in &members {
        let began = Instant::now();
        let answer = services.may_contact(&who, member, ABOUT).await.unwrap();
        took.push(began.elapsed());
        assert!(answer.is_ok(), "{answer:?}");
    }
    took
}

async fn ask(services: &Services, who: &Asker, members: &[MemberReference], callers: usize) -> String {
    let began = Instant::now();
    let parts = members.chunks(members.len().div_ceil(callers));
    let asking: Vec<_> =
        parts.map(|part| tokio::spawn(ask_each(services.clone(), who.clone(), part.to_vec()))).collect();
    let mut took = Vec::new();
    for one in asking {
        took.extend(one.await.unwrap());
    }
    let all = began.elapsed();
    took.sort();
    let (p50, p99) = (took[took.len() / 2], took[took.len() * 99 / 100]);
    let rate = u128::from(took.len() as u64) * 1_000_000 / all.as_micros();
    format!("{callers} callers: {rate} questions a second, p50 {p50:?}, p99 {p99:?}")
}

async fn opened(folder: &TempDir) -> Services {
    let at = |name: &str| folder.path().join(name);
    let url = "https://members.example".to_owned();
    let letters = LetterSettings::Files(at("letters"));
    let settings = Settings::new(DatabaseUrl::Sqlite(at("members.db")), at("keys"), letters, url);
    let (clock, _hand) = Clock::by_hand(Timestamp::from_micros(NOW));
    Services::open(settings, clock, Rng::system()).await.unwrap()
}

#[test]
#[ignore = "a measurement"]
#[expect(clippy::print_stdout, reason = "a measurement is for reading")]
fn the_pace_of_questions_about_members() {
    let size = std::env::var("METIZ_MEMBERS").map_or(AUDIENCE, |size| size.parse().expect("METIZ_MEMBERS is a number"));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = TempDir::new().unwrap();
        let services = opened(&folder).await;
        let members = many_willing(&services, size).await;
        let who = Asker { key: services.rng.id() };
        println!("{size} members, {} of them asked about", members.len());
        for callers in [1, 2, 4, 32] {
            println!("{}", ask(&services, &who, &members, callers).await);
        }
        for _ in 0..3 {
            let began = Instant::now();
            let answers = services.audience(&who, &members, ABOUT).await.unwrap();
            let took = began.elapsed();
            assert!(answers.iter().all(Result::is_ok));
            println!("an audience of {}, {CHUNK} in one statement: {took:?}", answers.len());
        }
        services.close_database().await;
    });
}

#[test]
#[ignore = "a measurement"]
#[expect(clippy::print_stdout, reason = "a measurement is for reading")]
fn a_profile_opens_in_microseconds() {
    const ROUNDS: u32 = 100_000;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = TempDir::new().unwrap();
        let services = opened(&folder).await;
        let key = services.keys.nobodys_key();
        let member = MemberId::new(services.rng.id());
        let seal = |(column, plain): (&'static str, &str)| {
            (column, key.seal("profiles", column, member.bytes(), plain.as_bytes()))
        };
        let sealed = ITEMS.map(seal);
        let began = Instant::now();
        for _ in 0..ROUNDS {
            for (column, envelope) in &sealed {
                black_box(key.open("profiles", column, member.bytes(), black_box(envelope)).unwrap());
            }
        }
        let each = began.elapsed() / ROUNDS;
        println!("the seven items of a profile are opened in {each:?}");
        // Of the program as it runs: without optimisation it takes as long as it takes.
        assert!(cfg!(debug_assertions) || each < Duration::from_micros(100), "{each:?}");
        services.close_database().await;
    });
}
