-- Which lines of an earlier system were brought over, so that none is brought over twice. (D-10)
create table imported_members (
    lookup      blob not null primary key check (length(lookup) = 32), -- keyed hash of the earlier system and what it names the member by
    member_id   blob references members (id), -- who it became; empty after the erasure: an old file must not bring them back (MC-3.2)
    password_ms integer                          -- how long a look at the hash that came along takes; empty once it is replaced by ours
) strict, without rowid;
create unique index imported_members_by_member on imported_members (member_id);
create index imported_members_by_cost on imported_members (password_ms) where password_ms is not null;
