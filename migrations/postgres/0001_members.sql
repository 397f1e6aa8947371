-- Members: the row everything else hangs on. Nothing here says who somebody is. (MC-1.1, MC-5.1b)
create table members (
    id              uuid   not null primary key,                      -- random; never reused; the only thing about a member that may be logged
    language        text   not null check (language in ('vi', 'en')), -- the language letters and pages are in
    joined_at       bigint not null,                                  -- microseconds UTC: when the account was opened
    policy_version  bigint not null,                                  -- the policy in force then
    session_epoch   bigint not null,                                  -- sessions of an earlier epoch are dead: +1 ends them all at once
    closing_since   bigint,                                           -- microseconds UTC: when the member closed the account; empty: open
    closing_ends_at bigint,                                           -- microseconds UTC: until then it can be reopened
    closed_at       bigint,                                           -- microseconds UTC: when the erasure began; from then on nobody signs in
    password        bytea  not null,                                  -- envelope under the member's key: the Argon2id hash (PHC string)
    password_since  bigint not null,                                  -- microseconds UTC: when that password was chosen
    check ((closing_since is null) = (closing_ends_at is null))
);
