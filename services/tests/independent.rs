//! Whoever has the files, and nothing else: a second implementation of how keys are kept, written from the decision records
//! and not from the code, that opens what can be opened.

use crate::raw;
use crate::world::World;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use memchr::memmem;
use sha2::Sha256;
use std::fs;
use std::path::Path;

/// An envelope: suite | name of the key | nonce | ciphertext and tag.
fn opened(key: &[u8; 32], place: [&[u8]; 3], envelope: &[u8]) -> Option<Vec<u8>> {
    opened_at(key, &place, envelope)
}

fn opened_at(key: &[u8; 32], place: &[&[u8]], envelope: &[u8]) -> Option<Vec<u8>> {
    let nonce = <[u8; 24]>::try_from(envelope.get(5..29)?).ok()?;
    let payload = Payload { msg: &envelope[29..], aad: &bound(&envelope[..5], place) };
    XChaCha20Poly1305::new(key.into()).decrypt(&XNonce::from(nonce), payload).ok()
}

fn sealed(key: &[u8; 32], name: [u8; 4], place: [&[u8]; 3], plain: &[u8]) -> Vec<u8> {
    let header = [&[2], name.as_slice()].concat();
    let payload = Payload { msg: plain, aad: &bound(&header, &place) };
    let nonce = [7; 24];
    [header, nonce.to_vec(), XChaCha20Poly1305::new(key.into()).encrypt(&XNonce::from(nonce), payload).unwrap()]
        .concat()
}

fn bound(header: &[u8], place: &[&[u8]]) -> Vec<u8> {
    let mut bound = header.to_vec();
    for part in place {
        bound.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bound.extend_from_slice(part);
    }
    bound
}

pub(crate) fn from_hex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap()).collect()
}

fn derived(root: &[u8; 32], what: &str) -> [u8; 32] {
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(None, root).expand(format!("metiz/1/{what}").as_bytes(), &mut key).unwrap();
    key
}

fn key_in(text: &str) -> [u8; 32] {
    from_hex(text.trim()).try_into().unwrap()
}

/// A key and the name it has in envelopes.
pub(crate) type Named = ([u8; 4], [u8; 32]);

/// What is derived from the first root key and seals something.
const DERIVED: [&str; 4] = ["wrap", "outbox", "unsubscribe", "webhooks"];

/// Every key that a folder of keys leads to.
pub(crate) fn every_key(folder: &Path) -> Vec<Named> {
    let (base, mut keys) = opened_folder(folder);
    keys.extend(DERIVED.map(|what| (legacy_name(&base), derived(&base, what))));
    keys
}

/// And those of the books, which are wrapped in the database.
pub(crate) async fn year_keys(world: &World) -> Vec<Named> {
    let (base, _) = opened_folder(&world.settings.keys_dir);
    let names = raw::bytes(world, "select key_id from year_keys order by year").await;
    let wrapped = raw::bytes(world, "select wrapped from year_keys order by year").await;
    let opened = |wrapped: &Vec<u8>| {
        let mut years = (2000_i64..2100).map(i64::to_be_bytes);
        let key = years.find_map(|year| opened(&derived(&base, "wrap"), [b"year_keys", b"wrapped", &year], wrapped));
        key.unwrap().try_into().unwrap()
    };
    names.iter().zip(&wrapped).map(|(name, wrapped)| (name.as_slice().try_into().unwrap(), opened(wrapped))).collect()
}

/// Everything a folder of keys opens: what wraps members' keys, by the name it has in their envelopes.
pub(crate) fn wrapping_keys(folder: &Path) -> Vec<Named> {
    let (base, mut keys) = opened_folder(folder);
    keys.push((legacy_name(&base), derived(&base, "wrap")));
    keys
}

