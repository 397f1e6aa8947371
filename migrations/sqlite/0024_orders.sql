-- What a member bought, as the booking site handed it in; only what was paid. (MC-1.3, MC-5.5a)
create table orders (
    member_id blob    not null references members (id), -- whose
    place     integer not null,                         -- microseconds UTC: when it was paid, moved on by one while taken
    lookup    blob    not null check (length(lookup) = 32), -- keyed hash of the order's number
    purchase  blob    not null,                         -- envelope under the member's key: everything about it
    primary key (member_id, place)
) strict, without rowid;
create unique index orders_by_number on orders (lookup);
