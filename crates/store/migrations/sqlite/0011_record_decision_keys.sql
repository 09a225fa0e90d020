-- The key a decision was signed with, as JWK: a device may have another one later, and a receipt has to
-- be checked by the one it had.
alter table backchannel_requests add column decided_with text;
