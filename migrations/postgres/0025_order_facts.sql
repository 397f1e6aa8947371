-- What the books need of an order, without the person. Stays when the member goes. (Accounting Law art. 41(5); MC-1.3)
create table order_facts (
    lookup      bytea  not null check (length(lookup) = 32), -- keyed hash of the document's number, of another kind than in orders
    part        bigint not null check (part >= 1),           -- 1: the order; 2, 3 …: stated corrections of it
    fiscal_year bigint not null,                             -- whose key seals it
    fact        bytea  not null,                             -- envelope under the year's key: document number, day, amount, tax
    primary key (lookup, part)
);
create index order_facts_by_year on order_facts (fiscal_year, lookup, part);
-- One key a fiscal year. Destroying it ends the year's facts wherever copies of them lie.
create table year_keys (
    year    bigint not null primary key, -- the fiscal year
    key_id  bytea  not null check (length(key_id) = 4), -- names the key inside the envelopes
    wrapped bytea  not null,             -- the key, sealed under one derived from the root key
    made_at bigint not null              -- microseconds UTC
);
