package dev.codexgateway.codex;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.Test;

import dev.codexgateway.codex.Turns.Beginning.Begun;
import dev.codexgateway.testing.Concurrently;

/** Conversations as they are found, listed and removed. Their events: {@link ReplayContract}. */
public abstract class ArchiveContract extends StoreContract {
    /** Before every other test's. */
    private static final Instant LONG_AGO = Instant.parse("2001-01-01T00:00:00Z");

    @Test
    void aConversationIsFoundByItsOwnerAndSession() {
        Begun begun = begin("a");

        assertThat(archive().find(owner, "a")).contains(new Conversation(begun.turn().conversationId(), owner, "a",
                begun.turn().id(), "a-model", 1, TurnStatus.IN_PROGRESS, NOW, NOW));
        assertThat(archive().find(owner, "b")).isEmpty();
        assertThat(archive().find(owner + "2", "a")).isEmpty();
    }

    @Test
    void aConversationTellsHowManyTurnsItHasAndHowTheLastOneStands() {
        ended("a", NOW);
        Begun last = begin("a", NOW.plusSeconds(60));

        Conversation conversation = archive().find(owner, "a").orElseThrow();

        assertThat(conversation.turns()).isEqualTo(2);
        assertThat(conversation.status()).isEqualTo(TurnStatus.IN_PROGRESS);
        assertThat(conversation.createdAt()).isEqualTo(NOW);
        assertThat(conversation.updatedAt()).isEqualTo(NOW.plusSeconds(60));
        assertThat(conversation.lastTurnId()).isEqualTo(last.turn().id());
    }

    @Test
    void theContentOfARunningTurnIsItsLastMessage() {
        Begun begun = begin("a");
        write(told(begun, new TurnEvent.ItemCompleted(Item.agentMessage("item_0", "on the way"))));
        write(told(new Begun(begun.turn(), begun.lastSeq() + 1),
                new TurnEvent.ItemUpdated("item_1", Item.AGENT_MESSAGE, "there")));

        assertThat(archive().turn(begun.turn().id())).map(Turn::content).contains("there");
    }

    @Test
    void theListIsNewestFirstAndOnlyTheCallersOwn() {
        begin("old", NOW.minusSeconds(2));
        begin("new", NOW);
        begin("middle", NOW.minusSeconds(1));

        assertThat(archive().list(owner, Optional.empty(), ANY)).extracting(Conversation::sessionId)
                .containsExactly("new", "middle", "old");
        assertThat(archive().list(owner, Optional.empty(), 2)).extracting(Conversation::sessionId)
                .containsExactly("new", "middle");
        assertThat(archive().list(owner + "2", Optional.empty(), ANY)).isEmpty();
    }

    @Test
    void pagesTellEachConversationOnceAlsoWhereManyBeganAtOnce() {
        Random random = new Random(1);
        for (int i = 0; i < 40; i++) {
            begin("session-" + i, NOW.plusMillis(random.nextInt(4)));
        }

        List<Conversation> paged = new ArrayList<>();
        List<Conversation> page = archive().list(owner, Optional.empty(), 3);
        while (!page.isEmpty()) {
            paged.addAll(page);
            Conversation last = page.getLast();
            page = archive().list(owner, Optional.of(new Archive.Position(last.createdAt(), last.id())), 3);
        }

        assertThat(paged).isEqualTo(archive().list(owner, Optional.empty(), ANY)).hasSize(40);
    }

    @Test
    void aPageGoesOnWhereTheLastEndedAlsoWhenThatConversationIsGone() {
        begin("old", NOW.minusSeconds(2));
        Begun middle = begin("middle", NOW.minusSeconds(1));
        Archive.Position position = new Archive.Position(middle.turn().createdAt(), middle.turn().conversationId());
        archive().delete(middle.turn().conversationId());

        assertThat(archive().list(owner, Optional.of(position), ANY)).extracting(Conversation::sessionId)
                .containsExactly("old");
    }

