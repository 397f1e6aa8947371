//! The ledger, a page at a time.
//!
//! A page is one JSON text: whoever fetches a million rows one by one pays for each value of each, and for waking the thread that waits
//! for it, more than for all that is to be found out about them.

use crate::consent::rows::EntryRow;
use crate::db::{Tx, on};
use crate::fault::Accident;
use crate::keys::hex;
use crate::members::MemberId;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use uuid::Uuid;

// JSON knows no bytes: they are written as digits.
macro_rules! sqlite {
    (array) => {
        "json_array"
    };
    (id $column:literal) => {
        concat!("hex(", $column, ")")
    };
    (bytes $column:literal) => {
        concat!("case when ", $column, " is not null then hex(", $column, ") end")
    };
}
macro_rules! postgres {
    (array) => {
        "json_build_array"
    };
    (id $column:literal) => {
        $column
    };
    (bytes $column:literal) => {
        concat!("encode(", $column, ", 'hex')")
    };
}
macro_rules! logged {
    ($engine:ident, $place:literal, $table:literal) => {
        concat!(
            "select string_agg(line, '\n' order by place) from (select ",
            $place,
            " as place, cast(",
            $engine!(array),
            "(",
            $place,
            ", ",
            $engine!(bytes "entry_hash"),
            ", ",
            $engine!(bytes "released"),
            ") as text) as line from ",
            $table,
            " where ",
            $place,
            " > $1 order by ",
            $place,
            " limit 1024) page"
        )
    };
}
macro_rules! said {
    ($engine:ident, $whose:literal, $more:expr, $device:literal, $from:literal) => {
        concat!(
            "select string_agg(line, '\n' order by whose, seq) from (select ",
            $whose,
            " as whose, seq, cast(",
            $engine!(array),
            "(",
            $engine!(id $whose),
            ", ",
            $more,
            ", ",
            $engine!(array),
            "(seq, purpose, channel, decision, wording_version, ",
            $engine!(bytes "wording_hash"),
            ", lang, method, policy_version, decided_at, until, ",
            $engine!(bytes $device),
            ", ",
            $engine!(bytes "previous_hash"),
            ", ",
            $engine!(bytes "entry_hash"),
            ")) as text) as line from ",
            $from,
            " where (",
            $whose,
            ", seq) > ($1, $2) order by ",
            $whose,
            ", seq limit 1024) page"
        )
    };
}
macro_rules! entries {
    ($engine:ident) => {
        said!(
            $engine,
            "e.member_id",
            concat!($engine!(bytes "k.key_id"), ", ", $engine!(bytes "k.wrapped")),
            "device",
            "consent_entries e left join member_keys k on k.member_id = e.member_id"
        )
    };
}
macro_rules! kept {
    ($engine:ident) => {
        concat!("kept_until, ", $engine!(bytes "kept_mark"))
    };
}
// For SQLite, for PostgreSQL.
const LEAVES: (&str, &str) = (logged!(sqlite, "idx", "audit_leaves"), logged!(postgres, "idx", "audit_leaves"));
const WAITING: (&str, &str) = (logged!(sqlite, "id", "audit_queue"), logged!(postgres, "id", "audit_queue"));
const ENTRIES: (&str, &str) = (entries!(sqlite), entries!(postgres));
const PROOFS: (&str, &str) = (
    said!(sqlite, "proof", kept!(sqlite), "previous_hash", "consent_proofs"),
    said!(postgres, "proof", kept!(postgres), "previous_hash", "consent_proofs"),
);
pub(crate) const TILES: &str =
    "select level, idx, hashes from audit_tiles where (level, idx) > ($1, $2) order by level, idx limit 256";
/// Reads the whole erasure ledger: for an operator who asks, never for a page.
pub(crate) const CERTIFICATES: &str = "select certificate from erasure_ledger";
/// Reads every closing that is under way: for an operator who asks, never for a page.
pub(crate) const UNDER_WAY: &str = "select proof from closures where proof is not null";

/// Every statement of this file but those that read a whole table, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[TILES, CERTIFICATES, UNDER_WAY];
/// The statements that are another text on each engine: on SQLite, on PostgreSQL.
pub(crate) const PAGES: [(&str, &str); 4] = [LEAVES, WAITING, ENTRIES, PROOFS];

/// Before the first entry, or the first proof without a name.
pub(super) const START: (Uuid, i64) = (Uuid::nil(), 0);

/// Rows, a line for each; `None` where there are no more.
pub(super) struct Page(Option<String>);

