package dev.codexgateway.chatgpt;

import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.Concurrently;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Person;

/** People with their ChatGPT and one GPT, against the running service: what they asked for is done once, and only they see it. */
class ActionEndToEndTest {
    private static final String MARIA_PASSWORD = "maria's long password";
    private static final Duration SHORT = Duration.ofSeconds(1);

    private GatewayFixture gateway;
    private Gpt gpt;
    private final List<ChatGpt> open = new ArrayList<>();

    @BeforeEach
    void start() {
        gateway = GatewayFixture.start();
        gpt = GptMaker.make(URI.create("http://localhost:" + gateway.gateway().port()), "g-abc123");
    }

    @AfterEach
    void stop() {
        open.forEach(ChatGpt::close);
        gateway.close();
    }

    @Test
    void aTurnOfThreeMinutesIsCutRetriedPolledAndReadOnce() {
        CountDownLatch gate = new CountDownLatch(1);
        gateway.upstream().next(Answer.text("After ", "three minutes.").gateAfter(1, gate));
        AtomicInteger further = new AtomicInteger();
        ChatGpt impatient = signedIn(ChatGpt.of(gpt, gateway.clock(), SHORT));
        Chat chat = impatient.chat().waiting(0.05).thinking(() -> {
            if (further.incrementAndGet() == 4) {
                gateway.clock().advance(Duration.ofMinutes(3));
                gate.countDown();
            }
        });

        assertThat(chat.ask("Take your time")).isEqualTo("After three minutes.");

        assertThat(impatient.cuts()).as("the prompt, and the same again").isGreaterThanOrEqualTo(2);
        assertThat(chat.answers().getFirst().failure()).isPresent();
        assertThat(chat.answers().get(1).json().getBoolean("repeated")).isTrue();
        assertThat(chat.answers().subList(1, 4)).extracting(dev.codexgateway.chatgpt.Answer::status)
                .containsOnly(202);
        assertThat(chat.answers().stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(gateway.upstream().requests()).hasSize(1);
    }

    @Test
    void anAnswerOf300000CharactersComesInPagesThatJoinToIt() {
        String content = hardText(300_000);
        gateway.upstream().next(Answer.text(deltas(content)));
        Chat chat = owner().chat();

        assertThat(chat.ask("Tell me everything")).isEqualTo(content);

        assertThat(chat.answers()).hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(answer -> assertThat(answer.body()).hasSizeLessThan(100_000));
        assertThat(gateway.upstream().requests()).hasSize(1);
    }

    @Test
    void twoUsersOfOneGptSeeNothingOfEachOther() {
        gateway.addUser("maria", MARIA_PASSWORD);
        UUID sameDay = UUID.randomUUID();
        Chat ours = owner().ephemeral(sameDay).chat();
        Chat marias = maria().ephemeral(sameDay).chat();
        ours.ask("The owner's");
        marias.ask("Maria's");

        assertThat(sessions(ours)).hasSize(1).doesNotContainAnyElementsOf(sessions(marias));
        assertThat(marias.call("getConversation", "session_id", sessions(ours).getFirst()).status()).isEqualTo(404);
        assertThat(ours.call("getConversation", "session_id", sessions(marias).getFirst()).status()).isEqualTo(404);
        assertThat(marias.call("cancelConversation", "session_id", sessions(ours).getFirst()).status()).isEqualTo(404);
        assertThat(marias.call("deleteConversation", "session_id", sessions(ours).getFirst()).status()).isEqualTo(404);
    }

    @Test
    void evenInChatsOfTheSameIdTwoUsersHaveTwoConversations() {
        gateway.addUser("maria", MARIA_PASSWORD);
        UUID same = UUID.randomUUID();

        JsonObject owners = owner().chat(same).call("promptCodex", "prompt", "Hello").json();
        JsonObject marias = maria().chat(same).call("promptCodex", "prompt", "Hello").json();

        assertThat(marias.getString("conversation_id")).isNotEqualTo(owners.getString("conversation_id"));
        assertThat(marias).doesNotContainKey("repeated");
    }

    @Test
    void twoChatsOfAUserAreTwoConversations() {
        ChatGpt owner = owner();
        owner.ask("One");
        owner.ask("Two");

        assertThat(sessions(owner.chat())).hasSize(2);
    }

    @Test
    void aChatIsOneConversationWhateverDayItIs() {
        ChatGpt owner = owner();
        Chat chat = owner.chat();
        chat.ask("One");
        owner.nextDay();
        chat.ask("Two");

        JsonObject conversation = chat.call("getConversation", "session_id", sessions(chat).getFirst()).json();
        assertThat(sessions(chat)).hasSize(1);
        assertThat(conversation.getInt("turns")).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void tokensThatExpireInTheMiddleOfAChatAreRefreshed(Gpt.TokenExchange exchange) {
        gpt = new Gpt(gpt.id(), gpt.schema(), gpt.credentials().by(exchange));
        ChatGpt owner = owner();
        Chat chat = owner.chat();
        chat.ask("One");
        String before = owner.refreshToken();
        gateway.clock().advance(Duration.ofHours(2));

        assertThat(chat.ask("Two")).isEqualTo("Echo: Two");
        assertThat(owner.refreshToken()).isNotEqualTo(before);
        assertThat(sessions(chat)).hasSize(1);
    }

    @Test
    void aTokenThatIsRefusedBeforeItsTimeIsRefreshedAsWell() {
        ChatGpt owner = signedIn(
                ChatGpt.of(gpt, Clock.fixed(gateway.clock().instant(), gateway.clock().getZone()), ChatGpt.PATIENCE));
        String before = owner.refreshToken();
        gateway.clock().advance(Duration.ofHours(2));

        assertThat(owner.ask("Hello")).isEqualTo("Echo: Hello");
        assertThat(owner.refreshToken()).isNotEqualTo(before);
    }

    @Test
    void tokensThatWereLostOnTheirWayAreGivenAgain() {
        ChatGpt owner = owner();
        Chat chat = owner.chat();
        chat.ask("One");
        gateway.clock().advance(Duration.ofHours(2));
        owner.loseNextTokens();

        assertThat(chat.ask("Two")).isEqualTo("Echo: Two");
        assertThat(owner.lostTokens()).hasSize(1)
                .allSatisfy(lost -> assertThat(GatewayFixture.json(lost).getString("refresh_token"))
                        .isEqualTo(owner.refreshToken()));
    }

    @Test
    void whoWasRevokedMustSignInAgainAndGoesOnThen() {
        Person browser = gateway.person();
        ChatGpt owner = opened(ChatGpt.of(gpt, gateway.clock(), ChatGpt.PATIENCE));
        owner.signIn(UsersBrowser.of(browser, "owner", OWNER_PASSWORD));
        Chat chat = owner.chat();
        chat.ask("One");
        browser.submit(browser.open("/account"), "/account/revoke");

        assertThatThrownBy(() -> chat.ask("Two")).isInstanceOf(SignInNeeded.class);
        owner.signIn(UsersBrowser.of(browser, "owner", OWNER_PASSWORD));
        assertThat(chat.ask("Three")).isEqualTo("Echo: Three");
        assertThat(sessions(chat)).hasSize(1);
        assertThat(gateway.upstream().requests()).hasSize(2);
    }

    @Test
    void ofAStormOfRetriesOneRuns() {
        Chat chat = owner().chat();

        List<JsonObject> answers = Concurrently
                .call(20, () -> chat.call("promptCodex", "prompt", "Once"))
                .stream().map(dev.codexgateway.chatgpt.Answer::json).toList();

        assertThat(answers.stream().map(answer -> answer.getString("turn_id")).distinct()).hasSize(1);
        assertThat(answers).extracting(answer -> answer.getString("content")).containsOnly("Echo: Once");
        assertThat(answers.stream().filter(answer -> answer.getBoolean("repeated", false))).hasSize(19);
        assertThat(gateway.upstream().requests()).hasSize(1);
    }

    @Test
    void aPollThatIsAbandonedLeavesTheTurnRunningAndNothingBehind() {
        CountDownLatch gate = new CountDownLatch(1);
        gateway.upstream().next(Answer.text("Still ", "here.").gateAfter(1, gate));
        ChatGpt impatient = signedIn(ChatGpt.of(gpt, gateway.clock(), SHORT));
        Chat chat = impatient.chat();
        String session = chat.call("promptCodex", "prompt", "Go", "wait_seconds", 0).json().getString("session_id");
        double polls = polls();
        int cuts = impatient.cuts();

        assertThat(chat.call("getConversation", "session_id", session).failure()).isPresent();
        assertThat(chat.call("getConversation", "session_id", session, "wait_seconds", 0).status()).isEqualTo(202);
        int abandoned = impatient.cuts() - cuts;
        gate.countDown();
        JsonObject found = chat.call("getConversation", "session_id", session).json();

        assertThat(abandoned).isGreaterThanOrEqualTo(2);
        assertThat(found.getJsonObject("turn").getString("content")).isEqualTo("Still here.");
        // Those abandoned are over with the turn, long before what they would have waited.
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (polls() < polls + abandoned + 2 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(polls()).isEqualTo(polls + abandoned + 2);
        assertThat(gateway.get("/metrics").body()).containsPattern("codex_turns_active\\S* 0");
        assertThat(gateway.upstream().requests()).hasSize(1);
    }

    private double polls() {
        return gateway.metric("http_server_request_duration_seconds_count",
                "http_route=\"/conversations/{session_id}\"", "http_request_method=\"GET\"");
    }

    private ChatGpt owner() {
        return signedIn(ChatGpt.of(gpt, gateway.clock(), ChatGpt.PATIENCE));
    }

    private ChatGpt maria() {
        return opened(ChatGpt.of(gpt, gateway.clock(), ChatGpt.PATIENCE))
                .signIn(UsersBrowser.of(gateway.person(), "maria", MARIA_PASSWORD));
    }

    private ChatGpt signedIn(ChatGpt chatGpt) {
        return opened(chatGpt).signIn(UsersBrowser.of(gateway.person(), "owner", OWNER_PASSWORD));
    }

    private ChatGpt opened(ChatGpt chatGpt) {
        open.add(chatGpt);
        return chatGpt;
    }

    private static List<String> sessions(Chat chat) {
        return chat.call("listConversations").json().getJsonArray("data").getValuesAs(JsonObject.class).stream()
                .map(conversation -> conversation.getString("session_id")).toList();
    }

    /** What is hard in JSON, in so many characters: pages end at all sorts of them. */
    private static String hardText(int length) {
        int[] alphabet = "a1 é漢😀𝄞\"\\/\b\f\n\r\t\u0001\u001f\u007f\u2028\uffff".codePoints().toArray();
        StringBuilder text = new StringBuilder();
        new Random(4).ints(length, 0, alphabet.length).forEach(index -> text.appendCodePoint(alphabet[index]));
        return text.toString();
    }

    private static String[] deltas(String content) {
        int[] characters = content.codePoints().toArray();
        List<String> deltas = new ArrayList<>();
        for (int begin = 0; begin < characters.length; begin += 997) {
            deltas.add(new String(characters, begin, Math.min(997, characters.length - begin)));
        }
        return deltas.toArray(String[]::new);
    }
}
