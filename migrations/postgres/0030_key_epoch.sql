-- Which epoch key a member's key is wrapped under, so that the turn of an epoch finds what is still under the one before.
-- 0: under the key derived from the root key, as it was before there were epochs. (MC-3.2, Law art. 14)
alter table member_keys add column epoch bigint not null default 0; -- number of the epoch; its key lies in epochs.keys, never here
create index member_keys_by_epoch on member_keys (epoch, member_id);
-- The epoch new keys are wrapped under. One row; the epoch key itself is never in the database.
create table key_epoch (
    id           bigint not null primary key check (id = 1), -- there is one
    number       bigint not null, -- counts up; 0: no epoch has begun
    began_at     bigint not null, -- microseconds UTC
    finished_at  bigint,          -- microseconds UTC: every key is under this epoch; empty: a turn is under way
    backed_up    bigint,          -- the epoch whose key was backed up last; empty: none was
    backed_up_at bigint           -- microseconds UTC
);
insert into key_epoch (id, number, began_at) values (1, 0, 0);
