-- Which way a letter leaves, so that one way that hangs holds up no letter of the other. (MC-4.1)
alter table outbox add column way text not null default 'mail' check (way in ('mail', 'text')); -- mail server or folder; gateway of text messages
drop index outbox_by_due;
create index outbox_by_due on outbox (way, due_at);
