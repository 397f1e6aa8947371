-- The log: every decision ever written down, by its hash, in one order. Rows are added at the end and never go. (RFC 6962; law C5, C6)
-- A hash leads to nobody once the record it is of has been erased: the chain it belongs to begins with a random number.
create table audit_leaves (
    idx        integer not null primary key check (idx >= 0),     -- 0, 1, 2 … its place
    entry_hash blob    not null check (length(entry_hash) = 32),  -- consent_entries.entry_hash
    released   blob    check (length(released) = 32)              -- keyed hash of entry_hash, written when the time of a proof without a name is over
) strict;
create unique index audit_leaves_by_hash on audit_leaves (entry_hash);
-- The tree above it, in rows of up to 256 hashes: level 0 holds the hashes of leaves, each level above those of full rows below.
create table audit_tiles (
    level  integer not null check (level >= 0),
    idx    integer not null check (idx >= 0),
    hashes blob    not null check (length(hashes) between 32 and 8192),
    primary key (level, idx)
) strict, without rowid;
