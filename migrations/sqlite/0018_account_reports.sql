-- "This was not me": a member said that somebody else used the account. (MC-5.3a)
create table account_reports (
    member_id   blob    not null references members (id), -- who said so
    number      text    not null,                         -- random, to be read out on the telephone; says nothing about the member
    reported_at integer not null,                         -- microseconds UTC
    ended       integer not null,                         -- how many sessions it ended
    primary key (member_id, number)
) strict, without rowid;
create unique index account_reports_by_number on account_reports (number);
