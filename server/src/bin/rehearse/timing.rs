//! Whether a clock tells a member from nobody: the same question about names that somebody has and names nobody has, in
//! turns, over one connection. (security.md G5)

use crate::{Sentence, client::Line, members, members::Member, process::Server, report::Report};
use std::time::Instant;

/// Questions about members, and as many about nobody, for each way in.
const PAIRS: usize = 400;
/// A guess about each member costs one try; nobody's budget is touched twice.
const GOAL: &str = "< 0.55";

/// A way in, and what it is asked.
struct WayIn {
    name: &'static str,
    ask: fn(std::net::SocketAddr, &str, &mut Vec<u8>),
}

const WAYS_IN: [WayIn; 3] = [
    WayIn { name: "a wrong password", ask: members::guesses },
    WayIn { name: "a forgotten password", ask: members::forgets_password },
    WayIn { name: "a forgotten username", ask: members::forgets_username },
];

/// One row for each way in.
pub(crate) async fn all(server: &Server, members: &[Member], report: &mut Report) -> Result<(), Sentence> {
    for way in &WAYS_IN {
        let (known, unknown) = times(server, members, way).await?;
        let auc = auc(&known, &unknown);
        let beside = format!("{} questions each; 0.5 is a coin", known.len());
        report.row(format!("telling members from nobody by {}, AUC", way.name), format!("{auc:.3}"), GOAL, beside);
    }
    Ok(())
}

async fn times(server: &Server, members: &[Member], way: &WayIn) -> Result<(Vec<f64>, Vec<f64>), Sentence> {
    let broken = |problem: std::io::Error| format!("Asking by {} failed: {problem}.", way.name);
    let mut line = Line::dial(server.address).await.map_err(broken)?;
    let (mut known, mut unknown) = (Vec::with_capacity(PAIRS), Vec::with_capacity(PAIRS));
    let mut request = Vec::new();
    for (number, member) in members.iter().take(PAIRS).enumerate() {
        let names = [member.username().to_owned(), format!("nobody{}{number}", way.name.len())];
        // Who comes first changes, or whoever comes first would always find the caches colder.
        for turn in [number % 2, 1 - number % 2] {
            request.clear();
            (way.ask)(server.address, &names[turn], &mut request);
            let began = Instant::now();
            line.ask(&request).await.map_err(broken)?;
            let times = if turn == 0 { &mut known } else { &mut unknown };
            times.push(began.elapsed().as_secs_f64());
        }
    }
    Ok((known, unknown))
}

/// How often a question about a member took longer than one about nobody, of all pairs; folded so that 0.5 is the best.
fn auc(known: &[f64], unknown: &[f64]) -> f64 {
    let mut wins = 0.0;
    for one in known {
        for other in unknown {
            wins += match one.total_cmp(other) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            };
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
    let share = wins / (known.len() * unknown.len()).max(1) as f64;
    share.max(1.0 - share)
}

#[cfg(test)]
mod tests {
    use super::auc;

    fn close(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-9
    }

    #[test]
    fn what_takes_the_same_time_is_a_coin_and_what_is_always_slower_or_quicker_is_told() {
        assert!(close(auc(&[1.0, 2.0], &[1.0, 2.0]), 0.5));
        assert!(close(auc(&[3.0, 4.0], &[1.0, 2.0]), 1.0));
        assert!(close(auc(&[1.0, 2.0], &[3.0, 4.0]), 1.0));
    }
}
