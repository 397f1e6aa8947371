//! The stories of the services: transactions, SQL, letters, two members at once, on every engine there is.

mod world;

mod activity;
mod closure;
mod consent;
mod copy;
mod data_map;
mod db;
mod email;
mod hashing;
mod keys;
mod outbox;
mod profile;
mod raw;
mod sessions;
mod sign_in;
mod sign_up;
