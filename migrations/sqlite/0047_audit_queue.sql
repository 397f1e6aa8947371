-- Decisions that have no place in the log yet. The job of each minute takes them out in this order. (D-7; security.md section 5)
create table audit_queue (
    id         integer not null primary key,                      -- the order they were written in
    entry_hash blob    not null check (length(entry_hash) = 32),  -- consent_entries.entry_hash
    released   blob    check (length(released) = 32)              -- as in audit_leaves
) strict;
-- What was decided before there was a log: those who are here, then those who have left.
insert into audit_queue (entry_hash) select entry_hash from consent_entries order by decided_at, member_id, seq;
insert into audit_queue (entry_hash) select entry_hash from consent_proofs order by decided_at, proof, seq;
