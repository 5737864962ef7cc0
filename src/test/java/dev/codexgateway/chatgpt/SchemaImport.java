package dev.codexgateway.chatgpt;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/**
 * One import with all its faults. What the real editor only warns of, and then leaves out, is a fault here: nobody would
 * see the warning.
 */
final class SchemaImport {
    private static final int MAX_OPERATIONS = 30;
    private static final int MAX_OPERATION_TEXT = 300;
    private static final int MAX_PARAMETER_TEXT = 700;
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private final JsonObject document;
    private final List<String> faults = new ArrayList<>();
    private final SchemaObjects objects;
    private final Map<String, ActionOperation> operations = new LinkedHashMap<>();

    SchemaImport(JsonObject document) {
        this.document = document;
        this.objects = new SchemaObjects(document, faults::add);
    }

    ActionSchema imported() {
        if (!document.getString("openapi", "").matches("3\\.[01]\\.\\d+")) {
            faults.add("openapi must be 3.0.x or 3.1.x");
        }
        URI server = server();
        signIn(server);
        member(document, "paths").forEach((path, item) -> item.asJsonObject().forEach((method, operation) -> {
            if (METHODS.contains(method)) {
                operation(method, path, operation.asJsonObject());
            }
        }));
        if (operations.isEmpty() || operations.size() > MAX_OPERATIONS) {
            faults.add("there are " + operations.size() + " operations; 1 to " + MAX_OPERATIONS + " can be");
        }
        if (!faults.isEmpty()) {
            throw new ImportRefused(faults);
        }
        return new ActionSchema(server, operations);
    }

    private URI server() {
        JsonArray servers = array(document, "servers");
        if (servers.size() != 1) {
            throw new ImportRefused(List.of("there are " + servers.size() + " servers; it must be one"));
        }
        URI server = URI.create(servers.getJsonObject(0).getString("url", ""));
        if (!Domains.reachable(server)) {
            faults.add("the server " + server + " is not at port 443 over TLS");
        }
        return server;
    }

    private void signIn(URI server) {
        JsonObject schemes = member(member(document, "components"), "securitySchemes");
        if (schemes.size() > 1) {
            faults.add("an action has one kind of authentication, not " + schemes.keySet());
        }
        schemes.values().stream().map(scheme -> member(member(scheme.asJsonObject(), "flows"), "authorizationCode"))
                .flatMap(flow -> Stream.of("authorizationUrl", "tokenUrl", "refreshUrl").filter(flow::containsKey)
                        .map(flow::getString))
                .filter(url -> !Domains.together(URI.create(url), server))
                .forEach(url -> faults.add(url + " is not of the same root domain as " + server));
    }

    private void operation(String method, String path, JsonObject operation) {
        String id = operation.getString("operationId", "");
        if (id.isEmpty()) {
            faults.add(method + " " + path + " has no operationId");
            return;
        }
        limit(operation, "summary", id, MAX_OPERATION_TEXT);
        limit(operation, "description", id, MAX_OPERATION_TEXT);
        Set<String> required = new TreeSet<>();
        Map<String, String> places = parameters(id, operation, required);
        Stream.of(path.split("/")).filter(part -> part.startsWith("{"))
                .map(part -> part.substring(1, part.length() - 1)).filter(name -> !"path".equals(places.get(name)))
                .forEach(name -> faults.add(id + " does not declare " + name + " of its path"));
        Set<String> members = body(id, operation, required);
        member(operation, "responses").forEach((status, response) -> member(response.asJsonObject(), "content")
                .forEach((type, content) -> objects.check(id + " " + status, content.asJsonObject().get("schema"))));
        boolean authenticated = !array(operation.containsKey("security") ? operation : document, "security").isEmpty();
        ActionOperation read = new ActionOperation(id, method.toUpperCase(Locale.ROOT), path, places, members,
                required, authenticated);
        if (operations.put(id, read) != null) {
            faults.add("the operationId " + id + " is there twice");
        }
    }

    private Map<String, String> parameters(String id, JsonObject operation, Set<String> required) {
        Map<String, String> places = new LinkedHashMap<>();
        for (JsonValue value : array(operation, "parameters")) {
            JsonObject parameter = value.asJsonObject();
            if (!(parameter.get("name") instanceof JsonString name)) {
                faults.add(id + ": a parameter has missing or non-string name; skipping");
                continue;
            }
            String place = parameter.getString("in", "");
            if (!place.equals("path") && !place.equals("query")) {
                faults.add(id + ": " + name + " is in " + place + ", which is not sent");
            }
            limit(parameter, "description", id + "." + name.getString(), MAX_PARAMETER_TEXT);
            objects.check(id + "." + name.getString(), parameter.get("schema"));
            places.put(name.getString(), place);
            if (parameter.getBoolean("required", false)) {
                required.add(name.getString());
            }
        }
        return places;
    }

    private Set<String> body(String id, JsonObject operation, Set<String> required) {
        if (!operation.containsKey("requestBody")) {
            return Set.of();
        }
        JsonObject content = member(operation.getJsonObject("requestBody"), "content");
        JsonObject schema = objects.resolved(id, member(content, "application/json").get("schema"));
        if (!schema.getString("type", "").equals("object")) {
            faults.add(id + ": the body must be a JSON object");
            return Set.of();
        }
        objects.check(id, schema);
        array(schema, "required").getValuesAs(JsonString.class).forEach(name -> required.add(name.getString()));
        JsonObject members = member(schema, "properties");
        members.forEach((name, member) -> limit(objects.resolved(id, member), "description", id + "." + name,
                MAX_PARAMETER_TEXT));
        return members.keySet();
    }

    private void limit(JsonObject described, String what, String where, int most) {
        int length = described.getString(what, "").length();
        if (length > most) {
            faults.add(where + ": its " + what + " has " + length + " characters; " + most + " can be");
        }
    }

    private static JsonObject member(JsonObject object, String name) {
        return object.get(name) instanceof JsonObject member ? member : JsonValue.EMPTY_JSON_OBJECT;
    }

    private static JsonArray array(JsonObject object, String name) {
        return object.get(name) instanceof JsonArray array ? array : JsonValue.EMPTY_JSON_ARRAY;
    }
}
