package dev.codexgateway.store;

import java.time.Instant;
import java.util.Optional;

import org.jdbi.v3.core.Handle;

import dev.codexgateway.codex.Archive.Naming;

/** The names by which an owner's conversations are found. A process that has not been upgraded yet writes only first ones. */
final class Names {
    /** The id of the conversation that {@code :session} leads to. */
    static final String ID = """
                             COALESCE(
                                 (SELECT conversation_id FROM conversation_name WHERE owner = :owner AND session_id = :session),
                                 (SELECT id FROM conversation WHERE owner = :owner AND session_id = :session))""";
    private static final int MOST = 100;

    private Names() {}

    static Optional<String> find(Handle handle, String owner, String session) {
        return handle.createQuery("SELECT id FROM conversation WHERE id = " + ID)
                .bind("owner", owner).bind("session", Columns.text(session)).mapTo(String.class).findOne();
    }

    /** Takes the name, if nobody has it: whether it leads to this conversation now. */
    static boolean take(Handle handle, String owner, String session, String conversationId, Instant now) {
        handle.createUpdate(
                """
                INSERT INTO conversation_name (owner, session_id, conversation_id, created_at)
                VALUES (:owner, :session, :conversation, :now) ON CONFLICT (owner, session_id) DO NOTHING""")
                .bind("owner", owner).bind("session", session).bind("conversation", conversationId)
                .bind("now", now.toEpochMilli()).execute();
        return find(handle, owner, session).filter(conversationId::equals).isPresent();
    }

    static Naming name(Handle handle, String owner, String conversationId, String session, Instant now) {
        Optional<String> known = find(handle, owner, session);
        if (!owned(handle, owner, conversationId)) {
            return Naming.UNKNOWN;
        }
        if (known.isPresent()) {
            return known.get().equals(conversationId) ? Naming.NAMED : Naming.TAKEN;
        }
        if (count(handle, conversationId) >= MOST) {
            return Naming.FULL;
        }
        return take(handle, owner, session, conversationId, now) ? Naming.NAMED : Naming.TAKEN;
    }

    /** Locks the row, so that the conversation is not deleted meanwhile. */
    private static boolean owned(Handle handle, String owner, String conversationId) {
        return handle.createUpdate("UPDATE conversation SET owner = owner WHERE id = :id AND owner = :owner")
                .bind("id", Columns.text(conversationId)).bind("owner", owner).execute() == 1;
    }

    private static int count(Handle handle, String conversationId) {
        return handle.createQuery("SELECT COUNT(*) FROM conversation_name WHERE conversation_id = :id")
                .bind("id", conversationId).mapTo(Integer.class).one();
    }
}
