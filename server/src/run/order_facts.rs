//! What the books keep of orders, for the accountant.

use super::{Sentence, open_without_port, say};
use crate::cli::Options;
use domain::orders::OrderFact;
use services::orders::FactPlace;
use std::process::ExitCode;

/// Facts in memory at once.
const AT_ONCE: u32 = 1_000;

/// Prints them one a line. Memory does not grow with their number.
pub(super) async fn print(year: i32, options: &Options) -> Result<ExitCode, Sentence> {
    let (_config, services) = open_without_port(options).await?;
    say("number,paid_on,total,vat");
    let mut place = Some(FactPlace::start());
    while let Some(after) = place {
        let facts = services.order_facts(year, after, AT_ONCE).await.map_err(|fault| {
            format!("They could not be read; the log says why under {}.", services::fault::report(&fault))
        })?;
        let Some((facts, next)) = facts else {
            return Err(format!("The books hold nothing of {year}: no order was paid then, or its time is over."));
        };
        for fact in &facts {
            say(&line(fact));
        }
        place = next;
    }
    services.close_database().await;
    Ok(ExitCode::SUCCESS)
}

/// Numbers hold no comma and no quotation mark and begin with no sign: nothing in a line needs escaping.
fn line(fact: &OrderFact) -> String {
    let vat = fact.vat.map(|vat| vat.to_string()).unwrap_or_default();
    format!("{},{},{},{vat}", fact.number, fact.paid_on.iso(), fact.total)
}
