package dev.codexgateway.proxy;

/** What can be asked of OpenAI through us. */
enum Operation {
    CREATE_RESPONSE("POST", "/v1/responses", true), COMPACT_RESPONSE("POST", "/v1/responses/compact",
            true), GET_RESPONSE("GET", "/v1/responses/{id}", false), DELETE_RESPONSE("DELETE", "/v1/responses/{id}",
                    false), CANCEL_RESPONSE("POST", "/v1/responses/{id}/cancel", false), LIST_INPUT_ITEMS("GET",
                            "/v1/responses/{id}/input_items",
                            false), CREATE_CHAT_COMPLETION("POST", "/v1/chat/completions", true), LIST_MODELS("GET",
                                    "/v1/models", false), GET_MODEL("GET", "/v1/models/{id}", false);

    private final String method;
    private final String template;
    private final boolean callsModel;

    Operation(String method, String template, boolean callsModel) {
        this.method = method;
        this.template = template;
        this.callsModel = callsModel;
    }

    String method() {
        return method;
    }

    /** The path as metrics and configuration name it. */
    String template() {
        return template;
    }

    /** Whether it makes a model work, so that it counts. */
    boolean callsModel() {
        return callsModel;
    }

    /** Whether its body may name a stored response to go on with. */
    boolean goesOnFromStored() {
        return this == CREATE_RESPONSE || this == COMPACT_RESPONSE;
    }

    /** Whether it concerns one stored response, which is its maker's. */
    boolean ofStoredResponse() {
        return switch (this) {
            case GET_RESPONSE, DELETE_RESPONSE, CANCEL_RESPONSE, LIST_INPUT_ITEMS -> true;
            default -> false;
        };
    }
}
