//! The schema against the lists that speak about it: what points at a member is erased, copied, and has a period.

use crate::raw;
use crate::world::{World, on_every_engine};
use domain::retention::Held;
use services::closure::erasure::TABLES;
use services::copy::SECTIONS;
use std::collections::BTreeSet;

/// Columns of bytes that are not sealed, because they say nothing by themselves: ids, hashes, keyed hashes, wrapped keys.
const NOT_SEALED: &[&str] = &[
    "account_reports.member_id",
    "api_answers.body_hash",
    "api_answers.key_id",
    "api_answers.repeat_hash",
    "api_keys.id",
    "api_keys.key_hash",
    "attempts.id",
    "attempts.subject",
    "audit_checkpoint.root",
    "audit_leaves.entry_hash",
    "audit_leaves.released",
    "audit_queue.entry_hash",
    "audit_queue.released",
    "audit_tiles.hashes",
    "authenticators.member_id",
    "closures.member_id",
    "closures.proof",
    "consent_entries.entry_hash",
    "consent_entries.member_id",
    "consent_entries.previous_hash",
    "consent_entries.wording_hash",
    "consent_proofs.entry_hash",
    "consent_proofs.kept_mark",
    "consent_proofs.previous_hash",
    "consent_proofs.proof",
    "consent_proofs.wording_hash",
    "contacts.member_id",
    "contacts.recipient",
    "dead_letters.id",
    "devices.member_id",
    "devices.token_hash",
    "do_not_call.number",
    "email_confirmations.member_id",
    "email_confirmations.token_hash",
    "email_lookups.lookup",
    "email_lookups.member_id",
    "email_undos.member_id",
    "email_undos.token_hash",
    "erasure_ledger.certificate",
    "erasure_ledger.pseudonym",
    "failure_rows.subject",
    "flashes.token_hash",
    "former_values.member_id",
    "freezes.member_id",
    "imported_members.lookup",
    "imported_members.member_id",
    "member_keys.key_id",
    "member_keys.member_id",
    "member_keys.wrapped",
    "member_references.lookup",
    "member_references.member_id",
    "members.id",
    "order_facts.lookup",
    "orders.lookup",
    "orders.member_id",
    "outbox.id",
    "outbox.member_id",
    "passkey_challenges.token_hash",
    "passkey_handles.member_id",
    "passkeys.id",
    "passkeys.lookup",
    "passkeys.member_id",
    "pending_sign_ins.known_device",
    "pending_sign_ins.member_id",
    "pending_sign_ins.token_hash",
    "phone_codes.code_hash",
    "phone_codes.member_id",
    "profiles.member_id",
    "receipt_keys.mark",
    "receipt_keys.public_key",
    "questions.key_id",
    "questions.member_id",
    "recovery_links.member_id",
    "recovery_links.token_hash",
    "recovery_codes.code_hash",
    "recovery_codes.member_id",
    "root_key.fingerprint",
    "sessions.former_hash",
    "sessions.id",
    "sessions.member_id",
    "sessions.token_hash",
    "trail.member_id",
    "sweeps.place",
    "usernames.lookup",
    "usernames.member_id",
    "webhook_endpoints.id",
    // Address and secret of another system, sealed: about nobody.
    "webhook_endpoints.target",
    "webhook_events.endpoint_id",
    "webhook_events.member_id",
    "webhook_sequences.member_id",
    "year_keys.key_id",
    "year_keys.wrapped",
];

/// Sealed columns, each with its line in the retention table.
pub(crate) const SEALED: &[(&str, Held)] = &[
    ("authenticators.secret", Held::Authenticator),
    ("consent_entries.device", Held::ConsentEntries),
    ("contacts.detail", Held::Contacts),
    ("devices.device", Held::KnownDevices),
    ("email_confirmations.address", Held::EmailConfirmations),
    ("email_undos.address", Held::EmailUndos),
    ("flashes.body", Held::Flashes),
    ("former_values.value", Held::Trail),
    ("member_references.reference", Held::MemberReference),
    ("members.password", Held::PasswordHash),
    ("order_facts.fact", Held::OrderFacts),
    ("orders.purchase", Held::Orders),
    ("outbox.letter", Held::OutboxLetters),
    ("passkey_challenges.state", Held::PasskeyChallenges),
    ("passkey_handles.handle", Held::Passkeys),
    ("passkeys.credential", Held::Passkeys),
    ("passkeys.name", Held::Passkeys),
    ("pending_sign_ins.device", Held::PendingSignIns),
    ("profiles.address", Held::Address),
    ("profiles.birth", Held::BirthDate),
    ("profiles.email", Held::Email),
    ("profiles.full_name", Held::FullName),
    ("profiles.gender", Held::Gender),
    ("profiles.id_number", Held::IdNumber),
    ("profiles.phone", Held::Phone),
    ("profiles.username", Held::Username),
    ("recovery_links.address", Held::RecoveryLinks),
    ("sessions.device", Held::Sessions),
    ("trail.detail", Held::Trail),
    ("webhook_events.reference", Held::WebhookEvents),
];

/// Days, `yyyy-MM-dd`: the last one of a yes.
const DAYS: &[&str] = &["consent_entries.until", "consent_proofs.until", "webhook_events.until"];

