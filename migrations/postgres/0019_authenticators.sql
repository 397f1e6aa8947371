-- Authenticator apps (RFC 6238): one a member. Until it is confirmed with a code of the app it counts for nothing. (MC-5.1b, MC-5.3a)
create table authenticators (
    member_id    uuid not null primary key references members (id), -- whose
    secret       bytea not null,     -- envelope under the member's key: 160 random bits that the app has too
    set_up_at    bigint not null,  -- microseconds UTC: when the set-up was begun; ten minutes later an unconfirmed row goes
    confirmed_at bigint,           -- microseconds UTC: when a code of the app was first typed; empty: it does not count
    last_step    bigint not null   -- the 30-second step of the last code that was taken: no code is taken twice
);
create index authenticators_unconfirmed on authenticators (set_up_at) where confirmed_at is null;
-- When a session last gave the second factor. Empty: never.
alter table sessions add column factor_proved_at bigint; -- microseconds UTC
