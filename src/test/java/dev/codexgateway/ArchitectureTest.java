package dev.codexgateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The rooms and who may know whom: the table of the README, held. Every room may know config, error, observe and json. */
@AnalyzeClasses(packages = "dev.codexgateway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final List<String> FOR_ALL = List.of("config", "error", "observe", "json");

    @ArchTest
    static final ArchRule CONFIG = room("config");
    @ArchTest
    static final ArchRule ERROR = room("error");
    @ArchTest
    static final ArchRule OBSERVE = room("observe");
    @ArchTest
    static final ArchRule JSON = room("json");
    @ArchTest
    static final ArchRule WIRE = room("wire");
    @ArchTest
    static final ArchRule ACCESS = room("access", "wire");
    @ArchTest
    static final ArchRule UPSTREAM = room("upstream", "wire");
    @ArchTest
    static final ArchRule FETCH = room("fetch");
    @ArchTest
    static final ArchRule JSONRPC = room("jsonrpc");
    @ArchTest
    static final ArchRule PAGES = room("pages");
    @ArchTest
    static final ArchRule USAGE = room("usage", "access");
    @ArchTest
    static final ArchRule CODEX = room("codex", "access", "upstream", "usage");
    @ArchTest
    static final ArchRule EDGE = room("edge", "access", "wire");
    @ArchTest
    static final ArchRule API = room("api", "codex", "jsonrpc", "access", "edge", "fetch", "usage");
    @ArchTest
    static final ArchRule OAUTH = room("oauth", "access", "edge", "fetch", "pages");
    @ArchTest
    static final ArchRule CONNECT = room("connect", "oauth", "pages", "edge", "access", "upstream");
    @ArchTest
    static final ArchRule PROXY = room("proxy", "access", "upstream", "usage", "edge", "wire");
    @ArchTest
    static final ArchRule STORE = room("store", "access", "codex", "oauth", "usage", "proxy");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("dev.codexgateway.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOBODY_BUT_THE_COMMAND_LINE_KNOWS_THE_COMPOSITION_ROOT = noClasses()
            .that(resideInAPackage("dev.codexgateway..")
                    .and(resideInAnyPackage("dev.codexgateway", "dev.codexgateway.cli..").negate()))
            .should().dependOnClassesThat(resideInAnyPackage("dev.codexgateway", "dev.codexgateway.cli.."));

    @ArchTest
    static final ArchRule THE_TURNS_KNOW_NO_BACKEND = noClasses().that().resideInAPackage("dev.codexgateway.codex")
            .should().dependOnClassesThat()
            .resideInAnyPackage("dev.codexgateway.codex.openai..", "dev.codexgateway.upstream..");

    @ArchTest
    static final ArchRule WEB_CLIENT_LIVES_IN_UPSTREAM = noClasses().that()
            .resideOutsideOfPackage("dev.codexgateway.upstream..")
            .should().dependOnClassesThat().resideInAPackage("io.helidon.webclient..");

    /** It looks for its provider at every call. */
    @ArchTest
    static final ArchRule NOBODY_MAKES_JSON_BY_THE_SLOW_WAY = noClasses()
            .should().dependOnClassesThat().haveFullyQualifiedName("jakarta.json.Json");

    @ArchTest
    static final ArchRule SQL_LIVES_IN_STORE = noClasses().that().resideOutsideOfPackage("dev.codexgateway.store..")
            .should().dependOnClassesThat()
            .resideInAnyPackage("org.jdbi..", "java.sql..", "com.zaxxer..", "org.flywaydb..");

    @ArchTest
    static final ArchRule ONLY_MAIN_ENDS_THE_PROGRAM = noClasses().that()
            .doNotHaveFullyQualifiedName("dev.codexgateway.Main")
            .should().callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule ACCESSORS_HAVE_NO_GET = methods().that().arePublic().and().areDeclaredInClassesThat()
            .resideInAPackage("dev.codexgateway..").and()
            .areNotDeclaredIn("dev.codexgateway.cli.CommandLineInterface$Version")
            .and().doNotHaveName("get").should().haveNameNotMatching("get[A-Z].*");

    @ArchTest
    static void everyPackageSaysWhatItOwns(JavaClasses classes) {
        assertThat(classes.stream().map(type -> type.getPackageName()).distinct()
                .filter(name -> !Files.exists(Path.of("src/main/java", name.replace('.', '/'), "package-info.java"))))
                .isEmpty();
    }

    @Test
    void noWordThatFitsAnythingNamesAPackage() throws IOException {
        try (Stream<Path> folders = Files.walk(Path.of("src/main/java")).filter(Files::isDirectory)) {
            assertThat(folders.map(folder -> folder.getFileName().toString()))
                    .doesNotContain("util", "common", "impl", "dto", "manager", "helper", "service");
        }
    }

    private static ArchRule room(String name, String... known) {
        String[] allowed = Stream.of(Stream.of(name), FOR_ALL.stream(), Arrays.stream(known)).flatMap(rooms -> rooms)
                .map(room -> "dev.codexgateway." + room + "..").toArray(String[]::new);
        return classes().that().resideInAPackage("dev.codexgateway." + name + "..")
                .should().onlyDependOnClassesThat(
                        resideInAPackage("dev.codexgateway..").negate().or(resideInAnyPackage(allowed)));
    }
}
