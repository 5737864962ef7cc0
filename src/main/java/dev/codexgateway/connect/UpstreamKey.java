package dev.codexgateway.connect;

import java.util.Optional;

import dev.codexgateway.config.Secret;
import dev.codexgateway.pages.ConnectPage.Check;
import dev.codexgateway.pages.ConnectPage.Kind;
import dev.codexgateway.pages.ConnectPage.State;
import dev.codexgateway.upstream.Upstream;
import dev.codexgateway.upstream.UpstreamFault;

/** Looks whether the upstream takes the configured key, by a call of its own. */
final class UpstreamKey {
    private final Upstream upstream;
    private final Optional<Secret> key;

    UpstreamKey(Upstream upstream, Optional<Secret> key) {
        this.upstream = upstream;
        this.key = key;
    }

    Check look() {
        return key.map(this::asked).orElseGet(() -> bad("missing", ""));
    }

    /** What is said when it takes too long. */
    static Check unseen() {
        return bad("no-answer", UpstreamFault.Reason.TIMEOUT.word());
    }

    private Check asked(Secret known) {
        try {
            int status = upstream.probe(known);
            return switch (status) {
                case 200 -> new Check(Kind.UPSTREAM_KEY, State.GOOD, "good", "");
                case 401, 403 -> bad("refused", "");
                case 404 -> bad("wrong-path", "");
                default -> bad("no-answer", "status " + status);
            };
        } catch (UpstreamFault e) {
            return bad("no-answer", e.reason().word());
        }
    }

    private static Check bad(String reason, String detail) {
        return new Check(Kind.UPSTREAM_KEY, State.BAD, reason, detail);
    }
}
