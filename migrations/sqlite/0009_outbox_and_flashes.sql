-- Letters on their way: written down with their cause, delivered afterwards, deleted then. (security.md G21)
create table outbox (
    id        blob    not null primary key, -- random; names the letter in its Message-ID
    member_id blob,                         -- whose letter; empty for the certificate of an erased account
    kind      text    not null,             -- which letter, for counting
    letter    blob    not null,             -- envelope under the outbox key: address, subject, text
    posted_at integer not null,             -- microseconds UTC
    due_at    integer not null,             -- microseconds UTC: the next try; moved on when a worker takes it
    tries     integer not null              -- how many there were
) strict, without rowid;
create index outbox_by_due on outbox (due_at);
create index outbox_of_member on outbox (member_id);
-- What a refused form showed, until the page is shown again: only the holder of the token can read it.
create table flashes (
    token_hash blob    not null primary key check (length(token_hash) = 32), -- SHA-256 of the token in its cookie
    body       blob    not null,                                         -- envelope under a key made from that token
    kept_at    integer not null                                          -- microseconds UTC; ten minutes later the row goes
) strict, without rowid;
create index flashes_by_age on flashes (kept_at);
