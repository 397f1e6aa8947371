//! Members, brought over.

use super::{Taken, rows};
use crate::Services;
use crate::consent::imported::Newcomer;
use crate::db::Tx;
use crate::db::many::{Cell, hashes, select_many, write_many};
use crate::email;
use crate::fault::{Accident, Fault};
use crate::hashing::Hasher;
use crate::hashing::imported::Imported;
use crate::keys::{self, Lookup, MemberKey};
use crate::members::{MemberId, references, rows as members};
use crate::profile::rows as profiles;
use crate::trail;
use domain::api_key::SystemName;
use domain::calendar::Timestamp;
use domain::form::Reason;
use domain::import::{self as rules, BroughtMember, ImportRefusal, LineProblem, MemberColumn, MemberLine};
use domain::trail::{EntrySeq, TrailDetail, TrailKind};
use domain::username::Username;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use zeroize::Zeroizing;

/// What a made-up username begins with ("thành viên"), and the symbols after it: none that is taken for another.
const MADE_UP: &str = "tv-";
const SYMBOLS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Another process may take a name between a look and the writing; what was looked at is looked at again then.
const TRIES: u32 = 3;

/// An import of members under way.
pub struct MembersImport {
    services: Services,
    source: SystemName,
    /// In a dry run: what a real one would have taken by now.
    taken: Option<HashSet<u64>>,
    /// How long a look at a hash of this cost takes here, in milliseconds.
    times: BTreeMap<(u8, u64), i64>,
}

/// A line that may be written.
struct Ready {
    brought: BroughtMember,
    username: Username,
    lookup: [u8; 32],
    by_username: [u8; 32],
    /// Only of a proved address.
    by_email: Option<[u8; 32]>,
    password: Option<(Zeroizing<String>, i64)>,
    /// Of the three look-ups, which a line before would have taken.
    met: [bool; 3],
}

struct Batch {
    lines: Vec<(usize, Ready)>,
    source: SystemName,
    dry_run: bool,
    now: Timestamp,
}

/// What became of a line that may be written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entered {
    Now,
    Before,
    UsernameTaken,
    AddressTaken,
}

/// Why a transaction was undone.
enum Undone {
    /// It was a dry run.
    DryRun(Vec<Entered>),
    /// Somebody took a name between the look and the writing.
    Raced,
}

impl Services {
    /// An import of members from this system. A dry run changes nothing.
    pub fn import_members(&self, source: SystemName, dry_run: bool) -> MembersImport {
        let taken = dry_run.then(HashSet::new);
        MembersImport { services: self.clone(), source, taken, times: BTreeMap::new() }
    }

    /// What a line is known by.
    pub(super) fn line_lookup(&self, source: &SystemName, reference: &str) -> [u8; 32] {
        let name = source.to_string();
        self.keys.pseudonym(
            "imported",
            &[&(name.len() as u64).to_be_bytes(), name.as_bytes(), reference.as_bytes()].concat(),
        )
    }
}

impl MembersImport {
    /// Takes these lines in, in one transaction. Answers what became of each, in their order.
    ///
    /// # Errors
    /// [`Fault`] only; nothing of these lines was done then, and they can be handed in again.
    pub async fn take(&mut self, lines: &[MemberLine]) -> Result<Vec<Taken<LineProblem>>, Fault> {
        let now = self.services.now();
        let mut outcomes: Vec<Option<Taken<LineProblem>>> = Vec::with_capacity(lines.len());
        let mut ready = Vec::with_capacity(lines.len());
        for (number, line) in lines.iter().enumerate() {
            match self.judge(line, now).await? {
                Ok(one) => {
                    outcomes.push(None);
                    ready.push((number, one));
                }
                Err(problems) => outcomes.push(Some(Taken::Refused(problems))),
            }
        }
        let dry_run = self.taken.is_some();
        let batch = Arc::new(Batch { lines: ready, source: self.source.clone(), dry_run, now });
        let entered = self.services.bring_over(&batch).await?;
        for ((number, ready), entered) in batch.lines.iter().zip(entered) {
            self.remember(ready, entered);
            outcomes[*number] = Some(told(ready, entered));
        }
        Ok(outcomes.into_iter().flatten().collect())
    }

