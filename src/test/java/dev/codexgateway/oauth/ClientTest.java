package dev.codexgateway.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.config.Secret;

class ClientTest {
    private static final Secret NEW = Client.newSecret();
    private static final Secret OLD = Client.newSecret();

    @Test
    void aSecretHas256BitsAndAPrefixByWhichScannersKnowIt() {
        assertThat(NEW.reveal()).matches("cgw_cs_[A-Za-z0-9_-]{43}").isNotEqualTo(OLD.reveal());
    }

    @Test
    void twoSecretsAreGoodUntilTheOlderIsDropped() {
        assertThat(client(Optional.of(NEW), Optional.of(OLD)).authenticates(NEW)).isTrue();
        assertThat(client(Optional.of(NEW), Optional.of(OLD)).authenticates(OLD)).isTrue();
        assertThat(client(Optional.of(NEW), Optional.empty()).authenticates(OLD)).isFalse();
        assertThat(client(Optional.of(NEW), Optional.of(OLD)).authenticates(Secret.of(""))).isFalse();
        assertThat(client(Optional.empty(), Optional.empty()).authenticates(NEW)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GPT", "My Custom GPT (beta)", "São Paulo – agência", "日本語", "🤖 bot"})
    void aNameIsWhatAPersonCanRead(String name) {
        assertThat(Client.nameable(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " GPT", "GPT ", "a  b", "a\nb", "a\tb", "a\u0000", "a\u001b[2J", "a\u202eb",
            "a\u200bb", "a\u2028b", "a\u00a0b"})
    void aNameHasNothingThatDressesItUp(String name) {
        assertThat(Client.nameable(name)).isFalse();
    }

    @Test
    void aNameHas100CharactersAtMost() {
        assertThat(Client.nameable("a".repeat(100))).isTrue();
        assertThat(Client.nameable("a".repeat(101))).isFalse();
        assertThat(Client.nameable("a ".repeat(1_000_000))).isFalse();
    }

    private static Client client(Optional<Secret> secret, Optional<Secret> older) {
        return new Client("client-1", "GPT", Client.Kind.ADDED, secret.map(ClientTest::hash),
                older.map(ClientTest::hash), List.of(), Instant.EPOCH);
    }

    private static CredentialHash hash(Secret secret) {
        return CredentialHash.of(secret.reveal());
    }
}
