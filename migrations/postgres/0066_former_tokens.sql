-- The token a session had until it was given another: known for some seconds, and good for nothing but to leave the browser's cookie alone
-- and to lead a second press where the first one leads. (MC-5.1b; security.md G7)
alter table sessions add column former_hash bytea check (former_hash is null or length(former_hash) = 32); -- SHA-256 of the token before; empty: there was none
alter table sessions add column former_until bigint; -- microseconds UTC: from then on it is nobody's
create index sessions_by_former on sessions (former_hash) where former_hash is not null;
