-- One line for each erased member, to be carried out again when an old backup comes back. No personal data. (Law art. 14(3))
create table erasure_ledger (
    pseudonym   blob    not null primary key, -- keyed hash of the random member id: only an id from a backup can be held against it
    erased_at   integer not null,             -- microseconds UTC: when the last row went
    counts      text    not null,             -- JSON: rows erased or kept, by table; no values
    scrubbed_at integer                       -- microseconds UTC: when the engine's own left-overs (WAL, dead tuples) were cleared; empty: still to do
) strict, without rowid;
create index erasure_ledger_unscrubbed on erasure_ledger (erased_at) where scrubbed_at is null;
