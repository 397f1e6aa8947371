-- Letters that were given up, for the operator: about nobody, without address and text. (security.md G21)
create table dead_letters (
    id          blob    not null primary key, -- what the letter was called in the outbox, its Message-ID and the log
    kind        text    not null,             -- which letter
    why         text    not null check (why in ('refused', 'too_old', 'unreadable')), -- refused by whoever was to take it; not handed over in time; its envelope does not open
    code        text    not null,             -- a status of the mail server or gateway, or our own word
    given_up_at integer not null              -- microseconds UTC; thirty days later the row goes
) strict, without rowid;
create index dead_letters_by_age on dead_letters (given_up_at);
