//! Joining: all of it or nothing, and the same page whoever's address it is.

use crate::profile::contains;
use crate::world::{DEVICE, NETWORK, World, on_every_engine};
use domain::birth::BirthProblem;
use domain::form::{Field, Problem, Reason};
use domain::lang::Lang;
use domain::password::PasswordProblem;
use domain::sign_up::SignUpForm;
use domain::trail::TrailKind;
use services::fault::Fault;
use services::sessions::SignedIn;

async fn refused(world: &World, form: &SignUpForm<'_>) -> Vec<(Option<Field>, Reason)> {
    match world.services.join(form, Lang::Vi, DEVICE, NETWORK).await {
        Err(Fault::Refused(problems)) => {
            problems.into_iter().map(|Problem { field, reason }| (field, reason)).collect()
        }
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn whoever_joins_is_signed_in_and_gets_one_letter() {
    on_every_engine(async |world| {
        let lan = world.join("lan.anh").await;
        let who = world.who(&lan.session).await;
        assert!(who.freshly().is_some());
        assert!(lan.session.device_token().is_some());
        let letter = world.letter_to("lan.anh@example.com").await;
        assert!(letter.link().starts_with("https://members.example/email/confirm/"));
        assert!(letter.head.contains("Auto-Submitted: auto-generated"));
        let trail = world.services.activity_of(&who, None, 10).await.unwrap();
        let kinds: Vec<_> = trail.iter().map(|entry| entry.entry.kind).collect();
        assert_eq!(kinds, [TrailKind::LetterSent, TrailKind::Joined]);
        assert_eq!(trail[1].entry.detail.device.as_deref(), Some(DEVICE));
    });
}

#[test]
fn a_taken_name_is_refused_whatever_its_capitals_and_keeps_nothing() {
    on_every_engine(async |world| {
        world.a_member("lan.anh").await;
        for name in ["lan.anh", "LAN.Anh", " lan.anh "] {
            let problems = refused(world, &world.form(name, "another@example.com")).await;
            assert_eq!(problems, [(Some(Field::Username), Reason::UsernameTaken)]);
        }
        assert!(world.letters().await.is_empty());
    });
}

#[test]
fn of_two_who_want_one_name_at_once_one_gets_it() {
    on_every_engine(async |world| {
        let join = |email: &'static str| {
            let services = world.services.clone();
            tokio::spawn(async move {
                let form = SignUpForm {
                    username: "lan.anh",
                    password: "mưa rơi trên phố cũ",
                    full_name: "Lan",
                    birth_date: "1998",
                    email,
                };
                services.join(&form, Lang::Vi, DEVICE, NETWORK).await.map(drop)
            })
        };
        let both = [join("one@example.com"), join("two@example.com"), join("three@example.com")];
        let mut joined = 0;
        for one in both {
            match one.await.unwrap() {
                Ok(()) => joined += 1,
                Err(Fault::Refused(problems)) => assert_eq!(problems[0].reason, Reason::UsernameTaken),
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(joined, 1);
        assert_eq!(world.letters().await.len(), 1);
    });
}

#[test]
fn all_problems_are_told_at_once_in_the_order_of_the_form() {
    on_every_engine(async |world| {
        let form = SignUpForm {
            username: "x",
            password: "password1",
            full_name: "",
            birth_date: "31/02/1998",
            email: "nobody",
        };
        let fields: Vec<_> = refused(world, &form).await.into_iter().map(|(field, _)| field).collect();
        let expected = [Field::Username, Field::Password, Field::FullName, Field::BirthDate, Field::Email].map(Some);
        assert_eq!(fields, expected);
    });
}

// ASVS: V6.2.4
#[test]
fn a_password_many_people_use_is_refused() {
    on_every_engine(async |world| {
        for password in ["password1", "PASSWORD1", "12345678", "iloveyou"] {
            let form = SignUpForm { password, ..world.form("lan.anh", "lan@example.com") };
            assert_eq!(
                refused(world, &form).await,
                [(Some(Field::Password), Reason::Password(PasswordProblem::Common))],
                "{password}"
            );
        }
    });
}

#[test]
fn somebody_under_sixteen_is_refused_and_nothing_is_kept() {
    on_every_engine(async |world| {
        let form = SignUpForm { birth_date: "23/11/2010", ..world.form("be.na", "na@example.com") };
        assert_eq!(refused(world, &form).await, [(Some(Field::BirthDate), Reason::Birth(BirthProblem::TooYoung))]);
        assert!(world.letters().await.is_empty());
        // The name is still free.
        world.a_member("be.na").await;
    });
}

#[test]
fn a_known_address_gives_the_same_page_and_only_its_owner_is_told() {
    on_every_engine(async |world| {
        world.a_member("lan.anh").await;
        let form = world.form("stranger", "Lan.Anh@Example.com");
        let stranger = world.services.join(&form, Lang::Vi, DEVICE, NETWORK).await.unwrap();
        assert!(world.services.find(stranger.token()).await.unwrap().is_some());
        let letter = world.letter_to("Lan.Anh@Example.com").await;
        assert_eq!(letter.link(), "https://members.example/sign-in");
        assert!(!letter.body.contains("stranger"));
    });
}

/// A copy without what two members never share: ids, names, addresses, receipts.
async fn copied(world: &World, who: &SignedIn, (name, email): (&str, &str)) -> String {
    let copy = serde_json::to_value(world.services.copy_of(&who.freshly().unwrap()).await.unwrap()).unwrap();
    let mut copy = copy.as_object().unwrap().clone();
    copy.remove("member");
    copy["account"]["member_reference"] = serde_json::Value::Null;
    copy["sessions"][0]["session"] = serde_json::Value::Null;
    for entry in copy["trail"].as_array_mut().unwrap() {
        entry["detail"]["session"] = serde_json::Value::Null;
    }
    serde_json::to_string(&copy).unwrap().replace(email, "address").replace(name, "name")
}

/// Everything a new member of this name gets to see of themselves while the letter waits, after it has left, when another
/// was asked for, and when the link has ended.
async fn seen(world: &World, name: &str, email: &str) -> Vec<String> {
    let services = &world.services;
    let session = services.join(&world.form(name, email), Lang::Vi, DEVICE, NETWORK).await.unwrap();
    let who = world.who(&session).await;
    let mut seen = vec![copied(world, &who, (name, email)).await];
    world.letters().await;
    seen.push(copied(world, &who, (name, email)).await);
    services.send_confirmation_again(&who).await.unwrap();
    seen.push(copied(world, &who, (name, email)).await);
    world.letters().await;
    let profile = services.profile_of(&who).await.unwrap();
    seen.push(format!("{:?} {:?} {:?}", profile.profile.pending_email, profile.since, profile.version));
    let overview = services.overview_of(&who).await.unwrap();
    seen.push(format!("{:?} {:?}", overview.open, overview.held));
    seen.push(format!("{:?}", services.closing_plan(&who).await.unwrap()));
    seen
}

// House rule 16: joining with somebody's address tells the new member nothing about it, not by their own copy either.
#[test]
fn a_known_address_gives_the_same_copy_and_the_same_pages_afterwards() {
    on_every_engine(async |world| {
        world.a_member("lan.anh").await;
        let known = seen(world, "stranger.1", "lan.anh@example.com").await;
        let unknown = seen(world, "stranger.2", "khong.ai@example.com").await;
        for (known, unknown) in known.iter().zip(&unknown) {
            assert_eq!(known, unknown);
        }
    });
}

#[test]
fn an_address_gets_no_more_letters_than_its_share() {
    on_every_engine(async |world| {
        for name in ["aaa1", "aaa2", "aaa3", "aaa4", "aaa5"] {
            world.services.join(&world.form(name, "victim@example.com"), Lang::Vi, DEVICE, NETWORK).await.unwrap();
        }
        assert_eq!(world.letters().await.len(), 3);
    });
}

#[test]
fn a_network_joins_only_so_often() {
    on_every_engine(async |world| {
        for number in 0..20 {
            world
                .services
                .join(
                    &world.form(&format!("name{number}"), &format!("a{number}@example.com")),
                    Lang::Vi,
                    DEVICE,
                    NETWORK,
                )
                .await
                .unwrap();
        }
        let form = world.form("name99", "a99@example.com");
        let refused = world.services.join(&form, Lang::Vi, DEVICE, NETWORK).await;
        assert!(matches!(refused, Err(Fault::TooManyTries { wait_s: 1..=600 })), "{refused:?}");
        assert!(world.services.join(&form, Lang::Vi, DEVICE, "198.51.100.1/32").await.is_ok());
        world.wait(600);
        let form = world.form("name98", "a98@example.com");
        assert!(world.services.join(&form, Lang::Vi, DEVICE, NETWORK).await.is_ok());
        assert_eq!(world.letters().await.len(), 22);
    });
}

#[test]
fn what_a_member_typed_is_nowhere_to_be_read_in_the_files() {
    on_every_engine(async |world| {
        let form = SignUpForm { full_name: "Trần Bảo Châu", ..world.form("bao.chau", "bao.chau@example.com") };
        world.services.join(&form, Lang::Vi, "Chrome, Tamarin", "203.0.113.99/32").await.unwrap();
        let markers =
            ["Châu", "bao.chau", "BAO.CHAU", "1998", crate::world::PASSWORD, "Tamarin", "203.0.113.99", "argon2id"];
        for entry in
            std::fs::read_dir(world.folder()).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file())
        {
            let bytes = std::fs::read(entry.path()).unwrap();
            for marker in markers {
                assert!(!contains(&bytes, marker.as_bytes()), "{marker} is in {:?}", entry.path());
            }
        }
        world.letters().await;
    });
}

#[test]
fn those_who_join_at_once_do_not_get_in_each_others_way() {
    on_every_engine(async |world| {
        let joined: Vec<_> = (0..16)
            .map(|number| {
                let services = world.services.clone();
                tokio::spawn(async move {
                    let (username, email) = (format!("khach.{number}"), format!("khach.{number}@example.com"));
                    let form = SignUpForm {
                        username: &username,
                        password: "mưa rơi trên phố cũ",
                        full_name: "Đặng Thị Ánh Nguyệt",
                        birth_date: "1998",
                        email: &email,
                    };
                    services.join(&form, Lang::Vi, DEVICE, &format!("198.18.{number}.0/24")).await.map(drop)
                })
            })
            .collect();
        for joining in joined {
            joining.await.unwrap().unwrap();
        }
        assert_eq!(world.letters().await.len(), 16);
    });
}
