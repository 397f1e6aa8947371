//! The profile in the database: one row a member, each value an envelope under the member's own key.

use crate::db::many::Cell;
use crate::db::{Tx, on};
use crate::email::rows::{LastLink, LinkOf};
use crate::fault::Accident;
use crate::keys::MemberKey;
use crate::members::{MemberId, references};
use domain::address::Address;
use domain::birth::Birth;
use domain::calendar::Timestamp;
use domain::email::Email;
use domain::gender::Gender;
use domain::id_number::IdNumber;
use domain::member_reference::MemberReference;
use domain::name::FullName;
use domain::phone::Phone;
use domain::profile::{Item, Profile, ProfileChange};
use domain::username::Username;

pub(crate) const PROFILE: &str = "select version, username, username_since, full_name, full_name_since, birth, birth_since, \
     email, email_since, email_confirmed_at, gender, gender_since, id_number, id_number_since, phone, phone_since, phone_confirmed_at, \
     address, address_since from profiles where member_id = $1";
// The profile and the link of an address that waits, in one look: this is the page members open most.
pub(crate) const PAGE: &str = "select p.version, p.username, p.username_since, p.full_name, p.full_name_since, p.birth, p.birth_since, \
     p.email, p.email_since, p.email_confirmed_at, p.gender, p.gender_since, p.id_number, p.id_number_since, p.phone, p.phone_since, p.phone_confirmed_at, \
     p.address, p.address_since, e.address as link_address, e.asked_at, e.expires_at, e.used_at, r.reference \
     from profiles p left join email_confirmations e on e.member_id = p.member_id \
     left join member_references r on r.member_id = p.member_id where p.member_id = $1";
pub(crate) const INSERT_WHOLE: &str = "insert into profiles (member_id, version, username, username_since, full_name, full_name_since, \
     birth, birth_since, email, email_since, email_confirmed_at, gender, gender_since, id_number, id_number_since, phone, phone_since, \
     address, address_since) values ($1, 1, $2, $6, $3, $6, $4, $6, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
pub(crate) const SET_FULL_NAME: &str = "update profiles set full_name = $2, full_name_since = $3 where member_id = $1";
pub(crate) const SET_GENDER: &str = "update profiles set gender = $2, gender_since = $3 where member_id = $1";
pub(crate) const SET_BIRTH: &str = "update profiles set birth = $2, birth_since = $3 where member_id = $1";
pub(crate) const SET_ID_NUMBER: &str = "update profiles set id_number = $2, id_number_since = $3 where member_id = $1";
pub(crate) const SET_PHONE: &str =
    // Another number is not proved.
    "update profiles set phone = $2, phone_since = $3, phone_confirmed_at = null where member_id = $1";
pub(crate) const SET_ADDRESS: &str = "update profiles set address = $2, address_since = $3 where member_id = $1";
pub(crate) const SET_EMAIL: &str = "update profiles set email = $2, email_since = $3 where member_id = $1";
pub(crate) const SET_EMAIL_CONFIRMED: &str = "update profiles set email_confirmed_at = $2 where member_id = $1";
pub(crate) const SET_PHONE_CONFIRMED: &str = "update profiles set phone_confirmed_at = $2 where member_id = $1";
pub(crate) const SET_VERSION: &str = "update profiles set version = version + 1 where member_id = $1";
pub(crate) const KEEP_FORMER: &str =
    "insert into former_values (member_id, version, item, value, corrected_at) values ($1, $2, $3, $4, $5)";
pub(crate) const FORMER: &str = "select version, item, value, corrected_at from former_values where member_id = $1";
pub(crate) const FORGET_ITEM: &str = "delete from former_values where member_id = $1 and item = $2";

/// Every statement of this file, for the test that asks the engines how they would run them.
pub(crate) const ALL: &[&str] = &[
    PROFILE,
    PAGE,
    INSERT_WHOLE,
    SET_FULL_NAME,
    SET_GENDER,
    SET_BIRTH,
    SET_ID_NUMBER,
    SET_PHONE,
    SET_ADDRESS,
    SET_EMAIL,
    SET_EMAIL_CONFIRMED,
    SET_PHONE_CONFIRMED,
    SET_VERSION,
    KEEP_FORMER,
    FORMER,
    FORGET_ITEM,
];

