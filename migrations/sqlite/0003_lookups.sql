-- Names a member signs in by, as keyed hashes: the table alone tells nobody who is a member. (MC-5.1b)
create table usernames (
    lookup    blob not null primary key check (length(lookup) = 32), -- keyed hash of the folded username: one account a name
    member_id blob not null references members (id)                  -- whose name
) strict, without rowid;
create index usernames_of_member on usernames (member_id);
create table email_lookups (
    lookup    blob not null primary key check (length(lookup) = 32), -- keyed hash of the canonical address; confirmed addresses only
    member_id blob not null references members (id)                  -- who confirmed it
) strict, without rowid;
create index email_lookups_of_member on email_lookups (member_id);
