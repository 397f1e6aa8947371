-- When the engine's own left-overs of an erasure are known to be cleared, not only when clearing them was tried. (MC-3.2, Law art. 14)
alter table erasure_ledger add column gone_with integer; -- empty here: SQLite overwrites what it deletes, and cuts its log
