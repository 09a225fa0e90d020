-- One row per backchannel request, from its receipt on. Times are Unix milliseconds.
create table backchannel_requests (
    -- Order of arrival; append-only, so the index grows at its end.
    sequence integer primary key autoincrement,
    -- Public name on the device side.
    consent_id text not null unique,
    -- The handle itself is not kept.
    auth_req_id_sha256 text not null unique,
    client_id text not null,
    user_id text not null,
    audience text not null,
    scope text not null,
    -- What is served, and the digest of its canonical form.
    consent text not null,
    consent_sha256 text not null,
    challenge text not null,
    interval_ms integer not null,
    created_at integer not null,
    expires_at integer not null,
    -- pending, approved, denied, reported or redeemed.
    status text not null,
    decided_by text,
    decided_at integer,
    decision_jws text,
    redeemed_at integer
) strict;

-- The pending list of a person.
create index backchannel_requests_pending
    on backchannel_requests (user_id, sequence)
    where status = 'pending';

-- The highest sequence of a person, for heartbeats.
create index backchannel_requests_user
    on backchannel_requests (user_id, sequence);
