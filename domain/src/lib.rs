//! The rules of the member centre. No clock, no chance, no I/O, no framework: time and chance are arguments.
//!
//! Table of contents, one line per module.

// Who, and what may be said about them.
pub mod lang;
pub mod calendar;
pub mod text;
pub mod personal;
pub mod form;
pub mod member;
mod codes;

// What a member holds with us (MC-1.1, MC-4.2).
pub mod username;
pub mod password;
pub mod name;
pub mod birth;
pub mod gender;
pub mod id_number;
pub mod phone;
pub mod email;
pub mod address;
pub mod card_number;

// What a member does, in the order of the house: policy, sign-up, sign-in, profile, consent, activity, closure.
pub mod policy;
pub mod sign_up;
pub mod sign_in;
pub mod throttle;
pub mod sessions;
pub mod profile;
pub mod consent;
pub mod trail;
pub mod closure;
pub mod retention;
