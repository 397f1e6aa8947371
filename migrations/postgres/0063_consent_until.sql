-- A yes may end by itself: `until` is its last day in Vietnam, yyyy-MM-dd; none is a yes for good, and a no has none. (law A1, C3)
alter table consent_entries add column until text check (until is null or (length(until) = 10 and decision = 'grant'));
-- The hash of such an entry covers it, so the proof that outlives the account needs it too.
alter table consent_proofs add column until text;
-- Other systems hear of the end together with the yes: nothing is sent when the day is over.
alter table webhook_events add column until text;
