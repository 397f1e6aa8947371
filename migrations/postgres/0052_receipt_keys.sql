-- The public halves of the keys that ever signed receipts. None goes: an old receipt can be checked for good. (law C5)
create table receipt_keys (
    name         text    not null primary key,                          -- the first bytes of its SHA-256, hexadecimal
    public_key   bytea   not null check (length(public_key) = 32),      -- Ed25519
    published_at bigint  not null                                       -- microseconds UTC
);
