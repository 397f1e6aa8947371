-- Links that prove an address: one open link a member, a new one replaces it. (MC-4.1)
create table email_confirmations (
    member_id  uuid   not null primary key references members (id), -- whose address it will be
    token_hash bytea  not null,              -- SHA-256 of the token in the link; the token itself is in the letter only
    address    bytea  not null,              -- envelope under the member's key: the address the link proves
    asked_at   bigint not null,              -- microseconds UTC: when the link was asked for
    expires_at bigint not null,              -- microseconds UTC: from then on the link does nothing; a day later the row goes
    used_at    bigint                        -- microseconds UTC: when it proved the address; kept until the end, so that a second press is told so
);
create unique index email_confirmations_by_token on email_confirmations (token_hash);
create index email_confirmations_by_end on email_confirmations (expires_at);
