package dev.codexgateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import jakarta.json.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentPageTest {

    @Test
    void whatFitsIsOnePage() {
        assertThat(ContentPage.of("hello", 0, 12)).isEqualTo(new ContentPage("hello", 0, 5, Optional.empty()));
    }

    @Test
    void nothingIsOnePage() {
        assertThat(ContentPage.of("", 0, 12)).isEqualTo(new ContentPage("", 0, 0, Optional.empty()));
    }

    @Test
    void theEndIsAnEmptyLastPage() {
        assertThat(ContentPage.of("hello", 5, 12)).isEqualTo(new ContentPage("", 5, 5, Optional.empty()));
    }

    @Test
    void offsetsCountCodePoints() {
        assertThat(ContentPage.of("😀😀😀", 1, 2)).isEqualTo(new ContentPage("😀", 1, 3, Optional.of(2)));
    }

    @Test
    void aCharacterIsNeverCut() {
        assertThat(ContentPage.of("a😀", 0, 2)).isEqualTo(new ContentPage("a", 0, 2, Optional.of(1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 13, 100, 4_096})
    void pagesJoinToTheWholeAndNoneIsLongerInJsonThanItsRoom(int room) {
        Random random = new Random(room);
        for (int i = 0; i < 50; i++) {
            String content = any(random, random.nextInt(3_000));

            List<ContentPage> pages = pages(content, room);

            assertThat(String.join("", pages.stream().map(ContentPage::text).toList())).isEqualTo(content);
            assertThat(pages).allSatisfy(page -> {
                assertThat(Json.createValue(page.text()).toString().length() - 2).isLessThanOrEqualTo(room);
                assertThat(page.length()).isEqualTo(content.codePointCount(0, content.length()));
            });
        }
    }

    private static List<ContentPage> pages(String content, int room) {
        List<ContentPage> pages = new ArrayList<>();
        Optional<Integer> next = Optional.of(0);
        while (next.isPresent()) {
            ContentPage page = ContentPage.of(content, next.get(), room);
            pages.add(page);
            next = page.next();
        }
        return pages;
    }

    /** Text of every kind: what is escaped in JSON, pairs of surrogates, the ends of the planes. */
    private static String any(Random random, int length) {
        int[] kinds = {'"', '\\', '\n', '\t', 0, 1, 0x1f, 0x7f, 'a', ' ', 'é', 0x2028, 0xd7ff, 0xe000, 0xffff, 0x1f600,
                0x10ffff};
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(kinds[random.nextInt(kinds.length)]);
        }
        return text.toString();
    }
}
