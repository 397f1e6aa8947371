//! The ledger that is tampered with, and where its rows are.

use crate::audit::{PROMOTIONS, decisions};
use crate::closure::close;
use crate::consent::decide;
use crate::raw;
use crate::world::{World, day};
use domain::consent::{Channel, Decision, Purpose};
use services::clock::Rng;

const SEED: u64 = 20_261_123;

pub(super) const TABLES: [&str; 7] = [
    "consent_entries",
    "consent_proofs",
    "audit_queue",
    "audit_leaves",
    "audit_tiles",
    "audit_checkpoint",
    "receipt_keys",
];

/// A ledger in which there is one of everything: members who are here, one who left, one whose time is over, decisions
/// that wait, and more leaves than one row of the tree holds.
pub(super) async fn a_ledger(world: &World) {
    let gone = world.a_member("ngocha").await;
    decisions(world, &gone, 260).await;
    close(world, &gone).await;
    world.wait(day(8));
    world.services.run_due_jobs().await.unwrap();
    world.wait(day(366));
    world.services.run_due_jobs().await.unwrap();
    world.letters().await;
    let left = world.a_member("hoai").await;
    decisions(world, &left, 4).await;
    close(world, &left).await;
    world.wait(day(8));
    world.services.run_due_jobs().await.unwrap();
    world.letters().await;
    for name in ["lananh", "minh", "hmo"] {
        let member = world.a_member(name).await;
        decisions(world, &member, 4).await;
        let who = world.who(&member.session).await;
        decide(world, &who, (Purpose::News, Channel::Sms), Decision::Withdraw).await;
        decide(world, &who, (Purpose::Loyalty, Channel::Email), Decision::Grant).await;
        world.services.keep_log().await.unwrap();
        world.wait(60);
        if name == "hmo" {
            decide(world, &who, PROMOTIONS, Decision::Grant).await;
            decide(world, &who, PROMOTIONS, Decision::Withdraw).await;
        }
    }
    world.letters().await;
    for table in TABLES {
        raw::run(world, &format!("create table copy_{table} as select * from {table}")).await;
    }
}

/// Where the rows of the ledger are, so that one can be named.
pub(super) struct Ledger {
    pub(super) sqlite: bool,
    pub(super) entries: Vec<(String, i64)>,
    pub(super) proofs: Vec<(String, i64)>,
    pub(super) logged: i64,
    pub(super) live: Vec<i64>,
    pub(super) released: i64,
    pub(super) rng: Rng,
}

impl Ledger {
    pub(super) async fn of(world: &World) -> Self {
        let sqlite = raw::is_sqlite(world);
        let (member, proof) = if sqlite {
            ("lower(hex(member_id))", "lower(hex(proof))")
        } else {
            ("encode(uuid_send(member_id), 'hex')", "encode(uuid_send(proof), 'hex')")
        };
        let keyed =
            |column: &str, table: &str| format!("select {column} || ' ' || cast(seq as text) from {table} order by 1");
        let read = |row: String| {
            let (id, seq) = row.split_once(' ').unwrap();
            (id.to_owned(), seq.parse().unwrap())
        };
        let entries = raw::texts(world, &keyed(member, "consent_entries")).await;
        let proofs = raw::texts(world, &keyed(proof, "consent_proofs")).await;
        let live =
            raw::texts(world, "select cast(idx as text) from audit_leaves where released is null order by idx").await;
        Self {
            sqlite,
            entries: entries.into_iter().map(read).collect(),
            proofs: proofs.into_iter().map(read).collect(),
            logged: raw::rows(world, "audit_leaves").await,
            released: raw::number(world, "select count(*) from audit_leaves where released is not null").await,
            live: live.into_iter().map(|idx| idx.parse().unwrap()).collect(),
            rng: Rng::seeded(SEED),
        }
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.rng.below(bound)
    }

    pub(super) fn number(&mut self) -> usize {
        1 + self.below(1_000_000)
    }

    pub(super) fn literal(&self, hex: &str) -> String {
        if self.sqlite { format!("x'{hex}'") } else { format!("'\\x{hex}'::bytea") }
    }

    pub(super) fn id(&self, hex: &str) -> String {
        if self.sqlite { format!("x'{hex}'") } else { format!("'{hex}'::uuid") }
    }

    pub(super) fn made_up_id(&self) -> String {
        self.id(&format!("{:032x}", u128::from_be_bytes(self.rng.bytes())))
    }

    pub(super) fn hash(&mut self) -> String {
        let half = || u128::from_be_bytes(self.rng.bytes());
        self.literal(&format!("{:032x}{:032x}", half(), half()))
    }

    pub(super) fn entry(&mut self) -> String {
        let place = self.below(self.entries.len());
        self.where_is("member_id", &self.entries[place].clone())
    }

    pub(super) fn proof(&mut self) -> String {
        let place = self.below(self.proofs.len());
        self.where_is("proof", &self.proofs[place].clone())
    }

    /// All proofs of one number.
    pub(super) fn number_of_proofs(&mut self) -> String {
        let place = self.below(self.proofs.len());
        format!("proof = {}", self.id(&self.proofs[place].0))
    }

    pub(super) fn where_is(&self, column: &str, (id, seq): &(String, i64)) -> String {
        format!("{column} = {} and seq = {seq}", self.id(id))
    }
}