/// The first root key, and the keys of the epochs.
fn opened_folder(folder: &Path) -> ([u8; 32], Vec<Named>) {
    let root = key_in(&fs::read_to_string(folder.join("root.key")).unwrap());
    let seal = derived(&root, "epochs");
    let text = fs::read_to_string(folder.join("epochs.keys")).unwrap();
    let (mut first, mut keys) = (None, Vec::new());
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["base", wrapped] => {
                let base = opened(&seal, [b"epochs.keys", b"base", b""], &from_hex(wrapped)).unwrap();
                first = Some(base.try_into().unwrap());
            }
            ["epoch", number, began, wrapped] => {
                let (number, began) = (number.parse::<u32>().unwrap(), began.parse::<i64>().unwrap());
                let place = [number.to_be_bytes().as_slice(), &began.to_be_bytes()].concat();
                let key = opened(&seal, [b"epochs.keys", b"epoch", &place], &from_hex(wrapped)).unwrap();
                keys.push((number.to_be_bytes(), key.try_into().unwrap()));
            }
            _ => {}
        }
    }
    (first.unwrap(), keys)
}

fn legacy_name(base: &[u8; 32]) -> [u8; 4] {
    derived(base, "fingerprint")[..4].try_into().unwrap()
}

/// A member's data key, if one of these opens it.
pub(crate) fn data_key(keys: &[Named], member: &[u8], wrapped: &[u8]) -> Option<[u8; 32]> {
    let (_, key) = keys.iter().find(|(name, _)| wrapped.get(1..5) == Some(name.as_slice()))?;
    opened(key, [b"member_keys", b"wrapped", member], wrapped)?.try_into().ok()
}

/// Members with their wrapped keys, as they lie in the database.
pub(crate) async fn wrapped_keys(world: &World) -> Vec<(Vec<u8>, Vec<u8>)> {
    let id = if raw::is_sqlite(world) { "member_id" } else { "uuid_send(member_id)" };
    let members = raw::bytes(world, &format!("select {id} from member_keys order by member_id")).await;
    let wrapped = raw::bytes(world, "select wrapped from member_keys order by member_id").await;
    members.into_iter().zip(wrapped).collect()
}

pub(crate) async fn put_wrapped(world: &World, member: &[u8], wrapped: &[u8], epoch: i64) {
    let (member, wrapped) = (raw::hex(member), raw::hex(wrapped));
    let set = if raw::is_sqlite(world) {
        format!("update member_keys set wrapped = x'{wrapped}', epoch = {epoch} where member_id = x'{member}'")
    } else {
        format!("update member_keys set wrapped = '\\x{wrapped}', epoch = {epoch} where member_id = '{member}'::uuid")
    };
    raw::run(world, &set).await;
}

/// The installation as it was before there were epochs: keys under the root key itself, and no file beside it.
pub(crate) async fn without_epochs(world: &World) {
    let folder = &world.settings.keys_dir;
    let keys = wrapping_keys(folder);
    let root = key_in(&fs::read_to_string(folder.join("root.key")).unwrap());
    for (member, wrapped) in wrapped_keys(world).await {
        let plain = data_key(&keys, &member, &wrapped).unwrap();
        let place: [&[u8]; 3] = [b"member_keys", b"wrapped", &member];
        let anew = sealed(&derived(&root, "wrap"), legacy_name(&root), place, &plain);
        put_wrapped(world, &member, &anew, 0).await;
    }
    raw::run(world, "update key_epoch set number = 0, began_at = 0, finished_at = null").await;
    fs::remove_file(folder.join("epochs.keys")).unwrap();
}

/// The letters that wait, as they lay there before they were sealed under epochs.
pub(crate) async fn letters_from_before(world: &World) {
    let folder = &world.settings.keys_dir;
    let (base, keys) = opened_folder(folder);
    let id = if raw::is_sqlite(world) { "id" } else { "uuid_send(id)" };
    let ids = raw::bytes(world, &format!("select {id} from outbox order by id")).await;
    let letters = raw::bytes(world, "select letter from outbox order by id").await;
    for (id, letter) in ids.iter().zip(&letters) {
        let place: [&[u8]; 3] = [b"outbox", b"letter", id];
        let (_, key) = keys.iter().find(|(name, _)| letter[1..5] == *name).unwrap();
        let plain = opened(key, place, letter).unwrap();
        let anew = raw::hex(&sealed(&derived(&base, "outbox"), legacy_name(&base), place, &plain));
        let (id, anew) = if raw::is_sqlite(world) {
            (format!("x'{}'", raw::hex(id)), format!("x'{anew}'"))
        } else {
            (format!("'{}'::uuid", raw::hex(id)), format!("'\\x{anew}'"))
        };
        raw::run(world, &format!("update outbox set letter = {anew}, epoch = 0 where id = {id}")).await;
    }
}