    /// What can be told of a line without looking anybody up.
    async fn judge(&mut self, line: &MemberLine, now: Timestamp) -> Result<Result<Ready, Vec<LineProblem>>, Fault> {
        let services = self.services.clone();
        let checked = rules::check(line, services.places(), &services.purposes(), now);
        let (brought, password) = match (checked, self.password(line).await?) {
            (Ok(brought), Ok(password)) => (brought, password),
            (checked, password) => {
                let of_hash = password.err().map(|why| LineProblem::at(MemberColumn::PasswordHash, why));
                return Ok(Err(checked.err().into_iter().flatten().chain(of_hash).collect()));
            }
        };
        let username = brought.username.clone().unwrap_or_else(|| made_up(services.rng.bytes()));
        let lookup = services.line_lookup(&self.source, &brought.reference);
        let by_username = services.keys.lookup(Lookup::Username, &username.folded());
        let email = brought.email_confirmed_at.map(|_| brought.profile.email.canonical());
        let by_email = email.map(|email| services.keys.lookup(Lookup::Email, &email));
        let met = [Some(lookup), Some(by_username), by_email].map(|hash| self.met(hash));
        Ok(Ok(Ready { brought, username, lookup, by_username, by_email, password, met }))
    }

    /// The hash as it is stored, and how long a look at it takes here.
    async fn password(
        &mut self,
        line: &MemberLine,
    ) -> Result<Result<Option<(Zeroizing<String>, i64)>, ImportRefusal>, Fault> {
        let text = line.cell(MemberColumn::PasswordHash).trim();
        if text.is_empty() {
            return Ok(Ok(None));
        }
        let hash = match Imported::parse(text) {
            Ok(hash) => hash,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let cost = hash.cost();
        if !self.times.contains_key(&cost) {
            let time = self.services.hasher.time_of(hash).await?;
            // Rounded up: a zero would say that there is nothing to hide.
            self.times.insert(cost, i64::try_from(time.as_millis()).unwrap_or(i64::MAX - 1) + 1);
        }
        let time = self.times.get(&cost).copied().unwrap_or_default();
        Ok(Ok(Some((Hasher::marked(text), time))))
    }

    fn met(&self, hash: Option<[u8; 32]>) -> bool {
        let taken = self.taken.as_ref();
        hash.is_some_and(|hash| taken.is_some_and(|taken| taken.contains(&short(&hash))))
    }

    fn remember(&mut self, ready: &Ready, entered: Entered) {
        if let Some(taken) = self.taken.as_mut().filter(|_| entered == Entered::Now) {
            taken.extend([Some(ready.lookup), Some(ready.by_username), ready.by_email].iter().flatten().map(short));
        }
    }
}

impl Services {
    async fn bring_over(&self, batch: &Arc<Batch>) -> Result<Vec<Entered>, Fault> {
        for _ in 0..TRIES {
            let (services, batch) = (self.clone(), Arc::clone(batch));
            let done = self.db.write(move |tx| {
                let (services, batch) = (services.clone(), Arc::clone(&batch));
                Box::pin(async move { services.enter_all(tx, &batch).await })
            });
            match done.await {
                Ok(entered) => return Ok(entered),
                Err(fault) => match fault.refusal()? {
                    Undone::DryRun(entered) => return Ok(entered),
                    Undone::Raced => {}
                },
            }
        }
        Err(Fault::Busy { wait_s: 1 })
    }

