//! The seven items, and the whole ID number for a minute.

use super::found;
use crate::{router::Shown, session::Visit};
use app::flash::Flash;
use app::profile::{IdNumberPage, IdNumberPageProps, PhoneProof, ProfilePage, ProfilePageProps, ProfileView};
use axum::http::{HeaderValue, header::REFRESH};
use domain::{
    address::{AddressProblem, Places},
    form::{Field, Reason},
};
use services::phone::PhoneStanding;
use std::sync::Arc;

const AFTER_A_MINUTE: HeaderValue = HeaderValue::from_static("60;url=/profile");

/// `/profile`
pub(crate) async fn items(visit: Arc<Visit>) -> Shown {
    let services = &visit.desk.services;
    let page = services.profile_of(visit.member()?).await?;
    let phone_proof = match page.phone_standing {
        None if !services.confirms_phones() => PhoneProof::NotHere,
        None => PhoneProof::NoNumber,
        Some(PhoneStanding::Unconfirmed) => PhoneProof::Unconfirmed,
        Some(PhoneStanding::CodeSent(until)) => PhoneProof::CodeSent(until),
        Some(PhoneStanding::Confirmed(at)) => PhoneProof::Confirmed(at),
    };
    let view = ProfileView {
        phone_proof,
        version: page.version,
        id_masked: page.id_masked,
        id_note: page.id_note,
        held_since: page.since,
        reference: page.reference.map(|reference| reference.shown()),
        ..ProfileView::of(&page.profile, page.username.as_str(), services.places(), visit.desk.today())
    };
    let shell = visit.shell(true).await;
    let wards = named_alike(services.places(), &shell.flash());
    let view = ProfileView { wards_alike: wards, ..view };
    Ok(found(|| ProfilePage(ProfilePageProps { shell, view })))
}

/// The wards that took over the name of the district that was typed instead of a ward.
fn named_alike(places: &Places, flash: &Flash) -> Vec<String> {
    let district = Reason::Address(AddressProblem::DistrictLevel);
    let (province, ward) = (flash.value_or(Field::Province, ""), flash.value_or(Field::Ward, ""));
    let typed = flash.problem_at(Field::Ward).filter(|problem| problem.reason == district);
    let alike = typed.map(|_| places.wards_named_like(&province, &ward)).unwrap_or_default();
    alike.into_iter().map(|ward| ward.name.clone()).collect()
}

/// `/profile/id-number`: leaves an entry on the trail, so it needs the password given within the last minutes.
pub(crate) async fn id_number(visit: Arc<Visit>) -> Shown {
    let fresh = visit.fresh_member()?;
    let number = visit.desk.services.show_id_number(&fresh).await?.map(|number| number.as_str().to_owned());
    let shell = visit.shell(false).await;
    let mut page = found(|| IdNumberPage(IdNumberPageProps { shell, number }));
    // Also without script the number is gone from the screen after its minute, seen over no shoulder (MC-5.1a).
    page.headers_mut().insert(REFRESH, AFTER_A_MINUTE);
    Ok(page)
}
