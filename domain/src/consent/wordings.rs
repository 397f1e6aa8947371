//! Which wordings a page showed, in one form field: the answer to "all" must say what was read, too. (law C4)

use super::{Purpose, Purposes};

/// The wordings in force of every purpose with a switch: `news:1,promotions:2,loyalty:1`.
pub fn write_wordings(purposes: &Purposes) -> String {
    let shown: Vec<String> = purposes
        .in_force()
        .filter_map(|notice| notice.switch.map(|purpose| format!("{}:{}", purpose.code(), notice.version)))
        .collect();
    shown.join(",")
}

/// What [`write_wordings`] wrote. What cannot be read is left out, and a purpose that is left out cannot be granted.
pub fn read_wordings(text: &str) -> Vec<(Purpose, u32)> {
    text.split(',')
        .filter_map(|one| one.split_once(':'))
        .filter_map(|(purpose, version)| Some((Purpose::parse(purpose)?, version.parse().ok()?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_left_out() {
        let read = read_wordings("news:3,promotions:x,nonsense:1,loyalty,loyalty:4294967296,,promotions:2");
        assert_eq!(read, [(Purpose::News, 3), (Purpose::Promotions, 2)]);
        assert!(read_wordings("").is_empty());
    }

    #[test]
    fn what_was_written_is_read() {
        let purposes = Purposes::parse(include_str!("../../../data/purposes.tsv")).unwrap();
        let read = read_wordings(&write_wordings(&purposes));
        assert_eq!(read.len(), Purpose::ALL.len());
    }
}
