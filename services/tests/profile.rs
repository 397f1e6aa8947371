//! What is held, corrected and cleared.

use crate::world::{Member, NETWORK, PASSWORD, World, on_every_engine};
use domain::form::{Field, Problem, Reason};
use domain::id_number::IdNumber;
use domain::phone::Phone;
use domain::profile::{Item, ProfileForm, ProfileRefusal};
use domain::trail::TrailKind;
use memchr::memmem;
use services::fault::Fault;
use services::sessions::SignedIn;

pub(crate) const NAME: &str = "Nguyễn Thị Lan Anh";
const ID_NUMBER: &str = "048198001234";

/// The form as the page shows it to somebody who has just joined.
pub(crate) fn form(member: &Member) -> ProfileForm<'_> {
    ProfileForm { full_name: NAME, birth_date: "22/11/1998", email: &member.email, ..ProfileForm::default() }
}

/// The kinds on the member's trail, the newest first.
/// What happened, but that letters left: when they do is the story's own doing.
pub(crate) async fn trail(world: &World, who: &SignedIn) -> Vec<TrailKind> {
    let lines = world.services.activity_of(who, None, 100).await.unwrap();
    lines.into_iter().map(|activity| activity.entry.kind).filter(|kind| !kind.is_letter()).collect()
}

pub(crate) fn count(trail: &[TrailKind], kind: TrailKind) -> usize {
    trail.iter().filter(|one| **one == kind).count()
}

#[test]
fn a_correction_is_kept_with_its_instant_and_noted_on_the_trail() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        let joined = world.now();
        world.wait(60);
        let change =
            ProfileForm { full_name: "Nguyễn Lan Anh", phone: "0905 123 456", gender: "female", ..form(&member) };
        let changed = world.services.correct(&who, &change, 1).await.unwrap();
        assert_eq!(changed, [Item::FullName, Item::Gender, Item::Phone]);

        let page = world.services.profile_of(&who).await.unwrap();
        assert_eq!(page.profile.full_name.as_str(), "Nguyễn Lan Anh");
        assert_eq!(page.profile.phone.as_ref().map(Phone::as_str), Some("+84905123456"));
        assert_eq!(page.version, 2);
        assert_eq!(page.since(Item::Phone), Some(world.now()));
        assert_eq!(page.since(Item::BirthDate), Some(joined), "what was not corrected keeps its instant");
        assert_eq!(page.since(Item::Address), None);

        let newest = world.services.activity_of(&who, None, 1).await.unwrap().remove(0);
        assert_eq!((newest.entry.kind, newest.entry.detail.items), (TrailKind::ProfileCorrected, changed));
        let former: Vec<_> = newest.former.iter().map(|(item, value)| (*item, value.reveal().as_str())).collect();
        assert_eq!(former, [(Item::FullName, NAME)], "what was empty before has no former value");
    });
}

#[test]
fn correcting_twice_is_the_same_as_once() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        let change = ProfileForm { phone: "0905123456", ..form(&member) };
        assert_eq!(world.services.correct(&who, &change, 1).await.unwrap(), [Item::Phone]);
        // The second press still names the first version, and wants nothing that is not so already.
        assert_eq!(world.services.correct(&who, &change, 1).await.unwrap(), []);
        assert_eq!(count(&trail(world, &who).await, TrailKind::ProfileCorrected), 1);
        assert_eq!(world.services.profile_of(&who).await.unwrap().version, 2);
    });
}

#[test]
fn an_old_page_cannot_undo_a_newer_correction() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        world.services.correct(&who, &ProfileForm { phone: "0905123456", ..form(&member) }, 1).await.unwrap();
        let refused = world.services.correct(&who, &ProfileForm { gender: "female", ..form(&member) }, 1).await;
        let Err(Fault::Refused(problems)) = refused else { panic!("{refused:?}") };
        assert_eq!(problems, [Problem::of_form(Reason::Profile(ProfileRefusal::ChangedElsewhere))]);
        let page = world.services.profile_of(&who).await.unwrap();
        assert!(page.profile.phone.is_some() && page.profile.gender.is_none());
    });
}

