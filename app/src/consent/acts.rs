//! Deciding, purpose by purpose and channel by channel.
#![expect(
    missing_docs,
    reason = "the framework makes a struct of each act's fields; their meaning is in the act's words"
)]

use leptos::prelude::*;

use crate::answer::Answer;
use crate::page_error::PageError;

/// Grants or withdraws one purpose by one channel. The form says which: twice is the same as once.
///
/// # Errors
/// That the wording changed since the page was read (granting only), that its last day is over (granting only), or that
/// there is no such purpose or channel.
#[server(prefix = "/act", endpoint = "consent/decide")]
pub async fn decide(
    #[server(default)] purpose: String,
    #[server(default)] channel: String,
    #[server(default)] decision: String,
    #[server(default)] wording: String,
    #[server(default)] until: String,
) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, told, whole};
    use domain::calendar::Date;
    use domain::consent::{Channel, ConsentRefusal, Decision, Purpose};
    use domain::form::Reason;
    use services::consent::Wish;

    let asking = Asking::now()?;
    let result = async {
        let member = asking.open_member()?;
        let (purpose, channel, decision) = Purpose::parse(&purpose)
            .zip(Channel::parse(&channel))
            .zip(Decision::parse(&decision))
            .map(|((purpose, channel), decision)| (purpose, channel, decision))
            .ok_or(PageError::NotFound)?;
        let refused = |refusal| whole(Reason::Consent(refusal));
        // A no needs no day, whatever stands beside it.
        let until = match until.trim() {
            chosen if chosen.is_empty() || decision == Decision::Withdraw => None,
            chosen => Some(Date::from_iso(chosen).ok_or(PageError::Refused(refused(ConsentRefusal::EndNotOffered)))?),
        };
        let wish = Wish::new(decision, asking.lang, &asking.device).until(until);
        asking
            .services
            .decide_consent(member, (purpose, channel, wording.parse().unwrap_or(0)), wish)
            .await
            .map_err(|fault| told(fault, refused))?;
        Ok(Answer::go(format!("{}#{}", paths::CONSENT, purpose.code())))
    }
    .await;
    asking.answer(paths::CONSENT, &[], result).await
}

/// Decides every purpose and channel alike, each as an entry of its own.
///
/// # Errors
/// As [`decide`].
#[server(prefix = "/act", endpoint = "consent/decide-all")]
pub async fn decide_all(
    #[server(default)] decision: String,
    #[server(default)] wording: String,
) -> Result<Answer, PageError> {
    use crate::paths;
    use crate::server_side::{Asking, told, whole};
    use domain::consent::{Decision, read_wordings};
    use domain::form::Reason;

    let asking = Asking::now()?;
    let result = async {
        let member = asking.open_member()?;
        let decision = Decision::parse(&decision).ok_or(PageError::NotFound)?;
        asking
            .services
            .decide_all(member, decision, &read_wordings(&wording), asking.lang, &asking.device)
            .await
            .map_err(|fault| told(fault, |refusal| whole(Reason::Consent(refusal))))?;
        Ok(Answer::go(paths::CONSENT))
    }
    .await;
    asking.answer(paths::CONSENT, &[], result).await
}
