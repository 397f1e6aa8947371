use proptest::prelude::*;

use super::*;

/// 22 November 2026, 10:04 in Vietnam.
const NOW: Timestamp = Timestamp::from_micros(1_795_316_640_000_000);

fn reference() -> String {
    MemberReference::from_chance([3; 11]).shown()
}

fn form(member: &str) -> OrderForm<'_> {
    OrderForm {
        number: "DH-20261122-000123",
        member,
        status: "paid",
        paid_at: "2026-11-22T09:59:12+07:00",
        film: "Mưa đỏ",
        age_class: "T13",
        showing_at: "2026-11-22T19:30:00+07:00",
        cinema: "Metiz Cinema Đà Nẵng",
        hall: "Phòng 3",
        seats: vec!["E7", "E8"],
        total: 150_000,
        vat: Some(11_111),
        payment_partner: "VNPAY",
        payment_reference: "14523698",
        correction: false,
    }
}

fn refused(form: &OrderForm<'_>) -> Vec<(&'static str, &'static str)> {
    let problems = check(form, NOW).err().unwrap_or_default();
    problems.iter().map(|problem| (problem.field.map_or("", OrderField::code), problem.why.code())).collect()
}

/// Puts a text into each field that takes one.
fn with_text<'a>(form: &OrderForm<'a>, field: OrderField, text: &'a str) -> Option<OrderForm<'a>> {
    let mut form = form.clone();
    let place = match field {
        OrderField::Number => &mut form.number,
        OrderField::Member => &mut form.member,
        OrderField::Status => &mut form.status,
        OrderField::PaidAt => &mut form.paid_at,
        OrderField::Film => &mut form.film,
        OrderField::AgeClass => &mut form.age_class,
        OrderField::ShowingAt => &mut form.showing_at,
        OrderField::Cinema => &mut form.cinema,
        OrderField::Hall => &mut form.hall,
        OrderField::PaymentPartner => &mut form.payment_partner,
        OrderField::PaymentReference => &mut form.payment_reference,
        OrderField::Seats => {
            form.seats = text.split(' ').collect();
            return Some(form);
        }
        OrderField::Total | OrderField::Vat | OrderField::Correction => return None,
    };
    *place = text;
    Some(form)
}

#[test]
fn a_paid_order_is_kept_as_it_came() {
    let member = reference();
    let order = check(&form(&member), NOW).unwrap();
    assert_eq!(order.purchase.film, "Mưa đỏ");
    assert_eq!(order.purchase.seats, ["E7", "E8"]);
    assert_eq!(order.purchase.paid_at.rfc3339(), "2026-11-22T09:59:12+07:00");
    assert_eq!(order.member.shown(), member);
    assert_eq!(format!("{:?}", order.purchase), "Purchase(…)");
}

#[test]
fn what_was_not_paid_is_refused() {
    let member = reference();
    for status in ["unpaid", "pending", "refunded", "PAID", "cancelled"] {
        assert_eq!(refused(&OrderForm { status, ..form(&member) }), [("status", "not_paid")], "{status}");
    }
    assert_eq!(refused(&OrderForm { total: 0, vat: None, ..form(&member) }), [("total", "not_paid")]);
}

#[test]
fn each_field_is_missed_by_its_name() {
    let member = reference();
    let nothing = refused(&OrderForm { total: 1, ..OrderForm::default() });
    let needed: Vec<_> = OrderField::ALL
        .iter()
        .filter(|field| field.required() && **field != OrderField::Total)
        .map(|field| (field.code(), "missing"))
        .collect();
    assert_eq!(nothing, needed);
    for field in OrderField::ALL {
        let Some(blank) = with_text(&form(&member), *field, " ") else { continue };
        assert!(!refused(&blank).is_empty(), "{}", field.code());
    }
}

#[test]
fn a_text_may_be_as_long_as_its_field_and_no_longer() {
    let member = reference();
    for field in
        [OrderField::Film, OrderField::Cinema, OrderField::Hall, OrderField::PaymentPartner, OrderField::Number]
    {
        let Shape::Text(most) = field.shape() else { panic!("{}", field.code()) };
        let (fits, longer) = ("a".repeat(most), "a".repeat(most + 1));
        assert_eq!(refused(&with_text(&form(&member), field, &fits).unwrap()), [], "{}", field.code());
        assert_eq!(
            refused(&with_text(&form(&member), field, &longer).unwrap()),
            [(field.code(), "too_long")],
            "{}",
            field.code()
        );
    }
}

