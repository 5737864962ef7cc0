package dev.codexgateway.access;

import java.util.Optional;

/** Knows one kind of credential. */
@FunctionalInterface
public interface CredentialVerifier {

    /** The caller whom this credential stands for; empty when it is none of this kind, no longer good, or for another resource. */
    Optional<Caller> verify(String credential, Resource resource);
}
