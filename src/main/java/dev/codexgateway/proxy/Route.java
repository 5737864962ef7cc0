package dev.codexgateway.proxy;

import java.util.regex.Pattern;

import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;

/**
 * A path under {@code /v1} that is passed on. The raw path is looked at, as it will be sent: nothing that the upstream could
 * understand as another path than we do gets there.
 *
 * @param id of the response or model; empty where the path names none
 */
record Route(Operation operation, String id) {
    private static final Pattern RESPONSE = Pattern.compile("[A-Za-z0-9_-]{1,256}");
    /** Names of tuned models have colons, which some clients encode. */
    private static final Pattern MODEL = Pattern
            .compile("[A-Za-z0-9][A-Za-z0-9._:@-]{0,255}|[A-Za-z0-9](?:[A-Za-z0-9._:@-]|%3[Aa]){0,255}");
    private static final Route CREATE_RESPONSE = new Route(Operation.CREATE_RESPONSE, "");
    private static final Route CREATE_CHAT_COMPLETION = new Route(Operation.CREATE_CHAT_COMPLETION, "");

    /**
     * @param method  of the request
     * @param rawPath beginning with {@code /v1}, without the query
     * @throws GatewayException if there is no such path, or it has not this method
     */
    static Route of(String method, String rawPath) {
        if (method.equals("POST")) {
            if (rawPath.equals("/v1/responses")) {
                return CREATE_RESPONSE;
            }
            if (rawPath.equals("/v1/chat/completions")) {
                return CREATE_CHAT_COMPLETION;
            }
        }
        // Helidon also finds the way here by spellings of it that the upstream could understand as another path.
        require(rawPath.startsWith("/v1/"));
        String[] parts = rawPath.split("/", -1);
        return switch (parts[2]) {
            case "responses" -> responses(method, parts);
            case "chat" -> {
                require(parts.length == 4 && parts[3].equals("completions"));
                yield only(method, "", Operation.CREATE_CHAT_COMPLETION);
            }
            case "models" -> {
                require(parts.length == 3 || parts.length == 4 && MODEL.matcher(parts[3]).matches());
                yield parts.length == 3
                        ? only(method, "", Operation.LIST_MODELS)
                        : only(method, parts[3], Operation.GET_MODEL);
            }
            default -> throw none();
        };
    }

    /** Whether it can be the id of a response. */
    static boolean responseId(String id) {
        return RESPONSE.matcher(id).matches();
    }

    private static Route responses(String method, String[] parts) {
        if (parts.length == 3) {
            return only(method, "", Operation.CREATE_RESPONSE);
        }
        String id = parts[3];
        if (parts.length == 4 && id.equals("compact")) {
            return only(method, "", Operation.COMPACT_RESPONSE);
        }
        require(responseId(id));
        if (parts.length == 4) {
            return only(method, id, Operation.GET_RESPONSE, Operation.DELETE_RESPONSE);
        }
        require(parts.length == 5);
        return switch (parts[4]) {
            case "cancel" -> only(method, id, Operation.CANCEL_RESPONSE);
            case "input_items" -> only(method, id, Operation.LIST_INPUT_ITEMS);
            default -> throw none();
        };
    }

    private static Route only(String method, String id, Operation... operations) {
        StringBuilder allow = new StringBuilder();
        for (Operation operation : operations) {
            if (operation.method().equals(method)) {
                return new Route(operation, id);
            }
            allow.append(allow.isEmpty() ? "" : ", ").append(operation.method());
        }
        throw new GatewayException(new GatewayError.MethodNotAllowed(allow.toString()));
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw none();
        }
    }

    private static GatewayException none() {
        return new GatewayException(new GatewayError.NotFound("path"));
    }
}
