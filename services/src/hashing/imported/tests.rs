use super::*;

/// What the hashes below were made of; none of them by this software.
const PASSWORD: &str = "mưa rơi trên phố cũ";

/// Made by libxcrypt 4.4 (bcrypt) and Python's hashlib (PBKDF2) of [`PASSWORD`]; Argon2 from the reference
/// implementation's own test suite, of "password".
const HASHES: &[(&str, &str)] = &[
    (PASSWORD, "$2a$05$CCCCCCCCCCCCCCCCCCCCC.4TB0jBsiCh4b7F9kdjkxepsdDSX1z8G"),
    (PASSWORD, "$2b$05$CCCCCCCCCCCCCCCCCCCCC.4TB0jBsiCh4b7F9kdjkxepsdDSX1z8G"),
    (PASSWORD, "$2y$05$CCCCCCCCCCCCCCCCCCCCC.4TB0jBsiCh4b7F9kdjkxepsdDSX1z8G"),
    ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
    (PASSWORD, "$pbkdf2-sha256$i=1000,l=32$MDEyMzQ1Njc4OWFiY2RlZg$GfTkc2iKv/9kvDTVvk6oHlHCOmPX1YIYnq6aJOb+1yA"),
    (
        PASSWORD,
        "$pbkdf2-sha512$1000$MDEyMzQ1Njc4OWFiY2RlZg$HgZdH0UrFPfXcEKe8cYPtbLlfJKGTBLVIx0cjG.OxWpWsnwCI9BobNvPDrCz.fnn5JtMAXX6e0icfCBxeA7QLA",
    ),
    (PASSWORD, "pbkdf2_sha256$1000$seasalt$zkW8ffpbZuEW1LH/GREXnqhTGZgngQv4VE4BXFwUxSE="),
    (
        PASSWORD,
        "pbkdf2_sha512$1000$seasalt$Fwpwd7rexyBocOmKe9Ra/jPeyNP65jC8h6sj2SfICTKidLItefnwPbqQxtSBEJOR3dmZ1S8fjUqhW1GVSK9RdA==",
    ),
    ("password", "$argon2i$v=16$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY"),
    ("password", "$argon2i$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY"),
    ("password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"),
];

#[test]
fn hashes_of_other_implementations_are_right_for_their_password_and_no_other() {
    for (password, text) in HASHES {
        let hash = Imported::parse(text).unwrap_or_else(|why| panic!("{text}: {why:?}"));
        assert_eq!(hash.is_of(password.as_bytes()), Some(true), "{text}");
        assert_eq!(hash.is_of(b"something else"), Some(false), "{text}");
        assert_eq!(hash.is_of(b""), Some(false), "{text}");
    }
}

#[test]
fn bcrypt_looks_at_72_bytes_as_it_does_elsewhere() {
    // libxcrypt: of 80 times "a".
    let hash = Imported::parse("$2b$05$CCCCCCCCCCCCCCCCCCCCC.ODcEJfYFxKziEakDsjep8mcF3zSCvHq").ok().unwrap();
    assert_eq!(hash.is_of("a".repeat(80).as_bytes()), Some(true));
    assert_eq!(hash.is_of("a".repeat(72).as_bytes()), Some(true));
    assert_eq!(hash.is_of("a".repeat(71).as_bytes()), Some(false));
}

