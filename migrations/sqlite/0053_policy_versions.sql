-- Versions of the policy after the first, which is built in. None is ever changed or deleted. (MC-0, law D-9)
create table policy_versions (
    number      integer not null primary key check (number > 1),
    in_force_on text    not null,                            -- ISO day in Vietnam
    sha256      text    not null check (length(sha256) = 64), -- of the text's bytes, hexadecimal
    text        text    not null,                            -- in Vietnamese, byte for byte; it binds
    translation text    not null,                            -- line for line; empty: there is none
    summary_vi  text    not null,                            -- what it changes, in plain words
    summary_en  text    not null,
    added_at    integer not null,                            -- microseconds UTC
    added_by    text    not null                             -- as the officer's command said
) strict;
