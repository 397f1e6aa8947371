//! The privacy policy.

use super::found;
use crate::{
    router::Shown,
    session::{Stop, Visit},
};
use app::{
    paths,
    policy::{PolicyPage, PolicyPageProps},
};
use std::sync::Arc;

/// `/policy`: the version in force.
pub(crate) async fn in_force(visit: Arc<Visit>) -> Shown {
    let shell = visit.shell(false).await;
    let policy = visit.desk.services.policy().clone();
    Ok(found(|| PolicyPage(PolicyPageProps { shell, policy })))
}

/// `/policy/{version}`: that version, if there is one.
pub(crate) async fn version(visit: Arc<Visit>) -> Shown {
    let asked = visit.path.strip_prefix(paths::POLICY).map(|rest| rest.trim_start_matches('/'));
    let in_force = visit.desk.services.policy().version.number.to_string();
    if asked == Some(in_force.as_str()) { self::in_force(visit).await } else { Err(Stop::NotFound) }
}
