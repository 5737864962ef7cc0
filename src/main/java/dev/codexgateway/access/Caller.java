package dev.codexgateway.access;

import java.util.Set;

/**
 * Who is calling: the owner of what the call makes.
 *
 * @param id        stable and unique; what is stored with a conversation. For an API key it is derived from the key's hash
 * @param name      for log lines and accounts
 * @param scopes    what this credential may do
 * @param allowance what this caller may use, where it is not the usual
 */
public record Caller(String id, String name, Set<Scope> scopes, Allowance allowance) {

    /** A caller with the usual allowance. */
    public Caller(String id, String name, Set<Scope> scopes) {
        this(id, name, scopes, Allowance.USUAL);
    }

    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }
}
