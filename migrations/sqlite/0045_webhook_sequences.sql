-- How many events about a member there were: the next one gets the next number. No row for whom nothing was told. (MC-2.2)
create table webhook_sequences (
    member_id blob    not null primary key references members (id),
    last      integer not null check (last > 0) -- the number of the last event
) strict, without rowid;
