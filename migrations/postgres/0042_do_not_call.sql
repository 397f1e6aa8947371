-- Numbers that want no advertising, whoever they belong to: the register's, and our own list. (D91 art. 7(3), 11(1), 13(1))
create table do_not_call (
    number    bytea  not null check (length(number) = 32),             -- keyed hash of the number (E.164); the number itself is not kept
    list      text   not null check (list in ('register', 'own')),     -- which list it is on
    listed_at bigint not null,                                         -- microseconds UTC: when it was first read from that list
    seen      bigint not null,                                         -- microseconds UTC: the reading it was last in
    primary key (number, list)
);
create index do_not_call_by_reading on do_not_call (list, seen);
