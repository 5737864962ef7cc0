-- Every name by which a conversation is found, its first one among them: no two of an owner's conversations share one.
CREATE TABLE conversation_name (
    owner           TEXT   NOT NULL,
    session_id      TEXT   NOT NULL,
    conversation_id TEXT   NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (owner, session_id)
);
CREATE INDEX conversation_name_of ON conversation_name (conversation_id);
INSERT INTO conversation_name (owner, session_id, conversation_id, created_at)
    SELECT owner, session_id, id, created_at FROM conversation;
