use super::*;
use crate::address::AddressProblem;
use crate::birth::BirthProblem;
use crate::email::EmailProblem;
use crate::id_number::IdNumberProblem;
use crate::name::NameProblem;
use crate::phone::PhoneProblem;

fn places() -> Places {
    Places::parse(
        include_str!("../../../data/places/provinces.tsv"),
        include_str!("../../../data/places/wards.tsv"),
        include_str!("../../../data/places/legacy_provinces.tsv"),
    )
}

fn today() -> Date {
    Date::new(2026, 11, 22).unwrap()
}

const LAN: ProfileForm<'static> = ProfileForm {
    full_name: "Nguyễn Thị Lan Anh",
    gender: "female",
    birth_date: "08/03/1995",
    id_number: "",
    id_number_confirmed: false,
    phone: "0905 123 456",
    email: "lan.anh@example.com",
    province: "Đà Nẵng",
    ward: "Hải Châu",
    address_line: "12 Bạch Đằng",
};

fn change(form: &ProfileForm<'_>) -> ProfileChange {
    match check(form, &places(), today()) {
        Ok(change) => change,
        Err(problems) => panic!("{problems:?}"),
    }
}

fn problems(form: &ProfileForm<'_>) -> Vec<(Field, Reason)> {
    let found = check(form, &places(), today()).err().unwrap_or_default();
    found.into_iter().filter_map(|problem| Some((problem.field?, problem.reason))).collect()
}

/// The profile after a correction was made and its email address confirmed.
fn held(form: &ProfileForm<'_>) -> Profile {
    let change = change(form);
    Profile {
        full_name: change.full_name,
        gender: change.gender,
        birth: change.birth,
        id_number: change.id_number,
        phone: change.phone,
        email: change.email,
        email_confirmed: true,
        pending_email: None,
        address: change.address,
    }
}

#[test]
fn sending_the_form_unchanged_changes_nothing() {
    assert_eq!(changed_items(&held(&LAN), &change(&LAN)), []);
}

#[test]
fn all_seven_items_can_be_corrected_at_once() {
    let corrected = ProfileForm {
        full_name: "Nguyễn Lan Anh",
        gender: "",
        birth_date: "1995",
        id_number: "048195000034",
        phone: "0905 123 457",
        email: "lan@example.com",
        address_line: "14 Bạch Đằng",
        ..LAN
    };
    let expected =
        [Item::FullName, Item::Gender, Item::BirthDate, Item::IdNumber, Item::Phone, Item::Address, Item::Email];
    assert_eq!(changed_items(&held(&LAN), &change(&corrected)), expected);
}

#[test]
fn an_empty_id_number_leaves_the_one_we_hold() {
    let with_number = held(&ProfileForm { id_number: "048195000034", ..LAN });
    assert_eq!(changed_items(&with_number, &change(&LAN)), []);
}

#[test]
fn the_same_id_number_again_is_no_change() {
    let form = ProfileForm { id_number: "048195000034", ..LAN };
    assert_eq!(changed_items(&held(&form), &change(&form)), []);
}

#[test]
fn an_empty_phone_gender_or_address_clears_it() {
    let cleared = ProfileForm { gender: "", phone: " ", province: "", ward: "", address_line: "", ..LAN };
    assert_eq!(changed_items(&held(&LAN), &change(&cleared)), [Item::Gender, Item::Phone, Item::Address]);
}

#[test]
fn another_spelling_of_the_email_address_is_no_change() {
    let form = ProfileForm { email: "Lan.Anh@Example.com", ..LAN };
    assert_eq!(changed_items(&held(&LAN), &change(&form)), []);
}

#[test]
fn an_older_address_stays_until_it_is_replaced_or_cleared() {
    let older =
        Profile { address: Some(Address::older("12 Bạch Đằng, quận Hải Châu, Đà Nẵng")), ..held(&LAN) };
    let untouched = ProfileForm { province: "", ward: "", address_line: "", ..LAN };
    assert_eq!(changed_items(&older, &change(&untouched)), []);
    assert_eq!(changed_items(&older, &change(&LAN)), [Item::Address]);
}

#[test]
fn every_problem_is_told_at_once_in_the_order_of_the_form() {
    let form = ProfileForm {
        full_name: "",
        gender: "robot",
        birth_date: "30/02/1995",
        id_number: "12",
        phone: "113",
        email: "lan",
        province: "",
        ward: "Hải Châu",
        address_line: "4111 1111 1111 1111",
        id_number_confirmed: false,
    };
    assert_eq!(
        problems(&form),
        [
            (Field::FullName, Reason::Name(NameProblem::Missing)),
            (Field::Gender, Reason::GenderUnknown),
            (Field::BirthDate, Reason::Birth(BirthProblem::NotADay)),
            (Field::IdNumber, Reason::IdNumber(IdNumberProblem::Format)),
            (Field::Phone, Reason::Phone(PhoneProblem::Format)),
            (Field::Email, Reason::Email(EmailProblem::Format)),
            (Field::Province, Reason::Address(AddressProblem::ProvinceMissing)),
            (Field::AddressLine, Reason::CardNumber),
        ]
    );
}

#[test]
fn a_number_of_the_other_gender_has_to_be_confirmed() {
    let form = ProfileForm { id_number: "048095000034", ..LAN };
    assert_eq!(problems(&form), [(Field::IdNumber, Reason::IdNumber(IdNumberProblem::MismatchGender))]);
    assert!(problems(&ProfileForm { id_number_confirmed: true, ..form }).is_empty());
}

#[test]
fn a_number_is_not_compared_with_a_birth_date_that_cannot_be_read() {
    let form = ProfileForm { id_number: "048195000034", birth_date: "?", ..LAN };
    assert_eq!(problems(&form), [(Field::BirthDate, Reason::Birth(BirthProblem::Unreadable))]);
}

#[test]
fn nobody_corrects_themselves_below_sixteen() {
    let form = ProfileForm { birth_date: "23/11/2010", ..LAN };
    assert_eq!(problems(&form), [(Field::BirthDate, Reason::Birth(BirthProblem::TooYoung))]);
}

#[test]
fn what_the_account_needs_cannot_be_cleared() {
    for item in Item::ALL {
        let expected = if item.optional() { Ok(()) } else { Err(ProfileRefusal::CannotClear) };
        assert_eq!(clear(*item), expected);
    }
}

#[test]
fn only_how_a_member_is_reached_needs_the_password_of_now() {
    let guarded: Vec<Item> = Item::ALL.iter().copied().filter(|item| needs_proof(&[*item])).collect();
    assert_eq!(guarded, [Item::Phone, Item::Email]);
    assert!(needs_proof(&[Item::FullName, Item::Email]));
    assert!(!needs_proof(&[]));
}
