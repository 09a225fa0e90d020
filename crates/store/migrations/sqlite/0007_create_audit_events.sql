-- Everything that changed, in order. Each row's hash covers its body and the row before it, so
-- a row that is changed, removed or added later shows.
create table audit_events (
    sequence integer primary key not null,
    at integer not null,
    -- A code of Auth0's logs where there is one.
    kind text not null,
    client_id text,
    user_id text,
    consent_id text,
    -- The event as JSON text, exactly as it was hashed.
    body text not null,
    -- SHA-256 over the previous hash, the sequence number and the body, joined by line feeds;
    -- base64url.
    hash text not null
) strict;

create index audit_events_consent
    on audit_events (consent_id)
    where consent_id is not null;
