-- What an item said before it was corrected, so that a member can see what somebody else changed. Never the ID number. (MC-4.2)
create table former_values (
    member_id    uuid   not null references members (id), -- whose
    version      bigint not null,            -- the version of the profile it belonged to
    item         text   not null check (item in ('full_name', 'gender', 'birth_date', 'phone', 'address')), -- which item
    value        bytea  not null,            -- envelope under the member's key: the value before
    corrected_at bigint not null,            -- microseconds UTC; a year later the row goes
    primary key (member_id, version, item)
);
create index former_values_by_age on former_values (corrected_at);
