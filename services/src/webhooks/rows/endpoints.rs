//! Endpoints in the database.

use crate::db::{Tx, on};
use crate::fault::Fault;
use crate::webhooks::EndpointId;
use domain::calendar::Timestamp;

pub(crate) const INSERT: &str = "insert into webhook_endpoints (id, name, target, added_at) values ($1, $2, $3, $4)";
pub(crate) const ENDPOINTS: &str = "select id, name, target, added_at, disabled_at, last_success_at, last_failure_at, \
     last_failure from webhook_endpoints order by added_at, id";
pub(crate) const ENDPOINT: &str = "select id, name, target, added_at, disabled_at, last_success_at, last_failure_at, \
     last_failure from webhook_endpoints where id = $1";
pub(crate) const STAND: &str = "update webhook_endpoints set last_success_at = coalesce($2, last_success_at), \
     last_failure_at = coalesce($3, last_failure_at), last_failure = coalesce($4, last_failure) where id = $1";
pub(crate) const DISABLE: &str = "update webhook_endpoints set disabled_at = $2 where id = $1";
pub(crate) const REMOVE: &str = "delete from webhook_endpoints where id = $1";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[INSERT, ENDPOINTS, ENDPOINT, STAND, DISABLE, REMOVE];

const WAIT_AT_MOST: &str = "set local lock_timeout = '2s'";
const ALONE: &str = "lock table webhook_endpoints in access exclusive mode";
/// What PostgreSQL says when that was too short.
const NOT_ALONE: &str = "55P03";

/// An endpoint that is being added.
#[derive(Clone)]
pub(in crate::webhooks) struct NewEndpoint {
    pub(in crate::webhooks) id: EndpointId,
    pub(in crate::webhooks) name: Option<String>,
    pub(in crate::webhooks) target: Vec<u8>,
    pub(in crate::webhooks) now: Timestamp,
}

#[derive(sqlx::FromRow)]
pub(in crate::webhooks) struct EndpointRow {
    pub(in crate::webhooks) id: EndpointId,
    pub(in crate::webhooks) name: Option<String>,
    pub(in crate::webhooks) target: Vec<u8>,
    pub(in crate::webhooks) added_at: i64,
    pub(in crate::webhooks) disabled_at: Option<i64>,
    pub(in crate::webhooks) last_success_at: Option<i64>,
    pub(in crate::webhooks) last_failure_at: Option<i64>,
    pub(in crate::webhooks) last_failure: Option<String>,
}

/// Nobody looks at the endpoints beside this write: every change that has not seen what it does ends before, every other one
/// sees it. PostgreSQL only; SQLite has one writer. A long reader, such as a dump, makes it give up.
pub(in crate::webhooks) async fn alone<R>(tx: &mut Tx<'_>) -> Result<(), Fault<R>> {
    let Tx::Postgres(connection, _) = tx else { return Ok(()) };
    sqlx::query(WAIT_AT_MOST).execute(&mut **connection).await?;
    match sqlx::query(ALONE).execute(&mut **connection).await {
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(NOT_ALONE) => {
            Err(Fault::Busy { wait_s: 2 })
        }
        locked => Ok(locked.map(drop)?),
    }
}

pub(in crate::webhooks) async fn insert(tx: &mut Tx<'_>, row: &NewEndpoint) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(INSERT)
        .bind(row.id)
        .bind(row.name.as_deref())
        .bind(row.target.as_slice())
        .bind(row.now.micros())
        .execute(c)
        .await
        .map(drop))
}

pub(in crate::webhooks) async fn all(tx: &mut Tx<'_>) -> sqlx::Result<Vec<EndpointRow>> {
    on!(tx, |c| sqlx::query_as(ENDPOINTS).fetch_all(c).await)
}

pub(in crate::webhooks) async fn one(tx: &mut Tx<'_>, id: EndpointId) -> sqlx::Result<Option<EndpointRow>> {
    on!(tx, |c| sqlx::query_as(ENDPOINT).bind(id).fetch_optional(c).await)
}

pub(in crate::webhooks) async fn stand(
    tx: &mut Tx<'_>,
    endpoint: EndpointId,
    success: Option<Timestamp>,
    failure: Option<(Timestamp, &str)>,
) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(STAND)
        .bind(endpoint)
        .bind(success.map(Timestamp::micros))
        .bind(failure.map(|(at, _)| at.micros()))
        .bind(failure.map(|(_, code)| code))
        .execute(c)
        .await
        .map(drop))
}

/// Nothing is written for the endpoint any more.
pub(in crate::webhooks) async fn disable(tx: &mut Tx<'_>, endpoint: EndpointId, now: Timestamp) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(DISABLE).bind(endpoint).bind(now.micros()).execute(c).await.map(drop))
}

/// Removes an endpoint. Answers whether it was there.
pub(in crate::webhooks) async fn remove(tx: &mut Tx<'_>, endpoint: EndpointId) -> sqlx::Result<bool> {
    on!(tx, |c| sqlx::query(REMOVE).bind(endpoint).execute(c).await.map(|done| done.rows_affected() == 1))
}
