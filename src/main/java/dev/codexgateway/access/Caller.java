package dev.codexgateway.access;

import java.util.Set;

/**
 * Who is calling: the owner of what the call makes.
 *
 * @param id     stable and unique; what is stored with a conversation. For an API key it is derived from the key's hash
 * @param name   for log lines
 * @param scopes what this credential may do
 */
public record Caller(String id, String name, Set<Scope> scopes) {

    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }
}
