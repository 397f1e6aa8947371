-- Recovery codes: only what proves them. A row goes when its code is used or a new set is made. (MC-5.3a)
create table recovery_codes (
    member_id uuid not null references members (id),          -- whose
    code_hash bytea not null check (length(code_hash) = 32),   -- keyed hash of member and code; the key is not in the database
    made_at   bigint not null,                                  -- microseconds UTC: when the set was made
    primary key (member_id, code_hash)
);
