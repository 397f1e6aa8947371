use proptest::prelude::*;

use super::*;

fn date(text: &str) -> Date {
    Date::from_iso(text).unwrap()
}

#[test]
fn a_day_begins_at_seventeen_hours_utc_of_the_day_before() {
    let last = Timestamp::from_micros(date("2026-11-22").begins_in_vietnam().micros() - 1);
    assert_eq!(last.date_in_vietnam(), date("2026-11-21"));
    assert_eq!(last.clock_in_vietnam(), (23, 59));
    assert_eq!(Timestamp::from_micros(0).date_in_vietnam(), date("1970-01-01"));
    assert_eq!(Timestamp::from_micros(0).clock_in_vietnam(), (7, 0));
    // 2026-11-22T03:04:05Z
    let morning = Timestamp::from_micros(1_795_316_645_000_000);
    assert_eq!((morning.date_in_vietnam(), morning.clock_in_vietnam()), (date("2026-11-22"), (10, 4)));
}

#[test]
fn an_instant_still_to_come_was_no_time_ago() {
    let now = Timestamp::from_micros(5);
    assert_eq!(now.since(now.plus(Duration::from_secs(1))), Duration::ZERO);
    assert_eq!(now.plus(Duration::from_secs(1)).since(now), Duration::from_secs(1));
    assert_eq!(now.plus(Duration::MAX).micros(), i64::MAX);
    assert_eq!(now.plus(Duration::from_hours(1)).minus(Duration::from_hours(1)), now);
    assert_eq!(Timestamp::from_micros(i64::MAX).date_in_vietnam(), date("9999-12-31"));
    assert_eq!(Timestamp::from_micros(i64::MIN).date_in_vietnam(), date("0001-01-01"));
}

#[test]
fn vietnam_writes_the_day_first() {
    assert_eq!(date("2026-11-22").to_string(), "22/11/2026");
    assert_eq!(date("0999-01-02").to_string(), "02/01/0999");
}

#[test]
fn every_usual_spelling_of_a_day_is_read() {
    for typed in
        ["1/2/2000", "01/02/2000", "01-02-2000", "1.2.2000", "01 02 2000", "01 / 02 / 2000", "2000-02-01", "2000/2/1"]
    {
        assert_eq!(Date::typed(typed), Ok(date("2000-02-01")), "{typed}");
    }
    assert_eq!(Date::typed("29/02/2000"), Ok(date("2000-02-29")));
}

#[test]
fn a_day_the_calendar_does_not_have_is_refused() {
    for typed in
        ["31/02/2000", "29/02/1900", "29-02-2001", "31/04/2000", "00/01/2000", "01/13/2000", "2000-00-10", "01/01/0000"]
    {
        assert_eq!(Date::typed(typed), Err(DateProblem::NotADay), "{typed}");
    }
}

#[test]
fn what_is_no_day_at_all_is_unreadable() {
    for typed in [
        "",
        "hôm nay",
        "22/11/26",
        "22/11",
        "22/11/2026/1",
        "111/1/2000",
        "1/111/2000",
        "-",
        "1/2/20000",
        "+1/2/2000",
        "a/b/2000",
        "22112000",
        "٢٢/11/2000",
    ] {
        assert_eq!(Date::typed(typed), Err(DateProblem::Unreadable), "{typed}");
    }
    for text in ["", "2000-2-1", "2000/02/01", "2000-02-30", "2000-02-0１", "20000-02-01", "+200-01-01"] {
        assert_eq!(Date::from_iso(text), None, "{text}");
    }
}

#[test]
fn completed_years_are_counted_on_the_day_in_vietnam() {
    let show = date("2026-11-22");
    for (born, on, years) in [
        ("2010-11-22", show, 16),
        ("2010-11-23", show, 15),
        ("2013-11-22", show, 13),
        ("2013-11-23", show, 12),
        ("2019-11-22", show, 7),
        ("2008-02-29", date("2026-02-28"), 17),
        ("2008-02-29", date("2026-03-01"), 18),
        ("2008-02-29", date("2028-02-29"), 20),
        ("2026-11-23", show, -1),
    ] {
        assert_eq!(completed_years(date(born), on), years, "{born}");
    }
}

#[test]
fn months_are_added_across_years_and_end_with_the_month() {
    for (from, months, to) in [
        ("2026-11-23", 3, "2027-02-23"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-12-31", 12, "2027-12-31"),
        ("2026-12-01", 1, "2027-01-01"),
        ("2024-02-29", 120, "2034-02-28"),
        ("2026-01-31", 0, "2026-01-31"),
        ("9999-12-01", 1, "9999-12-31"),
    ] {
        assert_eq!(date(from).plus_months(months), date(to), "{from} and {months} months");
    }
}

#[test]
fn days_are_added_across_months_and_leap_years() {
    assert_eq!(date("2028-02-28").plus_days(1), date("2028-02-29"));
    assert_eq!(date("2026-12-31").plus_days(1), date("2027-01-01"));
    assert_eq!(date("2000-03-01").plus_days(-1), date("2000-02-29"));
    assert_eq!(date("2000-03-01").plus_days(i64::MAX), date("9999-12-31"));
}

proptest! {
    #[test]
    fn a_day_is_read_back_as_it_is_shown(days in -700_000_i64..2_900_000) {
        let day = Date::from_days(days);
        prop_assert_eq!(Date::typed(&day.to_string()), Ok(day));
        prop_assert_eq!(Date::typed(&day.iso()), Ok(day));
        prop_assert_eq!(Date::from_iso(&day.iso()), Some(day));
        prop_assert_eq!(day.days(), days);
        prop_assert_eq!(Date::new(day.year(), day.month(), day.day()), Some(day));
    }

    #[test]
    fn later_days_compare_as_later(days in -700_000_i64..2_900_000, more in 1_i64..1000) {
        prop_assert!(Date::from_days(days) < Date::from_days(days).plus_days(more));
    }

    #[test]
    fn every_instant_lies_in_its_day(micros in -62_000_000_000_000_000_i64..250_000_000_000_000_000) {
        let instant = Timestamp::from_micros(micros);
        let day = instant.date_in_vietnam();
        prop_assert!(day.begins_in_vietnam() <= instant && instant < day.plus_days(1).begins_in_vietnam());
    }

    #[test]
    fn typing_anything_is_answered(text in any::<String>()) {
        let _ = (Date::typed(&text), Date::from_iso(&text));
    }
}
