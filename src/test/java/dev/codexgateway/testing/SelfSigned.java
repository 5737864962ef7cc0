package dev.codexgateway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A fresh certificate for 127.0.0.1 that no authority signed. Only keytool, which every JDK has, makes one without the
 * JDK's internal classes; it takes about a second, so make one for a test class, not for a test.
 *
 * @param server for the server that shows the certificate
 * @param client for a client that trusts it, and nothing else
 */
public record SelfSigned(SSLContext server, SSLContext client) {
    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "upstream";
    private static final int BOUND_SECONDS = 60;

    public static SelfSigned create() {
        return createFor("DNS:localhost");
    }

    /** @param host what it is for besides 127.0.0.1, such as {@code DNS:gateway.example.com} or {@code IP:203.0.113.7} */
    public static SelfSigned createFor(String host) {
        try {
            Path directory = Files.createTempDirectory("self-signed");
            Path store = directory.resolve("upstream.p12");
            Path output = directory.resolve("keytool.txt");
            try {
                generate(store, output, host);
                return read(store);
            } finally {
                Files.deleteIfExists(store);
                Files.deleteIfExists(output);
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for keytool", e);
        }
    }

    private static void generate(Path store, Path output, String host) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", ALIAS, "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=127.0.0.1",
                "-ext", "SAN=IP:127.0.0.1," + host, "-startdate", "-1d", "-validity", "3", "-storetype", "PKCS12",
                "-keystore", store.toString(), "-storepass", PASSWORD)
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        if (!keytool.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)) {
            keytool.destroyForcibly();
            throw new IllegalStateException("keytool did not end in " + BOUND_SECONDS + " seconds");
        }
        if (keytool.exitValue() != 0) {
            throw new IllegalStateException("keytool failed: " + Files.readString(output));
        }
    }

    private static SelfSigned read(Path store) throws IOException, GeneralSecurityException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            own.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD.toCharArray());
        SSLContext server = SSLContext.getInstance("TLS");
        server.init(keys.getKeyManagers(), null, null);

        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, own.getCertificate(ALIAS));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(null, trust.getTrustManagers(), null);
        return new SelfSigned(server, client);
    }
}
