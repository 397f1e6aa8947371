//! What the profile page shows, as plain values. No `Debug`: these are somebody's own words.

use domain::address::Places;
use domain::calendar::{Date, Timestamp};
use domain::form::Field;
use domain::id_number::IdNumberNote;
use domain::profile::{Item, Profile};

use super::phone::PhoneProof;
use crate::flash::Flash;

/// What is held about the member, ready to be shown.
#[derive(Clone, Default)]
pub struct ProfileView {
    /// The account's own name, as typed.
    pub username: String,
    /// The number other systems name the member by, if there is one already.
    pub reference: Option<String>,
    /// Full name.
    pub full_name: String,
    /// `dd/MM/yyyy`, or the year alone.
    pub birth_date: String,
    /// `male`, `female`, `other` or empty.
    pub gender: &'static str,
    /// In the national form, or empty.
    pub phone: String,
    /// Whether it is confirmed.
    pub phone_proof: PhoneProof,
    /// The address in use.
    pub email: String,
    /// Whether a letter to it was answered.
    pub email_confirmed: bool,
    /// A new address that waits for its letter to be answered.
    pub pending_email: Option<String>,
    /// `048•••••••34`, if a number is held.
    pub id_masked: Option<String>,
    /// What is worth a look about it.
    pub id_note: Option<IdNumberNote>,
    /// The code of the province, or empty.
    pub province: String,
    /// The name of the ward, or empty.
    pub ward: String,
    /// Wards that have the name of the district somebody typed just now.
    pub wards_alike: Vec<String>,
    /// House and street, or empty.
    pub address_line: String,
    /// An address from before the two-level list, as it was written.
    pub legacy_address: Option<String>,
    /// Code and name of each province in force.
    pub provinces: Vec<(String, String)>,
    /// The version of the profile that this page shows.
    pub version: i64,
    /// Since when each item is held.
    pub held_since: Vec<(Item, Timestamp)>,
}

impl ProfileView {
    /// The view of `profile`, with the names in force on `today`. `version`, `held_since`, the reference and the masked ID number
    /// are the caller's to add where the profile does not carry them.
    pub fn of(profile: &Profile, username: &str, places: &Places, today: Date) -> Self {
        let address = profile.address.as_ref();
        let ward = address.and_then(|address| places.ward(address.ward()));
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        Self {
            username: username.to_owned(),
            reference: None,
            full_name: profile.full_name.as_str().to_owned(),
            birth_date: profile.birth.shown(),
            gender: profile.gender.map_or("", domain::gender::Gender::code),
            phone: profile.phone.as_ref().map(domain::phone::Phone::national).unwrap_or_default(),
            phone_proof: PhoneProof::NotHere,
            email: profile.email.as_str().to_owned(),
            email_confirmed: profile.email_confirmed,
            pending_email: profile.pending_email.as_ref().map(|email| email.as_str().to_owned()),
            id_masked: profile.id_number.as_ref().map(domain::id_number::IdNumber::masked),
            id_note: None,
            province: text(address.map(domain::address::Address::province)),
            ward: text(ward.map(|ward| ward.name.as_str())),
            wards_alike: Vec::new(),
            address_line: text(address.map(domain::address::Address::line)),
            legacy_address: address.and_then(|address| address.legacy_text()).map(str::to_owned),
            provinces: places.provinces_on(today).map(|one| (one.code.clone(), one.name.clone())).collect(),
            version: 0,
            held_since: Vec::new(),
        }
    }

    /// Since when the item is held, if it is.
    pub fn since(&self, item: Item) -> Option<Timestamp> {
        self.held_since.iter().find(|(held, _)| *held == item).map(|(_, since)| *since)
    }

    /// Whether anything was typed that is not held.
    pub fn differs_from(&self, typed: &Flash) -> bool {
        let held = [
            (Field::FullName, self.full_name.as_str()),
            (Field::BirthDate, &self.birth_date),
            (Field::Gender, self.gender),
            (Field::Phone, &self.phone),
            (Field::Email, &self.email),
            (Field::Province, &self.province),
            (Field::Ward, &self.ward),
            (Field::AddressLine, &self.address_line),
            (Field::IdNumber, ""),
        ];
        held.into_iter().any(|(field, held)| typed.value_or(field, held) != held)
    }

    /// Whether any part of an address is held.
    pub fn holds_address(&self) -> bool {
        self.legacy_address.is_some()
            || [&self.province, &self.ward, &self.address_line].iter().any(|part| !part.is_empty())
    }
}
