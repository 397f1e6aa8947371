-- Passkeys: public keys whose private halves never leave the member's devices. (MC-5.1b, MC-5.3a; security.md section 2)
create table passkeys (
    member_id  uuid not null references members (id),      -- whose
    id         uuid not null,      -- random: names it in lists and forms, opens nothing
    lookup     bytea not null check (length(lookup) = 32),  -- keyed hash of the credential's id, by which a sign-in finds it
    credential bytea not null,    -- envelope under the member's key: credential id, public key, counter, flags
    name       bytea not null,    -- envelope under the member's key: what the member calls it
    added_at   bigint not null, -- microseconds UTC
    used_at    bigint,          -- microseconds UTC: when it was last used; empty: not since it was added
    primary key (member_id, id)
);
create unique index passkeys_by_lookup on passkeys (lookup);
-- The random number an account is known by to its passkeys (user.id). One for all of them, so that a device replaces its own.
create table passkey_handles (
    member_id uuid not null primary key references members (id), -- whose
    handle    bytea not null -- envelope under the member's key: 64 random bytes
);
-- When a session last gave a passkey. Empty: never.
alter table sessions add column passkey_proved_at bigint; -- microseconds UTC
