package dev.codexgateway.api.actions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.codex.Prompt;

class FileContentTest {

    @ParameterizedTest
    @CsvSource({"image/png, 89504e470d0a1a0a00", "image/jpeg, ffd8ffe0", "image/gif, 474946383761ff",
            "image/gif, 474946383961ff", "image/webp, 52494646ffffffff57454250"})
    void aPictureIsKnownByItsSignature(String type, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThat(FileContent.of(bytes)).isEqualTo(new FileContent.Picture(
                "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"89504e470d0a1a", "ffd8", "ff", "52494646ffffffff57454251", "52494646ffffffff574542", "00",
            "c3", "c0af", "eda080", "f4908080", "fffe41004200", "efbbbf00", "610062", "1b5b306d", "617f", "c285",
            "7f454c46", "255044462d312e370ae2e3cfd3", "504b0304"})
    void whatIsNeitherPictureNorTextIsUnknown(String hex) {
        assertThat(FileContent.of(HexFormat.of().parseHex(hex))).isEqualTo(new FileContent.Unknown());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "tab\tline\nreturn\rfeed\f", "Ünïcödé 漢字 😀", "{\"a\": 1}", "<svg/>", "GIF89",
            "RIFF"})
    void validUtf8IsText(String text) {
        assertThat(FileContent.of(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(new FileContent.Text(text));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheText() {
        assertThat(FileContent.of("\uFEFFa\uFEFF".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new FileContent.Text("a\uFEFF"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "UTF-16", "UTF-16LE", "UTF-32"})
    void textInAnotherEncodingIsUnknown(String charset) {
        assertThat(FileContent.of("Grüße".getBytes(Charset.forName(charset)))).isEqualTo(new FileContent.Unknown());
    }

    @Test
    void everyTextIsOneThatAPromptTakes() {
        Random random = new Random(4);

        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(6)];
            random.nextBytes(bytes);
            if (FileContent.of(bytes) instanceof FileContent.Text(String text)) {
                assertThat(new Prompt.TextFile("a", text).text().getBytes(StandardCharsets.UTF_8))
                        .isEqualTo(bytes);
            }
        }
    }
}
