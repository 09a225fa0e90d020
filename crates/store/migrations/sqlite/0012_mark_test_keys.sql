-- Whether the key of a device is of the test class: a script answers with it, not a person.
alter table devices add column test_key integer not null default 0;
