package dev.codexgateway.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;

/** A real OpenID provider, npm's oidc-provider, on loopback; each start has new keys. It ends with this process. */
public final class OpenIdProvider implements AutoCloseable {
    public static final String CLIENT = "gateway";
    public static final String SECRET = "oidc-client-secret-0123456789-0123456789";
    private static final String VERSION = "oidc-provider@9.13.3";
    private static final Path FOLDER = Path.of("target", "oidc-provider").toAbsolutePath();
    private static final String VERIFIER = "a-verifier-of-more-than-forty-three-characters-0123456789";
    private static final String CLI_CALLBACK = "http://127.0.0.1:9/callback";

    private final int port;
    private final String audience;
    private final String redirectUri;
    private Optional<Process> process = Optional.empty();

    /** @param port where it will be; not started yet */
    public OpenIdProvider(int port, String audience, String redirectUri) {
        this.port = port;
        this.audience = audience;
        this.redirectUri = redirectUri;
    }

    /** Installs it once a build; false where there is no npm, or no registry. */
    public static synchronized boolean available() {
        if (Files.isDirectory(FOLDER.resolve("node_modules/oidc-provider"))) {
            return true;
        }
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(FOLDER.resolve("package.json"), "{\"private\":true}");
            Process npm = new ProcessBuilder("npm", "install", "--no-audit", "--no-fund", "--no-package-lock",
                    "--ignore-scripts", "--save-exact", VERSION).directory(FOLDER.toFile())
                    .redirectErrorStream(true).redirectOutput(new File(FOLDER.toFile(), "npm.log")).start();
            if (!npm.waitFor(3, TimeUnit.MINUTES)) {
                npm.descendants().forEach(ProcessHandle::destroyForcibly);
                npm.destroyForcibly();
                return false;
            }
            return npm.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public String issuer() {
        return "http://127.0.0.1:" + port;
    }

    public OpenIdProvider start() {
        ProcessBuilder builder = new ProcessBuilder("node",
                Path.of("src/test/resources/oidc/provider.mjs").toAbsolutePath().toString())
                .redirectError(new File("target/oidc-provider.log"));
        builder.environment().put("MODULES", FOLDER.toString());
        builder.environment().put("PORT", Integer.toString(port));
        builder.environment().put("AUDIENCE", audience);
        builder.environment().put("REDIRECT_URI", redirectUri);
        builder.environment().put("SECRET", SECRET);
        try {
            Process started = builder.start();
            process = Optional.of(started);
            BufferedReader out = new BufferedReader(new InputStreamReader(started.getInputStream(), UTF_8));
            String line = out.readLine();
            while (line != null && !line.equals("ready")) {
                line = out.readLine();
            }
            if (line == null) {
                throw new IllegalStateException("the OpenID provider did not start: "
                        + Files.readString(Path.of("target/oidc-provider.log")));
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void stop() {
        process.ifPresent(running -> {
            running.destroyForcibly();
            try {
                running.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        process = Optional.empty();
    }

    /** Whom the next sign-in signs in. */
    public OpenIdProvider signsIn(String name) {
        new WebVisitor().get(URI.create(issuer() + "/test/user?name=" + name));
        return this;
    }

    /** Tokens that a command-line client got for this person by the code flow. */
    public JsonObject tokens(String name, String scope, String resource) {
        signsIn(name);
        WebVisitor visitor = new WebVisitor();
        URI callback = visitor.follow(URI.create(issuer() + "/auth?client_id=cli&response_type=code&redirect_uri="
                + encoded(CLI_CALLBACK) + "&scope=" + encoded(("openid " + scope).strip()) + "&resource="
                + encoded(resource)
                + "&nonce=n&code_challenge_method=S256&code_challenge=" + challenge()), CLI_CALLBACK);
        String code = WebVisitor.parameter(callback, "code");
        HttpResponse<String> answer = visitor.send(HttpRequest.newBuilder(URI.create(issuer() + "/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=authorization_code&client_id=cli&code=" + code
                        + "&redirect_uri=" + encoded(CLI_CALLBACK) + "&code_verifier=" + VERIFIER + "&resource="
                        + encoded(resource))));
        return GatewayFixture.json(answer.body());
    }

    /** An access token for us. */
    public String accessToken(String name, String scope) {
        return tokens(name, scope, audience).getString("access_token");
    }

    @Override
    public void close() {
        stop();
    }

    private static String challenge() {
        try {
            return Base64.getUrlEncoder().withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