    async fn enter_all(&self, tx: &mut Tx<'_>, batch: &Batch) -> Result<Vec<Entered>, Fault<Undone>> {
        let mut there = There::look(tx, &batch.lines).await?;
        let entered: Vec<Entered> = batch.lines.iter().map(|(_, ready)| there.enter(ready)).collect();
        let coming = batch.lines.iter().zip(&entered).filter(|(_, entered)| **entered == Entered::Now);
        self.bring_in(tx, batch, coming.map(|((_, ready), _)| ready)).await?;
        if batch.dry_run { Err(Fault::Refused(Undone::DryRun(entered))) } else { Ok(entered) }
    }

    /// Everything these members are made of. The trail says where they come from; no letter is sent.
    async fn bring_in<'r>(
        &self,
        tx: &mut Tx<'_>,
        batch: &Batch,
        coming: impl Iterator<Item = &'r Ready>,
    ) -> Result<(), Fault<Undone>> {
        let epoch = keys::rows::epoch_to_write_in(tx).await?;
        let (mut rows, mut with_consents) = (Rows::default(), Vec::new());
        for ready in coming {
            let member = MemberId::new(self.rng.id());
            let key = self.rows_of(&mut rows, batch, (member, ready), epoch)?;
            if !ready.brought.consents.is_empty() {
                with_consents.push((member, key, ready));
            }
        }
        rows.write(tx).await?;
        for (member, key, ready) in &with_consents {
            let (lang, source, now) = (ready.brought.lang, &batch.source, batch.now);
            self.enter_proved(tx, Newcomer { member: *member, key, lang, source, now }, &ready.brought.consents)
                .await?;
        }
        Ok(())
    }

    /// The rows of one member but for consents, and the member's key.
    fn rows_of(
        &self,
        rows: &mut Rows,
        batch: &Batch,
        (member, ready): (MemberId, &Ready),
        epoch: u32,
    ) -> Result<MemberKey, Accident> {
        let (brought, now) = (&ready.brought, batch.now);
        let (key, wrapped) = self.keys.new_member_key(member, epoch)?;
        let phc = ready.password.as_ref().map_or(self.hasher.nobodys(), |(hash, _)| hash.as_str());
        rows.members.push(vec![
            Cell::Member(member),
            Cell::Text(brought.lang.code()),
            Cell::Int(now.micros()),
            Cell::Int(self.policy().version.number.into()),
            Cell::Bytes(Self::seal_password(&key, member, phc, now)),
        ]);
        rows.keys.push(wrapped.row(now));
        rows.usernames.push(vec![Cell::Bytes(ready.by_username.to_vec()), Cell::Member(member)]);
        let confirmed = brought.email_confirmed_at;
        rows.profiles.push(profiles::whole(member, &key, (&ready.username, &brought.profile, confirmed), now));
        rows.addresses.extend(ready.by_email.map(|lookup| vec![Cell::Bytes(lookup.to_vec()), Cell::Member(member)]));
        rows.references.push(self.new_reference(&key, member));
        let detail = TrailDetail::none().from_system(&batch.source);
        let line = trail::line(&key, member, EntrySeq::new(0), (TrailKind::Imported, &detail))?;
        rows.trail.push(line.row(member, now));
        let time = ready.password.as_ref().map(|(_, time)| *time);
        rows.lines.push(vec![Cell::Bytes(ready.lookup.to_vec()), Cell::Member(member), Cell::OptInt(time)]);
        Ok(key)
    }
}

/// What new members are made of, table by table.
#[derive(Default)]
struct Rows {
    members: Vec<Vec<Cell>>,
    keys: Vec<Vec<Cell>>,
    usernames: Vec<Vec<Cell>>,
    profiles: Vec<Vec<Cell>>,
    addresses: Vec<Vec<Cell>>,
    references: Vec<Vec<Cell>>,
    trail: Vec<Vec<Cell>>,
    lines: Vec<Vec<Cell>>,
}

