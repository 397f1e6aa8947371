-- Where the daily look for accounts nobody uses is, and what it came to. One row: the sweep that began last. (MC-3.1, law D-26)
create table sweeps (
    id          bigint not null primary key check (id = 1), -- there is one
    place       uuid    not null, -- the member looked at last; only an id, and who has it may be erased by now
    began_at    bigint not null, -- microseconds UTC
    ended_at    bigint,          -- microseconds UTC: everybody was looked at; empty: it is under way
    looked_at   bigint not null, -- members
    told        bigint not null, -- letters sent
    closed      bigint not null, -- accounts
    unreachable bigint not null, -- accounts that stay because no address was confirmed
    frozen      bigint not null  -- accounts that stay because their use is frozen
);
