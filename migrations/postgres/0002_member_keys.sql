-- Each member's own key, wrapped under the root key. Deleting the row erases every personal value of the member, in backups too. (MC-3.1, Law art. 14)
create table member_keys (
    member_id uuid   not null primary key references members (id), -- whose key
    key_id    bytea  not null check (length(key_id) = 4),          -- names the key inside its envelopes
    wrapped   bytea  not null,                                     -- envelope under the root's wrapping key: 32 bytes
    made_at   bigint not null                                      -- microseconds UTC
);
-- The root key this database was made with, by fingerprint, so that a wrong root.key is refused at start.
create table root_key (
    id            bigint not null primary key check (id = 1),       -- there is one
    fingerprint   bytea  not null check (length(fingerprint) = 16), -- derived from the root key; says nothing about it
    first_used_at bigint not null                                   -- microseconds UTC
);
