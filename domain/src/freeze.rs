//! One switch that stops every use of a member's data which rests on their yes or which they may object to.
//! (Law art. 10(1), art. 4(1)(d); law R8, D-18)
//!
//! The account, its orders and every decision stay as they are; what the freeze stops begins again when it is lifted, and
//! only as far as the decisions still allow.

use crate::consent::{Basis, PurposeCode};

/// Whether a freeze stops this purpose.
///
/// Stopped: whatever needs a yes, and reaching out to the member on the cinema's own accord. Not stopped: what the member
/// asks for (the account, a purchase and its confirmation), protecting the account, and what the law demands.
pub const fn stops(purpose: PurposeCode, basis: Basis) -> bool {
    matches!(basis, Basis::Consent) || matches!(purpose, PurposeCode::Support)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::Purposes;

    #[test]
    fn a_freeze_stops_what_needs_a_yes_and_what_one_may_object_to_and_nothing_else() {
        let purposes = Purposes::parse(include_str!("../../data/purposes.tsv")).unwrap();
        let stopped: Vec<_> =
            purposes.in_force().filter(|one| stops(one.code, one.basis)).map(|one| one.code.code()).collect();
        assert_eq!(stopped, ["support", "news", "promotions", "loyalty"]);
    }
}
