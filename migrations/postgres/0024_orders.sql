-- What a member bought, as the booking site handed it in; only what was paid. (MC-1.3, MC-5.5a)
create table orders (
    member_id uuid   not null references members (id), -- whose
    place     bigint not null,                         -- microseconds UTC: when it was paid, moved on by one while taken
    lookup    bytea  not null check (length(lookup) = 32), -- keyed hash of the order's number
    purchase  bytea  not null,                         -- envelope under the member's key: everything about it
    primary key (member_id, place)
);
create unique index orders_by_number on orders (lookup);
