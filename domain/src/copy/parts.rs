//! The table itself.

use super::{Column, Kind, Part, Shown, Times};
use crate::lang::Lang;
use Kind::{Code, Codes, Day, Detail, Flag, Instant, Number, Text};

const fn is(name: &'static str, kind: Kind, meaning: &'static str) -> Column {
    Column { name, kind, optional: false, shown: Shown::Always, meaning }
}

const fn may(name: &'static str, kind: Kind, meaning: &'static str) -> Column {
    Column { optional: true, ..is(name, kind, meaning) }
}

/// Not for readers: a checksum, or a number that only orders.
const fn for_machines(name: &'static str, kind: Kind, meaning: &'static str) -> Column {
    Column { shown: Shown::Never, ..is(name, kind, meaning) }
}

const fn said_in(lang: Lang, name: &'static str, meaning: &'static str) -> Column {
    Column { shown: Shown::In(lang), ..is(name, Text, meaning) }
}

/// Every part, in the order of the pages.
pub const PARTS: &[Part] = &[
    Part {
        name: "account",
        times: Times::Once,
        meaning: "The account itself.",
        columns: &[
            may("member_reference", Text, "The number other systems of the cinema name the member by."),
            is("language", Code, "Language of pages and letters: vi or en."),
            is("joined_at", Instant, "When it was opened."),
            is("policy_version", Number, "The version of the privacy policy in force then."),
            is(
                "password_since",
                Instant,
                "Since when the password is the one it is. Only a hash of it is held, and that is left out.",
            ),
            may("email_confirmed_at", Instant, "When the address in use was proved."),
            may("phone_confirmed_at", Instant, "When the number in use was proved by a code."),
            may("closing_since", Instant, "When the member closed the account."),
            may("closing_ends_at", Instant, "Until when it can be reopened."),
        ],
    },
    Part {
        name: "profile",
        times: Times::Many,
        meaning: "The items of the profile, filled or not.",
        columns: &[
            is("item", Code, "Which item."),
            may("value", Text, "What it says; null: nothing is held."),
            may("since", Instant, "Since when it says so."),
            is("purposes", Codes, "The purposes that read it, see the part purposes."),
        ],
    },
    Part {
        name: "former_values",
        times: Times::Many,
        meaning: "What items said before they were corrected.",
        columns: &[
            is("item", Code, "Which item."),
            is("value", Text, "What it said."),
            is("corrected_at", Instant, "Until when."),
        ],
    },
    Part {
        name: "email_link",
        times: Times::AtMostOnce,
        meaning: "The last link that was sent to prove an address. The link itself is held as a hash only.",
        columns: &[
            is("address", Text, "The address."),
            is("asked_at", Instant, "When the link was asked for."),
            is("expires_at", Instant, "When it ends or ended."),
            may("used_at", Instant, "When it was used."),
        ],
    },
    Part {
        name: "recovery_links",
        times: Times::Many,
        meaning: "Links that were sent to set a new password and still work. The links themselves are held as hashes only.",
        columns: &[
            is("address", Text, "The address it went to."),
            is("asked_at", Instant, "When the link was asked for."),
            is("expires_at", Instant, "When it ends."),
        ],
    },
    Part {
        name: "email_undos",
        times: Times::Many,
        meaning: "Links that were sent by letter, take a change back, and still work. The links themselves are held as hashes only.",
        columns: &[
            is("change", Code, "What was changed: email, authenticator, passkey."),
            is("address", Text, "The address the link went to, which it restores."),
            is("asked_at", Instant, "When it was changed."),
            is("expires_at", Instant, "When the link ends."),
        ],
    },
    Part {
        name: "reports",
        times: Times::Many,
        meaning: "Reports that somebody else used the account.",
        columns: &[
            is("report_number", Text, "The number of the report."),
            is("reported_at", Instant, "When."),
            is("sessions_ended", Number, "How many sessions it ended."),
        ],
    },
    Part {
        name: "consents",
        times: Times::Many,
        meaning: "Every decision about a purpose, with the wording it was about. Each entry's hash covers the one before.",
        columns: &[
            for_machines("seq", Number, "Its place in the record, from 1."),
            is("at", Instant, "When."),
            is("purpose", Code, "What for."),
            is("channel", Code, "Which way: email, sms, call, zalo."),
            is("decision", Code, "grant or withdraw."),
            may("until", Day, "The last day of a yes that ends by itself, in Vietnam."),
            may("wording", Text, "The wording, in the language it was read in."),
            is("wording_version", Number, "Version of the wording."),
            for_machines("wording_hash", Text, "SHA-256 of the wording in both languages, hexadecimal."),
            for_machines("lang", Code, "The language it was read in."),
            for_machines("method", Code, "How the decision reached the cinema: web, or import from an earlier system."),
            for_machines("policy_version", Number, "The version of the privacy policy in force then."),
            is("device", Text, "The device in words; of an imported decision where its evidence lies."),
            for_machines("previous_hash", Text, "Hash of the entry before, hexadecimal."),
            for_machines("entry_hash", Text, "Hash of this entry, hexadecimal."),
        ],
    },
    Part {
        name: "purposes",
        times: Times::Many,
        meaning: "What data is used for today: each purpose, its basis, what it reads, and who else gets to see something.",
        columns: &[
            for_machines("purpose", Code, "Which purpose."),
            said_in(Lang::Vi, "title_vi", "Its name in Vietnamese."),
            said_in(Lang::En, "title_en", "Its name in English."),
            is("basis", Code, "What makes it lawful: consent, agreement, protection, law."),
            is("items", Codes, "The items it reads."),
            is("recipients", Codes, "Who else gets to see something: nobody, message_carriers, state_bodies."),
            for_machines("channels", Codes, "The channels it may use."),
            is("clause", Text, "The clause of the privacy policy it serves."),
            for_machines("wording_version", Number, "Version of its wording."),
            said_in(Lang::Vi, "wording_vi", "What members read about it, in Vietnamese."),
            said_in(Lang::En, "wording_en", "What members read about it, in English."),
        ],
    },
    Part {
        name: "freezes",
        times: Times::Many,
        meaning: "When the member stopped every use that rests on their yes or may be objected to, the newest first.",
        columns: &[
            is("frozen_since", Instant, "Since when."),
            may("lifted_at", Instant, "Until when; null: it holds."),
        ],
    },
    Part {
        name: "messages",
        times: Times::Many,
        meaning: "Messages that other systems of the cinema sent and reported, the newest first. Their text is not held.",
        columns: &[
            is("sent_at", Instant, "When it went out."),
            is("purpose", Code, "What for."),
            is("channel", Code, "Which way: email, sms, call, zalo."),
            is("campaign", Text, "The campaign or text it belonged to."),
            is("reported_by", Text, "The system that reported it."),
            may("agreed_at", Instant, "When the member had agreed to it."),
            may("broken_rule", Code, "The rule that said no when it went out; null: none did."),
        ],
    },
    Part {
        name: "questions",
        times: Times::Many,
        meaning: "Which systems of the cinema asked whether they might write to the member, counted by day, the newest first.",
        columns: &[
            is("asked_last_at", Instant, "When the last question of the day was asked."),
            is("asked_by", Text, "The system that asked."),
            is("purpose", Code, "What for."),
            is("channel", Code, "Which way: email, sms, call, zalo."),
            is("times", Number, "How often that day."),
        ],
    },
    Part {
        name: "orders",
        times: Times::Many,
        meaning: "Paid orders, the newest first, as the booking site handed them in. No card and no account is held.",
        columns: &[
            is("number", Text, "Its number."),
            is("paid_at", Instant, "When it was paid."),
            is("film", Text, "The film."),
            is("age_class", Text, "Its class: P, K, T13, T16, T18."),
            is("showing_at", Instant, "When it is shown."),
            is("cinema", Text, "Where."),
            is("hall", Text, "In which hall."),
            is("seats", Text, "On which seats."),
            is("total", Number, "What was paid, taxes included, in VND."),
            may("vat", Number, "The tax in it."),
            is("payment_partner", Text, "Who took the payment."),
            is("payment_reference", Text, "The partner's number for it."),
            is("recorded_by", Text, "The system that handed it in."),
            is("recorded_at", Instant, "When it did."),
            may("changed_at", Instant, "When it corrected it."),
        ],
    },
    Part {
        name: "sessions",
        times: Times::Many,
        meaning: "Sessions that have not ended.",
        columns: &[
            for_machines("session", Text, "Its number, as the history names it."),
            is("device", Text, "The device in words."),
            is("kept", Flag, "Whether \"keep me signed in\" was chosen."),
            is("started_at", Instant, "When it began."),
            is("seen_at", Instant, "When it was last used, to the minute."),
            is("ends_at", Instant, "When it ends at the latest."),
        ],
    },
    Part {
        name: "devices",
        times: Times::Many,
        meaning: "Devices the account was used on.",
        columns: &[
            is("device", Text, "The device in words."),
            is("first_seen_at", Instant, "The first sign-in."),
            is("last_seen_at", Instant, "The last sign-in."),
        ],
    },
    Part {
        name: "authenticator",
        times: Times::AtMostOnce,
        meaning: "The authenticator app. The secret it shares with the centre is left out: whoever had it could make the codes.",
        columns: &[
            is("set_up_at", Instant, "When its set-up was begun."),
            may("confirmed_at", Instant, "Since when it counts; null: its first code was not typed yet."),
        ],
    },
    Part {
        name: "passkeys",
        times: Times::Many,
        meaning: "Passkeys. Only public keys are held, which open nothing; they are left out, with the random number the account is known by to them.",
        columns: &[
            is("name", Text, "What the member calls it."),
            is("added_at", Instant, "When it was added."),
            may("used_at", Instant, "When it was last used; null: not since."),
        ],
    },
    Part {
        name: "recovery_codes",
        times: Times::Once,
        meaning: "Recovery codes. Only keyed hashes of them are held, and those are left out.",
        columns: &[is("left", Number, "How many are left."), may("made_at", Instant, "When they were made.")],
    },
    Part {
        name: "pending_sign_ins",
        times: Times::Many,
        meaning: "Sign-ins whose password was right and that wait for a code.",
        columns: &[
            is("device", Text, "The device in words."),
            is("began_at", Instant, "When the password was given."),
            is("ends_at", Instant, "Until when it waits."),
        ],
    },
    Part {
        name: "trail",
        times: Times::Many,
        meaning: "The history of the account, the newest entry first.",
        columns: &[
            for_machines("seq", Number, "Its place, from 1."),
            is("at", Instant, "When."),
            is("kind", Code, "What happened."),
            for_machines("detail", Detail, "What it was about."),
        ],
    },
    Part {
        name: "letters_waiting",
        times: Times::Many,
        meaning: "Letters that are not sent yet, but for the one to an address given at joining, which only its reader learns of.",
        columns: &[
            for_machines("kind", Code, "Which letter."),
            is("to", Text, "The address it goes to."),
            is("subject", Text, "Its subject."),
            is("posted_at", Instant, "Since when it waits."),
        ],
    },
    Part {
        name: "letters_sent",
        times: Times::Many,
        meaning: "Letters and text messages of the centre that have left, the newest first, out of the history. Neither their address nor their text is held.",
        columns: &[
            is("sent_at", Instant, "When it left."),
            is("letter", Code, "Which letter."),
            is("way", Code, "Which way: mail, text."),
        ],
    },
    Part {
        name: "retention",
        times: Times::Many,
        meaning: "How long each kind of thing is kept, and why.",
        columns: &[
            is("what", Code, "What is kept."),
            is(
                "period",
                Code,
                "How long: until_closure, until_cleared, until_it_ends, while_backups_exist, or a number of minutes, hours, days, days_after_erasure, fiscal_years.",
            ),
            Column {
                shown: Shown::Never,
                ..may("amount", Number, "That number; with until_it_ends the hours it lasts at most.")
            },
            is("ground", Code, "Why: agreement, choice, protection, proof_of_consent, accounting, proof_of_erasure."),
            is("clause", Text, "The clause of the privacy policy."),
            is("after", Code, "What happens when the account is closed: erased, anonymised, stays."),
        ],
    },
    Part {
        name: "left_out",
        times: Times::Many,
        meaning: "What is held and not in this copy, and why.",
        columns: &[is("what", Text, "The table."), is("why", Text, "The reason.")],
    },
];
