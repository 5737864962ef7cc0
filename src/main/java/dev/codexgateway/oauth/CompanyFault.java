package dev.codexgateway.oauth;

import org.jspecify.annotations.Nullable;

/** What is wrong with the company's identity provider, in words for the operator. */
public final class CompanyFault extends Exception {
    private static final long serialVersionUID = 1L;

    CompanyFault(String message) {
        this(message, null);
    }

    CompanyFault(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
