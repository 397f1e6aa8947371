-- Keys of other systems of the cinema, and what was answered to them a moment ago. (MC-2.1a, MC-5.2c)
create table api_keys (
    id           uuid   not null primary key,  -- random; may be logged
    name         text   not null,              -- the system's name: a word of the operator's, small letters, digits, dashes
    key_hash     bytea  not null check (length(key_hash) = 32), -- SHA-256 of the key; the key itself is printed once and never kept
    scopes       text   not null,              -- codes of domain::api_key::Scope, a space between them
    made_at      bigint not null,              -- microseconds UTC
    last_used_at bigint,                       -- microseconds UTC, to the minute; empty: never used
    revoked_at   bigint                        -- microseconds UTC: from then on it opens nothing
);
create unique index api_keys_by_hash on api_keys (key_hash);
-- So that a call that is repeated gets the answer of the first and does nothing again.
create table api_answers (
    key_id      uuid   not null references api_keys (id),         -- who called
    repeat_hash bytea  not null check (length(repeat_hash) = 32), -- keyed hash of the caller's Idempotency-Key
    body_hash   bytea  not null check (length(body_hash) = 32),   -- keyed hash of what was sent
    answer      text   not null,               -- codes of ours only
    answered_at bigint not null,               -- microseconds UTC; a day later the row goes
    primary key (key_id, repeat_hash)
);
create index api_answers_by_age on api_answers (answered_at);
