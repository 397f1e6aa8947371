//! What a value was before opens nowhere again: whoever can write to the database puts an older envelope back into its own cell
//! and finds it refused. (security.md T13)

use crate::authenticator::begun;
use crate::data_map::SEALED;
use crate::passkey_device::HONEST;
use crate::passkeys::{added, signs_in};
use crate::profile::form;
use crate::raw;
use crate::recovery::NEW;
use crate::world::{Member, PASSWORD, World, on_every_engine};
use domain::profile::ProfileForm;
use services::fault::Fault;
use services::keys::KeyFault;
use services::sessions::SignedIn;
use std::collections::BTreeSet;

/// Every sealed column whose value is replaced by another one. A test holds them against the statements.
const REPLACED: [&str; 12] = [
    "authenticators.secret",
    "email_confirmations.address",
    "members.password",
    "passkeys.credential",
    "passkeys.name",
    "profiles.address",
    "profiles.birth",
    "profiles.email",
    "profiles.full_name",
    "profiles.gender",
    "profiles.id_number",
    "profiles.phone",
];
/// Sealed anew by the turn of the epoch, and the same as before.
const SEALED_ANEW: [&str; 2] = ["outbox.letter", "webhook_events.reference"];

#[test]
fn every_sealed_column_a_statement_writes_over_is_known() {
    let statements = services::statements::all();
    let over = |table: &str, column: &str| {
        statements.iter().any(|statement| {
            let updated = statement.starts_with(&format!("update {table} set "))
                && statement.split(" where ").next().unwrap().contains(&format!("{column} = $"));
            let upserted = statement.starts_with(&format!("insert into {table} "))
                && statement.contains(&format!("{column} = excluded.{column}"));
            updated || upserted
        })
    };
    let found: BTreeSet<&str> = SEALED
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| name.split_once('.').is_some_and(|(table, column)| over(table, column)))
        .collect();
    assert_eq!(found, REPLACED.into_iter().chain(SEALED_ANEW).collect());
}

/// The only envelope in this column.
async fn envelope(world: &World, name: &str) -> Vec<u8> {
    let (table, column) = name.split_once('.').unwrap();
    raw::bytes(world, &format!("select {column} from {table}")).await.remove(0)
}

async fn put(world: &World, name: &str, envelope: &[u8]) {
    let ((table, column), hex) = (name.split_once('.').unwrap(), raw::hex(envelope));
    let bytes = if raw::is_sqlite(world) { format!("x'{hex}'") } else { format!("'\\x{hex}'") };
    raw::run(world, &format!("update {table} set {column} = {bytes}")).await;
}

/// Puts back what a cell held, looks, and leaves it as it was.
async fn put_back<T, R>(world: &World, name: &str, before: &[u8], look: impl AsyncFn() -> Result<T, Fault<R>>) {
    let now = envelope(world, name).await;
    assert_ne!(now, before, "{name} was not replaced");
    put(world, name, before).await;
    let Err(Fault::Internal(accident)) = look().await else { panic!("{name}: an older value was read") };
    assert_eq!(accident.downcast_ref(), Some(&KeyFault::Refused), "{name}: {accident}");
    put(world, name, &now).await;
}

async fn correct(world: &World, who: &SignedIn, form: &ProfileForm<'_>) {
    let version = world.services.profile_of(who).await.unwrap().version;
    world.services.correct(who, form, version).await.unwrap();
}

/// What a member gives first, and a minute later.
fn first(member: &Member) -> ProfileForm<'_> {
    ProfileForm {
        gender: "female",
        phone: "0912345678",
        id_number: "048198005678",
        province: "48",
        ward: "20194",
        address_line: "34 Lê Lợi",
        ..form(member)
    }
}

fn then(member: &Member) -> ProfileForm<'_> {
    ProfileForm {
        full_name: "Đặng Thị Ánh Nguyệt",
        gender: "other",
        birth_date: "21/10/1997",
        phone: "0987654321",
        id_number: "048197009999",
        address_line: "56 Trưng Nữ Vương",
        email: "moi@example.com",
        ..first(member)
    }
}

