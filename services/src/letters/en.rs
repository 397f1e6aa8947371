//! The letters in English.

use super::Words;
use domain::consent::{Channel, Purpose};

pub(super) const GREETING: &str = "Hello,";
pub(super) const CLOSING: &str = "Metiz Cinema Member Centre\n\
    This letter was sent automatically. We never ask for your password or card number by email.";
pub(super) const CERTIFICATE_SUBJECT: &str = "Certificate: your Metiz account has been erased";

pub(super) fn confirm_address(link: &str) -> Words {
    Words {
        subject: "Confirm your email address at Metiz",
        body: format!(
            "A Metiz member account has just been opened with this email address. If that was you, open the link below to \
             confirm the address. The link works for 24 hours.\n\n{link}\n\nIf it was not you, there is nothing to do: an \
             address that is not confirmed is used for nothing else."
        ),
    }
}

pub(super) fn address_in_use(sign_in: &str) -> Words {
    Words {
        subject: "Somebody joined Metiz with your email address",
        body: format!(
            "Somebody has just opened a Metiz member account and gave this email address. The address is confirmed for your \
             account and still belongs to that account alone.\n\nIf that was you: you have an account already; sign in with \
             your username or your email at:\n\n{sign_in}\n\nIf it was not you, there is nothing to do."
        ),
    }
}

pub(super) fn confirm_new_address(link: &str) -> Words {
    Words {
        subject: "Confirm your new email address at Metiz",
        body: format!(
            "You have just changed the email address of your Metiz account to this one. Open the link below to confirm it. \
             The link works for 24 hours; until then the old address stays in use.\n\n{link}\n\nIf you did not ask for \
             this, ignore this letter: nothing changes."
        ),
    }
}

pub(super) fn address_changing(at: &str, security: &str) -> Words {
    Words {
        subject: "A change of your Metiz email address was asked for",
        body: format!(
            "On {at} a change of your Metiz account to another email address was asked for. The new address counts only \
             after it has been confirmed.\n\nIf that was you, there is nothing to do. If not, sign in and end the sessions \
             you do not know at:\n\n{security}"
        ),
    }
}

pub(super) fn address_changed(at: &str, undo: &str) -> Words {
    Words {
        subject: "The email address of your Metiz account has changed",
        body: format!(
            "Since {at} letters of your Metiz account go to the new email address you confirmed. This is the last letter to \
             this address.\n\nIf you did not change it, open the link below within 48 hours: this address is restored, every \
             session ends, and you choose a new password.\n\n{undo}"
        ),
    }
}

pub(super) fn closing_begun(ends: &str, sign_in: &str) -> Words {
    Words {
        subject: "Your Metiz account is closing",
        body: format!(
            "As you asked, your Metiz account is frozen and every session has ended. Your data will be erased after {ends}; \
             until then we send no other letter.\n\nIf you change your mind, sign in before that and choose \"Reopen \
             account\":\n\n{sign_in}"
        ),
    }
}

pub(super) fn unused(used: &str, closes: &str, sign_in: &str) -> Words {
    Words {
        subject: "Your Metiz account has not been used for a long time",
        body: format!(
            "Your Metiz account was last used on {used}. We do not want to keep your data for longer than needed, so the \
             account will be closed from {closes} on, and your data erased after that.\n\nIf you want to keep the account, \
             sign in once before that day:\n\n{sign_in}\n\nIf you do not need it any more, there is nothing to do."
        ),
    }
}

pub(super) fn closed_unused(ends: &str, sign_in: &str) -> Words {
    Words {
        subject: "Your Metiz account is being closed because nobody used it",
        body: format!(
            "As our last two letters said, your Metiz account has not been used for a long time, and is locked now. Your data \
             will be erased after {ends}; until then we send no other letter.\n\nIf you want to keep the account, sign in \
             before then and choose \"Reopen account\":\n\n{sign_in}"
        ),
    }
}

pub(super) fn reopened(at: &str, sign_in: &str) -> Words {
    Words {
        subject: "Your Metiz account is open again",
        body: format!(
            "Your Metiz account was reopened on {at}. Nothing was erased.\n\nIf that was not you, sign in and end the \
             sessions you do not know at:\n\n{sign_in}"
        ),
    }
}

