//! Versions of the policy in the database. They are inserted and read; no statement here changes or deletes one.

use crate::db::{Tx, on};
use crate::fault::Accident;
use domain::calendar::{Date, Timestamp};
use domain::consent::{Bilingual, Change, PurposeCode};
use domain::policy::{Addition, Edition, Reworded};

/// What every machine asks every few seconds.
pub(crate) const NEWEST: &str = "select max(number) from policy_versions";
pub(crate) const VERSIONS: &str = "select number, in_force_on, sha256, text, translation, summary_vi, summary_en, \
     added_at, added_by from policy_versions order by number";
pub(crate) const WORDINGS: &str = "select purpose, version, policy, change, words_vi, words_en from policy_wordings order by policy, purpose, version";
pub(crate) const INSERT: &str = "insert into policy_versions (number, in_force_on, sha256, text, translation, \
     summary_vi, summary_en, added_at, added_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
pub(crate) const INSERT_WORDING: &str = "insert into policy_wordings (purpose, version, policy, change, words_vi, words_en) \
     values ($1, $2, $3, $4, $5, $6)";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[NEWEST, VERSIONS, WORDINGS, INSERT, INSERT_WORDING];

/// A version as it is stored.
#[derive(sqlx::FromRow)]
pub(super) struct VersionRow {
    pub(super) number: i64,
    in_force_on: String,
    pub(super) sha256: String,
    pub(super) text: String,
    pub(super) translation: String,
    summary_vi: String,
    summary_en: String,
    added_at: i64,
    added_by: String,
}

/// A wording as it is stored.
#[derive(sqlx::FromRow)]
pub(super) struct WordingRow {
    purpose: String,
    version: i64,
    policy: i64,
    change: String,
    words_vi: String,
    words_en: String,
}

/// The number of the newest version that was added.
pub(super) async fn newest(tx: &mut Tx<'_>) -> sqlx::Result<Option<i64>> {
    on!(tx, |c| sqlx::query_scalar(NEWEST).fetch_one(c).await)
}

/// Everything that was added.
pub(super) async fn all(tx: &mut Tx<'_>) -> sqlx::Result<(Vec<VersionRow>, Vec<WordingRow>)> {
    let versions = on!(&mut *tx, |c| sqlx::query_as(VERSIONS).fetch_all(c).await)?;
    let wordings = on!(tx, |c| sqlx::query_as(WORDINGS).fetch_all(c).await)?;
    Ok((versions, wordings))
}

/// Stores a version with the wordings it makes.
pub(super) async fn insert(tx: &mut Tx<'_>, edition: &Edition, translation: &str) -> Result<(), Accident> {
    let version = &edition.policy.version;
    let Addition { summary, purposes, added_at, added_by } =
        edition.addition.as_ref().ok_or("the built-in version is not stored")?;
    on!(&mut *tx, |c| sqlx::query(INSERT)
        .bind(i64::from(version.number))
        .bind(version.in_force_on.iso())
        .bind(&version.sha256)
        .bind(&version.text)
        .bind(translation)
        .bind(&summary.vi)
        .bind(&summary.en)
        .bind(added_at.micros())
        .bind(added_by)
        .execute(c)
        .await
        .map(drop))?;
    for Reworded { code, version: wording, change, wording: words } in purposes {
        on!(&mut *tx, |c| sqlx::query(INSERT_WORDING)
            .bind(code.code())
            .bind(i64::from(*wording))
            .bind(i64::from(version.number))
            .bind(change.code())
            .bind(&words.vi)
            .bind(&words.en)
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(())
}

impl VersionRow {
    pub(super) fn in_force_on(&self) -> Result<Date, Accident> {
        Ok(Date::from_iso(&self.in_force_on).ok_or("a day of a policy version cannot be read")?)
    }

    /// What was said when it was added.
    pub(super) fn addition(&self, wordings: &[WordingRow]) -> Result<Addition, Accident> {
        let own = wordings.iter().filter(|row| row.policy == self.number);
        Ok(Addition {
            summary: Bilingual { vi: self.summary_vi.clone(), en: self.summary_en.clone() },
            purposes: own.map(WordingRow::read).collect::<Result<_, _>>()?,
            added_at: Timestamp::from_micros(self.added_at),
            added_by: self.added_by.clone(),
        })
    }
}

impl WordingRow {
    fn read(&self) -> Result<Reworded, Accident> {
        Ok(Reworded {
            code: PurposeCode::parse(&self.purpose).ok_or("an unknown purpose is stored")?,
            version: u32::try_from(self.version)?,
            change: Change::parse(&self.change).ok_or("an unknown change is stored")?,
            wording: Bilingual { vi: self.words_vi.clone(), en: self.words_en.clone() },
        })
    }
}
