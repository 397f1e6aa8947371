//! The log of decisions: each gets its place, each has a proof, and whatever is done to the rows is found.

mod tampering;

use crate::closure::close;
use crate::consent::{decide, wordings};
use crate::raw;
use crate::world::{DEVICE, Member, World, day, on_every_engine};
use domain::consent::{Channel, Decision, Purpose};
use domain::lang::Lang;
use domain::receipt::{Logged, Unproved};
use services::fault::Fault;
use services::receipts::verify;
use std::fs;
use std::path::PathBuf;

const PROMOTIONS: (Purpose, Channel) = (Purpose::Promotions, Channel::Email);

fn witness(world: &World) -> PathBuf {
    world.settings.keys_dir.join("consents.witness")
}

fn witnessed(world: &World) -> Vec<String> {
    let text = fs::read_to_string(witness(world)).unwrap_or_default();
    text.lines().skip(1).step_by(5).map(str::to_owned).collect()
}

/// Yes and no in turn, so that each adds an entry.
pub(crate) async fn decisions(world: &World, member: &Member, count: usize) {
    let who = world.who(&member.session).await;
    let standing = world.services.consent_of(&who).await.unwrap().standing(PROMOTIONS.0, PROMOTIONS.1, world.now());
    for number in usize::from(standing.is_granted())..count + usize::from(standing.is_granted()) {
        let decision = if number % 2 == 0 { Decision::Grant } else { Decision::Withdraw };
        decide(world, &who, PROMOTIONS, decision).await;
    }
}

async fn whole(world: &World) {
    assert_eq!(world.services.audit().await.unwrap().findings, Vec::<String>::new());
}

#[test]
fn decisions_get_their_place_once_a_minute_and_the_witness_is_told() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        assert_eq!(world.services.keep_log().await.unwrap(), 0);
        assert_eq!((world.services.checkpoint().await.unwrap(), witnessed(world)), (None, vec![]));
        decisions(world, &lan, 3).await;
        assert_eq!(world.services.run_due_jobs().await.unwrap().logged, 3);
        decisions(world, &lan, 2).await;
        world.wait(59);
        assert_eq!(world.services.keep_log().await.unwrap(), 0, "not twice in a minute");
        whole(world).await;
        world.wait(1);
        assert_eq!(world.services.keep_log().await.unwrap(), 2);
        world.wait(60);
        assert_eq!(world.services.keep_log().await.unwrap(), 0, "nothing changed");
        assert_eq!(witnessed(world), ["3", "5"]);
        let note = world.services.checkpoint().await.unwrap().unwrap();
        assert!(note.starts_with("members.example/consent-log\n5\n"), "{note}");
        assert!(fs::read_to_string(witness(world)).unwrap().ends_with(&note));
        assert!(world.services.checkpoint_keys().await.unwrap().starts_with("members.example/consent-log+"));
        assert_eq!(raw::rows(world, "audit_queue").await, 0);
        let audited = world.services.audit().await.unwrap();
        assert_eq!((audited.entries, audited.leaves, audited.witnessed), (5, 5, 2));
        assert!(audited.is_whole(), "{:?}", audited.findings);
    });
}

#[test]
fn a_checkpoint_that_was_cut_off_from_its_witness_is_given_to_it_at_the_next_start() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        decisions(world, &lan, 1).await;
        world.services.keep_log().await.unwrap();
        fs::remove_file(witness(world)).unwrap();
        let again = world.reopened(|_| {}).await;
        again.keep_log().await.unwrap();
        assert_eq!(witnessed(world), ["1"]);
        again.close_database().await;
    });
}

#[test]
fn many_decisions_at_once_all_get_their_place() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        decisions(world, &lan, 530).await;
        assert_eq!(world.services.keep_log().await.unwrap(), 530);
        whole(world).await;
        let who = world.who(&lan.session).await;
        for seq in [1, 256, 257, 512, 530] {
            let receipt = world.services.receipt_of(&who, seq).await.unwrap().unwrap();
            assert_eq!(receipt.says.logged, Some(Logged { leaf: u64::try_from(seq - 1).unwrap(), size: 530 }));
        }
    });
}

#[test]
fn a_receipt_carries_the_proof_that_the_log_has_the_decision() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        decisions(world, &lan, 3).await;
        let who = world.who(&lan.session).await;
        let before = world.services.receipt_of(&who, 2).await.unwrap().unwrap();
        assert_eq!(before.says.logged, None, "not yet");
        world.services.keep_log().await.unwrap();
        let after = world.services.receipt_of(&who, 2).await.unwrap().unwrap();
        assert_eq!(after.says.logged, Some(Logged { leaf: 1, size: 3 }));
        for receipt in [&before, &after] {
            assert_eq!(world.services.check_receipt(&receipt.text).await.unwrap(), Ok(receipt.says.clone()));
        }
        let place = "\"leaf\":1";
        let moved = after.text.replace(place, "\"leaf\":2");
        assert_ne!(moved, after.text);
        assert_eq!(world.services.check_receipt(&moved).await.unwrap(), Err(Unproved::Changed));
        let keys = services::receipts::PublicKeys::read(&world.services.receipt_keys().await.unwrap()).unwrap();
        assert_eq!(verify(&after.text, &keys).unwrap().logged, after.says.logged, "without a database, too");
    });
}

