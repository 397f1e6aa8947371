-- A decision may have reached the cinema in an earlier system, with what proves it. (law C5, D-10)
-- SQLite changes a check only with its table: the rows move over as they are.
create table consent_entries_new (
    member_id       blob    not null references members (id), -- who decided
    seq             integer not null check (seq >= 1),   -- 1, 2, 3 … within the member's record; two phones cannot both write 5
    purpose         text    not null check (purpose in ('news', 'promotions', 'loyalty')),
    channel         text    not null check (channel in ('email', 'sms', 'call', 'zalo')),
    decision        text    not null check (decision in ('grant', 'withdraw')),
    wording_version integer not null,                    -- version of the sentence the member saw
    wording_hash    blob    not null check (length(wording_hash) = 32), -- SHA-256 of that sentence, both languages
    lang            text    not null check (lang in ('vi', 'en')),      -- language the page was in
    method          text    not null check (method in ('web', 'import')),        -- how the decision reached the cinema
    policy_version  integer not null,                    -- the policy in force at that instant
    decided_at      integer not null,                    -- microseconds UTC
    device          blob    not null,                    -- envelope under the member's key: browser and system, as it names itself
    previous_hash   blob    not null check (length(previous_hash) = 32), -- entry_hash of seq - 1; for the first, the hash of domain::consent::chain_start
    entry_hash      blob    not null check (length(entry_hash) = 32),    -- SHA-256 of domain::consent::entry_bytes
    primary key (member_id, seq)
) strict, without rowid;
insert into consent_entries_new (member_id, seq, purpose, channel, decision, wording_version, wording_hash, lang, method,
    policy_version, decided_at, device, previous_hash, entry_hash)
select member_id, seq, purpose, channel, decision, wording_version, wording_hash, lang, method,
    policy_version, decided_at, device, previous_hash, entry_hash from consent_entries;
drop table consent_entries;
alter table consent_entries_new rename to consent_entries;
