-- What is held about a member: a closed list, each value an envelope under the member's own key. (MC-1.1, MC-4.2)
-- Each `…_since` is the instant of the last correction, microseconds UTC.
create table profiles (
    member_id           uuid   not null primary key references members (id), -- whose
    version             bigint not null,                                 -- +1 with each correction: an old page cannot undo a newer one
    username            bytea  not null,                                 -- the name as typed
    username_since      bigint not null,
    full_name           bytea  not null,                                 -- one string, never split
    full_name_since     bigint not null,
    birth               bytea  not null,                                 -- ISO date, or the year alone
    birth_since         bigint not null,
    email               bytea  not null,                                 -- the address letters go to, as typed
    email_since         bigint not null,
    email_confirmed_at  bigint,                                          -- microseconds UTC; empty: no letter to this address was answered yet
    gender              bytea,                                           -- optional: male, female, other
    gender_since        bigint,
    id_number           bytea,                                           -- optional: 12 digits, or 9 of the old card
    id_number_since     bigint,
    phone               bytea,                                           -- optional: E.164
    phone_since         bigint,
    address             bytea,                                           -- optional: province, ward and line, or the older text
    address_since       bigint
);
