package dev.codexgateway.access;

import java.util.Optional;

import io.helidon.security.AuthenticationResponse;
import io.helidon.security.Security;
import io.helidon.security.SecurityEnvironment;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.observe.RequestId;
import dev.codexgateway.wire.Call;

/**
 * Puts Helidon Security in front of a route. It asks the providers itself instead of using Helidon's own handler, because
 * that one answers a failure with an empty body, and every refusal here has one.
 */
public final class Access {
    private final Security security;
    private final ClientAddress addresses;
    private final Challenge challenge;
    private final Resource resource;
    private final Admission admission;

    /**
     * @param resource  what the routes belong to
     * @param admission is asked for every request with a good credential
     */
    public Access(Security security, ClientAddress addresses, Challenge challenge, Resource resource,
            Admission admission) {
        this.resource = resource;
        this.security = security;
        this.addresses = addresses;
        this.challenge = challenge;
        this.admission = admission;
    }

    /** A route for every caller with a good credential; which scope a call needs is decided further in. */
    public Handler authenticated(Protected route) {
        return counted((request, response, caller, _) -> route.handle(request, response, caller));
    }

    /** As {@link #authenticated}, for a protocol that tells refusals without throwing: it must give back the leave itself. */
    public Handler counted(Counted route) {
        return (request, response) -> {
            Caller caller = caller(request);
            Admission.Leave leave = admission.request(caller, response.headers());
            try {
                route.handle(request, response, caller, leave);
            } catch (GatewayException e) {
                giveBack(leave, e, response.isSent());
                throw e;
            }
        };
    }

    /**
     * As {@link #require}, for calls on which every microsecond counts: asks the provider itself instead of Helidon Security
     * about it, which copies the headers and builds an environment, a context and a subject for each request.
     */
    public Call.Handler passing(Scope scope, GatewayAuthenticationProvider provider, Passing route) {
        return call -> {
            Caller caller = provider.caller(Credentials.of(call.fields()).presented(), () -> addresses.of(call),
                    resource);
            Admission.Leave leave = admission.request(caller, call.answer());
            try {
                check(caller, scope);
                route.pass(call, caller);
            } catch (GatewayException e) {
                giveBack(leave, e, call.begun());
                throw e;
            }
        };
    }

    private static void giveBack(Admission.Leave leave, GatewayException refusal, boolean sent) {
        if (refusal.error() instanceof GatewayError.TooManyRequests && !sent) {
            leave.giveBack();
        }
    }

    /** A route for callers with this scope. */
    public Handler require(Scope scope, Protected route) {
        return authenticated((request, response, caller) -> {
            check(caller, scope);
            route.handle(request, response, caller);
        });
    }

    /** What a method says whose scope is known only inside the body. */
    public void check(Caller caller, Scope scope) {
        if (!caller.may(scope)) {
            throw new GatewayException(
                    new GatewayError.InsufficientScope(scope.word(),
                            challenge.insufficient(resource, scope, caller.scopes())));
        }
    }

    private Caller caller(ServerRequest request) {
        SecurityEnvironment environment = SecurityEnvironment.builder()
                .method(request.prologue().method().text())
                .path(request.path().path())
                .headers(request.headers().toMap())
                .addAttribute(GatewayAuthenticationProvider.ADDRESS, addresses.of(request))
                .addAttribute(GatewayAuthenticationProvider.RESOURCE, resource)
                .build();
        AuthenticationResponse answer = security.contextBuilder(RequestId.current()).env(environment).build()
                .authenticate();
        return Optional.of(answer).filter(given -> given.status().isSuccess())
                .flatMap(AuthenticationResponse::user)
                .flatMap(subject -> subject.publicCredential(Caller.class))
                .orElseThrow(() -> refusal(answer));
    }

    private static RuntimeException refusal(AuthenticationResponse answer) {
        return answer.throwable().filter(RuntimeException.class::isInstance).map(RuntimeException.class::cast)
                .orElseGet(
                        () -> new IllegalStateException("authentication failed without a reason: " + answer.status()));
    }

    /** A handler that knows who is calling, and may say that the request was refused by a limit. */
    @FunctionalInterface
    public interface Counted {
        void handle(ServerRequest request, ServerResponse response, Caller caller, Admission.Leave leave)
                throws Exception;
    }

    /** What takes a call when it is known who is calling. */
    @FunctionalInterface
    public interface Passing {
        void pass(Call call, Caller caller) throws Exception;
    }

    /** A handler that knows who is calling. */
    @FunctionalInterface
    public interface Protected {
        void handle(ServerRequest request, ServerResponse response, Caller caller) throws Exception;
    }
}
