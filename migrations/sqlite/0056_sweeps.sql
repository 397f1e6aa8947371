-- Where the daily look for accounts nobody uses is, and what it came to. One row: the sweep that began last. (MC-3.1, law D-26)
create table sweeps (
    id          integer not null primary key check (id = 1), -- there is one
    place       blob    not null, -- the member looked at last; only an id, and who has it may be erased by now
    began_at    integer not null, -- microseconds UTC
    ended_at    integer,          -- microseconds UTC: everybody was looked at; empty: it is under way
    looked_at   integer not null, -- members
    told        integer not null, -- letters sent
    closed      integer not null, -- accounts
    unreachable integer not null, -- accounts that stay because no address was confirmed
    frozen      integer not null  -- accounts that stay because their use is frozen
) strict;
