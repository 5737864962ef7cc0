package dev.codexgateway.edge;

import java.util.List;

import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.Routing;
import io.helidon.webserver.http.ErrorHandlers;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http1.spi.Http1RoutedUpgrade;
import io.helidon.webserver.http1.spi.Http1UpgradeResponse;
import io.helidon.webserver.http1.spi.Http1UpgradeResult;
import io.helidon.webserver.http1.spi.Http1UpgradeRouting;

/**
 * The way of what is passed through: past Helidon's routes, of which there would be but one, and past the filters that it adds
 * itself, since here every microsecond counts. Our own filters are given, and errors are answered as everywhere.
 */
public final class Shortcut {
    private static final String PATTERN = "/v1/*";

    private final ErrorHandlers errors = Errors.handlers();
    private final Step step;

    /** @param filters the outermost first */
    public Shortcut(List<Filter> filters, Handler handler) {
        Step steps = (context, request, response) -> errors.runWithErrorHandling(context, request, response, () -> {
            handler.handle(request, response);
            return null;
        });
        for (Filter filter : filters.reversed()) {
            steps = before(steps, filter);
        }
        this.step = steps;
    }

    private static Step before(Step next, Filter filter) {
        return (context, request, response) -> filter.filter(() -> next.run(context, request, response), request,
                response);
    }

    /** The same router, but for what goes this way. */
    Router before(Router others) {
        return new Before(others, this);
    }

    @FunctionalInterface
    private interface Step {
        void run(ConnectionContext context, RoutingRequest request, RoutingResponse response);
    }

    private record Before(Router others, Shortcut way) implements Router {

        @Override
        public <T extends Routing> T routing(Class<T> type, T none) {
            T found = others.routing(type, none);
            return found instanceof HttpRouting routes
                    ? type.cast(new Crossing(routes, (Http1UpgradeRouting) routes, way.step))
                    : found;
        }

        @Override
        public List<? extends Routing> routings() {
            return others.routings();
        }

        @Override
        public void beforeStart() {
            // Whoever made the others starts them.
        }

        @Override
        public void afterStop() {
            // And stops them.
        }
    }

    /** Where the ways part. */
    private record Crossing(HttpRouting others, Http1UpgradeRouting upgrades, Step step)
            implements
                HttpRouting,
                Http1UpgradeRouting {

        @Override
        public void route(ConnectionContext context, RoutingRequest request, RoutingResponse response) {
            if (PassedThrough.is(request.prologue().uriPath().path())) {
                request.matchingPattern(PATTERN);
                step.run(context, request, response);
            } else {
                others.route(context, request, response);
            }
        }

        @Override
        public Http1UpgradeResult routeUpgrade(ConnectionContext context, RoutingRequest request,
                RoutingResponse response, Http1UpgradeResponse upgrade, Http1RoutedUpgrade route) {
            return upgrades.routeUpgrade(context, request, response, upgrade, route);
        }

        @Override
        public HttpSecurity security() {
            return others.security();
        }
    }
}