/// Values of the only member as they were sealed before they were dated: the place is all that they are bound to.
pub(crate) async fn undated(world: &World, table: &str, id: &str, columns: &[&str]) {
    let keys = wrapping_keys(&world.settings.keys_dir);
    let (member, wrapped) = wrapped_keys(world).await.remove(0);
    let name = raw::bytes(world, "select key_id from member_keys").await.remove(0);
    let key = data_key(&keys, &member, &wrapped).unwrap();
    for column in columns {
        let envelope = raw::bytes(world, &format!("select {column} from {table}")).await.remove(0);
        let since = raw::number(world, &format!("select {column}_since from {table}")).await.to_be_bytes();
        let place: [&[u8]; 3] = [table.as_bytes(), column.as_bytes(), &member];
        let plain = opened_at(&key, &[place[0], place[1], place[2], &since], &envelope).unwrap();
        let hex = raw::hex(&sealed(&key, name.as_slice().try_into().unwrap(), place, &plain));
        let bytes = if raw::is_sqlite(world) { format!("x'{hex}'") } else { format!("'\\x{hex}'") };
        raw::run(world, &format!("update {table} set {column} = {bytes} where {id} is not null")).await;
    }
}

/// What lies behind an envelope, for somebody who does not care whether it was moved or cut: the tag is not looked at.
fn laid_open(key: &[u8; 32], envelope: &[u8]) -> Vec<u8> {
    let Some(nonce) = envelope.get(5..29).and_then(|nonce| <[u8; 24]>::try_from(nonce).ok()) else { return Vec::new() };
    // Encrypting what was encrypted takes the same key stream away again.
    let mut plain = XChaCha20Poly1305::new(key.into()).encrypt(&XNonce::from(nonce), &envelope[29..]).unwrap();
    plain.truncate(envelope.len() - 29);
    plain
}

/// Where an envelope under a key of this name may begin.
fn places<'a>(hay: &'a [u8], name: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let before = memmem::find_iter(hay, name).filter_map(|named| named.checked_sub(1));
    before.filter(|at| matches!(hay[*at], 2 | 3))
}

/// A member's data key out of whatever bytes there are, if one of these unwraps it.
pub(crate) fn unwrapped_from(hays: &[Vec<u8>], keys: &[Named], member: &[u8]) -> Option<[u8; 32]> {
    const WRAPPED: usize = 1 + 4 + 24 + 32 + 16;
    hays.iter().find_map(|hay| {
        keys.iter().find_map(|(name, _)| {
            let mut at = places(hay, name);
            at.find_map(|at| data_key(keys, member, hay.get(at..at + WRAPPED)?))
        })
    })
}

/// Everything in whatever bytes there are that one of these keys lays open.
pub(crate) fn all_laid_open_by(hays: &[Vec<u8>], keys: &[Named]) -> Vec<Vec<u8>> {
    keys.iter().flat_map(|(name, key)| all_laid_open(hays, name, key)).collect()
}

/// Everything in whatever bytes there are that this data key lays open.
pub(crate) fn all_laid_open(hays: &[Vec<u8>], name: &[u8], key: &[u8; 32]) -> Vec<Vec<u8>> {
    // No value of a member is longer.
    const LONGEST: usize = 2048;
    let of = |hay: &Vec<u8>| {
        let envelopes = places(hay, name).map(|at| &hay[at..hay.len().min(at + LONGEST)]);
        envelopes.map(|envelope| laid_open(key, envelope)).collect::<Vec<_>>()
    };
    hays.iter().flat_map(of).collect()
}
