-- Whether the device that decided had a key of the test class: a script may have answered, not a person.
alter table backchannel_requests add column decided_with_test_key integer not null default 0;
