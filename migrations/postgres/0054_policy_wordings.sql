-- Wordings of purposes that a version of the policy changed; the earlier ones are built in. None is ever changed or deleted. (MC-2.1b, law C5, C14)
create table policy_wordings (
    purpose  text    not null,                                          -- code of the purpose
    version  bigint  not null check (version > 1),                      -- of its wording
    policy   bigint  not null references policy_versions (number),      -- in force together with it
    change   text    not null check (change in ('meaning', 'wording')), -- whether an earlier yes still counts
    words_vi text    not null,                                          -- what the member agrees to
    words_en text    not null,
    primary key (purpose, version)
);
