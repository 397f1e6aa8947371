-- Letters on their way: written down with their cause, delivered afterwards, deleted then. (security.md G21)
create table outbox (
    id        uuid   not null primary key, -- random; names the letter in its Message-ID
    member_id uuid,                        -- whose letter; empty for the certificate of an erased account
    kind      text   not null,             -- which letter, for counting
    letter    bytea  not null,             -- envelope under the outbox key: address, subject, text
    posted_at bigint not null,             -- microseconds UTC
    due_at    bigint not null,             -- microseconds UTC: the next try; moved on when a worker takes it
    tries     bigint not null              -- how many there were
);
create index outbox_by_due on outbox (due_at);
create index outbox_of_member on outbox (member_id);
-- What a refused form showed, until the page is shown again: only the holder of the token can read it.
create table flashes (
    token_hash bytea  not null primary key check (length(token_hash) = 32), -- SHA-256 of the token in its cookie
    body       bytea  not null,                                          -- envelope under a key made from that token
    kept_at    bigint not null                                           -- microseconds UTC; ten minutes later the row goes
);
create index flashes_by_age on flashes (kept_at);
