//! "This was not me": a member says that somebody else used the account. (MC-5.3a, MC-1.2d)

use serde::{Deserialize, Serialize};

/// Why nothing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReportRefusal {
    /// No address was ever confirmed, so no letter could bring the member back in; another password protects them, too.
    AddressNotConfirmed,
}

/// Letters and digits that nobody takes for one another when they are read out (Crockford's base 32, no I, L, O, U).
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The number of a report, from chance: `K7M2-9QXD`. It says nothing about anybody.
pub fn number(chance: [u8; 8]) -> String {
    let mut signs: String = chance.iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect();
    signs.insert(4, '-');
    signs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_eight_signs_that_can_be_read_out() {
        assert_eq!(number([0, 1, 31, 32, 33, 255, 10, 18]), "01Z0-1ZAJ");
        let all = number([9; 8]);
        assert!(all.chars().all(|sign| sign == '-' || sign.is_ascii_alphanumeric()));
        assert!(!SIGNS.iter().any(|sign| b"ILOU".contains(sign)));
    }
}