impl Page {
    /// The last row.
    pub(super) fn last<'p, T: Deserialize<'p>>(&'p self) -> Result<Option<T>, Accident> {
        Ok(self.lines().next_back().map(serde_json::from_str).transpose()?)
    }

    /// All of them, in order.
    pub(super) fn rows<'p, T: Deserialize<'p>>(&'p self) -> impl Iterator<Item = Result<T, Accident>> {
        self.lines().map(|line| Ok(serde_json::from_str(line)?))
    }

    // No text in JSON holds the end of a line: it is written as \n.
    fn lines(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.iter().flat_map(|text| text.lines())
    }
}

/// A place, a hash, and its mark.
#[derive(Deserialize)]
pub(super) struct Logged {
    pub(super) place: i64,
    #[serde(with = "hex")]
    pub(super) hash: Vec<u8>,
    #[serde(deserialize_with = "hex::optional")]
    pub(super) released: Option<Vec<u8>>,
}

impl Logged {
    pub(super) fn place(&self) -> i64 {
        self.place
    }
}

/// A row of the tree.
pub(super) type Tile = (i64, i64, Vec<u8>);

/// A decision with the key its device is sealed under.
#[derive(Deserialize)]
pub(super) struct Entry {
    #[serde(deserialize_with = "id")]
    whose: Uuid,
    #[serde(deserialize_with = "hex::optional")]
    pub(super) key_id: Option<Vec<u8>>,
    #[serde(deserialize_with = "hex::optional")]
    pub(super) wrapped: Option<Vec<u8>>,
    pub(super) row: EntryRow,
}

impl Entry {
    pub(super) fn member(&self) -> MemberId {
        MemberId::new(self.whose)
    }

    pub(super) fn place(&self) -> (Uuid, i64) {
        (self.whose, self.row.seq)
    }
}

/// A decision kept without a name; it has no device.
#[derive(Deserialize)]
pub(super) struct Proof {
    #[serde(deserialize_with = "id")]
    pub(super) number: Uuid,
    pub(super) kept_until: i64,
    #[serde(deserialize_with = "hex::optional")]
    pub(super) kept_mark: Option<Vec<u8>>,
    pub(super) row: EntryRow,
}

impl Proof {
    pub(super) fn place(&self) -> (Uuid, i64) {
        (self.number, self.row.seq)
    }
}

fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Uuid, D::Error> {
    Uuid::try_parse(<&str>::deserialize(deserializer)?).map_err(D::Error::custom)
}

pub(super) async fn leaves(tx: &mut Tx<'_>, after: i64) -> sqlx::Result<Page> {
    logged(tx, LEAVES, after).await
}

pub(super) async fn waiting(tx: &mut Tx<'_>, after: i64) -> sqlx::Result<Page> {
    logged(tx, WAITING, after).await
}

pub(super) async fn entries(tx: &mut Tx<'_>, after: (Uuid, i64)) -> sqlx::Result<Page> {
    said(tx, ENTRIES, after).await
}

pub(super) async fn proofs(tx: &mut Tx<'_>, after: (Uuid, i64)) -> sqlx::Result<Page> {
    said(tx, PROOFS, after).await
}

async fn logged(tx: &mut Tx<'_>, texts: (&'static str, &'static str), after: i64) -> sqlx::Result<Page> {
    let text = tx.pick(texts.0, texts.1);
    on!(tx, |c| sqlx::query_scalar(text).bind(after).fetch_one(c).await.map(Page))
}

async fn said(tx: &mut Tx<'_>, texts: (&'static str, &'static str), after: (Uuid, i64)) -> sqlx::Result<Page> {
    let text = tx.pick(texts.0, texts.1);
    on!(tx, |c| sqlx::query_scalar(text).bind(after.0).bind(after.1).fetch_one(c).await.map(Page))
}

pub(super) async fn tiles(tx: &mut Tx<'_>, after: (i64, i64)) -> sqlx::Result<Vec<Tile>> {
    on!(tx, |c| sqlx::query_as(TILES).bind(after.0).bind(after.1).fetch_all(c).await)
}

/// What the erasure ledger knows certificates by; `None` where one was given before they had numbers.
pub(super) async fn erasures(tx: &mut Tx<'_>) -> Result<Vec<Option<Vec<u8>>>, Accident> {
    Ok(on!(tx, |c| sqlx::query_scalar(CERTIFICATES).fetch_all(c).await)?)
}

/// The numbers of erasures that are under way.
pub(super) async fn under_way(tx: &mut Tx<'_>) -> Result<Vec<Uuid>, Accident> {
    Ok(on!(tx, |c| sqlx::query_scalar(UNDER_WAY).fetch_all(c).await)?)
}
