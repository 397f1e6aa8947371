use proptest::prelude::*;

use super::*;

/// Numbers that payment networks publish for testing.
const TEST_CARDS: [&str; 11] = [
    "4111111111111111",
    "4012888888881881",
    "4222222222222",
    "5555555555554444",
    "2223003122003222",
    "378282246310005",
    "30569309025904",
    "6011111111111117",
    "3530111333300000",
    "6200000000000005",
    "9704000000000018",
];

#[test]
fn published_test_cards_are_found() {
    for card in TEST_CARDS {
        assert!(looks_like_card(card), "{card}");
        assert!(looks_like_card(&format!("Số 12, thẻ {card}. Cảm ơn")), "{card}");
    }
}

#[test]
fn no_spelling_hides_a_card() {
    for typed in [
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "4111 - 1111 - 1111 - 1111",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "４１１１１１１１１１１１１１１１",
        "4111\u{200B}1111\u{200B}1111\u{200B}1111",
        "٤١١١١١١١١١١١١١١١",
        "thẻ:4111/1111/1111/1111",
        "x4111_1111_1111_1111y",
        "12 Trần Phú 4111 1111 1111 1111 0905",
        "12, 4111111111111111",
        "4111\n1111\n1111\n1111",
    ] {
        assert!(looks_like_card(typed), "{typed}");
    }
}

#[test]
fn other_numbers_are_no_cards() {
    for typed in [
        "",
        "4111111111111112",
        "0905123456",
        "+84 905 123 456",
        "048099001234",
        "048099001234 0905123456",
        "12/34/56 Trần Phú, tổ 7, phường Hải Châu",
        "Kiệt 4111 1111 nhà 1111 1111",
        "22/11/2026 10:04",
        "41111111111111111111",
        "DH-20261122-000123",
    ] {
        assert!(!looks_like_card(typed), "{typed}");
    }
}

/// A number of the length that the check digit completes.
fn card(prefix: &str, length: usize, seed: u64) -> String {
    let mut digits: Vec<u8> = prefix.bytes().map(|byte| byte - b'0').collect();
    let mut seed = seed;
    while digits.len() < length - 1 {
        digits.push(u8::try_from(seed % 10).unwrap());
        seed = seed / 10 + 7_919;
    }
    let check = (0..10).find(|check| luhn(&[digits.as_slice(), &[*check]].concat())).unwrap();
    digits.push(check);
    digits.iter().map(|digit| char::from(b'0' + digit)).collect()
}

/// The number with a mark behind every so many digits.
fn spelled(card: &str, every: usize, mark: &str) -> String {
    let groups: Vec<String> =
        card.as_bytes().chunks(every).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    groups.join(mark)
}

proptest! {
    #[test]
    fn synthetic_cards_are_found_in_every_spelling(
        (prefix, length) in prop::sample::select(vec![("4", 16), ("51", 16), ("2221", 16), ("34", 15), ("36", 14), ("9704", 16), ("9704", 19), ("62", 16), ("35", 16), ("6011", 16)]),
        seed: u64,
        every in 1_usize..8,
        mark in prop::sample::select(vec!["", " ", "-", ".", "\u{A0}", "\u{200B}", "\u{2013}", " / ", "_", "·"]),
    ) {
        let prefix = if prefix == "35" { "3530" } else { prefix };
        let card = card(prefix, length, seed);
        prop_assert!(looks_like_card(&spelled(&card, every, mark)), "{} {} {:?}", card, every, mark);
    }

    #[test]
    fn phones_and_id_numbers_are_never_cards(phone in "0[35789][0-9]{8}", id in "0[0-9]{2}[0-3][0-9]{8}", mark in prop::sample::select(vec![" ", "-", ", "])) {
        prop_assert!(!looks_like_card(&phone));
        prop_assert!(!looks_like_card(&id));
        prop_assert!(!looks_like_card(&[phone.as_str(), &id].join(mark)));
    }

    #[test]
    fn addresses_are_no_cards(house in 1_u16..999, alley in 1_u16..999, group in 1_u8..99) {
        let line = format!("{house}/{alley} đường 30 Tháng 4, tổ {group}");
        prop_assert!(!looks_like_card(&line));
    }
}
