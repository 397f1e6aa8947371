//! Yeses of an earlier system, entered with what proves them. (law C5, C6, C12, D-10)

use super::{Open, open, wording_of};
use crate::Services;
use crate::consent::rows::{self, Link};
use crate::db::Tx;
use crate::fault::Accident;
use crate::keys::MemberKey;
use crate::members::MemberId;
use crate::trail;
use domain::api_key::SystemName;
use domain::calendar::Timestamp;
use domain::consent::{Decision, Method, Request, entry_bytes};
use domain::import::ProvedConsent;
use domain::lang::Lang;
use domain::trail::{TrailDetail, TrailKind};
use sha2::{Digest as _, Sha256};

/// A member who is being brought over.
#[derive(Clone, Copy)]
pub(crate) struct Newcomer<'a> {
    pub(crate) member: MemberId,
    pub(crate) key: &'a MemberKey,
    pub(crate) lang: Lang,
    /// The system they come from.
    pub(crate) source: &'a SystemName,
    pub(crate) now: Timestamp,
}

impl Services {
    /// Enters what a new member agreed to elsewhere, each yes at its own time, and tells the trail of today.
    /// A yes that is there already adds nothing.
    pub(crate) async fn enter_proved(
        &self,
        tx: &mut Tx<'_>,
        of: Newcomer<'_>,
        proved: &[ProvedConsent],
    ) -> Result<(), Accident> {
        if proved.is_empty() {
            return Ok(());
        }
        let mut open = open(of.member, of.key, &[], trail::rows::last(tx, of.member).await?);
        for consent in proved {
            self.enter_one(tx, of, &mut open, consent).await?;
        }
        Ok(())
    }

    async fn enter_one(
        &self,
        tx: &mut Tx<'_>,
        of: Newcomer<'_>,
        open: &mut Open<'_>,
        proved: &ProvedConsent,
    ) -> Result<(), Accident> {
        let ProvedConsent { purpose, channel, at, wording, evidence } = proved;
        let known = self.policies();
        let notice =
            known.wordings().worded((*purpose).into(), *wording).ok_or("an imported wording is not published")?;
        let request = Request {
            purpose: *purpose,
            channel: *channel,
            decision: Decision::Grant,
            wording: *wording,
            lang: of.lang,
            method: Method::Import,
            policy_version: known.editions.number_at(*at),
            until: None,
            device: evidence.clone(),
        };
        let Ok(Some(draft)) = open.record.decide(request, wording_of(notice), *at) else { return Ok(()) };
        let entry = draft.following(open.hash);
        let link = Link { seq: open.seq + 1, hash: Sha256::digest(entry_bytes(&entry)).into(), entry };
        let detail = TrailDetail::consent(*purpose, *channel).from_system(of.source);
        let told = trail::line(open.key, of.member, open.trail, (TrailKind::ConsentGranted, &detail))?;
        let new = rows::Appending { member: of.member, key: open.key, link: &link, told: &told, now: of.now };
        rows::append(tx, &new, open.listened).await?;
        open.append(link, told.seq);
        Ok(())
    }
}
