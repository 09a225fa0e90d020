-- What a key signs with, and from when on it is no longer published.
alter table signing_keys add column algorithm text not null default 'ES256';
alter table signing_keys add column retired_at integer;

-- The web page an enrolment begins at, and the ticket it shows, are two things (Guardian's
-- management tickets): a page ticket stays usable until the device is enrolled.
alter table enrollment_tickets add column kind text not null default 'device';
alter table enrollment_tickets add column parent_sha256 text;

-- When a device last connected.
alter table devices add column last_seen_at integer;

-- Used token ids are looked for in memory; here they are only written down, one after the other.
drop table used_jtis;

create table used_jtis (
    id integer primary key,
    jti text not null,
    expires_at integer not null
) strict;
