-- What the link takes back: another address, an authenticator app or a passkey that somebody who broke in would use to keep the owner out. (MC-5.3a; security.md T3)
alter table email_undos add column change text not null default 'email' check (change in ('email', 'authenticator', 'passkey')); -- either way the address in the row is the account's again
