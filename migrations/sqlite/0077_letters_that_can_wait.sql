-- A letter nobody waits for lets the others pass: a link to a new password lasts ten minutes. (MC-5.3a)
alter table outbox add column can_wait integer not null default 0 check (can_wait in (0, 1)); -- 1: leaves when no other is due
drop index outbox_by_due;
create index outbox_by_due on outbox (way, can_wait, due_at);
