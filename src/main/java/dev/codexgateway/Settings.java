package dev.codexgateway;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.codexgateway.access.AccessConfig;
import dev.codexgateway.api.actions.FilesConfig;
import dev.codexgateway.codex.CodexConfig;
import dev.codexgateway.codex.openai.OpenAiConfig;
import dev.codexgateway.config.ConfigException;
import dev.codexgateway.config.ConfigKey;
import dev.codexgateway.config.ConfigReader;
import dev.codexgateway.config.FirstRunCredentials;
import dev.codexgateway.config.Secret;
import dev.codexgateway.connect.PrivacyConfig;
import dev.codexgateway.edge.ServerConfig;
import dev.codexgateway.oauth.CompanyConfig;
import dev.codexgateway.oauth.LoginConfig;
import dev.codexgateway.oauth.OAuthConfig;
import dev.codexgateway.observe.LogConfig;
import dev.codexgateway.proxy.ProxyConfig;
import dev.codexgateway.store.DatabaseConfig;
import dev.codexgateway.upstream.UpstreamConfig;

/**
 * The whole configuration, read once.
 *
 * @param warnings what the operator should be told at each start
 */
public record Settings(ServerConfig server, UpstreamConfig upstream, OpenAiConfig openai, CodexConfig codex,
        AccessConfig access, SignInConfig signIn, OAuthConfig oauth, LoginConfig login,
        Optional<CompanyConfig> company, FilesConfig files, ProxyConfig proxy, PrivacyConfig privacy,
        DatabaseConfig database, LogConfig log,
        List<String> warnings) {
    private static final String API_KEY = "GATEWAY_API_KEY";

    /**
     * Reads and checks everything, and makes nothing.
     *
     * @throws ConfigException with every fault there is
     */
    public static Settings read(Map<String, String> environment, Path workingDirectory) {
        ConfigReader in = new ConfigReader(environment, workingDirectory);
        Settings settings = read(in);
        in.finish();
        return settings;
    }

    /** Every key there is, in the order of the documents. */
    public static List<ConfigKey> keys() {
        ConfigReader in = new ConfigReader(Map.of(), Path.of("/nonexistent"));
        read(in);
        return in.keys();
    }

    /** How lines are to be written while the rest of the configuration may be wrong. */
    public static LogConfig logOnly(Map<String, String> environment, Path workingDirectory) {
        return LogConfig.read(new ConfigReader(environment, workingDirectory));
    }

    private static Settings read(ConfigReader in) {
        ServerConfig server = ServerConfig.read(in);
        UpstreamConfig upstream = UpstreamConfig.read(in);
        CodexConfig codex = CodexConfig.read(in);
        OpenAiConfig openai = OpenAiConfig.read(in);
        AccessConfig access = AccessConfig.read(in);
        SignInConfig signIn = SignInConfig.read(in);
        OAuthConfig oauth = OAuthConfig.read(in);
        LoginConfig login = LoginConfig.read(in);
        Optional<CompanyConfig> company = CompanyConfig.read(in);
        FilesConfig files = FilesConfig.read(in);
        ProxyConfig proxy = ProxyConfig.read(in);
        PrivacyConfig privacy = PrivacyConfig.read(in);
        DatabaseConfig database = DatabaseConfig.read(in);
        LogConfig log = LogConfig.read(in);
        if (!database.embedded()) {
            in.check(signIn.clientSecret().isPresent(),
                    "OAUTH_CLIENT_SECRET is missing: with PostgreSQL it must be given");
            in.check(signIn.ownerPassword().isPresent(),
                    "GATEWAY_OWNER_PASSWORD is missing: with PostgreSQL it must be given");
        }
        return new Settings(server, upstream, openai, codex, access, signIn, oauth, login, company, files, proxy,
                privacy,
                database,
                log,
                in.warnings());
    }

    /**
     * Fills in, with an embedded database, what is made at the first start.
     *
     * @throws ConfigException if a secret is neither given nor in a file of first-run credentials that is there
     */
    Settings completed() {
        if (!database.embedded()) {
            return this;
        }
        FirstRunCredentials credentials = new FirstRunCredentials(database.dataDirectory());
        Map<String, Secret> file = credentials.complete(missing());
        SignInConfig filled = signIn.or(file);
        List<String> faults = lacking(credentials, filled);
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
        AccessConfig keys = access.apiKeys().isEmpty() && file.containsKey(API_KEY)
                ? access.withKey(file.get(API_KEY))
                : access;
        return new Settings(server, upstream, openai, codex, keys, filled, oauth, login, company, files, proxy, privacy,
                database,
                log,
                warnings);
    }

    /** What a start would say is missing; nothing before the first one, which makes it. */
    public List<String> lacking() {
        FirstRunCredentials credentials = new FirstRunCredentials(database.dataDirectory());
        return database.embedded() && credentials.exists()
                ? lacking(credentials, signIn.or(credentials.complete(Set.of())))
                : List.of();
    }

    private static List<String> lacking(FirstRunCredentials credentials, SignInConfig filled) {
        return Stream.of(
                filled.clientSecret().isEmpty() ? Optional.of(SignInConfig.CLIENT_SECRET) : Optional.<String>empty(),
                filled.ownerPassword().isEmpty() ? Optional.of(SignInConfig.OWNER_PASSWORD) : Optional.<String>empty())
                .flatMap(Optional::stream)
                .map(name -> name + " is neither given nor in " + credentials.file() + ", which is never written twice")
                .toList();
    }

    /** Where first-run credentials are, if any were made. */
    Optional<Path> credentialsFile() {
        return Optional.of(new FirstRunCredentials(database.dataDirectory())).filter(FirstRunCredentials::exists)
                .map(FirstRunCredentials::file);
    }

    /** What no log line may hold. */
    public List<String> secrets() {
        List<String> secrets = new ArrayList<>(access.apiKeys().stream().map(Secret::reveal).toList());
        Stream.of(upstream.apiKey(), signIn.clientSecret(), signIn.ownerPassword(),
                company.map(CompanyConfig::clientSecret)).flatMap(Optional::stream)
                .map(Secret::reveal).forEach(secrets::add);
        if (!database.embedded()) {
            secrets.add(database.url().reveal());
        }
        return secrets;
    }

    private Set<String> missing() {
        Set<String> missing = new TreeSet<>();
        if (signIn.clientSecret().isEmpty()) {
            missing.add(SignInConfig.CLIENT_SECRET);
        }
        if (signIn.ownerPassword().isEmpty()) {
            missing.add(SignInConfig.OWNER_PASSWORD);
        }
        if (access.apiKeys().isEmpty()) {
            missing.add(API_KEY);
        }
        return missing;
    }
}
