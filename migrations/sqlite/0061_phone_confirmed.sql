-- When the number was proved by a code; empty: it was not. Another number empties it. (MC-4.1)
alter table profiles add column phone_confirmed_at integer;
