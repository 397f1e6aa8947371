-- What is held about a member: a closed list, each value an envelope under the member's own key. (MC-1.1, MC-4.2)
-- Each `…_since` is the instant of the last correction, microseconds UTC.
create table profiles (
    member_id           blob    not null primary key references members (id), -- whose
    version             integer not null,                                -- +1 with each correction: an old page cannot undo a newer one
    username            blob    not null,                                -- the name as typed
    username_since      integer not null,
    full_name           blob    not null,                                -- one string, never split
    full_name_since     integer not null,
    birth               blob    not null,                                -- ISO date, or the year alone
    birth_since         integer not null,
    email               blob    not null,                                -- the address letters go to, as typed
    email_since         integer not null,
    email_confirmed_at  integer,                                         -- microseconds UTC; empty: no letter to this address was answered yet
    gender              blob,                                            -- optional: male, female, other
    gender_since        integer,
    id_number           blob,                                            -- optional: 12 digits, or 9 of the old card
    id_number_since     integer,
    phone               blob,                                            -- optional: E.164
    phone_since         integer,
    address             blob,                                            -- optional: province, ward and line, or the older text
    address_since       integer
) strict, without rowid;
