-- A row of failures that is longer than any owner's mistyping is kept until a sign-in works or a new password is set by letter: a pause
-- must not begin it anew. Shorter ones go after a day, and are found by this. (MC-5.3a; security.md G10)
create index failure_rows_short on failure_rows (last_at) where failures < 30;
