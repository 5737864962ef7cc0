package dev.codexgateway.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("rfc9110-12.5.4")
class LanguageTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            en                                      | ENGLISH
                                            en-GB                                   | ENGLISH
                                            pt                                      | PORTUGUESE
                                            pt-BR                                   | PORTUGUESE
                                            PT-br                                   | PORTUGUESE
                                            pt-PT                                   | PORTUGUESE
                                            pt-BR,pt;q=0.9,en-US;q=0.8,en;q=0.7     | PORTUGUESE
                                            en-US,en;q=0.9,pt-BR;q=0.8              | ENGLISH
                                            en;q=0.4, pt;q=0.5                      | PORTUGUESE
                                            pt;q=0.4, en;q=0.5                      | ENGLISH
                                            pt;q=0.5, en;q=0.5                      | PORTUGUESE
                                            pt;q=0                                  | ENGLISH
                                            pt;q=0, en;q=0.1                        | ENGLISH
                                            de, fr;q=0.9, pt;q=0.1                  | PORTUGUESE
                                            de, fr;q=0.9                            | ENGLISH
                                            *                                       | ENGLISH
                                            *;q=0.1, pt                             | PORTUGUESE
                                            ptx                                     | ENGLISH
                                            """)
    void thePersonsDearestLanguageIsSpoken(String header, Language expected) {
        assertThat(Language.of(Optional.of(header))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", ";", "pt;", "pt;q", "pt;q=", "pt;q=x", "pt;q=-1", "pt;q=2", "pt;q=NaN",
            "pt;;q=1",
            "pt_BR", "-", "--", "pt-", "=", "q=1", "\u0000", "pt\r\nX: 1", "português", "<script>"})
    void whatIsNoLanguageHeaderIsAnsweredInEnglish(String header) {
        assertThat(Language.of(Optional.of(header))).isEqualTo(Language.ENGLISH);
    }

    @Test
    void noHeaderIsEnglishAndOneBeyondAllReasonIsNotRead() {
        assertThat(Language.of(Optional.empty())).isEqualTo(Language.ENGLISH);
        assertThat(Language.of(Optional.of("pt,".repeat(100_000) + "pt"))).isEqualTo(Language.ENGLISH);
    }

    @Test
    void nothingThatABrowserCanSendBreaksIt() {
        Random random = new Random(7);
        String alphabet = "ptenq=;,-.*0189 \té\u0000";
        for (int round = 0; round < 20_000; round++) {
            String header = random.ints(random.nextInt(20), 0, alphabet.length())
                    .mapToObj(index -> alphabet.substring(index, index + 1)).reduce("", String::concat);

            assertThatCode(() -> Language.of(Optional.of(header))).as(header).doesNotThrowAnyException();
        }
    }

    @Test
    void itsTagIsWhatAPageSaysItIsWrittenIn() {
        assertThat(Language.ENGLISH.tag()).isEqualTo("en");
        assertThat(Language.PORTUGUESE.tag()).isEqualTo("pt-BR");
    }
}
