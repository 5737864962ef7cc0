-- Who made which response that OpenAI keeps: its id opens it for nobody else.
CREATE TABLE stored_response (
    id         TEXT   PRIMARY KEY,
    caller     TEXT   NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX stored_response_age ON stored_response (created_at);
