package dev.codexgateway.api.actions;

import io.helidon.http.Method;

/** What an action can do: the routes that the document describes, and no others. */
enum Operation {
    PROMPT("promptCodex", Method.POST, "/conversations"), LIST("listConversations", Method.GET, "/conversations"), GET(
            "getConversation", Method.GET, "/conversations/{session_id}"), CANCEL("cancelConversation", Method.POST,
                    "/conversations/{session_id}/cancel"), DELETE("deleteConversation", Method.DELETE,
                            "/conversations/{session_id}");

    private final String id;
    private final Method method;
    private final String path;

    Operation(String id, Method method, String path) {
        this.id = id;
        this.method = method;
        this.path = path;
    }

    /** Its name in the document, by which the model calls it. */
    String id() {
        return id;
    }

    Method method() {
        return method;
    }

    String path() {
        return path;
    }
}
