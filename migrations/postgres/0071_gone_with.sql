-- When the engine's own left-overs of an erasure are known to be cleared, not only when clearing them was tried. (MC-3.2, Law art. 14)
alter table erasure_ledger add column gone_with bigint; -- number of the transaction the last row went with: cleared is what lies behind every table's oldest one
update erasure_ledger set gone_with = cast(cast(pg_current_xact_id() as text) as bigint) where scrubbed_at is null;
