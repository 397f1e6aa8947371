//! The stories of the services: transactions, SQL, letters, two members at once, on every engine there is.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in a story, what must not happen panics, in its helpers too"
)]

mod world;

mod activity;
mod api_keys;
mod audit;
mod authenticator;
mod backup;
mod closure;
mod consent;
mod consent_ends;
mod contact;
mod copy;
mod data_map;
mod db;
mod doctor;
mod email;
mod envelopes;
mod epochs;
mod erasure;
mod factors;
mod forensics;
mod hashing;
mod import;
mod inactivity;
mod independent;
mod jobs;
mod keys;
mod kill;
mod left_over;
mod log;
mod look;
mod midway;
mod once;
mod orders;
mod outbox;
mod passkey_device;
mod passkeys;
mod password;
mod phone;
mod policy;
mod profile;
mod raw;
mod receipts;
mod recovery;
mod replaced;
mod replay;
mod report;
mod sessions;
mod sign_in;
mod sign_up;
mod undo;
mod unsubscribe;
mod walk;
mod webhooks;
