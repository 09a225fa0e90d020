-- What a key that signed consents said when it was replaced, as a JWS. Kept for ever: a device may come
-- back after years, and follows the statements from the key that it knows.
create table key_successions (
    -- The key that signed it.
    previous_kid text primary key not null,
    -- The key that it vouches for. Null: it is revoked, and vouches for none.
    next_kid text,
    statement text not null,
    made_at integer not null
) strict;
