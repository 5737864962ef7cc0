-- When an access token of the grant first opened anything: last_used_at also moves when tokens are issued.
ALTER TABLE oauth_grant ADD COLUMN opened_at BIGINT;