#[test]
fn an_older_value_of_the_profile_put_back_is_refused() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        correct(world, &who, &first(&member)).await;
        let mut before = Vec::new();
        for name in REPLACED.into_iter().filter(|name| name.starts_with("profiles.")) {
            before.push((name, envelope(world, name).await));
        }
        world.wait(60);
        correct(world, &who, &then(&member)).await;
        before.push(("email_confirmations.address", envelope(world, "email_confirmations.address").await));
        let asked = world.letters().await.into_iter().find(|letter| letter.to == "moi@example.com").unwrap();
        world.services.confirm_email(&who, asked.token()).await.unwrap();
        world.wait(60);
        correct(world, &who, &ProfileForm { email: "nua@example.com", ..then(&member) }).await;
        world.letters().await;
        for (name, before) in &before {
            put_back(world, name, before, async || world.services.profile_of(&who).await).await;
        }
        world.services.profile_of(&who).await.expect("everything is as it was");
    });
}

#[test]
fn an_older_password_put_back_is_refused() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let sign_in = async |password| world.services.sign_in(world.attempt("lananh", password)).await;
        let chosen = envelope(world, "members.password").await;
        world.wait(60);
        // The same password hashed anew, at another cost.
        let dearer = world.reopened(|settings| settings.argon2.passes = 2).await;
        dearer.sign_in(world.attempt("lananh", PASSWORD)).await.unwrap();
        dearer.close_database().await;
        put_back(world, "members.password", &chosen, async || sign_in(PASSWORD).await).await;
        let hashed_anew = envelope(world, "members.password").await;
        world.wait(60);
        let who = world.who(&member.session).await;
        world.services.change_password(&who.freshly().unwrap(), NEW).await.unwrap();
        for before in [chosen, hashed_anew] {
            put_back(world, "members.password", &before, async || sign_in(PASSWORD).await).await;
        }
        sign_in(NEW).await.expect("everything is as it was");
        world.letters().await;
    });
}

#[test]
fn an_older_passkey_or_its_name_put_back_is_refused() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let mut passkey = added(world, &member.session).await;
        let who = world.who(&member.session).await;
        let line = world.services.passkeys_of(&who).await.unwrap().remove(0);
        let name = envelope(world, "passkeys.name").await;
        world.wait(60);
        world.services.rename_passkey(&who, &line.passkey.to_string(), "Khoá vân tay").await.unwrap();
        put_back(world, "passkeys.name", &name, async || world.services.passkeys_of(&who).await).await;
        let credential = envelope(world, "passkeys.credential").await;
        // A device that counts: what it said last is in the credential.
        passkey.counter = Some(5);
        signs_in(world, &mut passkey, HONEST).await.unwrap();
        world.wait(60);
        let question = world.services.ask_passkey(crate::world::NETWORK).await.unwrap();
        let answer = passkey.used(&crate::passkey_device::options(question.options()), HONEST);
        put_back(world, "passkeys.credential", &credential, async || {
            world.services.sign_in_by_passkey(crate::passkeys::attempt(question.token(), &answer)).await
        })
        .await;
        signs_in(world, &mut passkey, HONEST).await.expect("everything is as it was");
        world.letters().await;
    });
}

#[test]
fn an_older_secret_of_an_authenticator_put_back_is_refused() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        begun(world, &member.session).await;
        let secret = envelope(world, "authenticators.secret").await;
        world.wait(60);
        // Begun again, once the first one is over.
        raw::run(world, "update authenticators set set_up_at = 0").await;
        begun(world, &member.session).await;
        let who = world.who(&member.session).await;
        let fresh = who.freshly().unwrap();
        put_back(world, "authenticators.secret", &secret, async || world.services.authenticator_of(&fresh).await).await;
    });
}

#[test]
fn what_was_sealed_before_values_were_dated_opens_until_it_is_written_again() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        correct(world, &who, &first(&member)).await;
        crate::independent::undated(world, "profiles", "member_id", &["full_name", "birth", "email", "phone"]).await;
        crate::independent::undated(world, "members", "id", &["password"]).await;
        let page = world.services.profile_of(&who).await.unwrap();
        assert_eq!(page.profile.phone.unwrap().as_str(), "+84912345678");
        world.services.sign_in(world.attempt("lananh", PASSWORD)).await.unwrap();
        let suite = async |name| envelope(world, name).await[0];
        assert_eq!((suite("profiles.full_name").await, suite("members.password").await), (2, 2));
        correct(world, &who, &ProfileForm { full_name: "Huỳnh Thị Nguyệt Ánh", ..first(&member) }).await;
        assert_eq!((suite("profiles.full_name").await, suite("profiles.birth").await), (3, 2));
        world.letters().await;
    });
}
