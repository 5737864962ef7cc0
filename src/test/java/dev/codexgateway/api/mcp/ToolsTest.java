package dev.codexgateway.api.mcp;

import static dev.codexgateway.api.mcp.McpCalls.call;
import static dev.codexgateway.api.mcp.McpCalls.error;
import static dev.codexgateway.api.mcp.McpCalls.meta;
import static dev.codexgateway.api.mcp.McpCalls.result;
import static dev.codexgateway.api.mcp.McpCalls.text;
import static dev.codexgateway.testing.GatewayFixture.KEY;
import static dev.codexgateway.testing.GatewayFixture.OTHER_KEY;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;

/** The tools over HTTP: what clients are told of them, and that every result is as they were told. */
class ToolsTest {
    private static GatewayFixture gateway;
    private static McpCalls mcp;
    private static JsonArray listed;
    private static ToolSchemas schemas;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.start();
        mcp = new McpCalls(gateway);
        listed = result(mcp.stateless("tools/list", object())).getJsonArray("tools");
        schemas = new ToolSchemas(listed);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    @Tag("mcp-2026-07-28-tools-listing")
    void theToolsComeInOneOrderWithSchemasAndTitles() {
        List<JsonObject> tools = listed.getValuesAs(JsonObject.class);

        assertThat(tools).extracting(tool -> tool.getString("name")).containsExactly("codex_prompt", "codex_status",
                "codex_cancel", "codex_list");
        assertThat(tools).allSatisfy(tool -> {
            assertThat(tool.getString("title")).isNotBlank();
            assertThat(tool.getString("description")).isNotBlank();
            for (String schema : List.of("inputSchema", "outputSchema")) {
                assertThat(tool.getJsonObject(schema).getString("type")).isEqualTo("object");
                assertThat(ToolSchemas.faultsOfSchema(tool.getJsonObject(schema))).isEmpty();
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"codex_prompt, false, false, false, true, write", "codex_status, true, false, true, false, read",
            "codex_cancel, false, true, true, false, write", "codex_list, true, false, true, false, read"})
    void eachToolSaysWhatItDoesToTheWorldAndWhatItNeeds(String name, boolean readOnly, boolean destructive,
            boolean idempotent, boolean openWorld, String scope) {
        JsonObject tool = listed.getValuesAs(JsonObject.class).stream()
                .filter(one -> one.getString("name").equals(name)).findFirst().orElseThrow();

        JsonObject hints = tool.getJsonObject("annotations");
        assertThat(List.of(hints.getBoolean("readOnlyHint"), hints.getBoolean("destructiveHint"),
                hints.getBoolean("idempotentHint"), hints.getBoolean("openWorldHint")))
                .containsExactly(readOnly, destructive, idempotent, openWorld);
        JsonObject scheme = tool.getJsonArray("securitySchemes").getJsonObject(0);
        assertThat(scheme.getString("type")).isEqualTo("oauth2");
        assertThat(scheme.getJsonArray("scopes").getValuesAs(JsonString::getString)).containsExactly(scope);
        assertThat(tool.getJsonObject("_meta").get("securitySchemes")).isEqualTo(tool.get("securitySchemes"));
    }

    @Test
    @Tag("mcp-2026-07-28-tools-structured-content")
    void aPromptIsAnsweredByItsTurnAsStructureAndAsTheSameText() {
        JsonObject result = mcp.toolResult(KEY, "codex_prompt", "prompt", "Say hello", "session_id", "whole");

        JsonObject turn = result.getJsonObject("structuredContent");
        assertThat(json(text(result))).isEqualTo(turn);
        assertThat(turn.getString("content")).isEqualTo("Echo: Say hello");
        assertThat(turn.getString("status")).isEqualTo("completed");
        assertThat(turn.get("next_content_offset")).isEqualTo(JsonValue.NULL);
        assertThat(turn).doesNotContainKey("next_step");
        assertThat(schemas.faultsOfResult("codex_prompt", turn)).isEmpty();
    }

    @Test
    void aTurnThatFailedIsAResult() {
        gateway.upstream().next(Answer.failed("server_error"));

        JsonObject turn = mcp.tool("codex_prompt", "prompt", "a", "session_id", "failing");

        assertThat(turn.getString("status")).isEqualTo("failed");
        assertThat(turn.getJsonObject("error").getString("type")).startsWith("upstream_");
        assertThat(schemas.faultsOfResult("codex_prompt", turn)).isEmpty();
    }

    @Test
    void whatRunsIsToldByStatusUntilItIsCancelled() {
        CountDownLatch gate = new CountDownLatch(1);
        gateway.upstream().next(Answer.text("late").gate(gate));

        JsonObject begun = mcp.tool("codex_prompt", "prompt", "a", "session_id", "long", "wait_seconds", 0);
        JsonObject seen = mcp.tool("codex_status", "session_id", "long", "wait_seconds", 0);
        JsonObject cancelled = mcp.tool("codex_cancel", "session_id", "long");
        JsonObject ended = mcp.tool("codex_status", "session_id", "long");
        JsonObject again = mcp.tool("codex_cancel", "session_id", "long");
        gate.countDown();

        assertThat(begun.getString("status")).isEqualTo("in_progress");
        assertThat(begun.getString("next_step")).contains("codex_status", "\"long\"");
        assertThat(begun).doesNotContainKey("content");
        assertThat(seen.getString("next_step")).isEqualTo(begun.getString("next_step"));
        assertThat(cancelled.getBoolean("cancelled")).isTrue();
        assertThat(cancelled.getString("turn_id")).isEqualTo(begun.getString("turn_id"));
        assertThat(ended.getString("status")).isEqualTo("cancelled");
        assertThat(again.getBoolean("cancelled")).isFalse();
        assertThat(schemas.faultsOfResult("codex_prompt", begun)).isEmpty();
        assertThat(schemas.faultsOfResult("codex_status", seen)).isEmpty();
        assertThat(schemas.faultsOfResult("codex_status", ended)).isEmpty();
        assertThat(schemas.faultsOfResult("codex_cancel", cancelled)).isEmpty();
    }

    @Test
    void aSecondPromptWhileOneRunsIsRefusedInWordsThatHelp() {
        CountDownLatch gate = new CountDownLatch(1);
        gateway.upstream().next(Answer.text("late").gate(gate));
        String running = mcp.tool("codex_prompt", "prompt", "a", "session_id", "busy", "wait_seconds", 0)
                .getString("turn_id");

        JsonObject refused = mcp.refused("codex_prompt", "prompt", "b", "session_id", "busy");
        gate.countDown();

        assertThat(text(refused)).contains(running, "codex_status", "codex_cancel");
        assertThat(refused).doesNotContainKey("structuredContent");
        JsonObject problem = refused.getJsonObject("_meta").getJsonObject("dev.codexgateway/problem");
        assertThat(problem.getString("type")).isEqualTo("conflict");
        assertThat(problem.getString("turn_id")).isEqualTo(running);
    }

    @Test
    void aLongAnswerComesInPagesThatStayUnder100000Characters() {
        String whole = "\"\\\n😀".repeat(30_000);
        gateway.upstream().next(Answer.text(whole));

        HttpResponse<String> first = mcp.stateless("tools/call", object("name", "codex_prompt", "arguments",
                object("prompt", "a", "session_id", "pages")));
        JsonObject page = result(first).getJsonObject("structuredContent");
        StringBuilder joined = new StringBuilder(page.getString("content"));
        String turn = page.getString("turn_id");
        assertThat(first.body()).hasSizeLessThan(100_000);
        assertThat(page.getInt("content_length")).isEqualTo(120_000);
        while (page.get("next_content_offset") != JsonValue.NULL) {
            HttpResponse<String> next = mcp.stateless("tools/call", object("name", "codex_status", "arguments",
                    object("session_id", "pages", "turn_id", turn, "content_offset",
                            page.getInt("next_content_offset"))));
            assertThat(next.body()).hasSizeLessThan(100_000);
            assertThat(page.containsKey("next_step") || page.containsKey("turn_id")).isTrue();
            page = result(next).getJsonObject("structuredContent").getJsonObject("turn");
            joined.append(page.getString("content"));
        }

        assertThat(joined).hasToString(whole);
    }

    @Test
    void theSameRequestIdAnswersWithTheSameTurn() {
        JsonObject first = mcp.tool("codex_prompt", "prompt", "a", "request_id", "r-1");
        JsonObject second = mcp.tool("codex_prompt", "prompt", "a", "request_id", "r-1");
        JsonObject other = mcp.refused("codex_prompt", "prompt", "b", "request_id", "r-1");

        assertThat(first).doesNotContainKey("repeated");
        assertThat(second.getBoolean("repeated")).isTrue();
        assertThat(second.getString("turn_id")).isEqualTo(first.getString("turn_id"));
        assertThat(second.getString("next_step")).contains("another request_id");
        assertThat(text(other)).contains("another request_id");
        assertThat(schemas.faultsOfResult("codex_prompt", second)).isEmpty();
    }

    @Test
    void aChatOfChatGptHasAConversationOfItsOwnWhereNoneIsNamed() {
        JsonObject chat = meta("openai/session", "v1/Abc+/=" + "x".repeat(300));

        JsonObject first = result(mcp.stateless("tools/call", call("codex_prompt", chat, "prompt", "a"), KEY))
                .getJsonObject("structuredContent");
        JsonObject second = result(mcp.stateless("tools/call", call("codex_prompt", chat, "prompt", "b"), KEY))
                .getJsonObject("structuredContent");
        JsonObject seen = result(mcp.stateless("tools/call", call("codex_status", chat), KEY))
                .getJsonObject("structuredContent");
        JsonObject others = result(mcp.stateless("tools/call", call("codex_status", chat), OTHER_KEY))
                .getJsonObject("structuredContent");

        assertThat(second.getString("conversation_id")).isEqualTo(first.getString("conversation_id"));
        assertThat(first.getString("session_id")).startsWith("chat_").doesNotContain("Abc");
        assertThat(seen.getInt("turns")).isEqualTo(2);
        assertThat(others.getString("status")).isEqualTo("not_found");
    }

    @Test
    void whatAnotherCallerMadeIsNotThere() {
        mcp.tool("codex_prompt", "prompt", "a", "session_id", "mine");

        JsonObject status = mcp.toolResult(OTHER_KEY, "codex_status", "session_id", "mine")
                .getJsonObject("structuredContent");
        JsonObject cancelled = mcp.toolResult(OTHER_KEY, "codex_cancel", "session_id", "mine")
                .getJsonObject("structuredContent");
        JsonObject listedThere = mcp.toolResult(OTHER_KEY, "codex_list").getJsonObject("structuredContent");

        assertThat(status.getString("status")).isEqualTo("not_found");
        assertThat(status.getString("next_step")).contains("codex_list");
        assertThat(cancelled.getBoolean("cancelled")).isFalse();
        assertThat(listedThere.toString()).doesNotContain("mine");
        assertThat(schemas.faultsOfResult("codex_status", status)).isEmpty();
        assertThat(schemas.faultsOfResult("codex_cancel", cancelled)).isEmpty();
    }

    @Test
    void theListComesInPages() {
        gateway.clock().advance(Duration.ofMinutes(1));
        mcp.tool("codex_prompt", "prompt", "a", "session_id", "list-1");
        gateway.clock().advance(Duration.ofMinutes(1));
        mcp.tool("codex_prompt", "prompt", "a", "session_id", "list-2");

        JsonObject first = mcp.tool("codex_list", "limit", 1);
        JsonObject second = mcp.tool("codex_list", "limit", 1, "cursor", first.getString("next_cursor"));

        assertThat(first.getJsonArray("data").getJsonObject(0).getString("session_id")).isEqualTo("list-2");
        assertThat(second.getJsonArray("data").getJsonObject(0).getString("session_id")).isEqualTo("list-1");
        assertThat(schemas.faultsOfResult("codex_list", first)).isEmpty();
    }

    @Test
    void aTurnThatIsNotInTheConversationIsRefused() {
        mcp.tool("codex_prompt", "prompt", "a", "session_id", "here");

        JsonObject refused = mcp.refused("codex_status", "session_id", "here", "turn_id", "turn_of_another");

        assertThat(text(refused)).contains("codex_list");
    }

    @Test
    @Tag("mcp-2026-07-28-tools-error-handling")
    void anUnknownToolIsAnErrorOfTheProtocolAndAWrongArgumentOneThatTheModelReads() {
        JsonObject unknown = error(mcp.stateless("tools/call", object("name", "codex_delete")), 200);
        JsonObject misspelled = mcp.refused("codex_prompt", "promt", "a");

        assertThat(unknown.getInt("code")).isEqualTo(-32602);
        assertThat(text(misspelled)).contains("prompt, session_id, model");
    }
}
