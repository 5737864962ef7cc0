package dev.codexgateway.chatgpt;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;

/** What ChatGPT keeps of a document that it imported. */
public record ActionSchema(URI server, Map<String, ActionOperation> operations) {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    public ActionSchema {
        operations = Map.copyOf(operations);
    }

    /** Fetches the document, as ChatGPT's server does, and imports it. */
    public static ActionSchema importFrom(URI url) {
        try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> fetched = http.send(
                    HttpRequest.newBuilder(url).timeout(PATIENCE).header("user-agent", Wire.USER_AGENT).build(),
                    BodyHandlers.ofString());
            if (fetched.statusCode() != 200) {
                throw new ImportRefused(List.of(url + " answers " + fetched.statusCode()));
            }
            return of(fetched.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static ActionSchema of(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return of(reader.readObject());
        } catch (JsonException e) {
            throw new ImportRefused(List.of("Could not parse: " + e.getMessage()));
        }
    }

    static ActionSchema of(JsonObject document) {
        return new SchemaImport(document).imported();
    }

    /** The operation of this name; that there is none is the model's fault. */
    public ActionOperation operation(String id) {
        ActionOperation operation = operations.get(id);
        if (operation == null) {
            throw new IllegalArgumentException("there is no operation " + id);
        }
        return operation;
    }
}
