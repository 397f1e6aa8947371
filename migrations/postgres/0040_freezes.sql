-- Freezes: from when to when a member stopped every use that rests on their yes or may be objected to. (Law art. 10; D-18)
create table freezes (
    member_id    uuid   not null references members (id), -- who froze
    frozen_since bigint not null,                         -- microseconds UTC
    lifted_at    bigint check (lifted_at >= frozen_since), -- microseconds UTC; empty: it holds
    primary key (member_id, frozen_since)
);
create unique index freezes_that_hold on freezes (member_id) where lifted_at is null;
