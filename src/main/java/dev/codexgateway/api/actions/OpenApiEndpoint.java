package dev.codexgateway.api.actions;

import java.net.URI;
import java.util.UUID;
import java.util.function.Supplier;

import io.helidon.common.LazyValue;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.edge.Entity;
import dev.codexgateway.edge.Methods;

/**
 * {@code GET /openapi.json} and {@code GET /openapi.yaml}, for everybody: the document that ChatGPT imports (OpenAPI 3.1).
 */
public final class OpenApiEndpoint implements HttpService {
    private final LazyValue<Rendering> json;
    private final LazyValue<Rendering> yaml;

    /** @param publicUrl asked at the first request, since the port is known only then */
    public OpenApiEndpoint(Supplier<URI> publicUrl) {
        LazyValue<OpenApiDocument> document = LazyValue.create(() -> OpenApiDocument.of(publicUrl.get()));
        this.json = LazyValue.create(() -> Rendering.of("application/json", document.get().json()));
        this.yaml = LazyValue.create(() -> Rendering.of("application/yaml", document.get().yaml()));
    }

    @Override
    public void routing(HttpRules rules) {
        serve(rules, "/openapi.json", json);
        serve(rules, "/openapi.yaml", yaml);
    }

    /** What is served at {@code /openapi.json}. */
    public byte[] json() {
        return json.get().bytes().clone();
    }

    private static void serve(HttpRules rules, String path, LazyValue<Rendering> rendering) {
        Handler send = (request, response) -> rendering.get().send(request, response);
        rules.get(path, send);
        rules.head(path, send);
        rules.any(path, Methods.only("GET, HEAD"));
    }

    /** @param tag by which a client knows the bytes that it has (RFC 9110 §8.8.3) */
    private record Rendering(String type, byte[] bytes, String tag) {

        static Rendering of(String type, byte[] bytes) {
            return new Rendering(type, bytes, "\"" + UUID.nameUUIDFromBytes(bytes) + "\"");
        }

        void send(ServerRequest request, ServerResponse response) {
            response.header(HeaderNames.ETAG, tag).header(HeaderNames.CACHE_CONTROL, "no-cache");
            if (known(request)) {
                response.status(Status.NOT_MODIFIED_304).send();
            } else {
                response.header(HeaderNames.CONTENT_TYPE, type);
                Entity.send(request, response, bytes);
            }
        }

        /** Tags are compared weakly here (RFC 9110 §13.1.2). */
        private boolean known(ServerRequest request) {
            return request.headers().contains(HeaderNames.IF_NONE_MATCH)
                    && request.headers().get(HeaderNames.IF_NONE_MATCH).allValues(true).stream().map(String::strip)
                            .anyMatch(given -> given.equals("*") || given.equals(tag) || given.equals("W/" + tag));
        }
    }
}
