-- The log: every decision ever written down, by its hash, in one order. Rows are added at the end and never go. (RFC 6962; law C5, C6)
-- A hash leads to nobody once the record it is of has been erased: the chain it belongs to begins with a random number.
create table audit_leaves (
    idx        bigint not null primary key check (idx >= 0),     -- 0, 1, 2 … its place
    entry_hash bytea    not null check (length(entry_hash) = 32),  -- consent_entries.entry_hash
    released   bytea    check (length(released) = 32)              -- keyed hash of entry_hash, written when the time of a proof without a name is over
);
create unique index audit_leaves_by_hash on audit_leaves (entry_hash);
-- The tree above it, in rows of up to 256 hashes: level 0 holds the hashes of leaves, each level above those of full rows below.
create table audit_tiles (
    level  bigint not null check (level >= 0),
    idx    bigint not null check (idx >= 0),
    hashes bytea    not null check (length(hashes) between 32 and 8192),
    primary key (level, idx)
);
