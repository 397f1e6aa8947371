//! The privacy policy: the version in force, every other, and two beside each other.

use super::found;
use crate::{
    router::Shown,
    session::{Stop, Visit},
};
use app::{
    paths,
    policy::{ComparePage, ComparePageProps, PolicyPage, PolicyPageProps, VersionLine},
};
use domain::policy::Policy;
use services::policy::Known;
use std::sync::Arc;

/// `/policy`: the version in force.
pub(crate) async fn in_force(visit: Arc<Visit>) -> Shown {
    let (known, now) = (visit.desk.services.policies(), visit.desk.services.now());
    let policy = Arc::clone(&known.editions.at(now).policy);
    show(&visit, &known, policy).await
}

/// `/policy/{version}`: that version, if there is one.
pub(crate) async fn version(visit: Arc<Visit>) -> Shown {
    let known = visit.desk.services.policies();
    let number = visit.path.strip_prefix(paths::POLICY).and_then(|rest| number(rest.trim_start_matches('/')));
    let edition = number.and_then(|number| known.editions.numbered(number)).ok_or(Stop::NotFound)?;
    show(&visit, &known, Arc::clone(&edition.policy)).await
}

/// `/policy/compare/{before}/{after}`: two versions, if there are both and they are two.
pub(crate) async fn compare(visit: Arc<Visit>) -> Shown {
    let known = visit.desk.services.policies();
    let mut numbers = visit.path.strip_prefix(paths::POLICY_COMPARE).unwrap_or_default().split('/').skip(1).map(number);
    let (Some(Some(one)), Some(Some(other))) = (numbers.next(), numbers.next()) else { return Err(Stop::NotFound) };
    let comparison = known.compare(one, other).ok_or(Stop::NotFound)?;
    let mut lines = lines(&visit, &known);
    lines.retain(|line| (comparison.before + 1..=comparison.after).contains(&line.number));
    let shell = visit.shell(false).await;
    Ok(found(|| ComparePage(ComparePageProps { shell, comparison, lines })))
}

async fn show(visit: &Visit, known: &Known, policy: Arc<Policy>) -> Shown {
    let lines = lines(visit, known);
    let settings = visit.desk.services.settings();
    let (inactive, controller) = (settings.inactive_after, settings.controller.clone());
    let shell = visit.shell(false).await;
    Ok(found(|| PolicyPage(PolicyPageProps { shell, policy, lines, inactive, controller })))
}

fn lines(visit: &Visit, known: &Known) -> Vec<VersionLine> {
    let now = visit.desk.services.now();
    let line = |edition: &domain::policy::Edition| VersionLine {
        number: edition.number(),
        in_force_on: edition.policy.version.in_force_on,
        when: known.editions.standing(edition, now),
        summary: edition.addition.as_ref().map(|addition| addition.summary.clone()),
    };
    known.editions.all().iter().map(line).collect()
}

/// A number as we write it: one address for each version.
fn number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|number: &u32| number.to_string() == text)
}
