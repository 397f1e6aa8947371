//! The rules of the member centre. No clock, no chance, no I/O, no framework: time and chance are arguments.
//!
//! Table of contents, one line per module.

// Who, and what may be said about them.
pub mod calendar;
mod codes;
pub mod controller;
pub mod form;
pub mod hex;
pub mod lang;
pub mod member;
pub mod personal;
pub mod text;

// What a member holds with us (MC-1.1, MC-4.2).
pub mod address;
pub mod bank_account;
pub mod birth;
pub mod card_number;
pub mod email;
pub mod gender;
pub mod id_number;
pub mod member_reference;
pub mod name;
pub mod passphrase;
pub mod password;
pub mod phone;
pub mod phone_code;
pub mod username;

// What a member does, in the order of the house: policy, sign-up, sign-in, recovery, profile, consent, orders,
// activity, security (sessions, factors), closure.
pub mod closure;
pub mod consent;
pub mod contact;
pub mod copy;
pub mod factors;
pub mod freeze;
pub mod inactivity;
pub mod letters;
pub mod look;
pub mod orders;
pub mod passkeys;
pub mod policy;
pub mod profile;
pub mod receipt;
pub mod recovery;
pub mod report;
pub mod retention;
pub mod sessions;
pub mod sign_in;
pub mod sign_up;
pub mod throttle;
pub mod trail;

// What another system may ask and hears of, and what an earlier one left.
pub mod api_key;
pub mod import;
pub mod webhooks;
