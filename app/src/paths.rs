//! Every address of the site, once.

/// Where members read.
pub const OVERVIEW: &str = "/";
/// The privacy policy in force.
pub const POLICY: &str = "/policy";
/// What stands before two numbers of versions.
pub const POLICY_COMPARE: &str = "/policy/compare";
/// Joining.
pub const SIGN_UP: &str = "/sign-up";
/// How somebody under 16 joins.
pub const GUARDIAN: &str = "/sign-up/guardian";
/// Signing in.
pub const SIGN_IN: &str = "/sign-in";
/// Signing out (a page with a button; the act is a post).
pub const SIGN_OUT: &str = "/sign-out";
/// The seven items.
pub const PROFILE: &str = "/profile";
/// The part of the profile that confirms the phone number.
pub const PHONE_PROOF: &str = "/profile#confirm-phone";
/// The whole ID number, for a minute.
pub const ID_NUMBER: &str = "/profile/id-number";
/// Purposes and channels.
pub const CONSENT: &str = "/consent";
/// The freeze, on the page of purposes.
pub const FREEZE: &str = "/consent#freeze";
/// Receipts of every decision; one of them lies below, followed by its place, and its file by `/file`.
pub const RECEIPTS: &str = "/consent/receipts";
/// Whether a receipt is one of ours, for anybody.
pub const RECEIPT_VERIFY: &str = "/receipt/verify";
/// The public keys of receipts.
pub const RECEIPT_KEYS: &str = "/.well-known/metiz-receipt-keys.json";
/// The newest checkpoint of the log of decisions, for anybody.
pub const CHECKPOINT: &str = "/.well-known/metiz-consent-log/checkpoint";
/// The keys checkpoints are checked with, as signed notes want them.
pub const CHECKPOINT_KEYS: &str = "/.well-known/metiz-consent-log/keys";
/// Where a link in a message stops it, followed by its code.
pub const UNSUBSCRIBE: &str = "/unsubscribe";
/// Paid orders.
pub const ORDERS: &str = "/orders";
/// Own history.
pub const ACTIVITY: &str = "/activity";
/// The second step of a sign-in.
pub const FACTOR: &str = "/sign-in/factor";
/// Devices.
pub const SECURITY: &str = "/security";
/// Another password.
pub const PASSWORD: &str = "/security/password";
/// A forgotten password or username; a letter's link leads below it, followed by its code.
pub const RECOVERY: &str = "/recovery";
/// "This was not me."
pub const NOT_ME: &str = "/security/not-me";
/// What is shown once everybody is shut out.
pub const REPORTED: &str = "/recovery/reported";
/// Where the letter to a former address leads, followed by its code.
pub const EMAIL_UNDO: &str = "/email/undo";
/// The one answer to every question about a forgotten password or username.
pub const RECOVERY_SENT: &str = "/recovery/sent";
/// What is shown once the new password is set and nobody is signed in.
pub const RECOVERY_DONE: &str = "/recovery/done";
/// The authenticator app.
pub const AUTHENTICATOR: &str = "/security/authenticator";
/// Recovery codes.
pub const RECOVERY_CODES: &str = "/security/recovery-codes";
/// Recovery codes that were made just now, as a file.
pub const RECOVERY_CODES_FILE: &str = "/security/recovery-codes/file";
/// Passkeys.
pub const PASSKEYS: &str = "/security/passkeys";
/// The copy.
pub const COPY: &str = "/copy";
/// The copy as a file.
pub const COPY_FILE: &str = "/copy/file";
/// Closing, and changing one's mind.
pub const CLOSURE: &str = "/closure";
/// What is shown once the closing has begun and nobody is signed in any more.
pub const CLOSURE_BEGUN: &str = "/closure/begun";
/// Where a letter's link leads, followed by its code.
pub const EMAIL_CONFIRM: &str = "/email/confirm";
/// The password once more, before a sensitive act.
pub const PASSWORD_AGAIN: &str = "/password-again";

