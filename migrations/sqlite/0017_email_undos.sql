-- Links that take a change of address back: sent to the address before, good for two days. (MC-5.3a; security.md T3)
create table email_undos (
    member_id  blob    not null references members (id),         -- whose address was changed
    token_hash blob    not null check (length(token_hash) = 32), -- SHA-256 of the token in the link; the token itself is in the letter only
    address    blob    not null,                                 -- envelope under the member's key: the address before, to which the link went
    changed_at integer not null,                                 -- microseconds UTC: of two changes, the earlier one's link outlives the later one's
    expires_at integer not null,                                 -- microseconds UTC: the row goes then, or when it is used
    primary key (member_id, token_hash)
) strict, without rowid;
create unique index email_undos_by_token on email_undos (token_hash);
create index email_undos_by_end on email_undos (expires_at);
