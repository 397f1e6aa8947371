-- Where other systems of the cinema hear of changes. Added and removed by the operator; a handful at most. (MC-2.2)
create table webhook_endpoints (
    id              blob    not null primary key,
    name            text,                -- the operator's word for it, if any
    target          blob    not null,    -- sealed under a key from the root key: address and secret
    added_at        integer not null,    -- microseconds UTC
    disabled_at     integer,             -- microseconds UTC: it answered 410, and hears nothing from then on
    last_success_at integer,             -- microseconds UTC
    last_failure_at integer,             -- microseconds UTC
    last_failure    text                 -- a status, or our own word for what went wrong
) strict, without rowid;
-- Each change asks whether anybody listens.
create index webhook_endpoints_by_standing on webhook_endpoints (disabled_at);
