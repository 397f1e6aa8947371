//! Who answers for the data, as the operator named it: beside the policy, before joining, in receipts. (law G7; Law 91/2025 art. 9(2), 33)

/// What the controller is called while the operator gave no other name.
pub const HOUSE: &str = "Metiz Cinema";
/// Characters of the address, at most: receipts hold it twice and have a size.
pub const ADDRESS_MOST: usize = 200;
/// Characters of each of the others, at most.
pub const LINE_MOST: usize = 100;

/// The controller's name and the ways to it. What was not named is shown nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Controller {
    /// The name in law.
    pub name: Option<String>,
    /// Where it sits.
    pub address: Option<String>,
    /// Where it reads letters about personal data.
    pub email: Option<String>,
    /// Where it answers the telephone.
    pub phone: Option<String>,
    /// The person or unit that looks after personal data.
    pub contact: Option<String>,
}

impl Controller {
    /// What it is called.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(HOUSE)
    }

    /// Whether anything was named.
    pub fn is_named(&self) -> bool {
        *self != Self::default()
    }
}

/// Whether this can stand on one line of a page and of a receipt.
pub fn is_line(text: &str, most: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_name_is_called_by_the_house() {
        assert_eq!(Controller::default().name(), "Metiz Cinema");
        assert!(!Controller::default().is_named());
        let named = Controller { name: Some("Công ty Metiz".into()), ..Controller::default() };
        assert!(named.is_named() && named.name() == "Công ty Metiz");
    }

    #[test]
    fn a_line_is_one_line_and_says_something() {
        assert!(is_line("Vincom Plaza, 910A Ngô Quyền, Đà Nẵng", ADDRESS_MOST));
        for text in ["", " \t", "one\ntwo", "\u{1b}[31m", &"a".repeat(LINE_MOST + 1)] {
            assert!(!is_line(text, LINE_MOST), "{text:?}");
        }
    }
}
