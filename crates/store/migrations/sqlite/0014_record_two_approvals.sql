-- Requests that take the approvals of two people.
-- Who else can approve, as a JSON array of user ids; null where one person decides.
alter table backchannel_requests add column second_approvers text;
-- The first approval of two, as JSON. With it and no decision, the status stays pending.
alter table backchannel_requests add column first_approval text;
-- Who decided; null for the person who was asked.
alter table backchannel_requests add column decided_by_user text;