#[test]
fn of_two_corrections_at_once_one_is_kept_and_the_other_told_so() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        let one = ProfileForm { full_name: "Một", ..form(&member) };
        let two = ProfileForm { full_name: "Hai", ..form(&member) };
        let (one, two) = tokio::join!(world.services.correct(&who, &one, 1), world.services.correct(&who, &two, 1));
        assert_eq!([&one, &two].iter().filter(|outcome| outcome.is_ok()).count(), 1, "{one:?} {two:?}");
        assert!([one, two].iter().any(|outcome| matches!(outcome, Err(Fault::Refused(_)))));
        assert_eq!(count(&trail(world, &who).await, TrailKind::ProfileCorrected), 1);
    });
}

#[test]
fn a_form_with_problems_changes_nothing_and_names_them_all() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        let wrong = ProfileForm {
            full_name: "",
            phone: "0236 3 123 456",
            birth_date: "31/02/2000",
            gender: "female",
            ..form(&member)
        };
        let Err(Fault::Refused(problems)) = world.services.correct(&who, &wrong, 1).await else {
            panic!("it was corrected")
        };
        let fields: Vec<_> = problems.iter().filter_map(|problem| problem.field).collect();
        assert_eq!(fields, [Field::FullName, Field::BirthDate, Field::Phone]);
        assert!(world.services.profile_of(&who).await.unwrap().profile.gender.is_none());
        assert_eq!(count(&trail(world, &who).await, TrailKind::ProfileCorrected), 0);
    });
}

#[test]
fn a_correction_is_about_nobody_elses_profile() {
    on_every_engine(async |world| {
        let (lan, minh) = (world.a_member("lananh").await, world.a_member("minh").await);
        let (lan_who, minh_who) = (world.who(&lan.session).await, world.who(&minh.session).await);
        world.services.correct(&lan_who, &ProfileForm { phone: "0905123456", ..form(&lan) }, 1).await.unwrap();
        let minhs = world.services.profile_of(&minh_who).await.unwrap();
        assert!(minhs.profile.phone.is_none());
        assert_eq!(minhs.version, 1);
        assert_eq!(count(&trail(world, &minh_who).await, TrailKind::ProfileCorrected), 0);
    });
}

#[test]
fn an_optional_item_is_cleared_alone_and_all_it_ever_said_is_gone() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        world.services.correct(&who, &ProfileForm { phone: "0905123456", ..form(&member) }, 1).await.unwrap();
        world.wait(1);
        world.services.correct(&who, &ProfileForm { phone: "0905123457", ..form(&member) }, 2).await.unwrap();
        assert_eq!(crate::raw::rows(world, "former_values").await, 1);
        for _twice in 0..2 {
            world.services.clear(&who, Item::Phone).await.unwrap();
        }
        assert!(world.services.profile_of(&who).await.unwrap().profile.phone.is_none());
        assert_eq!(count(&trail(world, &who).await, TrailKind::ProfileCleared), 1);
        assert_eq!(crate::raw::rows(world, "former_values").await, 0);
    });
}

#[test]
fn what_the_account_needs_is_not_cleared() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        for item in [Item::FullName, Item::BirthDate, Item::Email, Item::Username] {
            let refused = world.services.clear(&who, item).await;
            assert!(matches!(refused, Err(Fault::Refused(ProfileRefusal::CannotClear))), "{item:?}");
        }
        assert_eq!(count(&trail(world, &who).await, TrailKind::ProfileCleared), 0);
    });
}

#[test]
fn the_id_number_is_masked_until_the_password_was_given_and_showing_it_is_remembered() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        assert!(world.services.show_id_number(&who.freshly().unwrap()).await.unwrap().is_none());
        assert_eq!(count(&trail(world, &who).await, TrailKind::IdNumberShown), 0, "nothing was shown");

        world.services.correct(&who, &ProfileForm { id_number: ID_NUMBER, ..form(&member) }, 1).await.unwrap();
        let page = world.services.profile_of(&who).await.unwrap();
        assert_eq!(page.id_masked.as_deref(), Some("048•••••••34"));
        assert!(page.profile.id_number.is_none(), "the page never holds the whole number");
        let shown = world.services.show_id_number(&who.freshly().unwrap()).await.unwrap();
        assert_eq!(shown.as_ref().map(IdNumber::as_str), Some(ID_NUMBER));
        assert_eq!(count(&trail(world, &who).await, TrailKind::IdNumberShown), 1);

        world.wait(601);
        assert!(world.who(&member.session).await.freshly().is_none(), "ten minutes later the password is asked again");
    });
}

