-- By what a prompt is known that ChatGPT sends again in the same chat: a hash of caller, chat and what was asked.
ALTER TABLE turn ADD COLUMN retry_key TEXT;
CREATE INDEX turn_retry ON turn (retry_key, created_at) WHERE retry_key IS NOT NULL;

-- The configuration's secret counts when it changes: one that was made since is not undone by the next start.
ALTER TABLE client ADD COLUMN configured_hash TEXT;
UPDATE client SET configured_hash = secret_hash WHERE kind = 'configured';
