-- Events on their way to an endpoint, and those that were delivered or given up, until they go. (MC-2.2)
create table webhook_events (
    member_id   uuid    not null, -- about whom; that of an erasure stands under a random number in the member's place, so it points at nobody
    endpoint_id uuid    not null, -- for whom (webhook_endpoints.id); removing an endpoint takes its events with it
    seq         bigint  not null check (seq > 0), -- the member's events in their order
    kind        text    not null check (kind in ('consent.granted', 'consent.withdrawn', 'use.frozen', 'use.unfrozen', 'details.changed', 'account.closing', 'account.reopened', 'account.erased')),
    purpose     text, -- what a decision was about …
    channel     text, -- … and by which way
    at          bigint  not null, -- microseconds UTC: when it happened
    reference   bytea,    -- of an erasure: the member's reference, sealed under a key from the root key; any other is looked up when it leaves
    since       bigint  not null, -- microseconds UTC: since when it waits; a replay begins anew
    tries       bigint  not null, -- so often it was tried since then
    due_at      bigint, -- microseconds UTC: when it is tried next; none: it is done
    done_at     bigint, -- microseconds UTC: when it was delivered or given up
    failure     text,    -- what went wrong the last time; of one that is done: it was given up
    check ((due_at is null) <> (done_at is null)),
    primary key (member_id, endpoint_id, seq)
);
create index webhook_events_by_due on webhook_events (endpoint_id, due_at) where due_at is not null;
create index webhook_events_by_time on webhook_events (endpoint_id, at);
create index webhook_events_by_end on webhook_events (done_at);