/// Where the items are sealed.
const TABLE: &str = "profiles";

#[derive(sqlx::FromRow)]
struct ProfileRow {
    version: i64,
    username: Vec<u8>,
    username_since: i64,
    full_name: Vec<u8>,
    full_name_since: i64,
    birth: Vec<u8>,
    birth_since: i64,
    email: Vec<u8>,
    email_since: i64,
    email_confirmed_at: Option<i64>,
    gender: Option<Vec<u8>>,
    gender_since: Option<i64>,
    id_number: Option<Vec<u8>>,
    id_number_since: Option<i64>,
    phone: Option<Vec<u8>>,
    phone_since: Option<i64>,
    phone_confirmed_at: Option<i64>,
    address: Option<Vec<u8>>,
    address_since: Option<i64>,
}

/// What a member's row says.
pub(crate) struct Kept {
    pub(crate) version: i64,
    pub(crate) username: Username,
    /// Without the address that still waits: that lies with its link.
    pub(crate) profile: Profile,
    /// When each item was last given, corrected or cleared.
    pub(crate) since: Vec<(Item, Timestamp)>,
    pub(crate) email_confirmed_at: Option<Timestamp>,
    pub(crate) phone_confirmed_at: Option<Timestamp>,
}

/// What an item was before a correction.
pub(crate) struct Former {
    /// The version of the profile it belonged to.
    pub(crate) version: i64,
    pub(crate) item: Item,
    /// As it was kept.
    pub(crate) value: String,
    pub(crate) corrected_at: Timestamp,
}

/// The member's profile.
pub(crate) async fn kept(tx: &mut Tx<'_>, member: MemberId, key: &MemberKey) -> Result<Kept, Accident> {
    let row: ProfileRow = on!(tx, |c| sqlx::query_as(PROFILE).bind(member).fetch_one(c).await)?;
    row.kept(member, key)
}

#[derive(sqlx::FromRow)]
struct PageRow {
    #[sqlx(flatten)]
    profile: ProfileRow,
    #[sqlx(flatten)]
    link: LinkOf,
    reference: Option<Vec<u8>>,
}

/// The member's profile, the last link that was sent to prove an address, and the number other systems know.
pub(crate) async fn page(
    tx: &mut Tx<'_>,
    member: MemberId,
    key: &MemberKey,
) -> Result<(Kept, Option<LastLink>, Option<MemberReference>), Accident> {
    let row: PageRow = on!(tx, |c| sqlx::query_as(PAGE).bind(member).fetch_one(c).await)?;
    let reference = row.reference.map(|sealed| references::open(key, member, &sealed)).transpose()?;
    Ok((row.profile.kept(member, key)?, row.link.read(member, key)?, reference))
}

/// The row of somebody who is brought over with all that was known, for [`INSERT_WHOLE`].
pub(crate) fn whole(
    member: MemberId,
    key: &MemberKey,
    (username, profile, email_confirmed_at): (&Username, &ProfileChange, Option<Timestamp>),
    now: Timestamp,
) -> Vec<Cell> {
    let seal = |column, value: &str| sealed(key, member, column, value, now);
    let mut row = vec![
        Cell::Member(member),
        Cell::Bytes(key.seal(TABLE, "username", member.bytes(), username.as_str().as_bytes())),
        Cell::Bytes(seal("full_name", profile.full_name.as_str())),
        Cell::Bytes(seal("birth", &profile.birth.stored())),
        Cell::Bytes(seal("email", profile.email.as_str())),
        Cell::Int(now.micros()),
        Cell::OptInt(email_confirmed_at.map(Timestamp::micros)),
    ];
    let optional =
        [("gender", Item::Gender), ("id_number", Item::IdNumber), ("phone", Item::Phone), ("address", Item::Address)];
    for (column, item) in optional {
        let given = wanted(profile, item).map(|value| seal(column, &value));
        let since = given.as_ref().map(|_| now.micros());
        row.extend([Cell::OptBytes(given), Cell::OptInt(since)]);
    }
    row
}