/// Where forms post.
pub mod act {
    /// Joins.
    pub const JOIN: &str = "/act/sign-up/join";
    /// Signs in.
    pub const SIGN_IN: &str = "/act/sign-in/open";
    /// Gives the code of a sign-in that waits for it.
    pub const PASS_FACTOR: &str = "/act/sign-in/factor";
    /// Begins the set-up of an authenticator.
    pub const BEGIN_AUTHENTICATOR: &str = "/act/factors/begin";
    /// Ends the set-up with its first code.
    pub const CONFIRM_AUTHENTICATOR: &str = "/act/factors/confirm";
    /// Removes the authenticator.
    pub const REMOVE_AUTHENTICATOR: &str = "/act/factors/remove";
    /// Makes new recovery codes.
    pub const MAKE_CODES: &str = "/act/factors/make-codes";
    /// Asks the browser for a new passkey.
    pub const ASK_NEW_PASSKEY: &str = "/act/passkeys/ask-new";
    /// Adds it.
    pub const ADD_PASSKEY: &str = "/act/passkeys/add";
    /// Gives a passkey another name.
    pub const RENAME_PASSKEY: &str = "/act/passkeys/rename";
    /// Removes a passkey.
    pub const REMOVE_PASSKEY: &str = "/act/passkeys/remove";
    /// Asks the browser for a passkey to sign in with.
    pub const ASK_PASSKEY: &str = "/act/passkeys/ask";
    /// Signs in with it.
    pub const SIGN_IN_BY_PASSKEY: &str = "/act/passkeys/sign-in";
    /// Asks the browser for a passkey before a sensitive act.
    pub const ASK_PASSKEY_AGAIN: &str = "/act/passkeys/ask-again";
    /// Proves with it.
    pub const PROVE_PASSKEY: &str = "/act/passkeys/prove";
    /// Signs out.
    pub const SIGN_OUT: &str = "/act/sign-out/leave";
    /// Gives the password again.
    pub const PROVE_PASSWORD: &str = "/act/password/prove";
    /// Asks for a link to set a new password.
    pub const RECOVER_PASSWORD: &str = "/act/recovery/password";
    /// Asks for the username.
    pub const RECOVER_USERNAME: &str = "/act/recovery/username";
    /// Sets a new password by a letter's link.
    pub const SET_PASSWORD: &str = "/act/recovery/set";
    /// Estimates a new password.
    pub const ESTIMATE_PASSWORD: &str = "/act/password/estimate";
    /// Changes the password.
    pub const CHANGE_PASSWORD: &str = "/act/security/change-password";
    /// Shuts everybody out of the account.
    pub const NOT_ME: &str = "/act/security/not-me";
    /// Takes a change of address back.
    pub const UNDO_EMAIL: &str = "/act/email/undo";
    /// Corrects the profile.
    pub const CORRECT: &str = "/act/profile/correct";
    /// Clears one optional item.
    pub const CLEAR: &str = "/act/profile/clear";
    /// Confirms an e-mail address.
    pub const CONFIRM_EMAIL: &str = "/act/email/confirm";
    /// Sends the confirmation letter again.
    pub const SEND_AGAIN: &str = "/act/email/send-again";
    /// Sends a code to the phone number.
    pub const ASK_PHONE_CODE: &str = "/act/phone/ask";
    /// Confirms the phone number by its code.
    pub const CONFIRM_PHONE: &str = "/act/phone/confirm";
    /// Decides one purpose and channel.
    pub const DECIDE: &str = "/act/consent/decide";
    /// Decides all of them alike.
    pub const DECIDE_ALL: &str = "/act/consent/decide-all";
    /// Freezes the use of data.
    pub const FREEZE: &str = "/act/freeze/begin";
    /// Lifts the freeze.
    pub const UNFREEZE: &str = "/act/freeze/end";
    /// Asks what a receipt proves.
    pub const VERIFY_RECEIPT: &str = "/act/receipt/verify";
    /// Begins the closing.
    pub const CLOSE: &str = "/act/closure/close";
    /// Takes the closing back.
    pub const REOPEN: &str = "/act/closure/reopen";
    /// Ends one device's session.
    pub const END_SESSION: &str = "/act/security/end";
    /// Ends all other sessions.
    pub const END_OTHERS: &str = "/act/security/end-others";
    /// Chooses the language.
    pub const LANGUAGE: &str = "/act/language/choose";
}

