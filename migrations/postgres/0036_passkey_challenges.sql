-- Questions to a passkey that wait for their answer: five minutes, one browser, once. (security.md lessons 7, 10)
create table passkey_challenges (
    token_hash bytea not null primary key check (length(token_hash) = 32), -- SHA-256 of the token in the browser's cookie
    purpose    text not null check (purpose in ('add', 'sign_in', 'prove')), -- what the answer may be used for
    state      bytea not null,    -- sealed under a key made from the token: the challenge, and the session that asked
    ends_at    bigint not null  -- microseconds UTC: from then on the row does nothing, and goes
);
create index passkey_challenges_by_end on passkey_challenges (ends_at);
