package dev.codexgateway.oauth;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;

import jakarta.json.JsonObject;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.edge.Errors;
import dev.codexgateway.edge.FormBody;
import dev.codexgateway.edge.JsonBody;
import dev.codexgateway.edge.MalformedJson;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.error.Problem;
import dev.codexgateway.json.Json;
import dev.codexgateway.observe.RequestId;

/** How the endpoints that clients call take parameters and answer, in the shapes of RFC 6749 §5.1 and §5.2. */
final class OAuthRoute {
    private static final int MAX_BODY = 64 * 1024;
    private static final Logger LOG = System.getLogger(OAuthRoute.class.getName());

    private OAuthRoute() {}

    /** Runs the endpoint and renders whatever it refuses as an OAuth error. */
    static Handler of(Handler endpoint) {
        return (request, response) -> {
            try {
                endpoint.handle(request, response);
            } catch (GatewayException e) {
                if (e.getCause() != null) {
                    LOG.log(Level.WARNING, e.getMessage(), e.getCause());
                }
                refuse(request, response, e.error());
            } catch (MalformedJson e) {
                refuse(request, response, new GatewayError.InvalidParams("The body is not JSON."));
            } catch (ServerConnectionException e) {
                throw e;
            } catch (RuntimeException e) {
                refuse(request, response, unexpected(e));
            }
        };
    }

    /** The server's own refusals, and otherwise a bug of ours. */
    private static GatewayError unexpected(RuntimeException e) {
        if (e instanceof HttpException refused && refused.status().code() < 500) {
            return new GatewayError.InvalidParams("The request is malformed.");
        }
        LOG.log(Level.ERROR, "unexpected failure", e);
        return new GatewayError.Internal(RequestId.current());
    }

    /** The parameters of a body, form-encoded or JSON. */
    static Form form(ServerRequest request) {
        if (FormBody.announced(request)) {
            Form form = Form.parse(FormBody.read(request, MAX_BODY));
            form.refuseRepetition();
            return form;
        }
        return Form.of(json(request));
    }

    static JsonObject json(ServerRequest request) {
        if (JsonBody.read(request, MAX_BODY) instanceof JsonObject object) {
            return object;
        }
        throw OAuthError.INVALID_REQUEST.because("The body must be a JSON object or form-encoded.");
    }

    static void send(ServerResponse response, int status, JsonObject body) {
        response.status(status)
                .header(HeaderValues.CONTENT_TYPE_JSON)
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .header(HeaderNames.create("Pragma"), "no-cache")
                .send(body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void refuse(ServerRequest request, ServerResponse response, GatewayError error) {
        Errors.endIfUnread(request, response);
        Problem problem = Problem.of(error);
        problem.retryAfterSeconds()
                .ifPresent(seconds -> response.header(HeaderNames.RETRY_AFTER, Long.toString(seconds)));
        switch (error) {
            case GatewayError.OAuth e -> {
                if (e.challenge()) {
                    response.header(HeaderNames.WWW_AUTHENTICATE, "Basic realm=\"Codex Gateway\", charset=\"UTF-8\"");
                }
                send(response, e.code().equals("invalid_client") ? 401 : 400, body(e.code(), e.description()));
            }
            case GatewayError.InvalidParams e -> send(response, 400, body("invalid_request", e.detail()));
            case GatewayError.Unavailable e -> send(response, 503, body("temporarily_unavailable", e.detail()));
            case GatewayError.Internal e ->
                send(response, 500, body("server_error", "Quote incident " + RequestId.current() + "."));
            default -> send(response, problem.status(), body("invalid_request", problem.detail()));
        }
    }

    private static JsonObject body(String code, String description) {
        return Json.createObjectBuilder().add("error", code).add("error_description", description).build();
    }
}
