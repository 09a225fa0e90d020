-- What belongs to a grant is found when the grant goes. Consent ids grow with time, so the index
-- grows at its end.
create index refresh_tokens_grant
    on refresh_tokens (consent_id);
