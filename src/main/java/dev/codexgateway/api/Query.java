package dev.codexgateway.api;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.json.JsonObjectBuilder;

import io.helidon.common.uri.UriQuery;
import io.helidon.webserver.http.ServerRequest;

import dev.codexgateway.error.GatewayException;
import dev.codexgateway.json.Json;
import dev.codexgateway.jsonrpc.Params;

/** The query of a request, read like the members of a body: only its numbers are known by their names. */
public final class Query {
    private static final Set<String> NUMBERS = Set.of("wait_seconds", "content_offset", "limit");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,9})?");

    private Query() {}

    public static Params params(ServerRequest request) {
        UriQuery query = request.query();
        JsonObjectBuilder members = Json.createObjectBuilder();
        for (String name : query.names()) {
            List<String> values = query.all(name);
            if (values.size() != 1) {
                throw GatewayException.invalid("A parameter of the query may come once only.");
            }
            String value = values.getFirst();
            if (NUMBERS.contains(name) && NUMBER.matcher(value).matches()) {
                members.add(name, new BigDecimal(value));
            } else {
                members.add(name, value);
            }
        }
        return Params.of(members.build());
    }
}