pub(super) fn frozen(at: &str, consent: &str) -> Words {
    Words {
        subject: "The use of your data at Metiz is frozen",
        body: format!(
            "Since {at}, as you asked, Metiz Cinema has stopped everything that rests on your consent or that you may object \
             to: news, promotions, thanks, and getting in touch on our own accord. Your account, orders and decisions stay \
             as they are; letters about the account and your own purchases still come.\n\nYou can lift the freeze at any \
             time:\n\n{consent}"
        ),
    }
}

pub(super) fn unfrozen(at: &str, consent: &str) -> Words {
    Words {
        subject: "The freeze of your data at Metiz is lifted",
        body: format!(
            "The freeze of the use of your data was lifted on {at}. From now on what you agreed to and what you refused counts \
             again as before.\n\nYou can see and change each decision, or freeze again, here:\n\n{consent}\n\nIf this was \
             not you, please sign in, freeze again and end the sessions you do not know."
        ),
    }
}

pub(super) fn unsubscribed((purpose, channel): (Purpose, Channel), at: &str, consent: &str) -> Words {
    let what = match purpose {
        Purpose::News => "website news",
        Purpose::Promotions => "promotions",
        Purpose::Loyalty => "thanks and wishes",
    };
    let by = match channel {
        Channel::Email => "email",
        Channel::Sms => "text message",
        Channel::Call => "phone call",
        Channel::Zalo => "Zalo",
    };
    Words {
        subject: "Messages from Metiz were stopped",
        body: format!(
            "On {at} we received your wish to stop {what} by {by}, from the link in a message that was sent. They were stopped \
             at once, on {at}.\n\nThis is the only letter about it. Everything else stays as you decided; see and change each \
             decision here:\n\n{consent}"
        ),
    }
}

pub(super) fn new_device(at: &str, device: &str, security: &str) -> Words {
    Words {
        subject: "A sign-in from a new device",
        body: format!(
            "On {at} somebody signed in to your Metiz account from a device not used before: {device}.\n\nIf that was you, \
             there is nothing to do. If not, end that session at:\n\n{security}"
        ),
    }
}

pub(super) fn copy_taken(at: &str, security: &str) -> Words {
    Words {
        subject: "A copy of your Metiz data was taken",
        body: format!(
            "On {at}, a full copy of your data was downloaded from your Metiz account, after the right password was \
             given or a passkey was used.\n\nIf it was you, keep the file where only you can open it. If it was not, end the sessions you do \
             not know here, and tell the box office:\n\n{security}"
        ),
    }
}

pub(super) fn recover_password(link: &str, recovery: &str) -> Words {
    Words {
        subject: "Set a new password for your Metiz account",
        body: format!(
            "Somebody asked to set a new password for your Metiz account. If that was you, open the link below and choose \
             one. The link works once, for 10 minutes.\n\n{link}\n\nAfter that you can ask for another letter \
             at:\n\n{recovery}\n\nIf it was not you, there is nothing to do: the password stays as it is. Do not forward \
             this letter to anybody."
        ),
    }
}

pub(super) fn tell_username(username: &str, sign_in: &str) -> Words {
    Words {
        subject: "Your Metiz username",
        body: format!(
            "You have just asked for the username of the Metiz account with this email address. It is:\n\n{username}\n\n\
             Sign in with it, or with your email, at:\n\n{sign_in}\n\nIf you did not ask, there is nothing to do: only \
             who reads this mailbox learns the name."
        ),
    }
}

pub(super) fn password_changed(at: &str, passkeys: usize, recovery: &str) -> Words {
    let passkeys = match passkeys {
        0 => String::new(),
        some => format!(
            "Passkeys of the account: {some}. They go on signing in without the password. If one of them is not yours, \
             remove it on the page Devices.\n\n"
        ),
    };
    Words {
        subject: "The password of your Metiz account has changed",
        body: format!(
            "The password of your Metiz account was changed on {at}. All other sessions have ended, and links sent before \
             are dead.\n\n{passkeys}If that was you, there is nothing to do. If not, set a new password at once at:\n\n{recovery}"
        ),
    }
}

