package dev.codexgateway.store;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

import dev.codexgateway.config.ConfigReader;
import dev.codexgateway.config.Secret;

/**
 * Where state is kept.
 *
 * @param url a JDBC URL; a secret, since one for PostgreSQL usually holds a password
 */
public record DatabaseConfig(Secret url, Path dataDirectory) {
    private static final String SQLITE = "jdbc:sqlite:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    public static DatabaseConfig read(ConfigReader in) {
        Path data = Path.of(in.text("data-dir", "data", "Where the embedded database and generated credentials live."));
        Optional<Secret> given = in.secret("database.url", "jdbc:sqlite:DATA_DIR/gateway.db",
                "The database: jdbc:sqlite:FILE, or jdbc:postgresql://HOST/NAME?user=…&password=… when more than one replica runs.");
        in.check(given.filter(url -> !known(url.reveal())).isEmpty(),
                ConfigReader.nameOf("database.url") + " begins neither with " + SQLITE + "FILE nor with " + POSTGRESQL);
        return new DatabaseConfig(given.filter(url -> known(url.reveal()))
                .orElseGet(() -> Secret.of(SQLITE + data.resolve("gateway.db"))), data);
    }

    private static boolean known(String url) {
        return url.startsWith(POSTGRESQL) || url.startsWith(SQLITE) && !file(url).toString().isEmpty();
    }

    /** Whether the database is a file of ours, rather than a server that others run. */
    public boolean embedded() {
        return url.reveal().startsWith(SQLITE);
    }

    Path embeddedFile() {
        return file(url.reveal());
    }

    private static Path file(String url) {
        String file = url.substring(SQLITE.length());
        int query = file.indexOf('?');
        return Path.of(query < 0 ? file : file.substring(0, query));
    }

    /** The URL without what may be secret in it: for people. */
    public String shown() {
        if (embedded()) {
            return url.reveal();
        }
        try {
            URI uri = URI.create(url.reveal().substring("jdbc:".length()));
            return POSTGRESQL + "//" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + uri.getPath();
        } catch (IllegalArgumentException e) {
            return POSTGRESQL + "…";
        }
    }
}
