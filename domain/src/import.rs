//! Members another system kept before this one. (MC-1.1, MC-2.2; law C5, C6, C12, D-10, D-22)
//!
//! Every value passes the rules it would pass if its member typed it. Marketing comes along only where an earlier yes can
//! be proved: by whom, when, to which published wording, and where the evidence lies. What is not provable stays a no, and
//! is told to whoever imports.

mod consents;
mod members;
mod orders;
#[cfg(test)]
mod tests;

pub use consents::ProvedConsent;
pub use members::{BroughtMember, check};
pub use orders::OrderLine;

use std::fmt;

use crate::codes::codes;
use crate::form::{Field, Problem, Reason};

codes! {
    /// A column of the file, by the name in its head.
    MemberColumn {
        /// What the earlier system names the member by; never kept as it is.
        Reference = "reference",
        /// The name they signed in by; empty: one is made up.
        Username = "username",
        /// Name, as the member writes it.
        FullName = "full_name",
        /// A gender's code, or empty.
        Gender = "gender",
        /// Birth date or year.
        BirthDate = "birth_date",
        /// Personal identification number, or empty.
        IdNumber = "id_number",
        /// Mobile number, or empty.
        Phone = "phone",
        /// Email address.
        Email = "email",
        /// When the member proved to read it; empty: they did not.
        EmailConfirmedAt = "email_confirmed_at",
        /// Province, code or name, or empty.
        Province = "province",
        /// Ward, code or name, or empty.
        Ward = "ward",
        /// House and street, or empty.
        AddressLine = "address_line",
        /// An address from before July 2025, as the text it was; only where the three columns before are empty.
        AddressOlder = "address_older",
        /// The language of pages and letters: `vi` or `en`; empty: `vi`.
        Language = "language",
        /// The hash of the password; empty: the member comes in by a letter.
        PasswordHash = "password_hash",
        /// What they agreed to: purposes, separated by `;`.
        ConsentPurpose = "consent_purpose",
        /// In which channel, in the same order.
        ConsentChannel = "consent_channel",
        /// When, in the same order.
        ConsentDecidedAt = "consent_decided_at",
        /// Which published version of the wording, in the same order.
        ConsentWording = "consent_wording",
        /// Where the evidence lies, in the same order.
        ConsentEvidence = "consent_evidence",
    }
}

impl MemberColumn {
    /// Whether a file cannot do without the column.
    pub const fn required(self) -> bool {
        matches!(self, Self::Reference | Self::FullName | Self::BirthDate | Self::Email)
    }

    const fn of(field: Field) -> Option<Self> {
        Some(match field {
            Field::Username => Self::Username,
            Field::FullName => Self::FullName,
            Field::Gender => Self::Gender,
            Field::BirthDate => Self::BirthDate,
            Field::IdNumber => Self::IdNumber,
            Field::Phone => Self::Phone,
            Field::Email => Self::Email,
            Field::Province => Self::Province,
            Field::Ward => Self::Ward,
            Field::AddressLine => Self::AddressLine,
            _ => return None,
        })
    }
}

codes! {
    /// Why a line, or a part of it, was not taken in. Codes only: what stood there is never repeated.
    ImportRefusal {
        /// There is no reference.
        ReferenceMissing = "reference_missing",
        /// The reference is longer than 200 characters, or holds characters no text here may hold.
        ReferenceMalformed = "reference_malformed",
        /// A language that is not spoken here.
        LanguageUnknown = "language_unknown",
        /// An older address beside one of today.
        TwoAddresses = "two_addresses",
        /// No proved address and no name with a password: the member could never come in.
        NoWayIn = "no_way_in",
        /// A password hash of a kind that is not read here.
        HashKindUnknown = "hash_kind_unknown",
        /// A password hash that cannot be read.
        HashUnreadable = "hash_unreadable",
        /// A password hash that one sign-in would spend seconds on.
        HashTooCostly = "hash_too_costly",
        /// Another member has proved this address.
        AddressTaken = "address_taken",
        /// Not provable (law C5): imported without it.
        NotProvable = "not_provable",
        /// The line has another number of cells than the head.
        CellCount = "cell_count",
        /// The line is no UTF-8.
        NotUtf8 = "not_utf8",
        /// The line is no JSON object of texts.
        NotAnObject = "not_an_object",
        /// The line names a column there is not.
        UnknownColumn = "unknown_column",
        /// The column holds something else than a text.
        NotText = "not_text",
    }
}

/// What is wrong with a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wrong {
    /// The value would not be taken from its member either.
    Value(Reason),
    /// The line cannot be imported.
    Line(ImportRefusal),
}

/// A problem and the column it is about; `None` for one about the line as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LineProblem {
    /// The column.
    pub column: Option<MemberColumn>,
    /// What is wrong.
    pub wrong: Wrong,
}

impl LineProblem {
    /// A problem of this column.
    pub const fn at(column: MemberColumn, why: ImportRefusal) -> Self {
        Self { column: Some(column), wrong: Wrong::Line(why) }
    }

    /// A problem of the line as a whole.
    pub const fn of_line(why: ImportRefusal) -> Self {
        Self { column: None, wrong: Wrong::Line(why) }
    }

    /// A value that would be refused from its member, too.
    pub const fn value(column: MemberColumn, reason: Reason) -> Self {
        Self { column: Some(column), wrong: Wrong::Value(reason) }
    }

    /// What is wrong, as a code for the report: `birth.too_young`, `hash_too_costly`.
    pub fn code(&self) -> String {
        match self.wrong {
            Wrong::Line(why) => why.code().to_owned(),
            Wrong::Value(reason) => code_of(&reason),
        }
    }
}

impl From<Problem> for LineProblem {
    fn from(problem: Problem) -> Self {
        Self { column: problem.field.and_then(MemberColumn::of), wrong: Wrong::Value(problem.reason) }
    }
}

/// The names of a reason and of what is in it. Reasons hold codes and our own limits only, so nothing else can come out.
fn code_of(reason: &Reason) -> String {
    let names = format!("{reason:?}");
    let names = names.split([' ', '{']).next().unwrap_or_default();
    let mut code = String::with_capacity(names.len() + 8);
    for char in names.chars() {
        match char {
            '(' => code.push('.'),
            ')' => {}
            char if char.is_ascii_uppercase() => {
                if !code.is_empty() && !code.ends_with('.') {
                    code.push('_');
                }
                code.push(char.to_ascii_lowercase());
            }
            char => code.push(char),
        }
    }
    code
}

/// One line of the file: a text for each column, empty where there is none. It has no revealing `Debug`.
#[derive(Clone, Default)]
pub struct MemberLine {
    cells: [String; MemberColumn::ALL.len()],
}

impl MemberLine {
    /// Puts a text into a column.
    pub fn put(&mut self, column: MemberColumn, text: &str) {
        text.clone_into(&mut self.cells[column as usize]);
    }

    /// The text of a column.
    pub fn cell(&self, column: MemberColumn) -> &str {
        &self.cells[column as usize]
    }

    /// Whether nothing stands in a column.
    pub fn is_empty(&self, column: MemberColumn) -> bool {
        self.cell(column).trim().is_empty()
    }
}

impl fmt::Debug for MemberLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemberLine(…)")
    }
}
