package dev.codexgateway.connect;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.config.Secret;
import dev.codexgateway.oauth.Callbacks;
import dev.codexgateway.oauth.Claims;
import dev.codexgateway.oauth.Client;
import dev.codexgateway.oauth.Clients;
import dev.codexgateway.oauth.Grants;
import dev.codexgateway.pages.ConnectPage.Check;
import dev.codexgateway.pages.ConnectPage.Kind;
import dev.codexgateway.pages.ConnectPage.State;

/** The client that a GPT signs people in with: its secrets, and how far it has come, as the store tells it now. */
final class GptClient {
    private final String id;
    private final boolean autoApprove;
    private final Clients clients;
    private final Claims claims;
    private final Grants grants;

    /** @param autoApprove whether everybody is let in as the owner */
    GptClient(String id, boolean autoApprove, Clients clients, Claims claims, Grants grants) {
        this.id = id;
        this.autoApprove = autoApprove;
        this.clients = clients;
        this.claims = claims;
        this.grants = grants;
    }

    String id() {
        return id;
    }

    /** A new secret beside the one there is; none while there are two, one of which ChatGPT may still hold. */
    Optional<Secret> newSecret() {
        Secret secret = Client.newSecret();
        return clients.addSecret(id, CredentialHash.of(secret.reveal())) ? Optional.of(secret) : Optional.empty();
    }

    /** Makes the older secret no good; false if there is none. */
    boolean dropOlder() {
        return clients.dropOlder(id);
    }

    boolean twoSecrets() {
        return clients.find(id).flatMap(Client::olderSecret).isPresent();
    }

    Check secret() {
        Optional<Client> client = clients.find(id).filter(Client::confidential);
        if (client.isEmpty()) {
            return new Check(Kind.CLIENT_SECRET, State.BAD, "missing", "");
        }
        return client.get().olderSecret().isPresent()
                ? new Check(Kind.CLIENT_SECRET, State.WAITING, "two", "")
                : new Check(Kind.CLIENT_SECRET, State.GOOD, "good", "");
    }

    Check callback() {
        if (autoApprove) {
            return new Check(Kind.CALLBACK, State.BAD, "auto-approve", "");
        }
        long known = gpts();
        return known > 0
                ? new Check(Kind.CALLBACK, State.GOOD, "good", Long.toString(known))
                : new Check(Kind.CALLBACK, State.WAITING, "waiting", "");
    }

    /** First sign-in and first call. */
    List<Check> progress() {
        Grants.Progress progress = grants.progress(id);
        return List.of(reached(Kind.FIRST_SIGN_IN, progress.signedIn()), reached(Kind.FIRST_CALL, progress.called()));
    }

    /** How many GPTs may be called back: the owner claimed them, or the configuration names their callback. */
    private long gpts() {
        Stream<String> claimed = claims.list().stream().filter(claim -> claim.clientId().equals(id))
                .map(Claims.Claim::gptId);
        Stream<String> configured = clients.find(id).stream().flatMap(client -> client.redirectUris().stream())
                .flatMap(uri -> Callbacks.gpt(uri).stream());
        return Stream.concat(claimed, configured).distinct().count();
    }

    private static Check reached(Kind kind, boolean reached) {
        return reached ? new Check(kind, State.GOOD, "good", "") : new Check(kind, State.WAITING, "waiting", "");
    }
}
