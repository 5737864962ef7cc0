package dev.codexgateway.api.actions;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/**
 * What ChatGPT takes of an OpenAPI document (developers.openai.com/api/docs/actions/production, and what builders of GPTs found
 * out). A fault is a sentence that begins with its place.
 */
final class ActionSchemaLint {
    private static final int MAX_OPERATIONS = 30;
    private static final int MAX_TEXT = 300;
    private static final int MAX_PARAMETER_DESCRIPTION = 700;
    private static final int HTTPS_PORT = 443;
    private static final Pattern OPERATION_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern IN_TEMPLATE = Pattern.compile("\\{([^}]*)}");
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options",
            "trace");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final JsonObject document;
    private final List<String> faults = new ArrayList<>();
    private final Set<String> operationIds = new HashSet<>();
    private final SchemaLint schemas = new SchemaLint(this::fault);
    private int operations;

    private ActionSchemaLint(JsonObject document) {
        this.document = document;
    }

    static List<String> faults(JsonObject document) {
        ActionSchemaLint lint = new ActionSchemaLint(document);
        lint.document();
        return lint.faults;
    }

    /** A member that is an object; an empty one if it is not. */
    static JsonObject object(JsonObject parent, String name) {
        return parent.get(name) instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
    }

    private void document() {
        check(document.getString("openapi", "").equals("3.1.0"), "openapi", "is not 3.1.0");
        server();
        scheme();
        object(document, "paths").forEach((path, item) -> item.asJsonObject().forEach((method, operation) -> {
            check(METHODS.contains(method), path, "has " + method + " beside its operations");
            if (METHODS.contains(method)) {
                operation(path, method, operation.asJsonObject());
            }
        }));
        check(operations > 0 && operations <= MAX_OPERATIONS, "paths",
                "have " + operations + " operations, not 1 to " + MAX_OPERATIONS);
        object(object(document, "components"), "schemas")
                .forEach((name, schema) -> schemas.check(name, schema.asJsonObject(), false));
        references("#", document);
    }

    private void server() {
        JsonArray servers = array(document, "servers");
        check(servers.size() == 1, "servers", "are " + servers.size() + ", not one");
        servers.getValuesAs(JsonObject.class).forEach(server -> url("server", server.getString("url", "")));
    }

    private void scheme() {
        JsonObject all = object(object(document, "components"), "securitySchemes");
        check(all.size() == 1, "securitySchemes", "are " + all.size() + ", not one");
        all.forEach((name, scheme) -> {
            JsonObject flow = object(object(scheme.asJsonObject(), "flows"), "authorizationCode");
            for (String member : List.of("authorizationUrl", "tokenUrl")) {
                String url = flow.getString(member, "");
                url(name + " " + member, url);
                array(document, "servers").getValuesAs(JsonObject.class)
                        .forEach(server -> check(sameDomain(url, server.getString("url", "")), name + " " + member,
                                "has another domain than the server"));
            }
        });
    }

    private void url(String place, String text) {
        if (!plain(text)) {
            fault(place, "has no plain URL");
            return;
        }
        URI url = URI.create(text);
        boolean loopback = LOOPBACK.contains(String.valueOf(url.getHost()));
        check("https".equals(url.getScheme()) || loopback, place, "is not https");
        check(url.getPort() == -1 || url.getPort() == HTTPS_PORT || loopback, place, "is not on port " + HTTPS_PORT);
    }

    private void operation(String path, String method, JsonObject operation) {
        operations++;
        String id = operation.getString("operationId", "");
        String place = id.isEmpty() ? method + " " + path : id;
        check(!id.isEmpty(), place, "has no operationId");
        check(id.isEmpty() || OPERATION_ID.matcher(id).matches(), place, "is no name of an action");
        check(id.isEmpty() || operationIds.add(id), place, "is there twice");
        check(operation.containsKey("summary") || operation.containsKey("description"), place, "is not described");
        check(operation.containsKey("x-openai-isConsequential"), place, "does not say whether it is consequential");
        text(place, operation, "summary");
        text(place, operation, "description");
        security(place, operation);
        parameters(place, path, operation);
        body(place, method, operation);
        check(!object(operation, "responses").isEmpty(), place, "has no responses");
        object(operation, "responses")
                .forEach((status, response) -> response(place + " " + status, response.asJsonObject()));
    }

    private void security(String place, JsonObject operation) {
        JsonArray given = operation.containsKey("security")
                ? array(operation, "security")
                : array(document, "security");
        Set<String> names = object(object(document, "components"), "securitySchemes").keySet();
        check(given.size() == 1 && given.getJsonObject(0).size() == 1
                && names.containsAll(given.getJsonObject(0).keySet()), place,
                "is not secured by the one scheme");
    }

    private void parameters(String place, String path, JsonObject operation) {
        Set<String> inPath = new HashSet<>();
        for (JsonObject parameter : array(operation, "parameters").getValuesAs(JsonObject.class)) {
            if (parameter.containsKey("$ref")) {
                fault(place, "has a parameter that is a $ref");
                continue;
            }
            String name = parameter.getString("name", "");
            String in = parameter.getString("in", "");
            String where = place + " parameter " + (name.isEmpty() ? "?" : name);
            check(!name.isEmpty(), where, "has no name");
            check(in.equals("query") || in.equals("path"), where, "is in " + in + ", which is never sent");
            check(!name.equals(SchemaLint.FILES), where, "is not in the body of a POST");
            check(parameter.getString("description", "").length() <= MAX_PARAMETER_DESCRIPTION, where,
                    "has a description of more than " + MAX_PARAMETER_DESCRIPTION + " characters");
            check(parameter.get("schema") instanceof JsonObject, where, "has no schema");
            schemas.check(where, object(parameter, "schema"), false);
            if (in.equals("path")) {
                inPath.add(name);
                check(parameter.getBoolean("required", false), where, "is in the path and not required");
            }
        }
        check(inPath.equals(IN_TEMPLATE.matcher(path).results().map(found -> found.group(1))
                .collect(Collectors.toSet())), place, "has other parameters in its path than it declares");
    }

    private void body(String place, String method, JsonObject operation) {
        if (!operation.containsKey("requestBody")) {
            return;
        }
        JsonObject schema = object(
                object(object(object(operation, "requestBody"), "content"), "application/json"), "schema");
        check(SchemaLint.typed(schema, "object"), place + " body", "is not an object described in place");
        schemas.check(place + " body", schema, method.equals("post"));
    }

    private void response(String place, JsonObject response) {
        check(!response.getString("description", "").isBlank(), place, "has no description");
        text(place, response, "description");
        object(response, "content").forEach((type, media) -> {
            check(media.asJsonObject().get("schema") instanceof JsonObject, place, "has no schema");
            schemas.check(place, object(media.asJsonObject(), "schema"), false);
        });
    }

    private void text(String place, JsonObject parent, String name) {
        check(parent.getString(name, "").length() <= MAX_TEXT, place,
                "has a " + name + " of more than " + MAX_TEXT + " characters");
    }

    private void references(String place, JsonValue value) {
        switch (value) {
            case JsonObject object -> object.forEach((name, member) -> {
                if (name.equals("$ref") && member instanceof JsonString reference) {
                    check(resolves(reference.getString()), place, "refers to " + reference.getString()
                            + ", which is not there");
                }
                references(place + "/" + Json.encodePointer(name), member);
            });
            case JsonArray array -> array.forEach(element -> references(place + "/*", element));
            default -> {
            }
        }
    }

    private boolean resolves(String reference) {
        try {
            return reference.startsWith("#/") && Json.createPointer(reference.substring(1)).containsValue(document);
        } catch (JsonException e) {
            return false;
        }
    }

    private static boolean plain(String url) {
        return !url.contains("{") && URI.create(url).getHost() != null;
    }

    private static boolean sameDomain(String one, String other) {
        return !plain(one) || !plain(other) || domain(one).equals(domain(other));
    }

    /** The last two labels: enough to tell one's own domain from another. */
    private static List<String> domain(String url) {
        List<String> labels = List.of(URI.create(url).getHost().split("\\."));
        return labels.subList(Math.max(0, labels.size() - 2), labels.size());
    }

    private static JsonArray array(JsonObject parent, String name) {
        return parent.get(name) instanceof JsonArray array ? array : JsonValue.EMPTY_JSON_ARRAY;
    }

    private void check(boolean condition, String place, String fault) {
        if (!condition) {
            fault(place, fault);
        }
    }

    private void fault(String place, String fault) {
        faults.add(place + " " + fault);
    }
}
