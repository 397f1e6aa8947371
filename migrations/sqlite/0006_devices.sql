-- Devices an account was used on: their owner signs in while strangers are held up, and a new one is told to the member. (MC-5.3a)
create table devices (
    member_id     blob    not null references members (id),         -- whose account
    token_hash    blob    not null check (length(token_hash) = 32), -- SHA-256 of the token in the device's cookie
    device        blob    not null,                                 -- envelope under the member's key: the device in words
    first_seen_at integer not null,                                 -- microseconds UTC
    last_seen_at  integer not null,                                 -- microseconds UTC: the last sign-in; 400 days later the row goes
    primary key (member_id, token_hash)
) strict, without rowid;
create index devices_by_use on devices (last_seen_at);