#[test]
fn an_id_number_leaves_no_trace_when_it_is_corrected_or_cleared() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        world.services.correct(&who, &ProfileForm { id_number: ID_NUMBER, ..form(&member) }, 1).await.unwrap();
        world.services.correct(&who, &ProfileForm { id_number: "048198001235", ..form(&member) }, 2).await.unwrap();
        // A form that says nothing about it leaves it as it is: the page never shows it.
        world.services.correct(&who, &ProfileForm { gender: "female", ..form(&member) }, 3).await.unwrap();
        assert_eq!(world.services.profile_of(&who).await.unwrap().id_masked.as_deref(), Some("048•••••••35"));
        assert_eq!(crate::raw::rows(world, "former_values").await, 0);
        world.services.clear(&who, Item::IdNumber).await.unwrap();
        assert!(world.services.profile_of(&who).await.unwrap().id_masked.is_none());
    });
}

#[test]
fn former_values_are_forgotten_after_a_year() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        world.services.correct(&who, &ProfileForm { full_name: "Nguyễn Lan Anh", ..form(&member) }, 1).await.unwrap();
        world.wait(364 * 86_400);
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(crate::raw::rows(world, "former_values").await, 1);
        world.wait(2 * 86_400);
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(crate::raw::rows(world, "former_values").await, 0);
    });
}

#[test]
fn no_value_of_a_profile_lies_open_in_the_database() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        let change = ProfileForm {
            phone: "0905123456",
            id_number: ID_NUMBER,
            province: "48",
            ward: "20242",
            address_line: "12 Bạch Đằng",
            ..form(&member)
        };
        world.services.correct(&who, &change, 1).await.unwrap();
        for column in ["username", "full_name", "birth", "email", "id_number", "phone", "address"] {
            let sealed = crate::raw::bytes(world, &format!("select {column} from profiles")).await.remove(0);
            for marker in ["lananh", "Lan Anh", "1998", "@example", "048198", "905123456", "Bạch Đằng"] {
                assert!(!contains(&sealed, marker.as_bytes()), "{column} shows {marker}");
            }
        }
    });
}

pub(crate) fn contains(hay: &[u8], needle: &[u8]) -> bool {
    memmem::find(hay, needle).is_some()
}

// ASVS: V7.5.1
#[test]
fn lesson_12_long_after_the_password_how_a_member_is_reached_stays_as_it_is() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let phone = ProfileForm { phone: "0905123456", ..form(&member) };
        world.services.correct(&world.who(&member.session).await, &phone, 1).await.unwrap();
        world.wait(11 * 60);
        let who = world.who(&member.session).await;
        let changes = [
            ProfileForm { email: "moi@example.com", ..phone },
            ProfileForm { phone: "0905654321", ..phone },
            ProfileForm { phone: "", ..phone },
            ProfileForm { full_name: "Nguyễn Lan Anh", phone: "0905654321", ..phone },
        ];
        let asked = vec![Problem::of_form(Reason::Profile(ProfileRefusal::ProofNeeded))];
        for change in &changes {
            let refused = world.services.correct(&who, change, 2).await;
            assert!(matches!(refused, Err(Fault::Refused(ref problems)) if *problems == asked), "{refused:?}");
        }
        let cleared = world.services.clear(&who, Item::Phone).await;
        assert!(matches!(cleared, Err(Fault::Refused(ProfileRefusal::ProofNeeded))), "{cleared:?}");
        assert_eq!(world.services.profile_of(&who).await.unwrap().version, 2, "nothing was written");
        assert!(world.letters().await.is_empty());
        // Everything else is corrected as before.
        let name = ProfileForm { full_name: "Nguyễn Lan Anh", ..phone };
        assert_eq!(world.services.correct(&who, &name, 2).await.unwrap(), [Item::FullName]);

        let fresh = world.services.prove_password(&who, PASSWORD, NETWORK).await.unwrap();
        let who = world.who(&fresh).await;
        assert_eq!(world.services.correct(&who, &ProfileForm { phone: "", ..name }, 3).await.unwrap(), [Item::Phone]);
    });
}