impl Rows {
    async fn write(self, tx: &mut Tx<'_>) -> Result<(), Fault<Undone>> {
        let names = self.usernames.len() as u64;
        write_many(tx, members::INSERT, self.members).await?;
        write_many(tx, keys::rows::INSERT, self.keys).await?;
        if write_many(tx, members::TAKE_USERNAME, self.usernames).await? < names {
            return Err(Fault::Refused(Undone::Raced));
        }
        write_many(tx, profiles::INSERT_WHOLE, self.profiles).await?;
        write_many(tx, email::rows::OWN, self.addresses).await?;
        write_many(tx, references::GIVE, self.references).await?;
        write_many(tx, trail::rows::APPEND_MANY, self.trail).await?;
        write_many(tx, rows::KEEP, self.lines).await?;
        Ok(())
    }
}

/// Which lines, names and proved addresses are there: before this batch, and by its own lines so far.
struct There {
    lines: HashSet<[u8; 32]>,
    usernames: HashSet<[u8; 32]>,
    addresses: HashSet<[u8; 32]>,
}

impl There {
    async fn look(tx: &mut Tx<'_>, batch: &[(usize, Ready)]) -> sqlx::Result<Self> {
        let lookups = |of: fn(&Ready) -> Option<[u8; 32]>| -> Vec<[u8; 32]> {
            batch.iter().filter_map(|(_, ready)| of(ready)).collect()
        };
        let (lines, usernames, addresses) = (
            lookups(|ready| Some(ready.lookup)),
            lookups(|ready| Some(ready.by_username)),
            lookups(|ready| ready.by_email),
        );
        Ok(Self {
            lines: found(tx, rows::KNOWN_AMONG, &lines).await?,
            usernames: found(tx, members::USERNAMES_AMONG, &usernames).await?,
            addresses: found(tx, email::rows::OWNED_AMONG, &addresses).await?,
        })
    }

    fn enter(&mut self, ready: &Ready) -> Entered {
        let [met_before, met_username, met_email] = ready.met;
        if met_before || self.lines.contains(&ready.lookup) {
            return Entered::Before;
        }
        if met_username || self.usernames.contains(&ready.by_username) {
            return Entered::UsernameTaken;
        }
        if ready.by_email.is_some_and(|by_email| met_email || self.addresses.contains(&by_email)) {
            return Entered::AddressTaken;
        }
        self.lines.insert(ready.lookup);
        self.usernames.insert(ready.by_username);
        self.addresses.extend(ready.by_email);
        Entered::Now
    }
}

async fn found(tx: &mut Tx<'_>, one: &'static str, lookups: &[[u8; 32]]) -> sqlx::Result<HashSet<[u8; 32]>> {
    let rows: Vec<(Vec<u8>,)> = select_many(tx, one, hashes(lookups)).await?;
    Ok(rows.into_iter().filter_map(|(lookup,)| lookup.try_into().ok()).collect())
}

fn told(ready: &Ready, entered: Entered) -> Taken<LineProblem> {
    let left_behind = || ready.brought.left_behind.clone();
    match entered {
        Entered::Now => Taken::Imported(left_behind()),
        Entered::Before => Taken::Known(left_behind()),
        Entered::UsernameTaken => {
            Taken::Refused(vec![LineProblem::value(MemberColumn::Username, Reason::UsernameTaken)])
        }
        Entered::AddressTaken => {
            Taken::Refused(vec![LineProblem::at(MemberColumn::Email, ImportRefusal::AddressTaken)])
        }
    }
}

/// A name for whoever had none: fifty bits of chance. They read it on their profile, or ask for it by letter.
fn made_up(chance: [u8; 10]) -> Username {
    let symbols = chance.map(|byte| char::from(SYMBOLS[usize::from(byte & 31)]));
    Username::from_stored(symbols.into_iter().fold(MADE_UP.to_owned(), |mut name, symbol| {
        name.push(symbol);
        name
    }))
}

/// Enough of a keyed hash to tell a million of them apart.
fn short(hash: &[u8; 32]) -> u64 {
    let mut number = [0; 8];
    number.copy_from_slice(&hash[..8]);
    u64::from_be_bytes(number)
}
