//! Ten thousand card numbers in twenty spellings each, at every field somebody can type into; and a hundred thousand honest
//! texts, which must not be taken for cards. (MC-1.3, MC-5.5a)
//!
//! The fields come from the lists the forms, files and interfaces work by. A new one does not compile until it is said here how it is
//! typed into, or why nothing of it is kept.

#![expect(clippy::unwrap_used, reason = "what a test takes for granted fails it when it is not so")]

#[path = "cards/numbers.rs"]
mod numbers;

use domain::address::Places;
use domain::api_key::SystemName;
use domain::calendar::{Date, Timestamp};
use domain::card_number::looks_like_card;
use domain::consent::{Channel, Decision, Purpose, Purposes};
use domain::contact::{self, ContactField};
use domain::form::Field;
use domain::import::{self, MemberColumn, MemberLine, OrderLine};
use domain::look::{Look, LookField};
use domain::member_reference::MemberReference;
use domain::orders::{self, OrderField};
use domain::passkeys::PasskeyName;
use domain::profile::{self, ProfileForm};
use domain::sign_up::{self, SignUpForm};
use numbers::{Chance, card, spellings};
use std::fmt::Debug;

/// 22 November 2026, 10:04 in Vietnam.
const NOW: Timestamp = Timestamp::from_micros(1_795_316_640_000_000);
const CARDS: usize = 10_000;
const REASON: &str = "Khách gọi vì không nhận được thư";

fn today() -> Date {
    NOW.date_in_vietnam()
}

fn places() -> Places {
    Places::parse(
        include_str!("../../data/places/provinces.tsv"),
        include_str!("../../data/places/wards.tsv"),
        include_str!("../../data/places/legacy_provinces.tsv"),
    )
}

/// What became of a text that was typed: taken, or what the refusal says where somebody prints it.
type Outcome = Result<(), String>;

/// Where somebody can type.
type Entry<'a> = (String, Box<dyn Fn(&str) -> Outcome + 'a>);

fn outcome<T, E: Debug>(read: Result<T, E>) -> Outcome {
    read.map(drop).map_err(|refusal| format!("{refusal:?}"))
}

fn chosen<T>(parsed: Option<T>) -> Outcome {
    outcome(parsed.ok_or("none of those that are offered"))
}

fn entries<'a>(places: &'a Places, purposes: &'a Purposes) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry<'a>> =
        vec![("name of a system".to_owned(), Box::new(|text| chosen(SystemName::parse(text))))];
    for field in Field::ALL.iter().filter(|field| !is_not_kept(**field)) {
        let name = format!("form {}", field.name());
        entries.push((name, Box::new(move |text| take(places, *field, text))));
    }
    for field in LookField::ALL {
        entries.push((format!("look {}", field.code()), Box::new(move |text| take_look(*field, text))));
    }
    for field in ContactField::ALL.iter().filter(|field| !is_only_looked_at(**field)) {
        entries.push((format!("message {}", field.code()), Box::new(move |text| take_contact(*field, text))));
    }
    for field in OrderField::ALL {
        entries.push((format!("order {}", field.code()), Box::new(move |text| take_order(*field, text))));
    }
    // The earlier system's name for a member is kept as a keyed hash only, and of a hash only what is one.
    let not_kept = [MemberColumn::Reference, MemberColumn::PasswordHash];
    for column in MemberColumn::ALL.iter().filter(|column| !not_kept.contains(column)) {
        let taken = move |text: &str| take_line(places, purposes, *column, text);
        entries.push((format!("import {}", column.code()), Box::new(taken)));
    }
    entries
}

/// What is hashed or compared and then forgotten, or shown back to whoever typed it and to nobody else.
const fn is_not_kept(field: Field) -> bool {
    matches!(field, Field::Password | Field::NewPassword | Field::Code | Field::Wording | Field::Receipt)
}

/// What is typed into a field of a form, on every form that has it.
fn take(places: &Places, field: Field, text: &str) -> Outcome {
    match field {
        Field::Username => take_sign_up(field, text),
        Field::FullName | Field::BirthDate | Field::Email => {
            take_sign_up(field, text).and_then(|()| take_profile(places, field, text))
        }
        Field::Gender | Field::IdNumber | Field::Phone | Field::Province | Field::Ward | Field::AddressLine => {
            take_profile(places, field, text)
        }
        Field::Purpose => chosen(Purpose::parse(text)),
        Field::Channel => chosen(Channel::parse(text)),
        Field::Decision => chosen(Decision::parse(text)),
        Field::Until => chosen(Date::from_iso(text)),
        Field::Reason => take_look(LookField::Reason, text),
        Field::PasskeyName => outcome(PasskeyName::read(text, "Passkey")),
        Field::Password | Field::NewPassword | Field::Code | Field::Wording | Field::Receipt => Ok(()),
    }
}

