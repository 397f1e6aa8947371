-- The number by which other systems name a member. Random; without a key of ours it leads to nobody. (MC-5.2a)
create table member_references (
    member_id uuid   not null primary key references members (id), -- whose
    lookup    bytea  not null check (length(lookup) = 32),         -- keyed hash of the reference: how a system's call finds the member
    reference bytea  not null                                      -- envelope under the member's key: the reference, for its member's eyes
);
create unique index member_references_by_lookup on member_references (lookup);
