//! Keys in the database.

use super::ApiKey;
use crate::db::{Tx, on};
use crate::fault::Accident;
use domain::api_key::{Scope, SystemName};
use domain::calendar::Timestamp;
use uuid::Uuid;

pub(crate) const INSERT: &str =
    "insert into api_keys (id, name, key_hash, scopes, made_at) values ($1, $2, $3, $4, $5)";
pub(crate) const EVERY: &str =
    "select id, name, scopes, made_at, last_used_at, revoked_at from api_keys order by made_at, id";
pub(crate) const LIVING: &str = "select id, name, scopes, made_at, last_used_at, revoked_at from api_keys \
     where key_hash = $1 and revoked_at is null";
pub(crate) const USE: &str = "update api_keys set last_used_at = $2 where id = $1";
pub(crate) const REVOKE: &str = "update api_keys set revoked_at = $2 where id = $1 and revoked_at is null";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[INSERT, EVERY, LIVING, USE, REVOKE];

/// A key that is being made.
#[derive(Clone)]
pub(crate) struct NewRow {
    pub(crate) id: Uuid,
    pub(crate) name: SystemName,
    pub(crate) hash: [u8; 32],
    pub(crate) scopes: Vec<Scope>,
    pub(crate) now: Timestamp,
}

#[derive(sqlx::FromRow)]
struct KeyRow {
    id: Uuid,
    name: String,
    scopes: String,
    made_at: i64,
    last_used_at: Option<i64>,
    revoked_at: Option<i64>,
}

impl KeyRow {
    fn read(self) -> Result<ApiKey, Accident> {
        let scopes: Option<Vec<Scope>> = self.scopes.split_whitespace().map(Scope::parse).collect();
        Ok(ApiKey {
            id: self.id,
            name: SystemName::parse(&self.name).ok_or("a system of no name is stored")?,
            scopes: scopes.ok_or("an unknown scope is stored")?,
            made_at: Timestamp::from_micros(self.made_at),
            last_used_at: self.last_used_at.map(Timestamp::from_micros),
            revoked_at: self.revoked_at.map(Timestamp::from_micros),
        })
    }
}

pub(super) async fn insert(tx: &mut Tx<'_>, row: &NewRow) -> sqlx::Result<()> {
    let scopes = row.scopes.iter().map(|scope| scope.code()).collect::<Vec<_>>().join(" ");
    on!(tx, |c| sqlx::query(INSERT)
        .bind(row.id)
        .bind(row.name.as_str())
        .bind(row.hash.as_slice())
        .bind(scopes)
        .bind(row.now.micros())
        .execute(c)
        .await
        .map(drop))
}

pub(super) async fn all(tx: &mut Tx<'_>) -> Result<Vec<ApiKey>, Accident> {
    let rows: Vec<KeyRow> = on!(tx, |c| sqlx::query_as(EVERY).fetch_all(c).await)?;
    rows.into_iter().map(KeyRow::read).collect()
}

pub(super) async fn living(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<ApiKey>, Accident> {
    let row: Option<KeyRow> = on!(tx, |c| sqlx::query_as(LIVING).bind(hash.as_slice()).fetch_optional(c).await)?;
    row.map(KeyRow::read).transpose()
}

pub(super) async fn use_now(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(USE).bind(id).bind(now.micros()).execute(c).await.map(drop))
}

pub(super) async fn revoke(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> sqlx::Result<bool> {
    on!(tx, |c| sqlx::query(REVOKE).bind(id).bind(now.micros()).execute(c).await.map(|done| done.rows_affected() == 1))
}