fn take_sign_up(field: Field, text: &str) -> Outcome {
    let mut form = SignUpForm {
        username: "lananh",
        password: "mưa rơi trên phố cũ",
        full_name: "Nguyễn Thị Lan Anh",
        birth_date: "22/11/1998",
        email: "lan@example.com",
    };
    match field {
        Field::Username => form.username = text,
        Field::FullName => form.full_name = text,
        Field::BirthDate => form.birth_date = text,
        Field::Email => form.email = text,
        other => panic!("{other:?} is not on this form"),
    }
    outcome(sign_up::check(&form, today(), 8))
}

fn take_profile(places: &Places, field: Field, text: &str) -> Outcome {
    let mut form = ProfileForm {
        full_name: "Nguyễn Thị Lan Anh",
        birth_date: "22/11/1998",
        email: "lan@example.com",
        province: "48",
        ward: "20194",
        address_line: "12 Bạch Đằng",
        ..ProfileForm::default()
    };
    match field {
        Field::FullName => form.full_name = text,
        Field::BirthDate => form.birth_date = text,
        Field::Email => form.email = text,
        Field::Province => form.province = text,
        Field::Ward => form.ward = text,
        Field::AddressLine => form.address_line = text,
        Field::Gender => form.gender = text,
        Field::IdNumber => form.id_number = text,
        Field::Phone => form.phone = text,
        other => panic!("{other:?} is not on this form"),
    }
    outcome(profile::check(&form, places, today()))
}

fn take_look(field: LookField, text: &str) -> Outcome {
    outcome(match field {
        LookField::By => Look::read(text, "HT-2026/0012", REASON),
        LookField::Case => Look::read("Lan, quầy vé", text, REASON),
        LookField::Reason => Look::read("Lan, quầy vé", "HT-2026/0012", text),
    })
}

/// A text is judged before messages are made of it, and forgotten.
const fn is_only_looked_at(field: ContactField) -> bool {
    matches!(field, ContactField::Brand | ContactField::Subject | ContactField::Body)
}

fn take_contact(field: ContactField, text: &str) -> Outcome {
    let member = MemberReference::from_chance([3; 11]).shown();
    let mut sent = [&*member, "promotions", "email", "2026-11-22T09:59:12+07:00", "noel 2026"];
    let place = match field {
        ContactField::Member => 0,
        ContactField::Purpose => 1,
        ContactField::Channel => 2,
        ContactField::SentAt => 3,
        ContactField::Campaign => 4,
        ContactField::Members => return outcome(contact::member(field, text)),
        ContactField::Brand | ContactField::Subject | ContactField::Body => return Ok(()),
    };
    sent[place] = text;
    outcome(contact::check(sent, NOW))
}

fn take_order(field: OrderField, text: &str) -> Outcome {
    let member = MemberReference::from_chance([3; 11]).shown();
    let mut line = OrderLine::default();
    for (field, text) in [
        (OrderField::Number, "DH-20261122-000123"),
        (OrderField::Member, member.as_str()),
        (OrderField::Status, "paid"),
        (OrderField::PaidAt, "2026-11-22T09:59:12+07:00"),
        (OrderField::Film, "Mưa đỏ"),
        (OrderField::AgeClass, "T13"),
        (OrderField::ShowingAt, "2026-11-22T19:30:00+07:00"),
        (OrderField::Cinema, "Metiz Cinema Đà Nẵng"),
        (OrderField::Hall, "Phòng 3"),
        (OrderField::Seats, "E7 E8"),
        (OrderField::Total, "150000"),
        (OrderField::Vat, "11111"),
        (OrderField::PaymentPartner, "VNPAY"),
        (OrderField::PaymentReference, "14523698"),
    ] {
        line.put(field, text);
    }
    line.put(field, text);
    let typed = if field == OrderField::Member { text } else { &member };
    line.form(typed).map_or_else(|refusal| outcome(Err::<(), _>(refusal)), |form| outcome(orders::check(&form, NOW)))
}

fn take_line(places: &Places, purposes: &Purposes, column: MemberColumn, text: &str) -> Outcome {
    let mut line = MemberLine::default();
    for (column, text) in [
        (MemberColumn::Reference, "KH-000123"),
        (MemberColumn::FullName, "H'Mơ Niê"),
        (MemberColumn::BirthDate, "12/03/1994"),
        (MemberColumn::Email, "hmo@example.com"),
        (MemberColumn::EmailConfirmedAt, "2024-02-01T09:00:00+07:00"),
    ] {
        line.put(column, text);
    }
    line.put(column, text);
    outcome(import::check(&line, places, purposes, NOW))
}

