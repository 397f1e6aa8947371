//! Where a member lives, on the two levels in force since 1 July 2025: province and ward, and one free line. (MC-1.1)
//!
//! Optional as a whole. An older address is kept as the text it was, and never rewritten by us.

mod places;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use places::{Places, Province, Ward, without_district};

use crate::calendar::Date;
use crate::card_number::looks_like_card;
use crate::form::{Field, Problem, Reason};
use crate::text;

/// The two digits of a province in the list of the National Statistics Office, such as `48`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProvinceCode([u8; 2]);

impl ProvinceCode {
    /// Two ASCII digits; whether a province has them is for [`Places`] to say.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: [u8; 2] = text.as_bytes().try_into().ok()?;
        digits.iter().all(u8::is_ascii_digit).then_some(Self(digits))
    }

    /// The two digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl std::fmt::Debug for ProvinceCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProvinceCode(…)")
    }
}

impl From<ProvinceCode> for String {
    fn from(code: ProvinceCode) -> Self {
        code.as_str().to_owned()
    }
}

impl TryFrom<String> for ProvinceCode {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not the two digits of a province")
    }
}

/// Why an address is not one we can keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AddressProblem {
    /// The rest of an address without its province.
    ProvinceMissing,
    /// No province of this name is in force.
    ProvinceUnknown,
    /// A province that became part of another one in 2025.
    ProvinceMerged {
        /// The province it belongs to now.
        into: ProvinceCode,
    },
    /// A province without a ward.
    WardMissing,
    /// No ward, commune or special zone of this name.
    WardUnknown,
    /// Several wards of the province are spelled like this: the marks or the kind are needed.
    WardAmbiguous,
    /// A ward of another province.
    WardElsewhere,
    /// A district, town or city below a province: the level that ended on 1 July 2025.
    DistrictLevel,
    /// More code points than the free line holds.
    LineTooLong {
        /// Code points at most.
        max: usize,
    },
    /// Invisible or control characters in the free line.
    LineCharacters,
}

impl AddressProblem {
    /// The field a member corrects.
    pub const fn field(self) -> Field {
        match self {
            Self::ProvinceMissing | Self::ProvinceUnknown | Self::ProvinceMerged { .. } => Field::Province,
            Self::WardMissing | Self::WardUnknown | Self::WardAmbiguous | Self::WardElsewhere | Self::DistrictLevel => {
                Field::Ward
            }
            Self::LineTooLong { .. } | Self::LineCharacters => Field::AddressLine,
        }
    }
}

impl From<AddressProblem> for Problem {
    fn from(problem: AddressProblem) -> Self {
        Self { field: Some(problem.field()), reason: Reason::Address(problem) }
    }
}

/// An address on the two-level list, or an older one as text. No `Display`, and `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    province: String,
    ward: String,
    line: String,
    legacy_text: Option<String>,
}

impl Address {
    /// Code points of the free line at most.
    pub const LINE_MAX: usize = 200;

    /// Reads the three fields; codes or names, as typed. Three empty fields are no address.
    ///
    /// # Errors
    /// Every problem of the three fields, in their order.
    pub fn parse(
        places: &Places,
        province: &str,
        ward: &str,
        line: &str,
        today: Date,
    ) -> Result<Option<Self>, Vec<Problem>> {
        if [province, ward, line].iter().all(|field| field.trim().is_empty()) {
            return Ok(None);
        }
        let mut problems = Vec::new();
        let province = places.find_province(province, today).map_err(|problem| problems.push(problem.into())).ok();
        // A ward can be judged only inside its province; that it is missing shows without one.
        let ward = match province {
            Some(province) => {
                places.find_ward(&province.code, ward).map_err(|problem| problems.push(problem.into())).ok()
            }
            None if ward.trim().is_empty() => {
                problems.push(AddressProblem::WardMissing.into());
                None
            }
            None => None,
        };
        let line =
            read_line(line).map_err(|reason| problems.push(Problem { field: Some(Field::AddressLine), reason })).ok();
        match (province, ward, line) {
            (Some(province), Some(ward), Some(line)) => {
                Ok(Some(Self { province: province.code.clone(), ward: ward.code.clone(), line, legacy_text: None }))
            }
            _ => Err(problems),
        }
    }

    /// An address from before the two-level list, as the text it was.
    pub fn older(text: &str) -> Self {
        Self { province: String::new(), ward: String::new(), line: String::new(), legacy_text: Some(text::tidy(text)) }
    }

    /// Two digits; empty in an older address.
    pub fn province(&self) -> &str {
        &self.province
    }

    /// Five digits; empty in an older address.
    pub fn ward(&self) -> &str {
        &self.ward
    }

    /// House number and street, or whatever the member wrote.
    pub fn line(&self) -> &str {
        &self.line
    }

    /// The text of an older address.
    pub fn legacy_text(&self) -> Option<&str> {
        self.legacy_text.as_deref()
    }

    /// One line as on an envelope, with the names in force on that day.
    pub fn shown(&self, places: &Places, today: Date) -> String {
        let ward = places.ward(&self.ward).map_or("", |ward| &ward.name);
        let province = places.province(&self.province, today).map_or("", |province| &province.name);
        let parts = [self.legacy_text().unwrap_or_default(), &self.line, ward, province];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(", ")
    }

    /// What is kept, under the member's key: four fields between tabs.
    pub fn stored(&self) -> String {
        [&self.province, &self.ward, &self.line, self.legacy_text().unwrap_or_default()].join("\t")
    }

    /// Reads what [`Address::stored`] wrote.
    pub fn from_stored(text: &str) -> Option<Self> {
        let mut fields = text.split('\t').map(str::to_owned);
        let (province, ward, line, legacy) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
        let legacy_text = (!legacy.is_empty()).then_some(legacy);
        fields.next().is_none().then_some(Self { province, ward, line, legacy_text })
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Address(…)")
    }
}

/// The free line: any readable text but a card number (MC-1.3). All of an address that needs no list, and so the
/// part the browser can check.
///
/// # Errors
/// [`Reason::CardNumber`] or [`Reason::Address`] with what is wrong with the line.
pub fn read_line(typed: &str) -> Result<String, Reason> {
    let line = text::tidy(typed);
    if looks_like_card(&line) {
        return Err(Reason::CardNumber);
    }
    if line.chars().count() > Address::LINE_MAX {
        return Err(Reason::Address(AddressProblem::LineTooLong { max: Address::LINE_MAX }));
    }
    if text::has_forbidden(&line) {
        return Err(Reason::Address(AddressProblem::LineCharacters));
    }
    Ok(line)
}
