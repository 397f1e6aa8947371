-- The epoch in which a member's key was destroyed: no backup of the keys holds it under a later one.
alter table erasure_ledger add column key_epoch integer; -- number of the epoch; empty: erased before there were epochs
