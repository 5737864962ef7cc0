package dev.codexgateway.pages;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The account page. Its forms post {@code csrf}, and {@code grant} to {@code /account/revoke}, nothing else to
 * {@code /account/sign-out}, and {@code current}, {@code new} and {@code repeat} to {@code /account/password}.
 *
 * @param local whether the password is kept here and can be changed
 */
public record AccountPage(String csrf, String userName, boolean owner, boolean local, List<GrantRow> grants,
        Optional<Notice> notice) {

    public AccountPage {
        grants = List.copyOf(grants);
    }

    /** A client that may act for the person. */
    public record GrantRow(String id, String clientName, List<String> scopes, Instant createdAt, Instant lastUsedAt) {

        public GrantRow {
            scopes = List.copyOf(scopes);
        }
    }
}
