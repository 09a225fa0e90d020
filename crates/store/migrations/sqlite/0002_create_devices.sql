-- Enrolled authentication devices. A revoked device stays, because decisions refer to it.
create table devices (
    id text primary key not null,
    user_id text not null,
    -- The device's own id, the issuer of its decisions.
    identifier text not null,
    name text not null,
    -- JWK and its thumbprint.
    public_key text not null,
    public_key_thumbprint text not null,
    token_sha256 text not null,
    push_service text not null,
    push_token text not null,
    enrolled_at integer not null,
    revoked_at integer
) strict;

create unique index devices_active_key
    on devices (user_id, public_key_thumbprint)
    where revoked_at is null;

create unique index devices_active_identifier
    on devices (user_id, identifier)
    where revoked_at is null;

-- Single-use permissions to enrol. The ticket itself is not kept.
create table enrollment_tickets (
    sha256 text primary key not null,
    user_id text not null,
    expires_at integer not null,
    used_at integer
) strict;
