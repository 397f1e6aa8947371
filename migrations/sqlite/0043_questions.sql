-- Which system asked whether it might write to a member: counted by day, for the member's eyes. (MC-5.1b)
create table questions (
    member_id blob    not null references members (id),  -- about whom
    day       integer not null,                          -- microseconds UTC: when the day began in Vietnam
    key_id    blob    not null references api_keys (id), -- who asked
    purpose   text    not null check (purpose in ('service', 'transaction', 'security', 'support', 'legal', 'news', 'promotions', 'loyalty')),
    channel   text    not null check (channel in ('email', 'sms', 'call', 'zalo')),
    times     integer not null check (times > 0),        -- how often
    last_at   integer not null,                          -- microseconds UTC: when last
    primary key (member_id, day, key_id, purpose, channel)
) strict, without rowid;
create index questions_by_age on questions (day);
