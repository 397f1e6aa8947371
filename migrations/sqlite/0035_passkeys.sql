-- Passkeys: public keys whose private halves never leave the member's devices. (MC-5.1b, MC-5.3a; security.md section 2)
create table passkeys (
    member_id  blob not null references members (id),      -- whose
    id         blob not null check (length(id) = 16),      -- random: names it in lists and forms, opens nothing
    lookup     blob not null check (length(lookup) = 32),  -- keyed hash of the credential's id, by which a sign-in finds it
    credential blob not null,    -- envelope under the member's key: credential id, public key, counter, flags
    name       blob not null,    -- envelope under the member's key: what the member calls it
    added_at   integer not null, -- microseconds UTC
    used_at    integer,          -- microseconds UTC: when it was last used; empty: not since it was added
    primary key (member_id, id)
) strict, without rowid;
create unique index passkeys_by_lookup on passkeys (lookup);
-- The random number an account is known by to its passkeys (user.id). One for all of them, so that a device replaces its own.
create table passkey_handles (
    member_id blob not null primary key references members (id), -- whose
    handle    blob not null -- envelope under the member's key: 64 random bytes
) strict, without rowid;
-- When a session last gave a passkey. Empty: never.
alter table sessions add column passkey_proved_at integer; -- microseconds UTC
