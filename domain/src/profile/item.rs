//! The closed list of what is held about a member, and what each item is held for. (MC-1.1b, MC-4.2; law D-3)

use crate::codes::codes;
use crate::consent::PurposeCode::{self, Legal, Loyalty, News, Promotions, Security, Service, Support, Transaction};
use crate::form::Field;
use crate::retention::Held;

codes! {
    /// One item of the profile, in the order of the form.
    Item {
        /// Name, as the member writes it.
        FullName = "full_name",
        /// Gender.
        Gender = "gender",
        /// Birth date or year.
        BirthDate = "birth_date",
        /// Personal identification number.
        IdNumber = "id_number",
        /// Mobile number.
        Phone = "phone",
        /// Province, ward and line.
        Address = "address",
        /// Email address.
        Email = "email",
        /// The account's own name.
        Username = "username",
    }
}

impl Item {
    /// Whether an account can do without it; then the member can clear it.
    pub const fn optional(self) -> bool {
        matches!(self, Self::Gender | Self::IdNumber | Self::Phone | Self::Address)
    }

    /// The purposes that read it; `data/purposes.tsv` says the same, and a test compares them.
    pub const fn purposes(self) -> &'static [PurposeCode] {
        match self {
            Self::FullName | Self::Email => {
                &[Service, Transaction, Security, Support, Legal, News, Promotions, Loyalty]
            }
            Self::Gender | Self::BirthDate => &[Service, Legal, Loyalty],
            Self::IdNumber | Self::Address => &[Support, Legal],
            Self::Phone => &[Transaction, Security, Support, Legal, News, Promotions, Loyalty],
            Self::Username => &[Service, Security, Support, Legal],
        }
    }

    /// Its line in the retention table.
    pub const fn retention(self) -> Held {
        match self {
            Self::FullName => Held::FullName,
            Self::Gender => Held::Gender,
            Self::BirthDate => Held::BirthDate,
            Self::IdNumber => Held::IdNumber,
            Self::Phone => Held::Phone,
            Self::Address => Held::Address,
            Self::Email => Held::Email,
            Self::Username => Held::Username,
        }
    }

    /// The form fields it is typed into.
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Self::FullName => &[Field::FullName],
            Self::Gender => &[Field::Gender],
            Self::BirthDate => &[Field::BirthDate],
            Self::IdNumber => &[Field::IdNumber],
            Self::Phone => &[Field::Phone],
            Self::Address => &[Field::Province, Field::Ward, Field::AddressLine],
            Self::Email => &[Field::Email],
            Self::Username => &[Field::Username],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_items_are_optional_and_the_rest_the_account_needs() {
        let optional: Vec<_> = Item::ALL.iter().filter(|item| item.optional()).map(|item| item.code()).collect();
        assert_eq!(optional, ["gender", "id_number", "phone", "address"]);
    }

    #[test]
    fn every_item_serves_a_purpose_that_needs_no_consent() {
        for item in Item::ALL {
            assert!(item.purposes().iter().any(|purpose| purpose.switch().is_none()), "{}", item.code());
        }
    }

    #[test]
    fn an_item_is_found_by_its_code() {
        for item in Item::ALL {
            assert_eq!(Item::parse(item.code()), Some(*item));
        }
        assert_eq!(Item::parse("passport"), None);
    }
}
