package dev.codexgateway.chatgpt;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/**
 * What the model can call, as the document says and no otherwise.
 *
 * @param places        of the parameters outside the body: {@code path} or {@code query}
 * @param members       of the body
 * @param required      parameters and members
 * @param authenticated whether the user's token is sent
 */
public record ActionOperation(String id, String method, String path, Map<String, String> places, Set<String> members,
        Set<String> required, boolean authenticated) {
    static final int MAX_CHARACTERS = 100_000;

    public ActionOperation {
        places = Map.copyOf(places);
        members = Set.copyOf(members);
        required = Set.copyOf(required);
    }

    boolean takes(String argument) {
        return places.containsKey(argument) || members.contains(argument);
    }

    HttpRequest.Builder request(URI server, JsonObject arguments) {
        check(arguments);
        URI uri = URI.create(server + filled(arguments) + query(arguments));
        JsonObjectBuilder body = Json.createObjectBuilder();
        arguments.forEach((name, value) -> {
            if (members.contains(name)) {
                body.add(name, value);
            }
        });
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        return members.isEmpty()
                ? request.method(method, BodyPublishers.noBody())
                : request.header("content-type", "application/json")
                        .method(method, BodyPublishers.ofString(sendable(body.build().toString())));
    }

    private void check(JsonObject arguments) {
        arguments.keySet().stream().filter(name -> !takes(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("UnrecognizedKwargsError: " + name + " is no argument of " + id);
        });
        required.stream().filter(name -> !arguments.containsKey(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("MissingKwargsError: " + id + " needs " + name);
        });
    }

    private String filled(JsonObject arguments) {
        String filled = path;
        for (Map.Entry<String, String> place : places.entrySet()) {
            if (place.getValue().equals("path")) {
                filled = filled.replace("{" + place.getKey() + "}", encoded(arguments.get(place.getKey())));
            }
        }
        return filled;
    }

    private String query(JsonObject arguments) {
        String query = arguments.keySet().stream().filter(name -> "query".equals(places.get(name)))
                .map(name -> name + "=" + encoded(arguments.get(name))).collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }

    private static String sendable(String body) {
        if (body.length() >= MAX_CHARACTERS) {
            throw new IllegalArgumentException("a request of " + body.length() + " characters is not sent");
        }
        return body;
    }

    private static String encoded(JsonValue value) {
        String text = value instanceof JsonString string ? string.getString() : value.toString();
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
