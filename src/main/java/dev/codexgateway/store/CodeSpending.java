package dev.codexgateway.store;

import java.time.Instant;
import java.util.Optional;

import org.jdbi.v3.core.Handle;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.oauth.Grants.NewToken;
import dev.codexgateway.oauth.Grants.Redemption;

/** One presentation of an authorization code, as one transaction (RFC 6749 §4.1.2). */
record CodeSpending(CredentialHash code, NewToken access, NewToken refresh, Instant now) {

    Redemption run(Handle handle) {
        Optional<String> grant = GrantRows.grantOf(handle, "authorization_code", code);
        if (grant.filter(id -> GrantRows.hold(handle, id, now)).filter(_ -> spent(handle)).isEmpty()) {
            return redeemed(handle) ? new Redemption.Replayed() : new Redemption.Unknown();
        }
        GrantRows.insertAccess(handle, grant.get(), access);
        GrantRows.insertRefresh(handle, grant.get(), refresh, null, now);
        return new Redemption.Redeemed();
    }

    private boolean spent(Handle handle) {
        return handle.createUpdate("""
                                   UPDATE authorization_code SET redeemed_at = :now
                                   WHERE hash = :hash AND redeemed_at IS NULL AND expires_at > :now""")
                .bind("hash", code.hex()).bind("now", now.toEpochMilli()).execute() == 1;
    }

    private boolean redeemed(Handle handle) {
        return handle
                .createQuery(
                        "SELECT COUNT(*) FROM authorization_code WHERE hash = :hash AND redeemed_at IS NOT NULL")
                .bind("hash", code.hex()).mapTo(Integer.class).one() == 1;
    }
}
