//! The list of provinces and wards, with the days from which each name is in force. On the server only: it is 90 KB.

use super::{AddressProblem, ProvinceCode};
use crate::calendar::Date;
use crate::text;

/// A province or a city under the central government, under one of its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Province {
    /// Two digits; the same under every name.
    pub code: String,
    /// `Tỉnh` or `Thành phố`.
    pub kind: String,
    /// With the kind: "Thành phố Đà Nẵng".
    pub name: String,
    /// The first day of this name.
    pub effective_from: Date,
    /// The first day of the next name, if it has ended.
    pub effective_to: Option<Date>,
    keys: Keys,
}

/// A ward, a commune or a special zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ward {
    /// Five digits.
    pub code: String,
    /// The two digits of its province.
    pub province: String,
    /// With the kind: "Phường Hải Châu".
    pub name: String,
    keys: Keys,
}

/// The list in force, and what older names became.
#[derive(Clone, Debug)]
pub struct Places {
    provinces: Vec<Province>,
    wards: Vec<Ward>,
    merged: Vec<(Keys, ProvinceCode)>,
}

/// One name in the four spellings under which it is found, the most exact first.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Keys([String; 4]);

const PROVINCE_KINDS: [&str; 5] = ["tỉnh", "thành phố", "tp", "tinh", "thanh pho"];
const WARD_KINDS: [&str; 8] = ["phường", "xã", "đặc khu", "p", "x", "phuong", "xa", "dac khu"];
/// Levels between province and ward that ended on 1 July 2025, without marks.
const DISTRICT_KINDS: [&str; 7] = ["quan", "huyen", "thi xa", "thanh pho", "tp", "q", "h"];

impl Keys {
    fn of(name: &str, kinds: &[&str]) -> Self {
        let spelled = spelled(name);
        let bare = without_kind(&spelled, kinds);
        let (key, bare_key) = (text::search_key(&spelled), text::search_key(&bare));
        Self([spelled, bare, key, bare_key])
    }
}

impl Places {
    /// Reads the three tables (columns between tabs): provinces (code, kind, name, first day, day after the last),
    /// wards (code, province, name), provinces before the mergers of 2025 (name, code today).
    /// Lines that begin with `#` are remarks.
    pub fn parse(provinces: &str, wards: &str, legacy: &str) -> Self {
        let provinces = rows(provinces).filter_map(|mut column| {
            let (code, kind, name) = (column.next()?.to_owned(), column.next()?.to_owned(), text::nfc(column.next()?));
            let (from, to) = (Date::from_iso(column.next()?)?, column.next().unwrap_or_default());
            let keys = Keys::of(&name, &PROVINCE_KINDS);
            Some(Province { code, kind, name, effective_from: from, effective_to: Date::from_iso(to), keys })
        });
        let wards = rows(wards).filter_map(|mut column| {
            let (code, province, name) =
                (column.next()?.to_owned(), column.next()?.to_owned(), text::nfc(column.next()?));
            let keys = Keys::of(&name, &WARD_KINDS);
            Some(Ward { code, province, name, keys })
        });
        let merged = rows(legacy).filter_map(|mut column| {
            Some((Keys::of(column.next()?, &PROVINCE_KINDS), ProvinceCode::parse(column.next()?)?))
        });
        Self { provinces: provinces.collect(), wards: wards.collect(), merged: merged.collect() }
    }

    /// The provinces under the names in force on a day, in the order of their codes.
    pub fn provinces_on(&self, day: Date) -> impl Iterator<Item = &Province> {
        self.provinces.iter().filter(move |it| it.effective_from <= day && it.effective_to.is_none_or(|end| day < end))
    }

    /// The wards of a province, in the order of their codes.
    pub fn wards_of(&self, province: &str) -> impl Iterator<Item = &Ward> {
        self.wards.iter().filter(move |ward| ward.province == province)
    }

    /// The province with this code, under its name on a day.
    pub fn province(&self, code: &str, day: Date) -> Option<&Province> {
        self.provinces_on(day).find(|province| province.code == code)
    }

    /// The ward with this code.
    pub fn ward(&self, code: &str) -> Option<&Ward> {
        self.wards.iter().find(|ward| ward.code == code)
    }

