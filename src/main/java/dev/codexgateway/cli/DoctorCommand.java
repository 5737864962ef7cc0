package dev.codexgateway.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import dev.codexgateway.Settings;
import dev.codexgateway.config.ConfigException;
import dev.codexgateway.config.Secret;
import dev.codexgateway.oauth.CompanyConfig;
import dev.codexgateway.oauth.CompanyFault;
import dev.codexgateway.oauth.CompanyIssuer;
import dev.codexgateway.observe.Logs;
import dev.codexgateway.store.Database;
import dev.codexgateway.store.StoreException;
import dev.codexgateway.upstream.OpenAiUpstream;
import dev.codexgateway.upstream.UpstreamFault;

/** {@code doctor}: says in plain words what is wrong and how to mend it. */
@Command(name = "doctor", description = "Checks the configuration, the database, the upstream and the company's identity provider.", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli injects
final class DoctorCommand implements Callable<Integer> {
    @ParentCommand
    private CommandLineInterface main;
    @Spec
    private CommandSpec spec;
    private boolean ill;

    @Override
    public Integer call() {
        settings().ifPresent(settings -> {
            Logs.start(settings.log(), settings.secrets(), System.err);
            settings.warnings().forEach(warning -> say("warning", warning));
            data(settings);
            database(settings);
            upstream(settings);
            settings.company().ifPresent(this::company);
        });
        return ill ? CommandLineInterface.FAILED : 0;
    }

    private Optional<Settings> settings() {
        try {
            Settings settings = main.settings();
            List<String> lacking = settings.lacking();
            lacking.forEach(fault -> bad("configuration", fault));
            if (lacking.isEmpty()) {
                ok("configuration", "every key and value is understood");
            }
            return Optional.of(settings);
        } catch (ConfigException e) {
            e.faults().forEach(fault -> bad("configuration", fault));
            return Optional.empty();
        }
    }

    private void data(Settings settings) {
        if (!settings.database().embedded()) {
            return;
        }
        Path folder = settings.database().dataDirectory();
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "doctor", ".tmp"));
            ok("data", folder.toAbsolutePath() + " can be written");
        } catch (IOException e) {
            bad("data", folder.toAbsolutePath()
                    + " cannot be written: give the service's user that folder, or set DATA_DIR to another");
        }
    }

    private void database(Settings settings) {
        String url = settings.database().shown();
        try (Database database = Database.open(settings.database())) {
            if (database.answers()) {
                ok("database", url + " answers and its schema is up to date");
            } else {
                bad("database", url + " does not answer");
            }
        } catch (StoreException e) {
            bad("database", url + ": " + e.getMessage() + CommandLineInterface.cause(e));
        }
    }

    private void upstream(Settings settings) {
        Optional<Secret> key = settings.upstream().apiKey();
        String url = settings.upstream().baseUrl().toString();
        if (key.isEmpty()) {
            bad("upstream",
                    "there is no key for OpenAI: set OPENAI_API_KEY, or OPENAI_API_KEY_FILE to a file that holds it");
            return;
        }
        try {
            int status = new OpenAiUpstream(settings.upstream()).probe(key.get());
            switch (status) {
                case 200 -> ok("upstream", url + " answers and accepts the key");
                case 401, 403 -> bad("upstream", url
                        + " does not accept the key in OPENAI_API_KEY: make a new one, or check that it belongs to this address");
                case 404 -> bad("upstream", url + " answers but has no /models: OPENAI_BASE_URL should end in /v1");
                default -> bad("upstream", url + " answers with status " + status + ": try again later");
            }
        } catch (UpstreamFault e) {
            bad("upstream", url + " cannot be reached (" + e.reason().word()
                    + "): check OPENAI_BASE_URL, the network and, for tls, the certificate");
        }
    }

    private void company(CompanyConfig config) {
        try (CompanyIssuer issuer = new CompanyIssuer(config, Clock.systemUTC())) {
            ok("company", issuer.examine());
        } catch (CompanyFault e) {
            bad("company", e.getMessage() + ": until it is mended nobody can sign in there, nor use its tokens");
        }
    }

    private void ok(String what, String how) {
        say("ok", what + ": " + how);
    }

    private void bad(String what, String how) {
        ill = true;
        say("problem", what + ": " + how);
    }

    private void say(String kind, String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(Logs.redacted(String.format("%-8s %s", kind, text)));
    }
}
