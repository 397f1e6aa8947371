//! What somebody with the database's files could do to the ledger, in thousands of ways: each is found.

mod edits;
mod ledger;

use super::whole;
use crate::data_map::columns_of;
use crate::raw;
use crate::world::on_every_engine;
use edits::{COLUMNS, FIXED};
use ledger::{Ledger, TABLES, a_ledger};
use std::collections::BTreeSet;

/// On SQLite; on PostgreSQL a tenth. Each is a write and a look at the whole ledger; `METIZ_TAMPERINGS` sets another number, and with
/// 10,000 it takes some minutes.
const TAMPERINGS: usize = 1_000;

impl Ledger {
    fn deleted(&mut self) -> String {
        match self.below(6) {
            0 => format!("delete from consent_proofs where {}", self.proof()),
            1 => format!("delete from audit_leaves where idx = {}", self.below(usize::try_from(self.logged).unwrap())),
            2 => format!("delete from audit_tiles where level = {} and idx = 0", self.below(2)),
            3 => "delete from audit_queue where id = (select min(id) from audit_queue)".to_owned(),
            4 => "delete from audit_checkpoint".to_owned(),
            _ => format!("delete from consent_entries where {}", self.entry()),
        }
    }

    /// Two decisions, or two leaves, change places.
    fn swapped(&mut self) -> String {
        if self.below(2) == 0 {
            let count = usize::try_from(self.logged).unwrap();
            let one = self.below(count);
            let other = (one + 1 + self.below(count - 1)) % count;
            return format!(
                "update audit_leaves set idx = -idx - 1 + 2 * {count} where idx in ({one}, {other}); \
                 update audit_leaves set idx = {other} where idx = {}; update audit_leaves set idx = {one} where idx = {}",
                2 * count - 1 - one,
                2 * count - 1 - other
            );
        }
        let count = self.entries.len();
        let one = self.below(count);
        let other = (one + 1 + self.below(count - 1)) % count;
        let (one, other) = (self.entries[one].clone(), self.entries[other].clone());
        let far = 900_000;
        let (at_one, at_other) = (self.where_is("member_id", &one), self.where_is("member_id", &other));
        format!(
            "update consent_entries set seq = {far} where {at_one}; \
             update consent_entries set member_id = {}, seq = {} where {at_other}; \
             update consent_entries set member_id = {}, seq = {} where member_id = {} and seq = {far}",
            self.id(&one.0),
            one.1,
            self.id(&other.0),
            other.1,
            self.id(&one.0)
        )
    }

    /// The end is cut off, as far as somebody who understands the log would cut it: records, leaves, tree, checkpoint.
    fn truncated(&mut self) -> String {
        let from = usize::try_from(self.logged).unwrap() - 1 - self.below(self.live.len() - 1);
        let records = format!(
            "delete from consent_entries where entry_hash in (select entry_hash from copy_audit_leaves where idx >= {from})"
        );
        let leaves = format!("delete from audit_leaves where idx >= {from}");
        let tree = "delete from audit_tiles; delete from audit_checkpoint; delete from audit_queue; \
             delete from consent_entries where entry_hash in (select entry_hash from copy_audit_queue)";
        match self.below(4) {
            0 => leaves,
            1 => format!("{records}; {leaves}"),
            2 => format!("{records}; {leaves}; {tree}"),
            _ => format!("{records}; delete from audit_checkpoint"),
        }
    }

    /// What was decided once is put in again: at the member's end, at another member, or only into the log.
    fn replayed(&mut self) -> String {
        let (id, seq) = self.entries[self.rng.below(self.entries.len())].clone();
        let (other, _) = self.entries[self.rng.below(self.entries.len())].clone();
        let columns = "purpose, channel, decision, wording_version, wording_hash, lang, method, policy_version, decided_at, device";
        let from = format!("from copy_consent_entries where {}", self.where_is("member_id", &(id, seq)));
        let next = format!("(select max(seq) + 1 from copy_consent_entries where member_id = {})", self.id(&other));
        let (hash, previous) = (self.hash(), self.hash());
        let chained = |hash: &str, previous: &str| {
            format!(
                "insert into consent_entries (member_id, seq, {columns}, previous_hash, entry_hash) \
                 select {}, {next}, {columns}, {previous}, {hash} {from}",
                self.id(&other)
            )
        };
        match self.rng.below(4) {
            0 => chained("entry_hash", "previous_hash"),
            1 => format!(
                "{}; insert into audit_queue (id, entry_hash) values (90000, {hash})",
                chained(&hash, &previous)
            ),
            2 => format!("insert into audit_leaves (idx, entry_hash) values ({}, {hash})", self.logged),
            _ => format!("insert into audit_queue (id, entry_hash) values (90000, {hash})"),
        }
    }

    fn tampering(&mut self) -> String {
        match self.below(10) {
            0..=5 => self.edited(),
            6 => self.deleted(),
            7 => self.swapped(),
            8 => self.truncated(),
            _ => self.replayed(),
        }
    }
}

#[test]
fn whatever_is_done_to_the_rows_of_the_ledger_is_found() {
    on_every_engine(async |world| {
        a_ledger(world).await;
        whole(world).await;
        let mut ledger = Ledger::of(world).await;
        let held: BTreeSet<String> = columns_of(world, &TABLES).await;
        let edited = COLUMNS.iter().chain(&[FIXED]).map(|column| (*column).to_owned()).collect();
        assert_eq!(held, edited, "a new column of the ledger needs an edit here that is found");
        let asked = std::env::var("METIZ_TAMPERINGS").ok().and_then(|asked| asked.parse().ok());
        let many = asked.unwrap_or(TAMPERINGS) / if raw::is_sqlite(world) { 1 } else { 10 };
        let undone: Vec<String> = TABLES
            .iter()
            .map(|table| format!("delete from {table}; insert into {table} select * from copy_{table}; "))
            .collect();
        let undone = undone.concat();
        // Nobody has to find this database again after a power cut.
        let quickly = if raw::is_sqlite(world) { "pragma synchronous = off; " } else { "" };
        // First each column once, then anything.
        let columns: Vec<String> = COLUMNS.iter().map(|column| ledger.edit_of(column)).collect();
        let anything = (0..many).map(|_| ledger.tampering());
        for (number, tampering) in columns.into_iter().chain(anything).enumerate() {
            raw::run(world, &format!("{quickly}begin; {undone} {tampering}; commit")).await;
            let audited = world.services.audit().await.unwrap();
            assert!(!audited.is_whole(), "number {number} was not found: {tampering}");
        }
        raw::run(world, &format!("begin; {undone} commit")).await;
        whole(world).await;
    });
}
