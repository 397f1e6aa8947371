-- What was agreed and refused by people who have left: no member, no device, kept for the year the law wants. (D91 art. 11(7))
-- The number is random. Only the certificate the person received names it, so only that person can point at these rows.
create table consent_proofs (
    proof           blob    not null,        -- random number, the same for one person's entries
    seq             integer not null,        -- order within the record it came from
    purpose         text    not null,        -- the columns of consent_entries of the same name
    channel         text    not null,
    decision        text    not null,
    wording_version integer not null,
    wording_hash    blob    not null,
    lang            text    not null,
    method          text    not null,
    policy_version  integer not null,
    decided_at      integer not null,
    previous_hash   blob    not null,        -- the chain stays whole: it never covered the device
    entry_hash      blob    not null,
    kept_until      integer not null,        -- microseconds UTC: deleted from then on
    primary key (proof, seq)
) strict, without rowid;
create index consent_proofs_by_end on consent_proofs (kept_until);
