-- What the books need of an order, without the person. Stays when the member goes. (Accounting Law art. 41(5); MC-1.3)
create table order_facts (
    lookup      blob    not null check (length(lookup) = 32), -- keyed hash of the document's number, of another kind than in orders
    part        integer not null check (part >= 1),           -- 1: the order; 2, 3 …: stated corrections of it
    fiscal_year integer not null,                             -- whose key seals it
    fact        blob    not null,                             -- envelope under the year's key: document number, day, amount, tax
    primary key (lookup, part)
) strict, without rowid;
create index order_facts_by_year on order_facts (fiscal_year, lookup, part);
-- One key a fiscal year. Destroying it ends the year's facts wherever copies of them lie.
create table year_keys (
    year    integer not null primary key, -- the fiscal year
    key_id  blob    not null check (length(key_id) = 4), -- names the key inside the envelopes
    wrapped blob    not null,             -- the key, sealed under one derived from the root key
    made_at integer not null              -- microseconds UTC
) strict, without rowid;
