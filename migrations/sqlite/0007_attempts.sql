-- Tries that are counted: sign-ins, sign-ups, letters asked for. Subjects are keyed hashes. (MC-5.3a; security.md G10)
create table attempts (
    kind    text    not null check (kind in ('account', 'device', 'network', 'sign_up', 'letter')), -- which budget
    subject blob    not null check (length(subject) = 32),               -- keyed hash of the account, name, device, network or address
    at      integer not null,                                            -- microseconds UTC: when; a day later the row goes
    id      blob    not null,                                            -- tells two tries of one instant apart
    primary key (kind, subject, at, id)
) strict, without rowid;
create index attempts_by_age on attempts (at);
-- Failures since the last sign-in that worked: a moving period alone would let a patient guesser go on for ever.
create table failure_rows (
    subject  blob    not null primary key check (length(subject) = 32), -- as in attempts, kinds account and device
    failures integer not null,                                          -- how many in a row
    last_at  integer not null                                           -- microseconds UTC: the last of them; a day later the row goes
) strict, without rowid;
create index failure_rows_by_age on failure_rows (last_at);
