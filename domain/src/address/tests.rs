use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

/// The published list, read once for all tests.
fn places() -> &'static Places {
    static PLACES: LazyLock<Places> = LazyLock::new(|| {
        Places::parse(
            include_str!("../../../data/places/provinces.tsv"),
            include_str!("../../../data/places/wards.tsv"),
            include_str!("../../../data/places/legacy_provinces.tsv"),
        )
    });
    &PLACES
}

fn today() -> Date {
    Date::new(2026, 11, 22).unwrap()
}

fn province(typed: &str) -> Result<String, AddressProblem> {
    places().find_province(typed, today()).map(|province| province.code.clone())
}

fn ward(province: &str, typed: &str) -> Result<String, AddressProblem> {
    places().find_ward(province, typed).map(|ward| ward.name.clone())
}

fn merged(into: &str) -> Result<String, AddressProblem> {
    Err(AddressProblem::ProvinceMerged { into: ProvinceCode::parse(into).unwrap() })
}

#[test]
fn the_whole_list_is_read() {
    let places = places();
    let wards: usize = places.provinces_on(today()).map(|province| places.wards_of(&province.code).count()).sum();
    assert_eq!((places.provinces_on(today()).count(), wards), (34, 3321));
    let kinds = |kind: &str| places.wards_of("48").filter(|ward| ward.name.starts_with(kind)).count();
    assert_eq!((kinds("Phường "), kinds("Xã "), kinds("Đặc khu ")), (23, 70, 1));
}

#[test]
fn cities_are_those_of_the_day() {
    let cities = |iso| {
        let day = Date::from_iso(iso).unwrap();
        places().provinces_on(day).filter(|province| province.kind == "Thành phố").count()
    };
    assert_eq!((cities("2025-07-01"), cities("2026-09-20"), cities("2026-11-22")), (6, 9, 9));
    assert_eq!(places().provinces_on(Date::from_iso("2025-06-30").unwrap()).count(), 0);
}

#[test]
fn a_province_is_found_by_code_and_by_every_spelling() {
    for typed in ["48", "Thành phố Đà Nẵng", "Đà Nẵng", "da nang", "TP. Đà Nẵng", "tp Da Nang", " ĐÀ  NẴNG "]
    {
        assert_eq!(province(typed), Ok("48".to_owned()), "{typed}");
    }
    assert_eq!(province("Tỉnh Đồng Nai"), Ok("75".to_owned()));
    assert_eq!(province("Khánh Hoà"), Ok("56".to_owned()));
}

#[test]
fn a_merged_province_names_its_successor() {
    assert_eq!(province("Tỉnh Quảng Nam"), merged("48"));
    assert_eq!(province("quang nam"), merged("48"));
    assert_eq!(province("Bà Rịa-Vũng Tàu"), merged("79"));
}

#[test]
fn an_unknown_province_is_unknown() {
    assert_eq!(province("Atlantis"), Err(AddressProblem::ProvinceUnknown));
    assert_eq!(province("99"), Err(AddressProblem::ProvinceUnknown));
    assert_eq!(province(" "), Err(AddressProblem::ProvinceMissing));
}

#[test]
fn a_ward_is_found_by_every_spelling() {
    for typed in ["Phường Hải Châu", "Hải Châu", "hai chau", "P. Hải Châu", "PHƯỜNG HẢI CHÂU", "phuong hai chau"]
    {
        assert_eq!(ward("48", typed).unwrap(), "Phường Hải Châu", "{typed}");
    }
    assert_eq!(ward("48", "Xã Hòa Vang").unwrap(), "Xã Hòa Vang");
    assert_eq!(ward("48", "Xã Hoà Vang").unwrap(), "Xã Hòa Vang");
    assert_eq!(ward("48", "Xã Avương").unwrap(), "Xã Avương");
    assert_eq!(ward("48", "Đặc khu Hoàng Sa").unwrap(), "Đặc khu Hoàng Sa");
}

#[test]
fn apostrophes_are_alike() {
    assert_eq!(ward("66", "Xã M'Drắk"), ward("66", "Xã M\u{2019}Drắk"));
    assert!(ward("66", "Xã M'Drắk").is_ok());
}

#[test]
fn the_level_that_ended_is_named_as_such() {
    for typed in ["Quận Hải Châu", "Huyện Hòa Vang", "Thị xã Điện Bàn", "TP. Tam Kỳ", "Q.1", "Q1"] {
        assert_eq!(ward("48", typed), Err(AddressProblem::DistrictLevel), "{typed}");
    }
    let places = places();
    let offered: Vec<&str> =
        places.wards_named_like("48", "Huyện Hòa Vang").iter().map(|ward| ward.name.as_str()).collect();
    assert_eq!(offered, ["Xã Hòa Vang"]);
    assert_eq!(places.wards_named_like("48", "Quận Hải Châu")[0].name, "Phường Hải Châu");
    assert_eq!(without_district("Q. Hải Châu"), "hai chau");
    assert_eq!(without_district("Phường Hải Châu"), "phuong hai chau");
}

