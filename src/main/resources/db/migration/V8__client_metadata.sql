-- What a client signs with, as its metadata has it: {required, set, address}.
ALTER TABLE client ADD COLUMN keys TEXT;

-- Clients that came by themselves, and were never used.
DROP INDEX client_unused;
CREATE INDEX client_unused ON client (created_at) WHERE used_at IS NULL AND kind IN ('registered', 'metadata');

-- Signed statements of clients (RFC 7523) that were used, until they expire: none is good twice.
CREATE TABLE used_assertion (
    hash       TEXT   NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE INDEX used_assertion_oldest ON used_assertion (expires_at);
