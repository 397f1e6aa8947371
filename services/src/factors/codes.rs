//! Recovery codes: ten of them, told once, each good once. (MC-5.3a; NIST SP 800-63B-4, section 4.2)

use super::rows;
use crate::Services;
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use crate::keys::MemberKey;
use crate::letters;
use crate::members::MemberId;
use crate::profile::Act;
use crate::secret::Secret;
use crate::sessions::FreshlySignedIn;
use crate::trail;
use domain::calendar::Timestamp;
use domain::factors::{FactorRefusal, RECOVERY_CODES, in_fours};
use domain::trail::{TrailDetail, TrailKind};
use zeroize::Zeroizing;

/// Half of a code at a time: a number of ten digits fits into 64 bits.
const HALF: u64 = 10_000_000_000;

impl Services {
    /// A new set of recovery codes; the one before is void from this moment. They are told here and never again.
    ///
    /// # Errors
    /// [`FactorRefusal::NotOn`]: without an authenticator there is nothing they could stand in for.
    pub async fn make_recovery_codes(&self, who: &FreshlySignedIn<'_>) -> Result<Vec<Secret>, Fault<FactorRefusal>> {
        let (services, act) = (self.clone(), Act::of(who, self.now()));
        self.act(who, move |tx| {
            let services = services.clone();
            Box::pin(async move {
                let Act { member, now, .. } = act;
                let key = services.keys.member_key(tx, member).await?;
                if !super::is_on(tx, member).await? {
                    return Err(Fault::Refused(FactorRefusal::NotOn));
                }
                let codes = services.new_codes(tx, (member, &key), now).await?;
                let page = services.page("/security/recovery-codes");
                let letter = |lang| letters::recovery_codes_made(lang, now, &page);
                services.tell_of_factor(tx, (member, &key), letter).await?;
                Ok(codes)
            })
        })
        .await
    }

    /// Replaces the member's codes, in the running transaction.
    pub(super) async fn new_codes(
        &self,
        tx: &mut Tx<'_>,
        (member, key): (MemberId, &MemberKey),
        now: Timestamp,
    ) -> Result<Vec<Secret>, Accident> {
        rows::drop_codes(tx, member).await?;
        let mut codes = Vec::with_capacity(RECOVERY_CODES);
        for _ in 0..RECOVERY_CODES {
            let digits = Zeroizing::new(format!("{:010}{:010}", self.half_a_code(), self.half_a_code()));
            rows::insert_code(tx, member, &self.recovery_hash(member, &digits), now).await?;
            codes.push(Secret::new(in_fours(&digits, '-')));
        }
        let count = TrailDetail::count(u32::try_from(codes.len()).unwrap_or(u32::MAX));
        trail::note(tx, key, member, now, (TrailKind::RecoveryCodesMade, &count)).await?;
        Ok(codes)
    }

    /// Ten digits, each as likely as the other.
    fn half_a_code(&self) -> u64 {
        loop {
            let number = u64::from_be_bytes(self.rng.bytes());
            // Above the last whole multiple some digits would come up a little more often.
            if number < u64::MAX - u64::MAX % HALF {
                return number % HALF;
            }
        }
    }

    /// What is stored of a code. It has 66 bits of its own, so no slow hash is needed; the key makes the database alone
    /// useless for trying.
    pub(super) fn recovery_hash(&self, member: MemberId, digits: &str) -> [u8; 32] {
        self.keys.pseudonym("recovery_code", &[member.bytes().as_slice(), digits.as_bytes()].concat())
    }
}
