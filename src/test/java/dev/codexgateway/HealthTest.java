package dev.codexgateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;

/** Health as MicroProfile Health has it, over HTTP. */
class HealthTest {
    private static GatewayFixture gateway;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"/health|process,started,accepting,database,upstream", "/health/live|process",
            "/health/started|started", "/health/ready|accepting,database,upstream"})
    void eachPathTellsItsChecksWithoutACredential(String path, String names) {
        HttpResponse<String> answer = gateway.get(path);
        JsonObject health = GatewayFixture.json(answer.body());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        assertThat(health.keySet()).containsExactlyInAnyOrder("status", "checks");
        assertThat(health.getString("status")).isEqualTo("UP");
        assertThat(checks(health)).extracting(check -> check.getString("name"))
                .containsExactlyInAnyOrder(names.split(","));
        assertThat(checks(health)).allSatisfy(check -> {
            assertThat(List.of("name", "status", "data")).containsAll(check.keySet());
            assertThat(check.getString("status")).isEqualTo("UP");
        });
    }

    @Test
    void anUpstreamThatFailsIsDataAndNotDown() {
        gateway.upstream().otherwise(request -> Answer.error(500, null, "boom"));

        gateway.prompt("failing", "a");

        HttpResponse<String> answer = gateway.get("/health/ready");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(checks(GatewayFixture.json(answer.body())).stream()
                .filter(check -> check.getString("name").equals("upstream")).findFirst().orElseThrow()
                .getJsonObject("data").getString("state")).isNotEmpty();
        assertThat(answer.body()).doesNotContain("boom", "127.0.0.1");
    }

    @Test
    void withoutItsDatabaseTheGatewayIsNotReadyButLives() throws IOException {
        try (GatewayFixture lame = GatewayFixture.start()) {
            move(lame.dataDirectory(), "gateway.db", "away");

            assertThat(lame.get("/health").statusCode()).isEqualTo(503);
            HttpResponse<String> ready = lame.get("/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(GatewayFixture.json(ready.body()).getString("status")).isEqualTo("DOWN");
            assertThat(lame.get("/health/live").statusCode()).isEqualTo(200);
            assertThat(lame.get("/health/started").statusCode()).isEqualTo(200);

            move(lame.dataDirectory(), "away", "gateway.db");
            assertThat(lame.get("/health/ready").statusCode()).isEqualTo(200);
            assertThat(lame.prompt("back", "a").getString("status")).isEqualTo("completed");
        }
    }

    private static void move(Path folder, String from, String to) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.getFileName().toString().startsWith(from)).toList();
        }
        for (Path file : files) {
            Files.move(file, folder.resolve(to + file.getFileName().toString().substring(from.length())));
        }
    }

    private static List<JsonObject> checks(JsonObject health) {
        return health.getJsonArray("checks").getValuesAs(JsonObject.class);
    }
}