/// Writes one item, or clears it.
pub(crate) async fn set(
    tx: &mut Tx<'_>,
    member: MemberId,
    key: &MemberKey,
    item: Item,
    value: Option<&str>,
    now: Timestamp,
) -> Result<(), Accident> {
    let (column, statement) = column_of(item).ok_or("a username is not corrected with the profile")?;
    let sealed = value.map(|value| sealed(key, member, column, value, now));
    on!(tx, |c| sqlx::query(statement).bind(member).bind(sealed).bind(now.micros()).execute(c).await.map(drop))?;
    Ok(())
}

const fn column_of(item: Item) -> Option<(&'static str, &'static str)> {
    Some(match item {
        Item::FullName => ("full_name", SET_FULL_NAME),
        Item::Gender => ("gender", SET_GENDER),
        Item::BirthDate => ("birth", SET_BIRTH),
        Item::IdNumber => ("id_number", SET_ID_NUMBER),
        Item::Phone => ("phone", SET_PHONE),
        Item::Address => ("address", SET_ADDRESS),
        Item::Email => ("email", SET_EMAIL),
        Item::Username => return None,
    })
}

/// The address in use counts as confirmed from now on.
pub(crate) async fn set_email_confirmed(tx: &mut Tx<'_>, member: MemberId, now: Timestamp) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(SET_EMAIL_CONFIRMED).bind(member).bind(now.micros()).execute(c).await.map(drop))
}

/// The number in use counts as confirmed from now on.
pub(crate) async fn set_phone_confirmed(tx: &mut Tx<'_>, member: MemberId, now: Timestamp) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(SET_PHONE_CONFIRMED).bind(member).bind(now.micros()).execute(c).await.map(drop))
}

/// Makes every page that was opened before an old one.
pub(crate) async fn raise_version(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(SET_VERSION).bind(member).execute(c).await.map(drop))
}

/// Keeps what an item was in this version of the profile.
pub(crate) async fn keep_former(
    tx: &mut Tx<'_>,
    member: MemberId,
    key: &MemberKey,
    former: &Former,
) -> sqlx::Result<()> {
    let code = former.item.code();
    let sealed = key.seal("former_values", code, &former_place(member, former.version), former.value.as_bytes());
    on!(tx, |c| sqlx::query(KEEP_FORMER)
        .bind(member)
        .bind(former.version)
        .bind(code)
        .bind(sealed)
        .bind(former.corrected_at.micros())
        .execute(c)
        .await
        .map(drop))
}

/// All former values that are still kept, in no order.
pub(crate) async fn former(tx: &mut Tx<'_>, member: MemberId, key: &MemberKey) -> Result<Vec<Former>, Accident> {
    let rows: Vec<(i64, String, Vec<u8>, i64)> = on!(tx, |c| sqlx::query_as(FORMER).bind(member).fetch_all(c).await)?;
    let open = |(version, code, sealed, corrected_at): (i64, String, Vec<u8>, i64)| {
        let item = Item::parse(&code).ok_or("an unknown item is stored")?;
        let value = key.open("former_values", item.code(), &former_place(member, version), &sealed)?;
        Ok(Former {
            version,
            item,
            value: String::from_utf8(value.to_vec())?,
            corrected_at: Timestamp::from_micros(corrected_at),
        })
    };
    rows.into_iter().map(open).collect()
}

/// Deletes all former values of an item: what a member clears is gone.
pub(crate) async fn forget_item(tx: &mut Tx<'_>, member: MemberId, item: Item) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(FORGET_ITEM).bind(member).bind(item.code()).execute(c).await.map(drop))
}

fn former_place(member: MemberId, version: i64) -> Vec<u8> {
    [member.bytes().as_slice(), &version.to_be_bytes()].concat()
}

/// An item as it is kept; `None` if it is empty.
pub(crate) fn stored(profile: &Profile, item: Item) -> Option<String> {
    match item {
        Item::FullName => Some(profile.full_name.as_str().to_owned()),
        Item::Gender => profile.gender.map(|gender| gender.code().to_owned()),
        Item::BirthDate => Some(profile.birth.stored()),
        Item::IdNumber => profile.id_number.as_ref().map(|number| number.as_str().to_owned()),
        Item::Phone => profile.phone.as_ref().map(|phone| phone.as_str().to_owned()),
        Item::Address => profile.address.as_ref().map(Address::stored),
        Item::Email => Some(profile.email.as_str().to_owned()),
        Item::Username => None,
    }
}

