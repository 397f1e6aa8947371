-- Links that set a new password. Several may be open: whoever asks for one cannot make the owner's dead. (MC-5.1b; security.md T2)
create table recovery_links (
    member_id  blob    not null references members (id),         -- whose password it may set
    token_hash blob    not null check (length(token_hash) = 32), -- SHA-256 of the token in the link; the token itself is in the letter only
    address    blob    not null,                                 -- envelope under the member's key: the confirmed address the link was sent to
    asked_at   integer not null,                                 -- microseconds UTC
    expires_at integer not null,                                 -- microseconds UTC: ten minutes later; the row goes then, or when one of them is used
    primary key (member_id, token_hash)
) strict, without rowid;
create unique index recovery_links_by_token on recovery_links (token_hash);
create index recovery_links_by_end on recovery_links (expires_at);
