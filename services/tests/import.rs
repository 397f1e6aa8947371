//! Members and orders of an earlier system: taken in once, by the rules of today, with no yes that cannot be proved.

use crate::profile::{count, trail};
use crate::raw;
use crate::world::{NETWORK, PASSWORD, World, day, on_every_engine};
use domain::api_key::SystemName;
use domain::consent::{Channel, Method, Purpose, Standing};
use domain::import::{LineProblem, MemberColumn, MemberLine, OrderLine};
use domain::orders::{OrderField, OrderProblem};
use domain::trail::TrailKind;
use services::import::Taken;
use services::sessions::SignedIn;
use std::time::{Duration, Instant};

/// bcrypt of [`PASSWORD`], by libxcrypt.
pub(crate) const BCRYPT: &str = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.4TB0jBsiCh4b7F9kdjkxepsdDSX1z8G";
/// PBKDF2 of [`PASSWORD`] as Django spells it, by Python.
const DJANGO: &str = "pbkdf2_sha256$1000$seasalt$zkW8ffpbZuEW1LH/GREXnqhTGZgngQv4VE4BXFwUxSE=";

fn crm() -> SystemName {
    SystemName::parse("old-crm").unwrap()
}

/// A line with a name, a proved address and a password.
pub(crate) fn line(name: &str) -> MemberLine {
    let mut line = MemberLine::default();
    for (column, text) in [
        (MemberColumn::Reference, &*format!("KH-{name}")),
        (MemberColumn::Username, name),
        (MemberColumn::FullName, "H'Mơ Niê"),
        (MemberColumn::Gender, "female"),
        (MemberColumn::BirthDate, "12/03/1994"),
        (MemberColumn::Phone, "0905 123 456"),
        (MemberColumn::Email, &format!("{name}@example.com")),
        (MemberColumn::EmailConfirmedAt, "2024-02-01T09:00:00+07:00"),
        (MemberColumn::AddressOlder, "12 Bạch Đằng, quận Hải Châu, Đà Nẵng"),
        (MemberColumn::PasswordHash, BCRYPT),
    ] {
        line.put(column, text);
    }
    line
}

fn with(mut line: MemberLine, changes: &[(MemberColumn, &str)]) -> MemberLine {
    for (column, text) in changes {
        line.put(*column, text);
    }
    line
}

pub(crate) async fn take(world: &World, lines: &[MemberLine]) -> Vec<Taken<LineProblem>> {
    world.services.import_members(crm(), false).take(lines).await.unwrap()
}

async fn sign_in(world: &World, name: &str) -> SignedIn {
    let session = world.services.sign_in(world.attempt(name, PASSWORD)).await.unwrap().session().unwrap();
    world.letters().await;
    world.who(&session).await
}

fn codes<P>(taken: &Taken<P>, code: impl Fn(&P) -> String) -> (&'static str, Vec<String>) {
    match taken {
        Taken::Imported(parts) => ("imported", parts.iter().map(code).collect()),
        Taken::Known(parts) => ("known", parts.iter().map(code).collect()),
        Taken::Refused(problems) => ("refused", problems.iter().map(code).collect()),
    }
}

fn told(taken: &[Taken<LineProblem>]) -> Vec<(&'static str, Vec<String>)> {
    taken.iter().map(|one| codes(one, LineProblem::code)).collect()
}

const IMPORTED: Taken<LineProblem> = Taken::Imported(Vec::new());
const KNOWN: Taken<LineProblem> = Taken::Known(Vec::new());

#[test]
fn a_member_comes_over_with_what_was_known_and_the_password_they_had() {
    on_every_engine(async |world| {
        assert_eq!(
            take(world, &[line("hmo"), with(line("lan"), &[(MemberColumn::PasswordHash, DJANGO)])]).await,
            [IMPORTED, IMPORTED]
        );
        let who = sign_in(world, "hmo").await;
        let page = world.services.profile_of(&who).await.unwrap();
        assert_eq!(page.username.as_str(), "hmo");
        assert_eq!(page.profile.full_name.as_str(), "H'Mơ Niê");
        assert_eq!(page.profile.phone.unwrap().as_str(), "+84905123456");
        assert_eq!(page.profile.address.unwrap().legacy_text(), Some("12 Bạch Đằng, quận Hải Châu, Đà Nẵng"));
        assert!(page.profile.email_confirmed && page.reference.is_some());
        let entries = world.services.activity_of(&who, None, 100).await.unwrap();
        let imported = entries.iter().find(|entry| entry.entry.kind == TrailKind::Imported).unwrap();
        assert_eq!(imported.entry.detail.system, Some(crm()));
        sign_in(world, "lan@example.com").await;
    });
}

