-- What a person granted for longer than one access token. One request makes at most one grant.
create table grants (
    consent_id text primary key not null,
    client_id text not null,
    user_id text not null,
    audience text not null,
    scope text not null,
    authorization_details text,
    auth_time integer not null,
    acr text,
    -- The key its tokens are bound to: JSON of RFC 7800 `cnf`.
    confirmation text,
    created_at integer not null,
    expires_at integer not null,
    revoked_at integer
) strict;

create index grants_user
    on grants (user_id);

-- Refresh tokens are used once. A second use revokes the grant.
create table refresh_tokens (
    sha256 text primary key not null,
    consent_id text not null references grants (consent_id),
    issued_at integer not null,
    expires_at integer not null,
    used_at integer
) strict;

-- Access tokens that were revoked, until they would have expired anyway.
create table revoked_tokens (
    jti text primary key not null,
    expires_at integer not null
) strict;