#[test]
fn a_hash_that_one_sign_in_would_spend_seconds_on_is_too_costly() {
    let bcrypt = "CCCCCCCCCCCCCCCCCCCCC.4TB0jBsiCh4b7F9kdjkxepsdDSX1z8G";
    let argon2 = "c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    let pbkdf2 = "MDEyMzQ1Njc4OWFiY2RlZg$GfTkc2iKv/9kvDTVvk6oHlHCOmPX1YIYnq6aJOb+1yA";
    let long = "A".repeat(86);
    for (bearable, too_costly) in [
        (format!("$2b$13${bcrypt}"), format!("$2b$14${bcrypt}")),
        (format!("$argon2id$v=19$m=131072,t=4,p=1${argon2}"), format!("$argon2id$v=19$m=131073,t=1,p=1${argon2}")),
        (format!("$argon2id$v=19$m=65536,t=8,p=4${argon2}"), format!("$argon2id$v=19$m=65536,t=9,p=4${argon2}")),
        (format!("$argon2id$v=19$m=1024,t=1,p=16${argon2}"), format!("$argon2id$v=19$m=1024,t=1,p=17${argon2}")),
        (format!("$pbkdf2-sha256$1500000${pbkdf2}"), format!("$pbkdf2-sha256$1500001${pbkdf2}")),
        (format!("$pbkdf2-sha256$750000$AAAA${long}"), format!("$pbkdf2-sha256$750001$AAAA${long}")),
    ] {
        assert!(Imported::parse(&bearable).is_ok(), "{bearable}");
        assert_eq!(Imported::parse(&too_costly).err(), Some(ImportRefusal::HashTooCostly), "{too_costly}");
    }
}

#[test]
fn what_is_no_known_hash_is_refused_and_never_looked_at() {
    use ImportRefusal::{HashKindUnknown as Kind, HashUnreadable as Unreadable};
    for (text, why) in [
        ("5f4dcc3b5aa765d61d8327deb882cf99", Kind),
        ("$1$salt$qJH7.N4xYta3aEG/dfqo/0", Kind),
        ("$2x$05$CCCCCCCCCCCCCCCCCCCCC.4TB0jBsiCh4b7F9kdjkxepsdDSX1z8G", Kind),
        ("pbkdf2_sha1$1000$seasalt$zkW8ffpbZuEW1LH/GREXnqhTGZgngQv4VE4BXFwUxSE=", Kind),
        ("imported:$2b$05$CCCCCCCCCCCCCCCCCCCCC.4TB0jBsiCh4b7F9kdjkxepsdDSX1z8G", Kind),
        ("mật khẩu", Kind),
        ("$2b$05$CCCCCCCCCCCCCCCCCCCCC.4TB0jBsiCh4b7F9kdjkxepsdDSX1z8", Unreadable),
        ("$2b$05$CCCCCCCCCCCCCCCCCCCCC", Unreadable),
        ("$2b$03$CCCCCCCCCCCCCCCCCCCCC.4TB0jBsiCh4b7F9kdjkxepsdDSX1z8G", Unreadable),
        ("$2b$+5$CCCCCCCCCCCCCCCCCCCCC.4TB0jBsiCh4b7F9kdjkxepsdDSX1z8G", Unreadable),
        ("$pbkdf2-sha256$0$MDEyMzQ1$GfTkc2iKv/9kvDTVvk6oHlHCOmPX1YIYnq6aJOb+1yA", Unreadable),
        ("$pbkdf2-sha256$i=1000,l=64$MDEyMzQ1$GfTkc2iKv/9kvDTVvk6oHlHCOmPX1YIYnq6aJOb+1yA", Unreadable),
        ("$pbkdf2-sha256$1000$MDEyMzQ1$GfTkc2iKv", Unreadable),
        ("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ", Unreadable),
        ("$argon2id$v=19$m=256,t=2,p=1,keyid=AAAA$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", Unreadable),
    ] {
        assert_eq!(Imported::parse(text).err(), Some(why), "{text}");
    }
    assert_eq!(Imported::parse(&format!("$2b$05${}", "C".repeat(600))).err(), Some(Unreadable));
}

proptest::proptest! {
    #[test]
    fn nothing_that_stands_in_a_cell_makes_it_panic(text in "[$a-z0-9=,./+]{0,80}") {
        if let Ok(hash) = Imported::parse(&text) {
            proptest::prop_assert!(hash.is_bearable());
        }
    }
}
