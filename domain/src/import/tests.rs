use std::collections::HashSet;

use super::*;
use crate::address::{AddressProblem, Places};
use crate::birth::BirthProblem;
use crate::calendar::Timestamp;
use crate::consent::{Channel, Purpose, Purposes};
use crate::lang::Lang;

fn now() -> Timestamp {
    Timestamp::from_rfc3339("2026-11-22T10:04:00+07:00").unwrap()
}

fn places() -> Places {
    Places::parse(
        include_str!("../../../data/places/provinces.tsv"),
        include_str!("../../../data/places/wards.tsv"),
        include_str!("../../../data/places/legacy_provinces.tsv"),
    )
}

fn purposes() -> Purposes {
    Purposes::parse(include_str!("../../../data/purposes.tsv")).unwrap()
}

fn line(changes: &[(MemberColumn, &str)]) -> MemberLine {
    let mut line = MemberLine::default();
    for (column, text) in [
        (MemberColumn::Reference, "KH-000123"),
        (MemberColumn::Username, "anh.nguyet"),
        (MemberColumn::FullName, "Đặng Thị Ánh Nguyệt"),
        (MemberColumn::BirthDate, "12/03/1994"),
        (MemberColumn::Email, "nguyet@example.com"),
        (MemberColumn::EmailConfirmedAt, "2024-02-01T09:00:00+07:00"),
        (MemberColumn::PasswordHash, "$2b$12$…"),
    ]
    .into_iter()
    .chain(changes.iter().copied())
    {
        line.put(column, text);
    }
    line
}

fn checked(changes: &[(MemberColumn, &str)]) -> Result<BroughtMember, Vec<LineProblem>> {
    check(&line(changes), &places(), &purposes(), now())
}

fn problems(changes: &[(MemberColumn, &str)]) -> Vec<(Option<MemberColumn>, String)> {
    let found = checked(changes).err().unwrap_or_default();
    found.iter().map(|problem| (problem.column, problem.code())).collect()
}

fn yes(values: [&str; 5]) -> Vec<(MemberColumn, &str)> {
    let columns = [
        MemberColumn::ConsentPurpose,
        MemberColumn::ConsentChannel,
        MemberColumn::ConsentDecidedAt,
        MemberColumn::ConsentWording,
        MemberColumn::ConsentEvidence,
    ];
    columns.into_iter().zip(values).collect()
}

#[test]
fn a_whole_line_is_a_member_who_agreed_to_nothing() {
    let brought = checked(&[]).ok().unwrap();
    assert_eq!(brought.reference, "KH-000123");
    assert_eq!(brought.lang, Lang::Vi);
    assert!(brought.email_confirmed_at.is_some());
    assert!(brought.consents.is_empty() && brought.left_behind.is_empty());
}

#[test]
fn letters_typed_in_pieces_are_composed() {
    let brought = checked(&[(MemberColumn::FullName, "Đặng Thị A\u{301}nh Nguye\u{323}\u{302}t")]).ok().unwrap();
    assert_eq!(brought.profile.full_name.as_str(), "Đặng Thị Ánh Nguyệt");
}

#[test]
fn every_problem_of_a_line_is_named_by_column_and_code() {
    let found = problems(&[
        (MemberColumn::Reference, " "),
        (MemberColumn::Username, "a"),
        (MemberColumn::FullName, "4111 1111 1111 1111"),
        (MemberColumn::BirthDate, "23/11/2010"),
        (MemberColumn::Phone, "0236 3650650"),
        (MemberColumn::Email, "nguyet"),
        (MemberColumn::Language, "fr"),
        (MemberColumn::Province, "48"),
        (MemberColumn::AddressOlder, "12 Bạch Đằng, quận Hải Châu"),
    ]);
    let expected = [
        (MemberColumn::Reference, "reference_missing"),
        (MemberColumn::Username, "username.too_short"),
        (MemberColumn::FullName, "card_number"),
        (MemberColumn::BirthDate, "birth.too_young"),
        (MemberColumn::Phone, "phone.landline"),
        (MemberColumn::Email, "email.format"),
        (MemberColumn::Ward, "address.ward_missing"),
        (MemberColumn::AddressOlder, "two_addresses"),
        (MemberColumn::Language, "language_unknown"),
    ];
    assert_eq!(found, expected.map(|(column, code)| (Some(column), code.to_owned())));
}

#[test]
fn codes_hold_names_only() {
    let young = LineProblem::value(MemberColumn::BirthDate, Reason::Birth(BirthProblem::TooYoung));
    assert_eq!(young.code(), "birth.too_young");
    let long = LineProblem::value(MemberColumn::AddressLine, Reason::Address(AddressProblem::LineTooLong { max: 200 }));
    assert_eq!(long.code(), "address.line_too_long");
    let codes: HashSet<_> = ImportRefusal::ALL.iter().map(|why| why.code()).collect();
    assert_eq!(codes.len(), ImportRefusal::ALL.len());
}

