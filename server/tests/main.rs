//! The front desk over real sockets: headers, guards, doors, posts without script, deadlines.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod acts;
mod api;
mod asvs;
#[path = "../../domain/tests/cards/numbers.rs"]
mod card_numbers;
mod client;
mod contact;
mod copy;
mod deadlines;
mod documents;
mod doors;
mod enumeration;
mod factors;
mod imports;
mod lessons;
mod others;
mod own_paths;
mod pages;
#[expect(dead_code, reason = "the device of all stories; these need only a part of it")]
#[path = "../../services/tests/passkey_device.rs"]
mod passkey_device;
mod passkeys;
mod phone;
mod policies;
mod posts;
mod profile_of_headers;
mod promises;
mod receipts;
mod recovery;
mod references;
mod sessions;
mod stranger_pages;
mod wall;
mod webhooks;
mod world;
