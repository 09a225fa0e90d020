-- Users, clients, APIs and client grants that were made through the Management API. Those of the
-- configuration file are not in here.
create table directory_entries (
    kind text not null,
    id text not null,
    document text not null,
    created_at integer not null,
    updated_at integer not null,
    primary key (kind, id)
) strict;