    @Test
    void aDeletedConversationIsGoneWithEverythingInIt() {
        Turns.Repeat repeat = new Turns.Repeat("key", "print", Optional.of("a"));
        Begun begun = (Begun) turns().begin(prompt("a", asking("hello"), Optional.of(repeat), NOW));
        Begun other = begin("b");
        write(completed(begun, "done"));

        assertThat(archive().delete(begun.turn().conversationId())).isTrue();

        assertThat(archive().find(owner, "a")).isEmpty();
        assertThat(archive().turn(begun.turn().id())).isEmpty();
        assertThat(events(begun, 0)).isEmpty();
        assertThat(turns().earlier(owner, repeat, NOW)).isEmpty();
        assertThat(archive().delete(begun.turn().conversationId())).isFalse();
        assertThat(stored(other)).isEqualTo(other.turn());
    }

    @Test
    void aSessionCanBeUsedAgainAfterItsConversationWasDeleted() {
        Begun begun = ended("a", NOW);
        archive().delete(begun.turn().conversationId());

        Begun anew = begin("a");

        assertThat(anew.turn().number()).isEqualTo(1);
        assertThat(anew.turn().conversationId()).isNotEqualTo(begun.turn().conversationId());
    }

    @Test
    void onlyOldConversationsInWhichNothingRunsAreSwept() {
        ended("old", LONG_AGO);
        begin("running", LONG_AGO);
        ended("used since", LONG_AGO);
        ended("used since", NOW);
        ended("at the border", LONG_AGO.plusSeconds(1));

        assertThat(archive().sweep(LONG_AGO.plusSeconds(1), ANY)).isEqualTo(1);

        assertThat(archive().list(owner, Optional.empty(), ANY)).extracting(Conversation::sessionId)
                .containsExactlyInAnyOrder("running", "used since", "at the border");
    }

    @Test
    void aSweepTakesTheOldestAndNoMoreThanAskedFor() {
        Instant before = LONG_AGO.minusSeconds(1000);
        ended("second", before.plusSeconds(2));
        ended("first", before.plusSeconds(1));
        ended("third", before.plusSeconds(3));

        assertThat(archive().sweep(before.plusSeconds(60), 2)).isEqualTo(2);

        assertThat(archive().list(owner, Optional.empty(), ANY)).extracting(Conversation::sessionId)
                .containsExactly("third");
        assertThat(archive().sweep(before.plusSeconds(60), 2)).isEqualTo(1);
    }

    @Test
    void aFurtherNameLeadsToTheSameConversationAndIsTheNameThatIsShown() {
        Begun begun = ended("a", NOW);
        String conversation = begun.turn().conversationId();

        assertThat(archive().name(owner, conversation, "b", NOW)).isEqualTo(Archive.Naming.NAMED);
        assertThat(archive().name(owner, conversation, "b", NOW)).isEqualTo(Archive.Naming.NAMED);
        assertThat(archive().name(owner, conversation, "a", NOW)).isEqualTo(Archive.Naming.NAMED);

        assertThat(archive().find(owner, "b")).contains(archive().find(owner, "a").orElseThrow().under("b"));
        assertThat(archive().find(owner + "2", "b")).isEmpty();
        assertThat(archive().list(owner, Optional.empty(), ANY)).extracting(Conversation::sessionId)
                .containsExactly("a");
    }

    @Test
    void aTurnUnderAFurtherNameGoesOnWithTheConversation() {
        Begun first = ended("a", NOW);
        archive().name(owner, first.turn().conversationId(), "b", NOW);

        Begun second = begin("b");

        assertThat(second.turn().conversationId()).isEqualTo(first.turn().conversationId());
        assertThat(second.turn().number()).isEqualTo(2);
        assertThat(second.turn().sessionId()).isEqualTo("b");
        assertThat(turns().begin(prompt("a", "hello"))).isEqualTo(new Turns.Beginning.Busy(second.turn().id()));
    }

    @Test
    void aRequestIsKnownAgainUnderAFurtherName() {
        Begun first = ended("a", NOW);
        archive().name(owner, first.turn().conversationId(), "b", NOW);
        Turns.Repeat repeat = new Turns.Repeat("key", "f", Optional.of("b"));
        Begun begun = (Begun) turns().begin(prompt("b", asking("hello"), Optional.of(repeat), NOW));

        assertThat(turns().earlier(owner, repeat, NOW)).isPresent().get()
                .isInstanceOfSatisfying(Turns.Beginning.Repeated.class,
                        known -> assertThat(known.turn().id()).isEqualTo(begun.turn().id()));
        assertThat(turns().earlier(owner, new Turns.Repeat("key", "f", Optional.of("a")), NOW)).get()
                .isInstanceOf(Turns.Beginning.Repeated.class);
        assertThat(turns().earlier(owner, new Turns.Repeat("key", "f", Optional.of("c")), NOW))
                .contains(new Turns.Beginning.KeyReused());
    }

