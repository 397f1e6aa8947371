-- Who is signed in. The token is in the cookie only; here is its hash. (MC-5.1b; security.md G7)
create table sessions (
    member_id    uuid   not null references members (id),         -- who
    id           uuid   not null,                                 -- names the session in lists; opens nothing
    token_hash   bytea  not null check (length(token_hash) = 32), -- SHA-256 of the token
    epoch        bigint not null,                                 -- members.session_epoch when it began
    kept         bigint not null check (kept in (0, 1)),          -- 1: "keep me signed in"
    started_at   bigint not null,                                 -- microseconds UTC
    seen_at      bigint not null,                                 -- microseconds UTC: the last request, to the minute
    idle_ends_at bigint not null,                                 -- microseconds UTC: over without a request until then
    ends_at      bigint not null,                                 -- microseconds UTC: over in any case; nothing moves it
    proved_at    bigint not null,                                 -- microseconds UTC: when the password was last given
    device       bytea  not null,                                 -- envelope under the member's key: the device in words
    primary key (member_id, id)
);
create unique index sessions_by_token on sessions (token_hash);
create index sessions_by_end on sessions (ends_at);
