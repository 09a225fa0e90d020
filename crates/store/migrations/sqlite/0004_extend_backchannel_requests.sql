-- What the request is about beside the consent: delivery mode, notification token, acr, channel.
-- JSON, because each is read with the row and none is searched for.
alter table backchannel_requests add column facts text not null default '{}';

-- The details as the person narrowed them.
alter table backchannel_requests add column granted_details text;

-- The person's stated reason for a denial.
alter table backchannel_requests add column reason text;

-- Pending requests of all, for the limits and for the start of the server.
create index backchannel_requests_open
    on backchannel_requests (expires_at)
    where status = 'pending';