pub(super) fn authenticator_added(at: &str, undo: &str) -> Words {
    Words {
        subject: "An authenticator app was set up for your Metiz account",
        body: format!(
            "On {at} an authenticator app was added to your Metiz account. From now on each sign-in needs a code after the \
             password. Sessions on other devices have ended.\n\nIf that was you, there is nothing to do. If not, open the link \
             below within 48 hours: that app and all passkeys are removed, every session ends, and you choose a new \
             password.\n\n{undo}"
        ),
    }
}

pub(super) fn authenticator_removed(at: &str, security: &str) -> Words {
    Words {
        subject: "The authenticator app was removed from your Metiz account",
        body: format!(
            "On {at} the authenticator app and the recovery codes were removed from your Metiz account. From now on the \
             password alone signs you in.\n\nIf that was you, there is nothing to do. If not, sign in, end the sessions \
             you do not know and set it up again at:\n\n{security}"
        ),
    }
}

pub(super) fn passkey_added(at: &str, undo: &str) -> Words {
    Words {
        subject: "A passkey was added to your Metiz account",
        body: format!(
            "On {at} a passkey was added to your Metiz account. Whoever has the device that holds it, and opens it with a \
             finger, a face or a PIN, signs in without a password. Sessions on other devices have ended.\n\nIf that was \
             you, there is nothing to do. If not, open the link below within 48 hours: all passkeys are removed, every session \
             ends, and you choose a new password.\n\n{undo}"
        ),
    }
}

pub(super) fn passkey_removed(at: &str, security: &str) -> Words {
    Words {
        subject: "A passkey was removed from your Metiz account",
        body: format!(
            "On {at} a passkey was removed from your Metiz account; it no longer signs in. Sessions on other devices have \
             ended.\n\nIf that was you, please delete it on the device, too. If not, please sign in and look \
             at:\n\n{security}"
        ),
    }
}

pub(super) fn passkey_copied(at: &str, security: &str) -> Words {
    Words {
        subject: "A passkey of your Metiz account was refused",
        body: format!(
            "On {at} somebody used a passkey of yours whose counter had gone backwards. That can mean that the passkey was \
             copied, so we refused it.\n\nPlease sign in with your password, remove that passkey and add a new one \
             at:\n\n{security}"
        ),
    }
}

pub(super) fn recovery_codes_made(at: &str, codes: &str) -> Words {
    Words {
        subject: "New recovery codes for your Metiz account",
        body: format!(
            "On {at} ten new recovery codes were made for your Metiz account. The codes before them no longer \
             work.\n\nIf that was you, there is nothing to do. If not, sign in, end the sessions you do not know and \
             make new codes at:\n\n{codes}"
        ),
    }
}

pub(super) fn recovery_code_used(at: &str, left: u32, codes: &str) -> Words {
    Words {
        subject: "A recovery code of your Metiz account was used",
        body: format!(
            "On {at} a recovery code was used for your Metiz account, together with the right password. Codes left: \
             {left}.\n\nIf that was you and few are left, make new ones. If not, sign in, end the sessions you do not \
             know and make new codes at once at:\n\n{codes}"
        ),
    }
}

pub(super) fn codes_tried(at: &str, recovery: &str) -> Words {
    Words {
        subject: "Does somebody know your Metiz password?",
        body: format!(
            "On {at} somebody typed the right password of your Metiz account and then one wrong verification code after the \
             other. They did not get in.\n\nIf that was you, check the clock of your phone, or use a recovery code. If not, \
             your password is known to somebody: choose a new one at once at:\n\n{recovery}"
        ),
    }
}

pub(super) fn not_me(at: &str, number: &str, link: &str, recovery: &str) -> Words {
    Words {
        subject: "Your Metiz account was locked to protect it",
        body: format!(
            "On {at} you reported that somebody else uses your Metiz account. The number of the report: {number}.\n\nEvery \
             session has ended; the old password and all passkeys no longer work. Open the link below within 10 minutes and choose a new \
             password:\n\n{link}\n\nAfter that, ask for another letter at:\n\n{recovery}\n\nOnce you are signed in again, look \
             at your activity. If you need help, name the number of the report at the box office."
        ),
    }
}
