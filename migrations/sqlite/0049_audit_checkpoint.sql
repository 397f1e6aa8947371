-- The newest signed checkpoint of the log: how many decisions it holds, and the root of the tree above them. (C2SP tlog-checkpoint)
-- Older ones are in the witness file, which no backup of this database replaces.
create table audit_checkpoint (
    id        integer not null primary key check (id = 1),
    size      integer not null check (size >= 0),             -- leaves it covers
    root      blob    not null check (length(root) = 32),
    note      text    not null                                -- the checkpoint with its signature
) strict;
