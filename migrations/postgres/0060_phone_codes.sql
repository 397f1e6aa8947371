-- Codes that prove a phone number: one a member, a new one replaces it; ten minutes, five tries, once. (MC-4.1)
create table phone_codes (
    member_id uuid not null primary key references members (id), -- whose number it is
    code_hash bytea not null check (length(code_hash) = 32), -- keyed hash of member, number and code: it proves no other number
    tries     bigint not null, -- codes tried so far
    asked_at  bigint not null, -- microseconds UTC: when the code was asked for
    ends_at   bigint not null  -- microseconds UTC: from then on the code does nothing, and the row goes
);
create index phone_codes_by_end on phone_codes (ends_at);