/// What honestly stands in a field of a form.
fn honest(field: Field) -> &'static str {
    match field {
        Field::Username => "binh",
        Field::FullName => "Trần Thị Bình",
        Field::Gender => "female",
        Field::BirthDate => "1990",
        Field::IdNumber => "048198001234",
        Field::Phone => "0905123456",
        Field::Email => "b@example.com",
        Field::Province => "48",
        Field::Ward => "20194",
        Field::AddressLine => "34 Lê Lợi",
        Field::Purpose => "promotions",
        Field::Channel => "sms",
        Field::Decision => "grant",
        Field::Until => "2026-12-31",
        Field::Reason => REASON,
        Field::PasskeyName => "Điện thoại",
        Field::Password | Field::NewPassword | Field::Code | Field::Wording | Field::Receipt => "",
    }
}

#[test]
fn every_field_takes_what_belongs_there() {
    let places = places();
    for field in Field::ALL {
        assert_eq!(take(&places, *field, honest(*field)), Ok(()), "{field:?}");
    }
    for (field, text) in [(LookField::By, "Lan"), (LookField::Case, "HT-12"), (LookField::Reason, REASON)] {
        assert_eq!(take_look(field, text), Ok(()));
    }
    assert_eq!(take_order(OrderField::Film, "Tử chiến trên không"), Ok(()));
    assert_eq!(take_contact(ContactField::Campaign, "noel 2026"), Ok(()));
    let purposes = Purposes::parse(include_str!("../../data/purposes.tsv")).unwrap();
    assert_eq!(take_line(&places, &purposes, MemberColumn::FullName, "Đặng Thị Ánh Nguyệt"), Ok(()));
}

/// Whether a refusal repeats a number: limits and years of ours have fewer digits in a row.
fn repeats_a_number(refusal: &str) -> bool {
    refusal.split(|sign: char| !sign.is_numeric()).any(|digits| digits.chars().count() > 5)
}

#[test]
fn of_ten_thousand_cards_in_twenty_spellings_none_gets_into_any_field() {
    let (places, purposes) = (places(), Purposes::parse(include_str!("../../data/purposes.tsv")).unwrap());
    let entries = entries(&places, &purposes);
    let (mut chance, mut turn, mut taken) = (Chance(1), 0, Vec::new());
    for number in 0..CARDS {
        for spelled in spellings(&card(&mut chance, number)) {
            assert!(looks_like_card(&spelled), "{spelled}");
            // Every field meets every spelling, hundreds of times; all at once would take minutes.
            let (field, typed_into) = &entries[turn % entries.len()];
            turn += 1;
            // By itself, and in what a name or an address looks like.
            let typed = match turn / entries.len() % 3 {
                0 => spelled,
                1 => format!("a{spelled}"),
                _ => format!("{spelled}@example.com"),
            };
            match typed_into(&typed) {
                Ok(()) => taken.push(format!("{field}: {typed}")),
                Err(said) => assert!(!said.contains(&typed) && !repeats_a_number(&said), "{field}: {said}"),
            }
        }
        turn += 7;
    }
    assert!(taken.is_empty(), "{} of {}: {:?}", taken.len(), CARDS * 20, &taken[..taken.len().min(10)]);
}

#[test]
fn of_a_hundred_thousand_honest_texts_at_most_one_in_a_thousand_looks_like_a_card() {
    let streets = ["Bạch Đằng", "Lê Lợi", "30 Tháng 4", "2 Tháng 9", "Trần Phú", "Nguyễn Văn Linh"];
    let mut chance = Chance(2);
    let mut wrong = Vec::new();
    for number in 0..100_000 {
        let text = match number % 4 {
            0 => {
                let street = streets[number / 4 % streets.len()];
                format!("{}/{} {street}, tổ {}", chance.below(999), chance.below(99), chance.below(60))
            }
            1 => format!("0{}{}", [3, 5, 7, 8, 9][number / 4 % 5], chance.digits(8)),
            2 => format!("048{}{}", chance.below(4), chance.digits(8)),
            _ => format!("DH-2026{:02}{:02}-{}", 1 + chance.below(12), 1 + chance.below(28), chance.digits(6)),
        };
        if looks_like_card(&text) {
            wrong.push(text);
        }
    }
    assert!(wrong.len() <= 100, "{} of 100,000: {:?}", wrong.len(), &wrong[..wrong.len().min(10)]);
}
