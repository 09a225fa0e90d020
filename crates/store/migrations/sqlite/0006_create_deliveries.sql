-- Pings and pushes that a client has not acknowledged yet (CIBA Core 10.2, 10.3).
create table deliveries (
    id integer primary key autoincrement,
    consent_id text not null,
    client_id text not null,
    -- ping or push.
    mode text not null,
    endpoint text not null,
    bearer text not null,
    -- The body, once it is made: a push holds tokens, which exist only once.
    payload text,
    attempts integer not null,
    next_attempt_at integer not null,
    give_up_at integer not null
) strict;

create index deliveries_due
    on deliveries (next_attempt_at);
