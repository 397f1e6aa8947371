-- The number of an erasure's certificate, as a keyed hash: who brings the number is told what became of it. Empty for
-- erasures from before certificates had one. The number leads to nobody; only the letter, and its reader, know it.
alter table erasure_ledger add column certificate blob;
create unique index erasure_ledger_certificates on erasure_ledger (certificate);
