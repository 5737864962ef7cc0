-- Times are milliseconds since 1970, hashes are hexadecimal, JSON is text: so one script serves SQLite and PostgreSQL.

CREATE TABLE api_key (
    hash         TEXT   NOT NULL PRIMARY KEY,
    name         TEXT   NOT NULL UNIQUE,
    scopes       TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT,
    last_used_at BIGINT
);

CREATE TABLE process (
    id          TEXT   NOT NULL PRIMARY KEY,
    lease_until BIGINT NOT NULL
);

CREATE TABLE conversation (
    id         TEXT   NOT NULL PRIMARY KEY,
    owner      TEXT   NOT NULL,
    session_id TEXT   NOT NULL,
    model      TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    last_seq   BIGINT NOT NULL,
    UNIQUE (owner, session_id)
);
CREATE INDEX conversation_newest ON conversation (owner, created_at DESC, id DESC);
CREATE INDEX conversation_oldest ON conversation (updated_at);

CREATE TABLE turn (
    id               TEXT    NOT NULL PRIMARY KEY,
    conversation_id  TEXT    NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    number           INTEGER NOT NULL,
    status           TEXT    NOT NULL,
    process_id       TEXT    NOT NULL,
    model            TEXT    NOT NULL,
    prompt           TEXT    NOT NULL,
    content          TEXT    NOT NULL,
    usage_json       TEXT,
    error_type       TEXT,
    error_message    TEXT,
    reference        TEXT,
    cancel_requested INTEGER NOT NULL,
    last_seq         BIGINT  NOT NULL,
    created_at       BIGINT  NOT NULL,
    completed_at     BIGINT,
    UNIQUE (conversation_id, number)
);
-- One turn at a time in a conversation.
CREATE UNIQUE INDEX turn_running ON turn (conversation_id) WHERE status = 'in_progress';
CREATE INDEX turn_by_process ON turn (process_id) WHERE status = 'in_progress';

CREATE TABLE event (
    conversation_id TEXT   NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    seq             BIGINT NOT NULL,
    turn_id         TEXT   NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
    body            TEXT   NOT NULL,
    lengths         TEXT   NOT NULL,
    PRIMARY KEY (conversation_id, seq)
);
CREATE INDEX event_by_turn ON event (turn_id, seq);

CREATE TABLE request (
    owner       TEXT   NOT NULL,
    request_key TEXT   NOT NULL,
    fingerprint TEXT   NOT NULL,
    turn_id     TEXT   NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (owner, request_key)
);
CREATE INDEX request_by_turn ON request (turn_id);
CREATE INDEX request_oldest ON request (created_at);
