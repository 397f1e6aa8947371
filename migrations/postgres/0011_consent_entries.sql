-- The consent record: one row a decision, appended, never changed. (MC-1.2c, MC-2.2; Law art. 9, 10; D356 art. 6)
-- It proves who decided, when, and about which wording; the hash of the entry before makes a gap or a swap visible.
create table consent_entries (
    member_id       uuid   not null references members (id), -- who decided
    seq             bigint not null check (seq >= 1),    -- 1, 2, 3 … within the member's record; two phones cannot both write 5
    purpose         text   not null check (purpose in ('news', 'promotions', 'loyalty')),
    channel         text   not null check (channel in ('email', 'sms', 'call', 'zalo')),
    decision        text   not null check (decision in ('grant', 'withdraw')),
    wording_version bigint not null,                     -- version of the sentence the member saw
    wording_hash    bytea  not null check (length(wording_hash) = 32), -- SHA-256 of that sentence, both languages
    lang            text   not null check (lang in ('vi', 'en')),      -- language the page was in
    method          text   not null check (method in ('web')),         -- how the decision reached the cinema
    policy_version  bigint not null,                     -- the policy in force at that instant
    decided_at      bigint not null,                     -- microseconds UTC
    device          bytea  not null,                     -- envelope under the member's key: browser and system, as it names itself
    previous_hash   bytea  not null check (length(previous_hash) = 32), -- entry_hash of seq - 1; for the first, the hash of domain::consent::chain_start
    entry_hash      bytea  not null check (length(entry_hash) = 32),    -- SHA-256 of domain::consent::entry_bytes
    primary key (member_id, seq)
);