    @Test
    void aNameThatLeadsElsewhereStaysThere() {
        Begun a = ended("a", NOW);
        Begun b = ended("b", NOW);
        archive().name(owner, b.turn().conversationId(), "b2", NOW);

        assertThat(archive().name(owner, a.turn().conversationId(), "b", NOW)).isEqualTo(Archive.Naming.TAKEN);
        assertThat(archive().name(owner, a.turn().conversationId(), "b2", NOW)).isEqualTo(Archive.Naming.TAKEN);
        assertThat(archive().find(owner, "b2").map(Conversation::id)).contains(b.turn().conversationId());
    }

    @Test
    void nobodyNamesWhatIsNotTheirOwn() {
        Begun begun = ended("a", NOW);

        assertThat(archive().name(owner + "2", begun.turn().conversationId(), "x", NOW))
                .isEqualTo(Archive.Naming.UNKNOWN);
        assertThat(archive().name(owner, "conv_none", "x", NOW)).isEqualTo(Archive.Naming.UNKNOWN);
        assertThat(archive().name(owner, "conv_\u0000", "x", NOW)).isEqualTo(Archive.Naming.UNKNOWN);
    }

    @Test
    void aDeletedConversationLeavesItsNamesToOthers() {
        Begun a = ended("a", NOW);
        Begun b = ended("b", NOW);
        archive().name(owner, a.turn().conversationId(), "further", NOW);
        archive().delete(a.turn().conversationId());

        assertThat(archive().find(owner, "further")).isEmpty();
        assertThat(archive().name(owner, b.turn().conversationId(), "further", NOW)).isEqualTo(Archive.Naming.NAMED);
        assertThat(begin("a").turn().number()).isEqualTo(1);
    }

    @Test
    void aConversationHasAHundredNamesAtMost() {
        Begun begun = ended("a", NOW);
        String conversation = begun.turn().conversationId();
        for (int i = 1; i < 100; i++) {
            assertThat(archive().name(owner, conversation, "n" + i, NOW)).isEqualTo(Archive.Naming.NAMED);
        }

        assertThat(archive().name(owner, conversation, "n100", NOW)).isEqualTo(Archive.Naming.FULL);
        assertThat(archive().name(owner, conversation, "n99", NOW)).isEqualTo(Archive.Naming.NAMED);
    }

    @Test
    void ofAConversationAndAFurtherNameThatComeAtOnceOneGetsTheName() {
        Begun old = ended("a", NOW);
        for (int round = 0; round < 10; round++) {
            String name = "wanted" + round;
            List<Object> outcomes = Concurrently.call(List.<Callable<Object>>of(
                    () -> archive().name(owner, old.turn().conversationId(), name, NOW),
                    () -> turns().begin(prompt(name, "hello"))));

            String conversation = archive().find(owner, name).orElseThrow().id();
            Turn begun = ((Begun) outcomes.get(1)).turn();
            assertThat(begun.conversationId()).isEqualTo(conversation);
            assertThat(conversation.equals(old.turn().conversationId()))
                    .isEqualTo(outcomes.get(0) == Archive.Naming.NAMED);
            write(end((Begun) outcomes.get(1), TurnStatus.COMPLETED, "done", Optional.empty(), NOW));
        }
    }

    @Test
    void howATurnStandsIsKnownAsLongAsItIsThere() {
        Begun begun = begin("a");

        assertThat(archive().status(begun.turn().id())).contains(TurnStatus.IN_PROGRESS);
        write(completed(begun, "done"));
        assertThat(archive().status(begun.turn().id())).contains(TurnStatus.COMPLETED);
        archive().delete(begun.turn().conversationId());
        assertThat(archive().status(begun.turn().id())).isEmpty();
    }
}
