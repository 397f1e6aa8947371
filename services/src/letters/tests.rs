use super::*;
use domain::closure::{Holdings, plan};
use domain::retention::Held;

const LINK: &str = "https://members.example/email/confirm/abc";

fn all(lang: Lang) -> Vec<Letter> {
    let at = Timestamp::from_micros(1_795_316_640_000_000);
    let lines = plan(&Holdings::none().with(Held::FullName, 1).with(Held::ConsentEntries, 3));
    vec![
        confirm_address(lang, LINK),
        address_in_use(lang, LINK),
        confirm_new_address(lang, LINK),
        address_changing(lang, at, LINK),
        address_changed(lang, at, LINK),
        closing_begun(lang, at, LINK),
        unused(lang, at, at, LINK),
        closed_unused(lang, at, LINK),
        reopened(lang, at, LINK),
        unsubscribed(lang, (Purpose::Promotions, Channel::Email), at, LINK),
        frozen(lang, at, LINK),
        unfrozen(lang, at, LINK),
        new_device(lang, at, "Chrome, Android", LINK),
        recover_password(lang, LINK, LINK),
        tell_username(lang, "lan.anh", LINK),
        password_changed(lang, at, 0, LINK),
        password_changed(lang, at, 2, LINK),
        codes_tried(lang, at, LINK),
        authenticator_added(lang, at, LINK),
        authenticator_removed(lang, at, LINK),
        passkey_added(lang, at, LINK),
        passkey_removed(lang, at, LINK),
        passkey_copied(lang, at, LINK),
        recovery_codes_made(lang, at, LINK),
        recovery_code_used(lang, at, 9, LINK),
        not_me(lang, at, ("K7M2-9QXD", LINK), LINK),
        certificate(lang, &Certificate { erased_at: at, lines: &lines, number: "12ab" }),
    ]
}

#[test]
fn every_letter_is_there_in_both_languages() {
    for (vietnamese, english) in all(Lang::Vi).into_iter().zip(all(Lang::En)) {
        assert_eq!(vietnamese.kind, english.kind);
        assert_ne!(vietnamese.subject, english.subject);
        assert_ne!(vietnamese.body, english.body);
    }
}

#[test]
fn letters_link_nowhere_but_to_the_centre() {
    for letter in Lang::ALL.into_iter().flat_map(all) {
        let links = letter.body.matches("://").count();
        let own = letter.body.matches("https://members.example/").count();
        assert_eq!(links, own, "{}", letter.kind.code());
    }
}

#[test]
fn a_link_stands_on_a_line_of_its_own() {
    for letter in Lang::ALL.into_iter().flat_map(all).filter(|letter| letter.kind != LetterKind::Certificate) {
        assert!(letter.body.lines().any(|line| line == LINK), "{}", letter.kind.code());
    }
}

#[test]
fn a_device_that_calls_itself_a_link_becomes_plain_words() {
    let letter = new_device(Lang::En, Timestamp::from_micros(0), "see http://evil.example\nnow", LINK);
    assert!(!letter.body.contains("evil.example"));
    assert!(!letter.body.contains("http://evil"));
}

#[test]
fn the_certificate_says_what_went_what_stays_and_why() {
    let letters = all(Lang::En);
    let body = &letters.last().unwrap().body;
    assert!(body.contains("- Full name: 1"));
    assert!(body.contains("- Decisions about consent: 3 (for another 365 days; MC-2.2)"));
    assert!(body.contains("12ab"));
}