    /// The province meant by a code or a name, with or without kind and marks.
    ///
    /// # Errors
    /// [`AddressProblem::ProvinceMissing`], `ProvinceUnknown`, or `ProvinceMerged` with the province to offer instead.
    pub fn find_province(&self, typed: &str, day: Date) -> Result<&Province, AddressProblem> {
        if typed.trim().is_empty() {
            return Err(AddressProblem::ProvinceMissing);
        }
        if let Some(province) = self.province(typed.trim(), day) {
            return Ok(province);
        }
        let typed = Keys::of(typed, &PROVINCE_KINDS);
        if let Some(province) = closest(&typed, || self.provinces_on(day), |it| &it.keys).into_iter().next() {
            return Ok(province);
        }
        match closest(&typed, || self.merged.iter(), |it| &it.0).first() {
            Some((_, into)) => Err(AddressProblem::ProvinceMerged { into: *into }),
            None => Err(AddressProblem::ProvinceUnknown),
        }
    }

    /// The ward of a province meant by a code or a name, with or without kind and marks.
    ///
    /// # Errors
    /// [`AddressProblem::WardMissing`], `WardUnknown`, `WardAmbiguous`, `WardElsewhere` or `DistrictLevel`.
    pub fn find_ward(&self, province: &str, typed: &str) -> Result<&Ward, AddressProblem> {
        if typed.trim().is_empty() {
            return Err(AddressProblem::WardMissing);
        }
        if let Some(ward) = self.ward(typed.trim()) {
            return if ward.province == province { Ok(ward) } else { Err(AddressProblem::WardElsewhere) };
        }
        let keys = Keys::of(typed, &WARD_KINDS);
        match closest(&keys, || self.wards_of(province), |it| &it.keys)[..] {
            [ward] => Ok(ward),
            [] if is_district(&keys) => Err(AddressProblem::DistrictLevel),
            [] if closest(&keys, || self.wards.iter(), |it| &it.keys).is_empty() => Err(AddressProblem::WardUnknown),
            [] => Err(AddressProblem::WardElsewhere),
            _ => Err(AddressProblem::WardAmbiguous),
        }
    }

    /// Wards to offer when a member names a district or forgets the kind: those that took over its name.
    pub fn wards_named_like(&self, province: &str, typed: &str) -> Vec<&Ward> {
        let bare = Keys::of(&without_district(typed), &WARD_KINDS);
        self.wards_of(province).filter(|ward| ward.keys.0[3] == bare.0[3]).collect()
    }
}

/// What was typed as a search key, without "Quận", "Huyện" and the like before it.
pub fn without_district(typed: &str) -> String {
    text::search_key(&without_kind(&text::search_key(&spelled(typed)), &DISTRICT_KINDS))
}

/// Everything that matches in the most exact of the four spellings in which anything matches.
/// What was typed with a kind is not looked up without it, unless the same name has another kind today.
fn closest<'a, T, I: Iterator<Item = &'a T>>(
    typed: &Keys,
    all: impl Fn() -> I,
    keys: impl Fn(&T) -> &Keys,
) -> Vec<&'a T> {
    (0..4)
        .map(|spelling| all().filter(|it| keys(it).0[spelling] == typed.0[spelling]).collect())
        .find(|found: &Vec<_>| !found.is_empty())
        .unwrap_or_default()
}

fn is_district(typed: &Keys) -> bool {
    DISTRICT_KINDS.iter().any(|kind| {
        typed.0[2]
            .strip_prefix(kind)
            .is_some_and(|rest| rest.starts_with([' ', '1', '2', '3', '4', '5', '6', '7', '8', '9']))
    })
}

/// As typed but for case, stops, dashes and apostrophes.
fn spelled(name: &str) -> String {
    let plain: String = text::lower(name)
        .chars()
        .map(|char| match char {
            '.' | ',' | '-' | '\u{2013}' => ' ',
            '\u{2019}' | '\u{2018}' | '\u{2BC}' => '\'',
            other => other,
        })
        .collect();
    text::tidy(&plain)
}

fn without_kind(spelled: &str, kinds: &[&str]) -> String {
    let rest = kinds.iter().find_map(|kind| spelled.strip_prefix(kind)?.strip_prefix(' '));
    rest.unwrap_or(spelled).to_owned()
}

/// The rows of a table, each as its columns.
fn rows(table: &str) -> impl Iterator<Item = std::str::Split<'_, char>> {
    table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| line.split('\t'))
}
