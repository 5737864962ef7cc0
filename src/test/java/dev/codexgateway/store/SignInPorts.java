package dev.codexgateway.store;

import dev.codexgateway.oauth.Ports;

/** What signing in keeps, in one database. */
final class SignInPorts {
    private SignInPorts() {}

    static Ports of(Database database) {
        return new Ports(new JdbcUsers(database), new JdbcSessions(database), new JdbcClients(database),
                new JdbcClaims(database), new JdbcConsents(database), new JdbcParkedRequests(database),
                new JdbcGrants(database), new JdbcUsedAssertions(database));
    }
}
