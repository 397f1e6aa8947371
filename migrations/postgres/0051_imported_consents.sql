-- A decision may have reached the cinema in an earlier system, with what proves it. (law C5, D-10)
alter table consent_entries drop constraint consent_entries_method_check;
alter table consent_entries add constraint consent_entries_method_check check (method in ('web', 'import'));
