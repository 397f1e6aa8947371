-- Sign-ins whose password was right and whose code is still to come: five minutes, five tries, once. (MC-5.1b; security.md lessons 14, 28, 32)
create table pending_sign_ins (
    member_id     blob not null references members (id),          -- who signs in
    token_hash    blob not null check (length(token_hash) = 32),  -- SHA-256 of the token in its cookie
    password_since integer not null, -- members.password_since then: another password ends it
    session_epoch integer not null,  -- members.session_epoch then: closing, and whatever ends all sessions, ends it
    factor_since  integer not null,  -- authenticators.confirmed_at then: another authenticator ends it
    kept          integer not null check (kept in (0, 1)), -- 1: "keep me signed in"
    device        blob not null,     -- envelope under the member's key: the device in words; the code must come from the same one
    known_device  blob check (length(known_device) = 32), -- hash of the device's token, if the account was used on it before
    tries         integer not null,  -- codes tried so far
    began_at      integer not null,  -- microseconds UTC: when the password was given
    ends_at       integer not null,  -- microseconds UTC: from then on the row does nothing, and goes
    primary key (member_id, token_hash)
) strict, without rowid;
create unique index pending_sign_ins_by_token on pending_sign_ins (token_hash);
create index pending_sign_ins_by_end on pending_sign_ins (ends_at);
