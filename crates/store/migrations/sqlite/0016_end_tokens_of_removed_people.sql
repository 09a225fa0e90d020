-- When everything of the person a request was for ended; tokens that came of it are over, too.
alter table backchannel_requests add column ended_at integer;