/// An item as the change wants it kept; `None` clears it.
pub(crate) fn wanted(change: &ProfileChange, item: Item) -> Option<String> {
    match item {
        Item::FullName => Some(change.full_name.as_str().to_owned()),
        Item::Gender => change.gender.map(|gender| gender.code().to_owned()),
        Item::BirthDate => Some(change.birth.stored()),
        Item::IdNumber => change.id_number.as_ref().map(|number| number.as_str().to_owned()),
        Item::Phone => change.phone.as_ref().map(|phone| phone.as_str().to_owned()),
        Item::Address => change.address.as_ref().map(Address::stored),
        Item::Email => Some(change.email.as_str().to_owned()),
        Item::Username => None,
    }
}

/// The value of an item as it is kept from `now` on. The username is none: it is written once.
pub(crate) fn sealed(key: &MemberKey, member: MemberId, column: &'static str, value: &str, now: Timestamp) -> Vec<u8> {
    key.seal_dated((TABLE, column, member.bytes()), now, value.as_bytes())
}

/// The value of an item that is kept `since` then: what it was before, put back, does not open.
pub(crate) fn opened(
    key: &MemberKey,
    member: MemberId,
    column: &'static str,
    (sealed, since): (&[u8], i64),
) -> Result<String, Accident> {
    Ok(String::from_utf8(key.open_dated((TABLE, column, member.bytes()), since, sealed)?.to_vec())?)
}

impl ProfileRow {
    fn kept(self, member: MemberId, key: &MemberKey) -> Result<Kept, Accident> {
        let open = |column, sealed: &[u8], since| opened(key, member, column, (sealed, since));
        let maybe = |column, sealed: &Option<Vec<u8>>, since: Option<i64>| {
            sealed.as_ref().map(|sealed| open(column, sealed, since.unwrap_or_default())).transpose()
        };
        let since = self.since();
        let gender = maybe("gender", &self.gender, self.gender_since)?
            .map(|code| Gender::parse(&code).ok_or("an unknown gender is stored"));
        let address = maybe("address", &self.address, self.address_since)?
            .map(|text| Address::from_stored(&text).ok_or("an unreadable address is stored"));
        let profile = Profile {
            full_name: FullName::from_stored(open("full_name", &self.full_name, self.full_name_since)?),
            gender: gender.transpose()?,
            birth: Birth::from_stored(&open("birth", &self.birth, self.birth_since)?)
                .ok_or("an unreadable birth date is stored")?,
            id_number: maybe("id_number", &self.id_number, self.id_number_since)?.map(IdNumber::from_stored),
            phone: maybe("phone", &self.phone, self.phone_since)?.map(Phone::from_stored),
            email: Email::from_stored(open("email", &self.email, self.email_since)?),
            email_confirmed: self.email_confirmed_at.is_some(),
            pending_email: None,
            address: address.transpose()?,
        };
        let username = key.open(TABLE, "username", member.bytes(), &self.username)?;
        let username = Username::from_stored(String::from_utf8(username.to_vec())?);
        let email_confirmed_at = self.email_confirmed_at.map(Timestamp::from_micros);
        let phone_confirmed_at = self.phone_confirmed_at.map(Timestamp::from_micros);
        Ok(Kept { version: self.version, username, profile, since, email_confirmed_at, phone_confirmed_at })
    }

    fn since(&self) -> Vec<(Item, Timestamp)> {
        let instants = [
            (Item::FullName, Some(self.full_name_since)),
            (Item::Gender, self.gender_since),
            (Item::BirthDate, Some(self.birth_since)),
            (Item::IdNumber, self.id_number_since),
            (Item::Phone, self.phone_since),
            (Item::Address, self.address_since),
            (Item::Email, Some(self.email_since)),
            (Item::Username, Some(self.username_since)),
        ];
        instants.into_iter().filter_map(|(item, at)| Some((item, Timestamp::from_micros(at?)))).collect()
    }
}
