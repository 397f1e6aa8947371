-- Members: the row everything else hangs on. Nothing here says who somebody is. (MC-1.1, MC-5.1b)
create table members (
    id              blob    not null primary key,                      -- random; never reused; the only thing about a member that may be logged
    language        text    not null check (language in ('vi', 'en')), -- the language letters and pages are in
    joined_at       integer not null,                                  -- microseconds UTC: when the account was opened
    policy_version  integer not null,                                  -- the policy in force then
    session_epoch   integer not null,                                  -- sessions of an earlier epoch are dead: +1 ends them all at once
    closing_since   integer,                                           -- microseconds UTC: when the member closed the account; empty: open
    closing_ends_at integer,                                           -- microseconds UTC: until then it can be reopened
    closed_at       integer,                                           -- microseconds UTC: when the erasure began; from then on nobody signs in
    password        blob    not null,                                  -- envelope under the member's key: the Argon2id hash (PHC string)
    password_since  integer not null,                                  -- microseconds UTC: when that password was chosen
    check ((closing_since is null) = (closing_ends_at is null))
) strict, without rowid;
