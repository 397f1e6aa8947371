//! Ten thousand card numbers in twenty spellings each, at every field somebody can type into; and a hundred thousand honest
//! texts, which must not be taken for cards. (MC-1.3, MC-5.5a)

#![expect(clippy::unwrap_used, reason = "what a test takes for granted fails it when it is not so")]

use domain::address::Places;
use domain::calendar::{Date, Timestamp};
use domain::card_number::looks_like_card;
use domain::consent::Purposes;
use domain::contact;
use domain::import::{self, MemberColumn, MemberLine, OrderLine};
use domain::look::Look;
use domain::member_reference::MemberReference;
use domain::orders::{self, OrderField};
use domain::passkeys::PasskeyName;
use domain::profile::{self, ProfileForm};
use domain::sign_up::{self, SignUpForm};

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

/// A number from a seed: always the same ones, so that a failure can be looked at.
struct Chance(u64);

impl Chance {
    /// Below `end`. (splitmix64)
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from_digit(u32::try_from(self.below(10)).unwrap(), 10).unwrap()).collect()
    }
}

/// First digits and lengths of schemes in use.
const SCHEMES: [(&str, usize); 12] = [
    ("4", 16),
    ("4", 13),
    ("51", 16),
    ("55", 16),
    ("2221", 16),
    ("37", 15),
    ("36", 14),
    ("9704", 16),
    ("9704", 19),
    ("62", 16),
    ("3530", 16),
    ("6011", 16),
];

fn card(chance: &mut Chance, number: usize) -> String {
    let (prefix, length) = SCHEMES[number % SCHEMES.len()];
    let body = format!("{prefix}{}", chance.digits(length - prefix.len() - 1));
    let sum: u32 = body
        .chars()
        .rev()
        .enumerate()
        .map(|(place, digit)| (place, digit.to_digit(10).unwrap()))
        .map(|(place, digit)| if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

fn every(card: &str, count: usize, mark: &str) -> String {
    let digits: Vec<char> = card.chars().collect();
    digits.chunks(count).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(mark)
}

fn in_digits_from(card: &str, zero: u32) -> String {
    card.chars().filter_map(|digit| char::from_u32(zero + digit.to_digit(10)?)).collect()
}

/// Twenty ways to write one number.
fn spellings(card: &str) -> [String; 20] {
    [
        card.to_owned(),
        every(card, 4, " "),
        every(card, 4, "-"),
        every(card, 4, "."),
        every(card, 4, " - "),
        every(card, 4, "\u{A0}"),
        every(card, 4, "\u{200B}"),
        every(card, 1, "\u{200D}"),
        every(card, 1, " "),
        every(card, 3, "_"),
        every(card, 4, "\u{2013}"),
        every(card, 4, "/"),
        every(card, 4, "·"),
        every(card, 6, "\u{FEFF}"),
        in_digits_from(card, 0xFF10),
        in_digits_from(card, 0x660),
        every(&in_digits_from(card, 0xFF10), 4, "\u{3000}"),
        format!("thẻ {card}"),
        format!("x{}y", every(card, 5, "\u{AD}")),
        format!("12 Trần Phú {}", every(card, 4, "\t")),
    ]
}

/// Where somebody can type, and whether it takes this text.
type Entry<'a> = (String, Box<dyn Fn(&str) -> bool + 'a>);

fn entries<'a>(places: &'a Places, purposes: &'a Purposes) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry<'a>> = vec![
        ("passkey name".to_owned(), Box::new(|text| PasskeyName::read(text, "Passkey").is_ok())),
        ("campaign".to_owned(), Box::new(takes_campaign)),
        ("name of staff".to_owned(), Box::new(|text| Look::read(text, "HT-12", REASON).is_ok())),
        ("number of a case".to_owned(), Box::new(|text| Look::read("Lan", text, REASON).is_ok())),
        ("reason to look".to_owned(), Box::new(|text| Look::read("Lan", "HT-12", text).is_ok())),
    ];
    for field in 0..4 {
        entries.push((format!("sign-up {field}"), Box::new(move |text| takes_sign_up(field, text))));
    }
    for field in 0..9 {
        entries.push((format!("profile {field}"), Box::new(move |text| takes_profile(places, field, text))));
    }
    for field in OrderField::ALL {
        entries.push((format!("order {}", field.code()), Box::new(move |text| takes_order(*field, text))));
    }
    // The earlier system's name for a member is kept as a keyed hash only, and of a hash only what is one.
    let not_kept = [MemberColumn::Reference, MemberColumn::PasswordHash];
    for column in MemberColumn::ALL.iter().filter(|column| !not_kept.contains(column)) {
        let takes = move |text: &str| takes_line(places, purposes, *column, text);
        entries.push((format!("import {}", column.code()), Box::new(takes)));
    }
    entries
}

fn takes_campaign(text: &str) -> bool {
    let member = MemberReference::from_chance([3; 11]).shown();
    contact::check([&member, "promotions", "email", "2026-11-22T09:59:12+07:00", text], NOW).is_ok()
}

fn takes_sign_up(field: usize, text: &str) -> bool {
    let mut typed = ["lananh", "Nguyễn Thị Lan Anh", "22/11/1998", "lan@example.com"];
    typed[field] = text;
    let [username, full_name, birth_date, email] = typed;
    let form = SignUpForm { username, password: "mưa rơi trên phố cũ", full_name, birth_date, email };
    sign_up::check(&form, today(), 8).is_ok()
}

fn takes_profile(places: &Places, field: usize, text: &str) -> bool {
    let mut form = ProfileForm {
        full_name: "Nguyễn Thị Lan Anh",
        birth_date: "22/11/1998",
        email: "lan@example.com",
        province: "48",
        ward: "20194",
        address_line: "12 Bạch Đằng",
        ..ProfileForm::default()
    };
    let place = [
        &mut form.full_name,
        &mut form.birth_date,
        &mut form.email,
        &mut form.province,
        &mut form.ward,
        &mut form.address_line,
        &mut form.gender,
        &mut form.id_number,
        &mut form.phone,
    ];
    *place.into_iter().nth(field).unwrap() = text;
    profile::check(&form, places, today()).is_ok()
}

fn takes_order(field: OrderField, text: &str) -> bool {
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
    line.form(typed).is_ok_and(|form| orders::check(&form, NOW).is_ok())
}

fn takes_line(places: &Places, purposes: &Purposes, column: MemberColumn, text: &str) -> bool {
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
    import::check(&line, places, purposes, NOW).is_ok()
}

#[test]
fn every_field_takes_what_belongs_there() {
    assert!((0..4).all(|field| takes_sign_up(field, ["binh", "Trần Thị Bình", "1990", "b@example.com"][field])));
    let places = places();
    let honest = ["Trần Thị Bình", "1990", "b@example.com", "48", "20194", "34 Lê Lợi", "", "", "0905123456"];
    assert!((0..9).all(|field| takes_profile(&places, field, honest[field])));
    assert!(Look::read("Lan, quầy vé", "HT-2026/0012", REASON).is_ok());
    assert!(takes_order(OrderField::Film, "Tử chiến trên không") && takes_campaign("noel 2026"));
    let purposes = Purposes::parse(include_str!("../../data/purposes.tsv")).unwrap();
    assert!(takes_line(&places, &purposes, MemberColumn::FullName, "Đặng Thị Ánh Nguyệt"));
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
            if typed_into(&spelled) {
                taken.push(format!("{field}: {spelled}"));
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