#[test]
fn the_first_sign_in_replaces_the_hash_and_a_wrong_password_does_not() {
    on_every_engine(async |world| {
        take(world, &[line("hmo")]).await;
        let waiting = "select count(*) from imported_members where password_ms is not null";
        assert!(world.services.sign_in(world.attempt("hmo", "not the password")).await.is_err());
        assert_eq!(raw::number(world, waiting).await, 1);
        let before = world.services.hasher().made();
        sign_in(world, "hmo").await;
        assert_eq!(world.services.hasher().made() - before, 2, "a look at theirs, and ours is made");
        assert_eq!(raw::number(world, waiting).await, 0);
        sign_in(world, "hmo").await;
        assert_eq!(world.services.hasher().made() - before, 3, "a look at ours");
    });
}

#[test]
fn while_hashes_of_others_wait_every_no_takes_as_long_as_the_slowest_of_them() {
    on_every_engine(async |world| {
        world.a_member("binh").await;
        take(world, &[line("hmo")]).await;
        raw::run(world, "update imported_members set password_ms = 150").await;
        for name in ["hmo", "binh", "nobody"] {
            let began = Instant::now();
            assert!(world.services.sign_in(world.attempt(name, "not the password")).await.is_err());
            assert!(began.elapsed() >= Duration::from_millis(300), "{name}");
        }
        sign_in(world, "hmo").await;
        assert_eq!(raw::number(world, "select count(*) from imported_members where password_ms = 150").await, 0);
    });
}

#[test]
fn without_a_hash_a_letter_is_the_only_way_in() {
    on_every_engine(async |world| {
        let quiet = with(line("hmo"), &[(MemberColumn::PasswordHash, ""), (MemberColumn::Username, "")]);
        assert_eq!(take(world, &[quiet]).await, [IMPORTED]);
        assert!(world.services.sign_in(world.attempt("hmo@example.com", PASSWORD)).await.is_err());
        let how = (domain::lang::Lang::Vi, "Chrome, Android");
        world.services.recover_password("hmo@example.com", how, NETWORK).await.unwrap();
        let letter = world.letter_to("hmo@example.com").await;
        world.services.set_password(letter.token(), "trời xanh mây trắng nắng", "Chrome").await.unwrap();
        world.letters().await;
        let attempt = world.attempt("hmo@example.com", "trời xanh mây trắng nắng");
        let session = world.services.sign_in(attempt).await.unwrap().session().unwrap();
        world.letters().await;
        let username = world.services.username_of(&world.who(&session).await).await.unwrap();
        assert!(username.starts_with("tv-") && username.len() == 13, "a name was made up");
    });
}

#[test]
fn nothing_is_agreed_to_but_what_can_be_proved() {
    on_every_engine(async |world| {
        let yes = |wording| {
            with(
                line("hmo"),
                &[
                    (MemberColumn::ConsentPurpose, "promotions;news"),
                    (MemberColumn::ConsentChannel, "email;sms"),
                    (MemberColumn::ConsentDecidedAt, "2026-11-22T09:00:00+07:00;2026-11-22T08:00:00+07:00"),
                    (MemberColumn::ConsentWording, wording),
                    (MemberColumn::ConsentEvidence, "Phiếu 0042;Phiếu 0041"),
                ],
            )
        };
        assert_eq!(told(&take(world, &[yes("1;77")]).await), [("imported", vec!["not_provable".to_owned()])]);
        let who = sign_in(world, "hmo").await;
        let record = world.services.consent_of(&who).await.unwrap();
        assert_eq!(record.entries().len(), 1);
        assert_eq!(record.standing(Purpose::News, Channel::Sms, world.now()), Standing::NeverAsked);
        let entry = &record.entries()[0];
        assert_eq!((entry.method, entry.device.as_str(), entry.policy_version), (Method::Import, "Phiếu 0042", 1));
        assert_eq!(entry.at.rfc3339(), "2026-11-22T09:00:00+07:00");
        assert!(record.standing(Purpose::Promotions, Channel::Email, world.now()).is_granted());
        assert_eq!(world.services.verify_consents(&who).await.unwrap(), None, "the chain is whole");
        assert_eq!(count(&trail(world, &who).await, TrailKind::ConsentGranted), 1);
        let entries = world.services.activity_of(&who, None, 100).await.unwrap();
        let told = entries.iter().find(|entry| entry.entry.kind == TrailKind::ConsentGranted).unwrap();
        assert_eq!((told.entry.at, told.entry.detail.system.clone()), (world.now(), Some(crm())));
    });
}