/// Columns of text: codes of ours only, never a value somebody typed.
const CODES: &[&str] = &[
    "account_reports.number",
    "api_answers.answer",
    "api_keys.name",
    "api_keys.scopes",
    "attempts.kind",
    "audit_checkpoint.note",
    "closures.counts",
    "closures.step",
    "consent_entries.channel",
    "consent_entries.decision",
    "consent_entries.lang",
    "consent_entries.method",
    "consent_entries.purpose",
    "consent_proofs.channel",
    "consent_proofs.decision",
    "consent_proofs.lang",
    "consent_proofs.method",
    "consent_proofs.purpose",
    "contacts.channel",
    "contacts.purpose",
    "dead_letters.code",
    "dead_letters.kind",
    "dead_letters.why",
    "do_not_call.list",
    "email_undos.change",
    "questions.channel",
    "questions.purpose",
    "erasure_ledger.counts",
    "former_values.item",
    "members.language",
    "outbox.kind",
    "outbox.way",
    "passkey_challenges.purpose",
    "receipt_keys.name",
    "trail.kind",
    "webhook_endpoints.last_failure",
    // The operator's word for another system.
    "webhook_endpoints.name",
    "webhook_events.channel",
    "webhook_events.failure",
    "webhook_events.kind",
    "webhook_events.purpose",
];

/// Columns of text that is published for everybody; `added_by` is the officer who answers for it, not a member.
const PUBLISHED: &[&str] = &[
    "policy_versions.added_by",
    "policy_versions.in_force_on",
    "policy_versions.sha256",
    "policy_versions.summary_en",
    "policy_versions.summary_vi",
    "policy_versions.text",
    "policy_versions.translation",
    "policy_wordings.change",
    "policy_wordings.purpose",
    "policy_wordings.words_en",
    "policy_wordings.words_vi",
];

const SQLITE_COLUMNS: &str = "select m.name || '.' || c.name || ':' || lower(c.type) from sqlite_master m \
     join pragma_table_info(m.name) c where m.type = 'table' and m.name not like '\\_%' escape '\\' and m.name not like 'sqlite%'";
const POSTGRES_COLUMNS: &str = "select table_name || '.' || column_name || ':' || data_type from information_schema.columns \
     where table_schema = 'public' and table_name not like '\\_%'";

/// Every column of the schema with its type.
async fn columns(world: &World) -> Vec<(String, String)> {
    let sql = if raw::is_sqlite(world) { SQLITE_COLUMNS } else { POSTGRES_COLUMNS };
    let split = |column: String| column.split_once(':').map(|(name, kind)| (name.to_owned(), kind.to_owned())).unwrap();
    raw::texts(world, sql).await.into_iter().map(split).collect()
}

/// Every column of these tables.
pub(crate) async fn columns_of(world: &World, tables: &[&str]) -> BTreeSet<String> {
    let own = |name: &String| name.split_once('.').is_some_and(|(table, _)| tables.contains(&table));
    columns(world).await.into_iter().map(|(name, _)| name).filter(own).collect()
}

async fn of_members(world: &World) -> BTreeSet<String> {
    let points =
        columns(world).await.into_iter().filter_map(|(name, _)| name.strip_suffix(".member_id").map(str::to_owned));
    points.chain(["members".to_owned()]).collect()
}

#[test]
fn every_table_that_points_at_a_member_is_erased() {
    on_every_engine(async |world| {
        let listed: BTreeSet<_> = TABLES.iter().map(|table| table.name.to_owned()).collect();
        assert_eq!(of_members(world).await, listed, "add the table to services::closure::erasure::TABLES");
    });
}

#[test]
fn every_table_that_points_at_a_member_is_in_the_copy_or_says_why_not() {
    on_every_engine(async |world| {
        let listed: BTreeSet<_> = SECTIONS.iter().map(|(table, _)| (*table).to_owned()).collect();
        assert_eq!(of_members(world).await, listed, "add the table to services::copy::SECTIONS");
    });
}

#[test]
fn every_column_is_sealed_or_says_nothing_about_a_person() {
    on_every_engine(async |world| {
        let (mut bytes, mut texts) = (BTreeSet::new(), BTreeSet::new());
        for (name, kind) in columns(world).await {
            match kind.as_str() {
                "blob" | "bytea" | "uuid" => drop(bytes.insert(name)),
                "text" => drop(texts.insert(name)),
                "integer" | "bigint" => {}
                other => panic!("{name} is of a type nobody thought about: {other}"),
            }
        }
        let listed: BTreeSet<_> =
            NOT_SEALED.iter().copied().chain(SEALED.iter().map(|(name, _)| *name)).map(str::to_owned).collect();
        assert_eq!(bytes, listed, "a new column of bytes needs a line here, and a period in domain::retention");
        let codes = CODES.iter().chain(DAYS).chain(PUBLISHED).copied().map(str::to_owned).collect();
        assert_eq!(texts, codes, "a new column of text must hold codes or days only");
    });
}

#[test]
fn every_period_of_the_schedule_is_about_something_that_is_stored() {
    // In words of the schedule that are columns of `members`, counted under keyed hashes, or about nobody.
    let elsewhere = [Held::Language, Held::JoinedAt, Held::SignInAttempts, Held::SignInLocks, Held::DeadLetters];
    let stored: Vec<Held> =
        SEALED.iter().map(|(_, held)| *held).chain(TABLES.iter().map(|table| table.held)).chain(elsewhere).collect();
    for held in Held::ALL {
        assert!(stored.contains(held), "{} has a period, but nothing is stored under it", held.code());
    }
}

// ASVS: V6.3.2
#[test]
fn a_new_database_has_no_account() {
    on_every_engine(async |world| {
        for table in ["members", "usernames", "sessions", "api_keys"] {
            assert_eq!(raw::rows(world, table).await, 0, "{table}");
        }
    });
}

// ASVS: V6.4.2
#[test]
fn no_form_asks_for_a_hint_or_a_secret_question() {
    for field in domain::form::Field::ALL {
        let name = field.name();
        assert!(["hint", "question", "answer", "mother", "pet"].iter().all(|word| !name.contains(word)), "{name}");
    }
}
