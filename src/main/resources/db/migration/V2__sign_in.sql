-- Credentials stand here as SHA-256 in hexadecimal, never in clear; passwords as Argon2id.

CREATE TABLE app_user (
    id            TEXT   NOT NULL PRIMARY KEY,
    name          TEXT   NOT NULL,
    -- The name as it is compared, without regard to case: folded by the gateway, since SQLite folds ASCII only.
    name_folded   TEXT   NOT NULL UNIQUE,
    password_hash TEXT,
    owner         INTEGER NOT NULL,
    issuer        TEXT,
    subject       TEXT,
    created_at    BIGINT NOT NULL,
    UNIQUE (issuer, subject)
);

CREATE TABLE browser_session (
    hash       TEXT   NOT NULL PRIMARY KEY,
    user_id    TEXT   NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX browser_session_user ON browser_session (user_id);
CREATE INDEX browser_session_oldest ON browser_session (expires_at);

CREATE TABLE client (
    id            TEXT   NOT NULL PRIMARY KEY,
    name          TEXT   NOT NULL,
    kind          TEXT   NOT NULL,
    secret_hash   TEXT,
    older_hash    TEXT,
    redirect_uris TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    used_at       BIGINT
);
CREATE INDEX client_unused ON client (created_at) WHERE used_at IS NULL AND kind = 'registered';

CREATE TABLE callback_claim (
    gpt_id     TEXT   NOT NULL PRIMARY KEY,
    client_id  TEXT   NOT NULL,
    claimed_by TEXT   NOT NULL,
    claimed_at BIGINT NOT NULL
);

CREATE TABLE parked_request (
    hash       TEXT   NOT NULL PRIMARY KEY,
    request    TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX parked_request_oldest ON parked_request (expires_at);

CREATE TABLE consent (
    user_id      TEXT   NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    client_id    TEXT   NOT NULL,
    redirect_uri TEXT   NOT NULL,
    scope        TEXT   NOT NULL,
    given_at     BIGINT NOT NULL,
    PRIMARY KEY (user_id, client_id, redirect_uri, scope)
);
CREATE INDEX consent_client ON consent (client_id);

CREATE TABLE oauth_grant (
    id           TEXT   NOT NULL PRIMARY KEY,
    user_id      TEXT   REFERENCES app_user (id) ON DELETE CASCADE,
    client_id    TEXT   NOT NULL,
    scopes       TEXT   NOT NULL,
    resource     TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    revoked_at   BIGINT
);
CREATE INDEX oauth_grant_user ON oauth_grant (user_id, created_at, id);
CREATE INDEX oauth_grant_client ON oauth_grant (client_id);
CREATE INDEX oauth_grant_oldest ON oauth_grant (expires_at);
CREATE INDEX oauth_grant_revoked ON oauth_grant (revoked_at) WHERE revoked_at IS NOT NULL;

CREATE TABLE authorization_code (
    hash           TEXT   NOT NULL PRIMARY KEY,
    grant_id       TEXT   NOT NULL REFERENCES oauth_grant (id) ON DELETE CASCADE,
    redirect_uri   TEXT   NOT NULL,
    code_challenge TEXT,
    expires_at     BIGINT NOT NULL,
    redeemed_at    BIGINT
);
CREATE INDEX authorization_code_grant ON authorization_code (grant_id);
CREATE INDEX authorization_code_unspent ON authorization_code (expires_at) WHERE redeemed_at IS NULL;

CREATE TABLE refresh_token (
    hash             TEXT   NOT NULL PRIMARY KEY,
    grant_id         TEXT   NOT NULL REFERENCES oauth_grant (id) ON DELETE CASCADE,
    predecessor      TEXT,
    created_at       BIGINT NOT NULL,
    expires_at       BIGINT NOT NULL,
    rotated_at       BIGINT,
    sealed_successor TEXT
);
CREATE INDEX refresh_token_grant ON refresh_token (grant_id);
CREATE INDEX refresh_token_oldest ON refresh_token (expires_at);
CREATE INDEX refresh_token_sealed ON refresh_token (rotated_at) WHERE sealed_successor IS NOT NULL;

CREATE TABLE access_token (
    hash       TEXT   NOT NULL PRIMARY KEY,
    grant_id   TEXT   NOT NULL REFERENCES oauth_grant (id) ON DELETE CASCADE,
    scopes     TEXT   NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX access_token_grant ON access_token (grant_id);
CREATE INDEX access_token_oldest ON access_token (expires_at);