#[test]
fn a_file_handed_in_twice_changes_nothing_and_says_the_same() {
    on_every_engine(async |world| {
        let lines = [
            line("hmo"),
            with(line("lan"), &[(MemberColumn::EmailConfirmedAt, "2030-01-01T00:00:00Z")]),
            with(line("binh"), &[(MemberColumn::BirthDate, "2015"), (MemberColumn::PasswordHash, "5f4dcc3b")]),
        ];
        let first = take(world, &lines).await;
        assert_eq!(
            told(&first),
            [
                ("imported", vec![]),
                ("imported", vec!["not_provable".to_owned()]),
                ("refused", vec!["birth.too_young".to_owned(), "hash_kind_unknown".to_owned()]),
            ]
        );
        let members = raw::rows(world, "members").await;
        let changed = with(line("hmo"), &[(MemberColumn::FullName, "Somebody Else")]);
        assert_eq!(take(world, &[changed]).await, [KNOWN], "what is here is never overwritten");
        let again = take(world, &lines).await;
        assert_eq!(told(&again)[1], ("known", vec!["not_provable".to_owned()]));
        assert_eq!(again[2], first[2]);
        assert_eq!(raw::rows(world, "members").await, members);
        let other = SystemName::parse("loyalty-app").unwrap();
        let taken = world.services.import_members(other, false).take(&lines[..1]).await.unwrap();
        assert_eq!(told(&taken), [("refused", vec!["username_taken".to_owned()])], "another system's own names");
    });
}

#[test]
fn stopped_between_two_batches_it_goes_on_where_it_stopped() {
    on_every_engine(async |world| {
        let lines: Vec<MemberLine> = (0..9).map(|number| line(&format!("member{number}"))).collect();
        let mut import = world.services.import_members(crm(), false);
        import.take(&lines[..3]).await.unwrap();
        // Killed: what the import knew is gone, what it wrote is not.
        drop(import);
        let mut import = world.services.import_members(crm(), false);
        let mut outcomes = Vec::new();
        for batch in lines.chunks(3) {
            outcomes.extend(import.take(batch).await.unwrap());
        }
        assert_eq!(outcomes[..3], [KNOWN; 3]);
        assert_eq!(outcomes[3..], [IMPORTED; 6]);
        assert_eq!(raw::rows(world, "members").await, 9);
    });
}

#[test]
fn a_dry_run_finds_what_a_real_one_finds_and_changes_nothing() {
    on_every_engine(async |world| {
        world.a_member("binh").await;
        let lines = [
            line("hmo"),
            line("binh"),
            with(line("hmo2"), &[(MemberColumn::Username, "HMO")]),
            with(line("hmo3"), &[(MemberColumn::Email, "Hmo@Example.com")]),
            with(line("lan"), &[(MemberColumn::Email, "binh@example.com")]),
            line("hmo"),
            with(
                line("chau"),
                &[(MemberColumn::PasswordHash, "$2b$31$CCCCCCCCCCCCCCCCCCCCC.4TB0jBsiCh4b7F9kdjkxepsdDSX1z8G")],
            ),
        ];
        let rows = async || {
            let mut found = Vec::new();
            for table in
                ["members", "profiles", "usernames", "email_lookups", "imported_members", "trail", "member_keys"]
            {
                found.push(raw::rows(world, table).await);
            }
            found
        };
        // In batches of every size, so that what a line meets lies in another batch, too.
        for size in 1..=lines.len() {
            let before = rows().await;
            let mut dry = world.services.import_members(crm(), true);
            let mut outcomes = Vec::new();
            for batch in lines.chunks(size) {
                outcomes.extend(dry.take(batch).await.unwrap());
            }
            assert_eq!(rows().await, before);
            assert_eq!(
                told(&outcomes),
                [
                    ("imported", vec![]),
                    ("refused", vec!["username_taken".to_owned()]),
                    ("refused", vec!["username_taken".to_owned()]),
                    ("refused", vec!["address_taken".to_owned()]),
                    ("refused", vec!["address_taken".to_owned()]),
                    ("known", vec![]),
                    ("refused", vec!["hash_too_costly".to_owned()]),
                ]
            );
        }
        let real = take(world, &lines).await;
        assert_eq!(
            told(&real)[1..5],
            told(&world.services.import_members(crm(), true).take(&lines).await.unwrap())[1..5]
        );
        assert_eq!(real[0], IMPORTED);
    });
}

#[test]
fn an_old_file_brings_nobody_back_who_was_erased() {
    on_every_engine(async |world| {
        take(world, &[line("hmo")]).await;
        let who = sign_in(world, "hmo").await;
        world.services.close(&who, PASSWORD, NETWORK).await.unwrap();
        world.letters().await;
        world.wait(day(8));
        while world.services.erase_due().await.unwrap() > 0 {}
        assert_eq!(world.letters().await.len(), 1, "the certificate");
        assert_eq!(raw::rows(world, "members").await, 0);
        assert_eq!(raw::number(world, "select count(*) from imported_members where member_id is null").await, 1);
        assert_eq!(take(world, &[line("hmo")]).await, [KNOWN]);
        assert_eq!(raw::rows(world, "members").await, 0);
    });
}