#[test]
fn a_ward_of_another_province_is_refused_with_its_reason() {
    assert_eq!(ward("48", "00070"), Err(AddressProblem::WardElsewhere));
    assert_eq!(ward("48", "Phường Hoàn Kiếm"), Err(AddressProblem::WardElsewhere));
    assert_eq!(ward("48", "Phường Không Có"), Err(AddressProblem::WardUnknown));
    assert_eq!(ward("48", ""), Err(AddressProblem::WardMissing));
}

#[test]
fn marks_decide_where_names_without_them_meet() {
    assert_eq!(ward("51", "son ha"), Err(AddressProblem::WardAmbiguous));
    assert_eq!(ward("51", "Xã Sơn Hà").unwrap(), "Xã Sơn Hà");
    assert_eq!(ward("51", "sơn hạ").unwrap(), "Xã Sơn Hạ");
}

#[test]
fn every_ward_is_found_by_its_own_name_and_code() {
    let places = places();
    for province in places.provinces_on(today()) {
        for ward in places.wards_of(&province.code) {
            assert_eq!(places.find_ward(&province.code, &ward.name), Ok(ward));
            assert_eq!(places.find_ward(&province.code, &ward.code), Ok(ward));
        }
        assert_eq!(places.find_province(&province.name, today()), Ok(province));
    }
}

fn parse(province: &str, ward: &str, line: &str) -> Result<Option<Address>, Vec<Problem>> {
    Address::parse(places(), province, ward, line, today())
}

fn problems(province: &str, ward: &str, line: &str) -> Vec<(Option<Field>, Reason)> {
    parse(province, ward, line).unwrap_err().into_iter().map(|problem| (problem.field, problem.reason)).collect()
}

#[test]
fn an_address_is_kept_by_code_and_shown_by_name() {
    let address = parse("da nang", "hai chau", " 12  Trần Phú ").unwrap().unwrap();
    assert_eq!((address.province(), address.line()), ("48", "12 Trần Phú"));
    assert_eq!(address.shown(places(), today()), "12 Trần Phú, Phường Hải Châu, Thành phố Đà Nẵng");
    let bare = parse("48", address.ward(), "").unwrap().unwrap();
    assert_eq!(bare.shown(places(), today()), "Phường Hải Châu, Thành phố Đà Nẵng");
    assert_eq!(format!("{address:?}"), "Address(…)");
}

#[test]
fn an_address_goes_by_the_name_of_the_day() {
    let ward = places().wards_of("75").next().unwrap().code.clone();
    let address = parse("75", &ward, "").unwrap().unwrap();
    let shown = |iso| address.shown(places(), Date::from_iso(iso).unwrap());
    assert!(shown("2026-04-29").ends_with("Tỉnh Đồng Nai"));
    assert!(shown("2026-04-30").ends_with("Thành phố Đồng Nai"));
}

#[test]
fn three_empty_fields_are_no_address() {
    assert_eq!(parse("", " ", ""), Ok(None));
}

#[test]
fn every_problem_is_told_at_its_field() {
    let address = |field, problem| (Some(field), Reason::Address(problem));
    assert_eq!(problems("48", "", ""), [address(Field::Ward, AddressProblem::WardMissing)]);
    assert_eq!(
        problems("", "", "a\0b"),
        [
            address(Field::Province, AddressProblem::ProvinceMissing),
            address(Field::Ward, AddressProblem::WardMissing),
            address(Field::AddressLine, AddressProblem::LineCharacters),
        ]
    );
    assert_eq!(
        problems("48", "Hải Châu", &"a".repeat(201)),
        [address(Field::AddressLine, AddressProblem::LineTooLong { max: 200 })]
    );
    assert_eq!(problems("48", "Hải Châu", "4111 1111 1111 1111"), [(Some(Field::AddressLine), Reason::CardNumber)]);
}

#[test]
fn an_older_address_stays_the_text_it_was() {
    let older = Address::older("12 Trần Phú, Quận Hải Châu, Đà Nẵng");
    assert_eq!(older.shown(places(), today()), "12 Trần Phú, Quận Hải Châu, Đà Nẵng");
    assert_eq!(Address::from_stored(&older.stored()), Some(older));
}

#[test]
fn a_province_code_is_two_digits() {
    assert_eq!(ProvinceCode::parse("48").unwrap().as_str(), "48");
    for text in ["", "4", "048", "4x", "é"] {
        assert_eq!(ProvinceCode::parse(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn an_address_is_read_back_as_stored(line in "\\PC{0,80}") {
        if let Ok(Some(address)) = parse("48", "Hải Châu", &line) {
            prop_assert_eq!(Address::from_stored(&address.stored()), Some(address));
        }
    }
}
