-- A row here is trusted by whoever checks a receipt: it counts only with a mark that nobody makes without the root key. (law C5)
alter table receipt_keys add column mark blob check (length(mark) = 32); -- keyed hash of public_key and published_at; a row without one that fits is neither published nor trusted