fn order(number: &str, member: &str) -> OrderLine {
    let mut line = OrderLine::default();
    for (field, text) in [
        (OrderField::Number, number),
        (OrderField::Member, member),
        (OrderField::Status, "paid"),
        (OrderField::PaidAt, "2024-05-01T10:00:00+07:00"),
        (OrderField::Film, "Lật mặt 7"),
        (OrderField::AgeClass, "K"),
        (OrderField::ShowingAt, "2024-05-01T19:30:00+07:00"),
        (OrderField::Cinema, "Metiz Cinema"),
        (OrderField::Hall, "Phòng 3"),
        (OrderField::Seats, "E7 E8"),
        (OrderField::Total, "150000"),
        (OrderField::PaymentPartner, "VNPAY"),
        (OrderField::PaymentReference, "14523698"),
    ] {
        line.put(field, text);
    }
    line
}

fn told_orders(taken: &[Taken<OrderProblem>]) -> Vec<(&'static str, Vec<String>)> {
    taken.iter().map(|one| codes(one, |problem| problem.why.code().to_owned())).collect()
}

#[test]
fn orders_find_their_members_by_the_earlier_systems_names_and_by_our_own() {
    on_every_engine(async |world| {
        take(world, &[line("hmo")]).await;
        let who = sign_in(world, "hmo").await;
        let reference = world.services.profile_of(&who).await.unwrap().reference.unwrap().shown();
        let source = SystemName::parse("box-office").unwrap();
        let by_old_name = [order("DH-0001", " KH-hmo"), order("DH-0002", "KH-nobody")];
        let mut import = world.services.import_orders(source.clone(), Some(crm()), false);
        let taken = import.take(&by_old_name).await.unwrap();
        assert_eq!(told_orders(&taken), [("imported", vec![]), ("refused", vec!["member_unknown".to_owned()])]);
        let mut import = world.services.import_orders(source, None, false);
        let taken = import.take(&[order("DH-0003", &reference), order("DH-0001", &reference)]).await.unwrap();
        assert_eq!(told_orders(&taken), [("imported", vec![]), ("known", vec![])]);
        let orders = world.services.orders_of(&who, None, 10).await.unwrap().orders;
        let kept: Vec<_> = orders.iter().map(|one| (one.purchase.number.as_str(), one.system.as_str())).collect();
        assert_eq!(kept, [("DH-0003", "box-office"), ("DH-0001", "box-office")]);
        assert_eq!(count(&trail(world, &who).await, TrailKind::OrdersRecorded), 2);
    });
}

#[test]
fn orders_are_refused_one_by_one_and_a_dry_run_says_so_before() {
    on_every_engine(async |world| {
        take(world, &[line("hmo")]).await;
        let change = |mut line: OrderLine, field, text: &str| {
            line.put(field, text);
            line
        };
        let lines = [
            order("DH-0001", "KH-hmo"),
            change(order("DH-0002", "KH-hmo"), OrderField::Status, "open"),
            change(order("DH-0003", "KH-hmo"), OrderField::PaymentReference, "4111 1111 1111 1111"),
            change(order("DH-0001", "KH-hmo"), OrderField::Total, "160000"),
            order("DH-0001", "KH-hmo"),
            order("DH-0004", "4111111111111111"),
            order("DH-0005", "KH-hmo"),
        ];
        let expected = [
            ("imported", vec![]),
            ("refused", vec!["not_paid".to_owned()]),
            ("refused", vec!["card_number".to_owned()]),
            ("refused", vec!["differs".to_owned()]),
            ("known", vec![]),
            ("refused", vec!["card_number".to_owned()]),
            ("imported", vec![]),
        ];
        let source = SystemName::parse("box-office").unwrap();
        for (dry_run, size) in [(true, 1), (true, 3), (true, 7), (false, 2)] {
            let mut import = world.services.import_orders(source.clone(), Some(crm()), dry_run);
            let mut taken = Vec::new();
            for batch in lines.chunks(size) {
                taken.extend(import.take(batch).await.unwrap());
            }
            assert_eq!(told_orders(&taken), expected, "in pieces of {size}");
            let kept = raw::rows(world, "orders").await + raw::rows(world, "order_facts").await;
            assert_eq!(kept, if dry_run { 0 } else { 4 });
        }
        let mut again = world.services.import_orders(source, Some(crm()), false);
        assert_eq!(told_orders(&again.take(&lines).await.unwrap())[0], ("known", vec![]));
        assert_eq!(raw::rows(world, "orders").await, 2);
    });
}