#[test]
fn erasures_leave_hashes_alone_and_the_ledger_whole() {
    on_every_engine(async |world| {
        let (lan, minh) = (world.a_member("lananh").await, world.a_member("minh").await);
        let who = world.who(&lan.session).await;
        world.services.decide_all(&who, Decision::Grant, &wordings(world), Lang::Vi, DEVICE).await.unwrap();
        decisions(world, &minh, 2).await;
        world.services.keep_log().await.unwrap();
        decisions(world, &lan, 1).await;
        let entries = raw::rows(world, "consent_entries").await;
        close(world, &lan).await;
        whole(world).await;
        world.wait(day(7));
        for _step in 0..4 {
            world.services.erase_steps(1).await.unwrap();
            whole(world).await;
        }
        world.services.run_due_jobs().await.unwrap();
        let audited = world.services.audit().await.unwrap();
        assert!(audited.is_whole(), "{:?}", audited.findings);
        assert_eq!((audited.entries, audited.released), (2, 0));
        assert_eq!(i64::try_from(audited.entries + audited.proofs).unwrap(), entries);
        world.wait(day(366));
        world.services.run_due_jobs().await.unwrap();
        let later = world.services.audit().await.unwrap();
        assert!(later.is_whole(), "{:?}", later.findings);
        assert_eq!((later.entries, later.proofs, later.released), (2, 0, audited.proofs));
        assert_eq!(i64::try_from(later.leaves).unwrap(), entries, "what was decided stays counted");
        world.letters().await;
    });
}

#[test]
fn a_database_that_was_put_back_is_told_by_the_witness_and_signs_nothing_more() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        decisions(world, &lan, 2).await;
        world.services.keep_log().await.unwrap();
        let ahead = fs::read(witness(world)).unwrap();
        fs::remove_file(witness(world)).unwrap();
        // Another history of the same length, as after a restore.
        for table in ["audit_leaves", "audit_tiles", "audit_checkpoint", "consent_entries", "trail"] {
            raw::run(world, &format!("delete from {table}")).await;
        }
        let again = world.reopened(|_| {}).await;
        world.wait(60);
        decisions(world, &lan, 1).await;
        again.keep_log().await.unwrap();
        assert!(again.audit().await.unwrap().is_whole(), "nothing inside the database tells");
        fs::write(witness(world), &ahead).unwrap();
        let found = again.audit().await.unwrap().findings;
        assert!(found.iter().any(|finding| finding.contains("the end of the log is missing")), "{found:?}");
        world.wait(60);
        decisions(world, &lan, 2).await;
        assert!(matches!(again.keep_log().await, Err(Fault::Internal(_))), "another log than the witness has seen");
        let found = again.audit().await.unwrap().findings;
        assert!(found.iter().any(|finding| finding.contains("the log was another one then")), "{found:?}");
        assert_eq!(raw::number(world, "select size from audit_checkpoint").await, 1, "nothing was signed");
        assert_eq!(fs::read(witness(world)).unwrap(), ahead);
        again.close_database().await;
    });
}

#[test]
fn a_proof_is_not_taken_for_over_because_its_row_says_so() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        decisions(world, &lan, 3).await;
        world.services.keep_log().await.unwrap();
        close(world, &lan).await;
        world.wait(day(8));
        world.services.run_due_jobs().await.unwrap();
        whole(world).await;
        for brought_forward in ["kept_until = 0", "kept_mark = null", "kept_until = 0, kept_mark = entry_hash"] {
            raw::run(world, "create table copy_proofs as select * from consent_proofs").await;
            raw::run(world, &format!("update consent_proofs set {brought_forward}")).await;
            world.services.run_due_jobs().await.unwrap();
            assert_eq!(raw::rows(world, "consent_proofs").await, 3, "{brought_forward}");
            let audited = world.services.audit().await.unwrap();
            assert_eq!((audited.count, audited.released), (3, 0), "{brought_forward}: {:?}", audited.findings);
            raw::run(world, "delete from consent_proofs; insert into consent_proofs select * from copy_proofs").await;
            raw::run(world, "drop table copy_proofs").await;
        }
        world.wait(day(366));
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(raw::rows(world, "consent_proofs").await, 0, "what was not touched goes in its time");
        whole(world).await;
        world.letters().await;
    });
}
