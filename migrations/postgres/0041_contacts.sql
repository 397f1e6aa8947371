-- Messages that other systems reported: what members can see, and what the caps of advertising are counted from. (MC-2.2; D91 art. 13(5))
create table contacts (
    member_id uuid   not null references members (id), -- to whom
    place     bigint not null,                         -- microseconds UTC: when it went out, moved on by one while taken
    purpose   text   not null check (purpose in ('service', 'transaction', 'security', 'support', 'legal', 'news', 'promotions', 'loyalty')),
    channel   text   not null check (channel in ('email', 'sms', 'call', 'zalo')),
    recipient bytea  check (length(recipient) = 32),   -- keyed hash of the number or address and the channel; empty: no advertising, not counted
    detail    bytea  not null,                         -- envelope under the member's key: which system, which campaign, agreed when, which rule was broken
    primary key (member_id, place)
);
create index contacts_by_recipient on contacts (recipient, place) where recipient is not null;
create index contacts_by_age on contacts (place);
