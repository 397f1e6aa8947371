-- What happened to an account, in its member's own sight. Appended, never changed. (MC-4.2, MC-5.1b)
create table trail (
    member_id uuid   not null references members (id), -- whose account
    seq       bigint not null check (seq >= 1),        -- 1, 2, 3 … within the account
    at        bigint not null,                         -- microseconds UTC
    kind      text   not null,                         -- domain::trail::TrailKind
    detail    bytea  not null,                         -- envelope under the member's key: items, purpose, device; never a value
    primary key (member_id, seq)
);
create index trail_by_age on trail (at);