/// `next` if it is a path of our own site, else `None`.
///
/// Only printable ASCII that starts with one slash passes: browsers read `//`, `/\`, tabs and line ends
/// in their own ways, and a redirect must never leave the site.
pub fn own(next: &str) -> Option<&str> {
    let bytes = next.as_bytes();
    let plain = bytes.iter().all(|b| b.is_ascii_graphic() && *b != b'\\');
    let rooted = bytes.first() == Some(&b'/') && bytes.get(1) != Some(&b'/');
    // A percent sign could hide a slash or a backslash from this check, a colon a scheme; our paths need neither.
    let clear = !next.contains(['%', ':', '@']);
    (plain && rooted && clear && next.len() <= 200).then_some(next)
}

/// One version of the policy.
pub fn policy_version(number: u32) -> String {
    format!("{POLICY}/{number}")
}

/// Two versions of the policy beside each other.
pub fn policy_compare(before: u32, after: u32) -> String {
    format!("{POLICY_COMPARE}/{before}/{after}")
}

/// The page behind a letter's link for a new password; what can be no code of ours leads to the sentence about old links.
pub fn recovery_link(code: &str) -> String {
    let plain = code.len() == 43 && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    format!("{RECOVERY}/{}", if plain { code } else { "over" })
}

/// The page `page` that leads on to `next`; from the overview nobody has to be led.
pub fn on_to(page: &str, next: &str) -> String {
    if next == OVERVIEW { page.to_owned() } else { format!("{page}?next={next}") }
}

#[cfg(test)]
mod tests {
    use super::{on_to, own, recovery_link};

    #[test]
    fn only_a_code_of_ours_becomes_part_of_an_address() {
        let code = "Az09-_".repeat(8)[..43].to_owned();
        assert_eq!(recovery_link(&code), format!("/recovery/{code}"));
        for other in ["", "x", "../profile", "//evil.example", &"é".repeat(43), &"a".repeat(44), &"/".repeat(43)] {
            assert_eq!(recovery_link(other), "/recovery/over");
        }
    }

    #[test]
    fn a_way_on_is_carried_unless_it_is_the_overview() {
        assert_eq!(on_to("/sign-in", "/"), "/sign-in");
        assert_eq!(on_to("/sign-in", "/profile"), "/sign-in?next=/profile");
    }

    #[test]
    fn own_paths_pass() {
        for path in ["/", "/profile", "/profile/id-number", "/consent#promotions", "/policy/1", "/a?b=c&d=e"] {
            assert_eq!(own(path), Some(path));
        }
    }

    #[test]
    fn nothing_leads_off_the_site() {
        let hostile = [
            "",
            "profile",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "\\/evil.example",
            "https://evil.example",
            "http:evil.example",
            "javascript:alert(1)",
            "/\tevil",
            "/\nevil",
            "/\r\nSet-Cookie: a=b",
            "/%2f%2fevil.example",
            "/%5cevil.example",
            "/%09/evil",
            " /profile",
            "/profile ",
            "/\0",
            "/é",
            "/@evil.example",
            "/:80",
            "?next=/",
            "#/",
            "./profile",
            "../profile",
        ];
        for path in hostile {
            assert_eq!(own(path), None, "{path:?}");
        }
        assert_eq!(own(&format!("/{}", "a".repeat(200))), None);
    }
}
