-- What events are searched by is read out of the body, which the chain holds: beside it, it could be changed so that
-- an event is not found, and the chain would be whole.
drop index audit_events_consent;
alter table audit_events drop column at;
alter table audit_events drop column kind;
alter table audit_events drop column client_id;
alter table audit_events drop column user_id;
alter table audit_events drop column consent_id;
alter table audit_events add column kind text generated always as (body ->> '$.type') virtual;
alter table audit_events add column user_id text generated always as (body ->> '$.user_id') virtual;
alter table audit_events add column consent_id text generated always as (body ->> '$.consent_id') virtual;
create index audit_events_consent
    on audit_events (consent_id)
    where consent_id is not null;
