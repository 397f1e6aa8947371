-- Accounts on their way out: a row from the moment a member closes until the erasure is done. (MC-3.1, MC-3.2; Law art. 14)
-- Reopening deletes the row; finishing the erasure deletes it too, and leaves a line in erasure_ledger.
create table closures (
    member_id uuid   not null primary key references members (id), -- who closes
    ends_at   bigint not null,               -- microseconds UTC: until then the member can reopen it
    step      text   not null check (step in ('waiting', 'proofs_kept', 'key_destroyed', 'rows_gone')), -- how far the erasure has come
    proof     uuid,                          -- number under which the consents were kept, to be told in the certificate; empty before that, and without consents
    counts    text   not null                -- JSON: rows erased or kept so far, by table; no values
);
create index closures_by_end on closures (ends_at);
