package dev.codexgateway.api;

import static dev.codexgateway.testing.GatewayFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import dev.codexgateway.testing.Chromium;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Site;
import dev.codexgateway.testing.Visitor;

/** Live turns in a real browser, from a page of another origin. */
@Timeout(120)
class LiveBrowserIT {
    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private static Site site;
    private static GatewayFixture gateway;
    private static Visitor visitor;

    @BeforeAll
    static void start() {
        site = Site.start();
        gateway = GatewayFixture.builder().yaml("server:\n  cors-origins: " + site.url("") + "\n").start();
        visitor = CHROMIUM.visitor(gateway);
        visitor.page().navigate(site.url("/"));
    }

    @AfterAll
    static void stop() {
        visitor.close();
        gateway.close();
        site.close();
    }

    @Test
    void aScriptOpensASocketWithItsCredentialAmongTheProtocols() {
        Object said = visitor.page().evaluate(
                """
                ([url, key]) => new Promise((resolve, reject) => {
                    const socket = new WebSocket(url, ["codex-gateway", "bearer." + key]);
                    const said = [];
                    socket.onopen = () => socket.send(JSON.stringify({type: "exec", id: "é😀", prompt: "olá 😀"}));
                    socket.onerror = () => reject(new Error("error"));
                    socket.onmessage = message => {
                        const json = JSON.parse(message.data);
                        said.push(json.event?.delta ?? "");
                        if (json.event?.type === "turn.completed") {
                            socket.close();
                            resolve([socket.protocol, json.id, said.join("")]);
                        }
                    };
                })""", List.of(gateway.url("/ws").toString().replace("http:", "ws:"), KEY));

        assertThat(said).isEqualTo(List.of("codex-gateway", "é😀", "Echo: olá 😀"));
    }

    @Test
    void aScriptReadsAStreamWithItsCredentialAndComesBackToIt() {
        gateway.prompt("read", "hello");

        Object told = visitor.page().evaluate(
                """
                async ([url, key]) => {
                    const read = async headers => {
                        const answer = await fetch(url, {headers: {"X-API-Key": key, ...headers}});
                        return [answer.status, await answer.text()];
                    };
                    const [, text] = await read({});
                    const ids = [...text.matchAll(/^id: (\\d+)$/mg)].map(match => match[1]);
                    const [, rest] = await read({"Last-Event-ID": ids[0]});
                    const [over] = await read({"Last-Event-ID": ids.at(-1)});
                    return [text.includes("turn.completed"), text.endsWith(rest.slice(rest.indexOf("id: "))), over];
                }""", List.of(gateway.url("/conversations/read/events").toString(), KEY));

        assertThat(told).isEqualTo(List.of(true, true, 204));
    }

    /** What is not in the page's power, to send a credential, is done for it here: then the browser's own reader can be seen. */
    @Test
    void anEventSourceIsToldEveryEventComesBackAndStops() {
        gateway.prompt("source", "hello");
        visitor.page().setExtraHTTPHeaders(Map.of("X-API-Key", KEY));

        Object told = visitor.page().evaluate(
                """
                url => new Promise(resolve => {
                    const source = new EventSource(url);
                    const types = [];
                    let last = "";
                    source.onmessage = message => {
                        types.push(JSON.parse(message.data).type);
                        last = message.lastEventId;
                    };
                    source.onerror = () => {
                        if (source.readyState === EventSource.CLOSED) {
                            resolve([types[0], types.at(-1), types.filter(type => type === "turn.started").length,
                                last !== ""]);
                        }
                    };
                })""", gateway.url("/conversations/source/events").toString());

        visitor.page().setExtraHTTPHeaders(Map.of());
        assertThat(told).isEqualTo(List.of("thread.started", "turn.completed", 1, true));
    }
}