#[test]
fn what_cannot_be_is_refused_with_its_reason() {
    let member = reference();
    let base = || form(&member);
    let cases: [(OrderForm<'_>, (&str, &str)); 16] = [
        (OrderForm { number: "DH 1", ..base() }, ("number", "malformed")),
        (OrderForm { number: "D1", ..base() }, ("number", "malformed")),
        (OrderForm { number: "-DH1", ..base() }, ("number", "malformed")),
        (OrderForm { member: "lan.anh", ..base() }, ("member", "malformed")),
        (OrderForm { paid_at: "22/11/2026 10:00", ..base() }, ("paid_at", "not_an_instant")),
        (OrderForm { paid_at: "2026-11-22T10:30:00+07:00", ..base() }, ("paid_at", "out_of_time")),
        (
            OrderForm { paid_at: "2009-12-31T10:00:00+07:00", showing_at: "2010-01-01T10:00:00+07:00", ..base() },
            ("paid_at", "out_of_time"),
        ),
        (OrderForm { showing_at: "2026-11-20T10:00:00+07:00", ..base() }, ("showing_at", "out_of_time")),
        (OrderForm { showing_at: "2029-11-20T10:00:00+07:00", ..base() }, ("showing_at", "out_of_time")),
        (OrderForm { age_class: "C", ..base() }, ("age_class", "unknown_age_class")),
        (OrderForm { film: "Mưa\u{202E}đỏ", ..base() }, ("film", "malformed")),
        (OrderForm { seats: vec!["7"], ..base() }, ("seats", "malformed")),
        (OrderForm { seats: vec!["E7"; 61], ..base() }, ("seats", "too_long")),
        (OrderForm { total: -1, vat: None, ..base() }, ("total", "out_of_range")),
        (OrderForm { total: 1_000_000_001, ..base() }, ("total", "out_of_range")),
        (OrderForm { vat: Some(150_001), ..base() }, ("vat", "out_of_range")),
    ];
    for (form, expected) in cases {
        assert_eq!(refused(&form), [expected]);
    }
}

#[test]
fn the_fact_for_the_books_says_nothing_about_the_person() {
    let member = reference();
    let fact = check(&form(&member), NOW).unwrap().purchase.fact();
    assert_eq!(fact.fiscal_year(), 2026);
    assert_eq!(
        (fact.number.as_str(), fact.paid_on.iso().as_str(), fact.total, fact.vat),
        ("DH-20261122-000123", "2026-11-22", 150_000, Some(11_111))
    );
}

#[test]
fn the_fields_of_a_form_are_the_fields_of_the_list() {
    let member = reference();
    for field in OrderField::ALL {
        let takes_text = with_text(&form(&member), *field, "x").is_some();
        let is_text = !matches!(field.shape(), Shape::Amount(..) | Shape::Flag);
        assert_eq!(takes_text, is_text, "{}", field.code());
    }
}

/// A number that passes the check digit, of a scheme in use.
fn card(prefix: &str, length: usize, mut seed: u64) -> String {
    let mut digits: Vec<u32> = prefix.chars().filter_map(|digit| digit.to_digit(10)).collect();
    while digits.len() < length - 1 {
        digits.push(u32::try_from(seed % 10).unwrap());
        seed = seed / 10 + 7_919;
    }
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { *digit })
        .sum();
    digits.push((10 - sum % 10) % 10);
    digits.iter().filter_map(|digit| char::from_digit(*digit, 10)).collect()
}

fn every(card: &str, count: usize, mark: &str) -> String {
    let digits: Vec<char> = card.chars().collect();
    let groups: Vec<String> = digits.chunks(count).map(|group| group.iter().collect()).collect();
    groups.join(mark)
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
        format!("thẻ {card}, cảm ơn"),
        format!("x{}y", every(card, 5, "\u{AD}")),
        format!("12 Trần Phú {}", every(card, 4, "\t")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_spelling_of_a_card_gets_into_any_field(
        (prefix, length) in prop::sample::select(vec![("4", 16), ("51", 16), ("2221", 16), ("37", 15), ("36", 14), ("9704", 16), ("9704", 19), ("62", 16), ("3530", 16), ("6011", 16)]),
        seed: u64,
    ) {
        let member = reference();
        let card = card(prefix, length, seed);
        for spelled in spellings(&card) {
            for field in OrderField::ALL {
                let Some(form) = with_text(&form(&member), *field, &spelled) else { continue };
                prop_assert_eq!(refused(&form), [(field.code(), "card_number")], "{} in {}", spelled, field.code());
            }
        }
    }

    #[test]
    fn no_announced_account_gets_into_any_field(number in "[0-9]{8,12}", label in prop::sample::select(vec!["STK ", "số tài khoản: ", "Account no. "])) {
        let member = reference();
        let typed = format!("{label}{number}");
        for field in OrderField::ALL {
            let Some(form) = with_text(&form(&member), *field, &typed) else { continue };
            let found = refused(&form);
            prop_assert!(matches!(found[..], [(_, "bank_account" | "card_number")]), "{} in {}: {:?}", typed, field.code(), found);
        }
    }

    #[test]
    fn honest_orders_are_not_refused(
        number in "(DH|MTZ|W)-2026(0[1-9]|1[0-2])[0-2][0-9]-[0-9]{4,8}",
        reference_of_partner in "[0-9]{8,12}|(FT|MOMO|VNP|ZP)[0-9]{8,11}",
        hall in "(Phòng|Rạp|Hall) [1-9][0-9]?",
        rows in proptest::collection::vec("[A-N][0-9]{1,2}", 1..20),
        total in 1_000_i64..5_000_000,
    ) {
        let member = reference();
        let form = OrderForm {
            number: &number,
            payment_reference: &reference_of_partner,
            hall: &hall,
            seats: rows.iter().map(String::as_str).collect(),
            total,
            vat: None,
            ..form(&member)
        };
        prop_assert_eq!(refused(&form), []);
    }
}
