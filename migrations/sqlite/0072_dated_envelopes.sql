-- When a value that can be replaced was written, where the row did not say so yet: its envelope is bound to that instant, so that the
-- one before does not open in its place again. (MC-5.1a, security.md T13)
alter table members add column rehashed_at integer; -- microseconds UTC: when the same password was hashed anew; empty: the hash is from password_since
alter table passkeys add column credential_at integer; -- microseconds UTC: when the credential was written; empty: when it was added
alter table passkeys add column named_at integer; -- microseconds UTC: when the name was written; empty: when the passkey was added