#[test]
fn an_older_address_stays_the_text_it_was() {
    let brought = checked(&[(MemberColumn::AddressOlder, "12 Bạch Đằng,  quận Hải Châu")]).ok().unwrap();
    let address = brought.profile.address.unwrap();
    assert_eq!(address.legacy_text(), Some("12 Bạch Đằng, quận Hải Châu"));
}

#[test]
fn whoever_could_never_come_in_is_not_brought_over() {
    use MemberColumn::{EmailConfirmedAt, PasswordHash, Username};
    let refused = [(Some(PasswordHash), "no_way_in".to_owned())];
    assert_eq!(problems(&[(EmailConfirmedAt, ""), (PasswordHash, "")]), refused);
    assert_eq!(problems(&[(EmailConfirmedAt, ""), (Username, "")]), refused);
    assert_eq!(problems(&[(EmailConfirmedAt, "2027-01-01T00:00:00+07:00"), (Username, "")]), refused);
    assert!(checked(&[(EmailConfirmedAt, "")]).is_ok(), "a name and a password");
    assert!(checked(&[(PasswordHash, ""), (Username, "")]).is_ok(), "a proved address");
}

#[test]
fn an_address_proved_in_the_future_is_not_proved() {
    let brought = checked(&[(MemberColumn::EmailConfirmedAt, "2027-01-01T00:00:00+07:00")]).ok().unwrap();
    assert_eq!(brought.email_confirmed_at, None);
    let left = LineProblem::at(MemberColumn::EmailConfirmedAt, ImportRefusal::NotProvable);
    assert_eq!(brought.left_behind, [left]);
}

#[test]
fn a_yes_comes_along_with_who_when_what_and_where_the_evidence_lies() {
    let two = [
        "promotions;news",
        "email; sms",
        "2026-11-22T09:00:00+07:00;2026-11-22T08:00:00+07:00",
        "1;1",
        "Phiếu 0042;Phiếu 0041",
    ];
    let brought = checked(&yes(two)).ok().unwrap();
    assert!(brought.left_behind.is_empty());
    let read: Vec<_> = brought.consents.iter().map(|one| (one.purpose, one.channel, one.evidence.as_str())).collect();
    assert_eq!(
        read,
        [(Purpose::News, Channel::Sms, "Phiếu 0041"), (Purpose::Promotions, Channel::Email, "Phiếu 0042")]
    );
}

#[test]
fn a_yes_without_any_one_of_its_proofs_stays_behind() {
    let whole = ["promotions", "email", "2026-11-22T09:00:00+07:00", "1", "Phiếu 0042"];
    assert_eq!(checked(&yes(whole)).ok().unwrap().consents.len(), 1);
    for (place, text, column) in [
        (0, "everything", MemberColumn::ConsentPurpose),
        (1, "fax", MemberColumn::ConsentChannel),
        (2, "2025-03-01", MemberColumn::ConsentDecidedAt),
        (2, "2027-03-01T10:00:00+07:00", MemberColumn::ConsentDecidedAt),
        (2, "2026-11-21T23:59:59+07:00", MemberColumn::ConsentDecidedAt),
        (2, "1999-03-01T10:00:00+07:00", MemberColumn::ConsentDecidedAt),
        (3, "77", MemberColumn::ConsentWording),
        (4, "", MemberColumn::ConsentEvidence),
        (1, "email;sms", MemberColumn::ConsentPurpose),
    ] {
        let mut values = whole;
        values[place] = text;
        let brought = checked(&yes(values)).ok().unwrap();
        assert!(brought.consents.is_empty(), "{text}");
        assert_eq!(brought.left_behind, [LineProblem::at(column, ImportRefusal::NotProvable)], "{text}");
    }
}

#[test]
fn nobody_agreed_to_words_before_they_were_published() {
    let older = include_str!("../../../data/purposes.tsv").replace("\t2026-11-22", "\t2024-05-01");
    let purposes = Purposes::parse(&older).unwrap();
    for (at, provable) in [("2024-04-30T23:59:59+07:00", 0), ("2024-05-01T00:00:00+07:00", 1)] {
        let line = line(&yes(["promotions", "email", at, "1", "Phiếu 0042"]));
        let brought = check(&line, &places(), &purposes, now()).ok().unwrap();
        assert_eq!((brought.consents.len(), brought.left_behind.len()), (provable, 1 - provable), "{at}");
    }
}

#[test]
fn evidence_with_a_card_number_refuses_the_line() {
    let values = ["promotions", "email", "2026-11-22T09:00:00+07:00", "1", "4111 1111 1111 1111"];
    assert_eq!(problems(&yes(values)), [(Some(MemberColumn::ConsentEvidence), "card_number".to_owned())]);
}

#[test]
fn a_line_shows_nothing_when_printed() {
    assert_eq!(format!("{:?}", line(&[])), "MemberLine(…)");
}
