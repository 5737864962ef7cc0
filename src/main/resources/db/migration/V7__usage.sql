-- What a key's caller may use, where it is not what the configuration says.
ALTER TABLE api_key ADD COLUMN requests_per_minute INTEGER;
ALTER TABLE api_key ADD COLUMN concurrent_turns INTEGER;
ALTER TABLE api_key ADD COLUMN tokens_per_day INTEGER;

-- Sums of a day in UTC, which is the number of days since 1970. Times are microseconds.
CREATE TABLE usage_day (
    day                     BIGINT NOT NULL,
    caller                  TEXT   NOT NULL,
    model                   TEXT   NOT NULL,
    outcome                 TEXT   NOT NULL,
    name                    TEXT   NOT NULL,
    calls                   BIGINT NOT NULL,
    input_tokens            BIGINT NOT NULL,
    cached_input_tokens     BIGINT NOT NULL,
    output_tokens           BIGINT NOT NULL,
    reasoning_output_tokens BIGINT NOT NULL,
    first_bytes             BIGINT NOT NULL,
    to_first_byte           BIGINT NOT NULL,
    took                    BIGINT NOT NULL,
    PRIMARY KEY (day, caller, model, outcome)
);
CREATE INDEX usage_day_caller ON usage_day (caller, day);

-- The last batch that each process added: one whose answer was lost is not added again.
CREATE TABLE usage_writer (
    id         TEXT   NOT NULL PRIMARY KEY,
    batch      BIGINT NOT NULL,
    written_at BIGINT NOT NULL
);
CREATE INDEX usage_writer_oldest ON usage_writer (written_at);
