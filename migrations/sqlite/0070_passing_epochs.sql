-- What waits is sealed under the key of an epoch and not under one that stays: a copy of the row that no closing reaches opens nothing
-- once the epoch has turned. What still waits then is sealed anew. 0: under a key from the root key, as it was before. (MC-3.2, Law art. 14)
alter table outbox add column epoch integer not null default 0; -- number of the epoch the letter is sealed under
create index outbox_by_epoch on outbox (epoch);
alter table webhook_events add column epoch integer; -- of an erasure: number of the epoch the reference is sealed under
update webhook_events set epoch = 0 where reference is not null;
create index webhook_events_by_epoch on webhook_events (epoch) where epoch is not null;
