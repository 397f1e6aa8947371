-- Who is signed in. The token is in the cookie only; here is its hash. (MC-5.1b; security.md G7)
create table sessions (
    member_id    blob    not null references members (id),         -- who
    id           blob    not null,                                 -- names the session in lists; opens nothing
    token_hash   blob    not null check (length(token_hash) = 32), -- SHA-256 of the token
    epoch        integer not null,                                 -- members.session_epoch when it began
    kept         integer not null check (kept in (0, 1)),          -- 1: "keep me signed in"
    started_at   integer not null,                                 -- microseconds UTC
    seen_at      integer not null,                                 -- microseconds UTC: the last request, to the minute
    idle_ends_at integer not null,                                 -- microseconds UTC: over without a request until then
    ends_at      integer not null,                                 -- microseconds UTC: over in any case; nothing moves it
    proved_at    integer not null,                                 -- microseconds UTC: when the password was last given
    device       blob    not null,                                 -- envelope under the member's key: the device in words
    primary key (member_id, id)
) strict, without rowid;
create unique index sessions_by_token on sessions (token_hash);
create index sessions_by_end on sessions (ends_at);
