//! Every SQL statement of the services, for auditors and for the tests that ask both engines about each of them.

use crate::{
    api_keys, audit, closure, consent, contact, copy, email, factors, flash, freeze, import, inactivity, keys, limits,
    members, orders, outbox, passkeys, phone, policy, profile, receipts, recovery, report, retention, sessions, trail,
    webhooks,
};

/// All statements but [`per_engine`].
pub fn all() -> Vec<&'static str> {
    let features = [
        keys::rows::ALL,
        keys::passing::ALL,
        limits::ALL,
        members::rows::ALL,
        members::references::ALL,
        sessions::rows::ALL,
        trail::rows::ALL,
        outbox::rows::ALL,
        outbox::dead::ALL,
        flash::rows::ALL,
        profile::rows::ALL,
        email::rows::ALL,
        email::undo::rows::ALL,
        phone::rows::ALL,
        recovery::rows::ALL,
        factors::rows::ALL,
        passkeys::rows::ALL,
        report::rows::ALL,
        consent::rows::ALL,
        policy::rows::ALL,
        freeze::rows::ALL,
        inactivity::rows::ALL,
        webhooks::rows::ALL,
        webhooks::rows::endpoints::ALL,
        contact::rows::ALL,
        contact::do_not_call::ALL,
        contact::asked::ALL,
        orders::rows::ALL,
        api_keys::rows::ALL,
        api_keys::answers::ALL,
        import::rows::ALL,
        receipts::rows::ALL,
        audit::rows::ALL,
        audit::verify::ALL,
        copy::rows::ALL,
        closure::rows::ALL,
        closure::again::ALL,
        closure::verify::ALL,
        closure::erasure::rows::ALL,
        closure::verify::ALL,
        &[closure::holdings::COUNTS, consent::page::PAGE],
    ];
    let erasures = closure::erasure::TABLES.iter().flat_map(|table| [table.delete, table.holders, table.count]);
    features.concat().into_iter().chain(erasures).chain(retention::all()).collect()
}

/// The statements that are another text on each engine: for SQLite, for PostgreSQL.
pub fn per_engine() -> Vec<(&'static str, &'static str)> {
    let some = [
        consent::rows::APPEND,
        consent::rows::TELL,
        consent::rows::FOLLOW,
        contact::rows::FOUND,
        contact::rows::RECENT,
        closure::erasure::rows::LEDGER,
    ];
    some.into_iter().chain(audit::verify::PAGES).collect()
}
