-- The table anew, with more columns and fewer indexes. Each row used to touch a page at a random
-- place in four indexes, and every page is written twice. Now the consent id grows with time, the
-- handle is found by it, and one partial index is left.
create table backchannel_requests_anew (
    -- Order of arrival; append-only.
    sequence integer primary key autoincrement,
    -- Public name on the device side; grows with time. The handle a client polls with begins with it.
    consent_id text not null unique,
    -- The handle itself is not kept.
    auth_req_id_sha256 text not null,
    client_id text not null,
    user_id text not null,
    audience text not null,
    scope text not null,
    -- What is served, and the digest of its canonical form.
    consent text not null,
    consent_sha256 text not null,
    -- Delivery mode, notification token, acr, channel: JSON, because each is read with the row and
    -- none is searched for.
    facts text not null,
    challenge text not null,
    interval_ms integer not null,
    created_at integer not null,
    expires_at integer not null,
    -- pending, approved, denied, reported or redeemed.
    status text not null,
    decided_by text,
    decided_at integer,
    decision_jws text,
    -- The details as the person narrowed them.
    granted_details text,
    -- Why they said no.
    reason text,
    redeemed_at integer
) strict;

insert into backchannel_requests_anew (
    sequence, consent_id, auth_req_id_sha256, client_id, user_id, audience, scope, consent,
    consent_sha256, facts, challenge, interval_ms, created_at, expires_at, status, decided_by,
    decided_at, decision_jws, redeemed_at
)
select
    sequence, consent_id, auth_req_id_sha256, client_id, user_id, audience, scope, consent,
    consent_sha256, '{}', challenge, interval_ms, created_at, expires_at, status, decided_by,
    decided_at, decision_jws, redeemed_at
from backchannel_requests
order by sequence;

drop table backchannel_requests;

alter table backchannel_requests_anew rename to backchannel_requests;

-- What waits, in its order. Whose it is, the server knows by heart: an index by person would touch
-- a page at a random place for each request.
create index backchannel_requests_pending
    on backchannel_requests (sequence)
    where status = 'pending';
