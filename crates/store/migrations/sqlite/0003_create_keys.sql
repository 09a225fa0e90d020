-- Private keys of this server, PKCS#8 DER. The file's permissions guard them.
create table signing_keys (
    kid text primary key not null,
    pkcs8 blob not null,
    created_at integer not null
) strict;

-- Token ids that were used, until the token would have expired anyway.
create table used_jtis (
    jti text primary key not null,
    expires_at integer not null
) strict;

create index used_jtis_expiry
    on used_jtis (expires_at);
