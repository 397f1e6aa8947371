-- Until when a proof of consent is kept decides when it is deleted, and the log marks it as gone then: whoever can write this
-- database must not be able to bring that day forward. (law C5; decision 0017)
alter table consent_proofs add column kept_mark bytea check (length(kept_mark) = 32); -- keyed hash of proof and kept_until; nothing is deleted without one that fits
