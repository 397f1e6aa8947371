//! Which yes counts when a wording has changed. (MC-2.1b; law C14, D-9)

use super::{Change, PurposeCode, PurposeNotice, Purposes, PurposesProblem};
use crate::calendar::Timestamp;
use crate::consent::{Channel, ConsentRecord, Purpose, Standing};
use crate::policy::Reworded;

impl PurposeNotice {
    /// Whether a yes to this version of the wording is a yes to what it says today: nothing but how it is said has
    /// changed since. (law C14, D-9)
    pub fn counts(&self, version: u32) -> bool {
        (self.counts_from..=self.version).contains(&version)
    }
}

impl Purposes {
    /// These purposes with wordings a version of the policy added, to be read from `since` on. All but the words stays as it was in
    /// the version before.
    ///
    /// # Errors
    /// If there is such a version already: a newer release of the software brought one with the same number.
    pub fn with(&self, added: &[Reworded], since: Timestamp) -> Result<Self, PurposesProblem> {
        let mut all = self.clone();
        for Reworded { code, version, change, wording } in added {
            let own = all.notices.iter().enumerate().filter(|(_, one)| one.code == *code && one.version < *version);
            let before = own.max_by_key(|(_, one)| one.version).map(|(place, one)| (place, one.clone()));
            let (Some((place, before)), None) = (before, all.worded(*code, *version)) else {
                let sentence = format!("version {version} of {} stands in the database, too", code.code());
                return Err(PurposesProblem { line: 0, sentence });
            };
            let (version, change, wording) = (*version, *change, wording.clone());
            // Pages keep the order of the file.
            all.notices.insert(place + 1, PurposeNotice { version, change, wording, published_at: since, ..before });
        }
        all.count().map_err(|sentence| PurposesProblem { line: 0, sentence: sentence.to_owned() })?;
        Ok(all)
    }

    /// Finds for each version the oldest one a yes to which counts.
    pub(super) fn count(&mut self) -> Result<(), &'static str> {
        let meant: Vec<(PurposeCode, u32)> = self
            .notices
            .iter()
            .filter(|notice| notice.change == Change::Meaning)
            .map(|notice| (notice.code, notice.version))
            .collect();
        for notice in &mut self.notices {
            let own = meant.iter().filter(|(code, version)| *code == notice.code && *version <= notice.version);
            let last = own.map(|(_, version)| *version).max();
            notice.counts_from = last.ok_or("the first version of a purpose has to have a meaning")?;
        }
        Ok(())
    }

    /// Whether a version that is said to change the wording alone leaves everything else as it was before.
    pub(super) fn changes_what_it_says(&self, notice: &PurposeNotice) -> bool {
        let before = self.notices.iter().filter(|one| one.code == notice.code && one.version < notice.version);
        let same = |before: &PurposeNotice| {
            (before.basis, before.retention, before.frequency) == (notice.basis, notice.retention, notice.frequency)
                && (&before.items, &before.recipients, &before.channels)
                    == (&notice.items, &notice.recipients, &notice.channels)
        };
        notice.change == Change::Meaning || before.max_by_key(|one| one.version).is_some_and(same)
    }

    /// The versions of a purpose a yes to which counts as a yes to this one, which is one of them.
    pub fn counting<'a>(&'a self, notice: &'a PurposeNotice) -> impl Iterator<Item = &'a PurposeNotice> {
        self.notices.iter().filter(|one| one.code == notice.code && notice.counts(one.version))
    }

    /// Where the member has to be asked again: they said yes, and it no longer counts. Whoever said no, or nothing, or yes until
    /// a day that is over, is not asked for that: it stays a no.
    pub fn asked_again(&self, record: &ConsentRecord, now: Timestamp) -> Vec<(Purpose, Channel)> {
        let of = |purpose: Purpose| Channel::ALL.iter().map(move |channel| (purpose, *channel));
        let again = |(purpose, channel): &(Purpose, Channel)| match record.standing(*purpose, *channel, now) {
            Standing::Granted { wording, .. } => {
                self.newest((*purpose).into()).is_some_and(|notice| !notice.counts(wording.version))
            }
            Standing::NeverAsked | Standing::Ended { .. } | Standing::Withdrawn { .. } => false,
        };
        Purpose::ALL.iter().copied().flat_map(of).filter(again).collect()
    }
}
