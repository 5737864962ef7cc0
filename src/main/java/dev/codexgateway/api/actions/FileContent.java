package dev.codexgateway.api.actions;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** What a file is, by its bytes alone: what it is called and claimed to be can say anything. */
sealed interface FileContent {

    record Picture(String dataUri) implements FileContent {}

    record Text(String text) implements FileContent {}

    /** Neither, or text in another encoding than UTF-8. */
    record Unknown() implements FileContent {}

    static FileContent of(byte[] bytes) {
        return mediaType(bytes).<FileContent>map(type -> new Picture(
                "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes)))
                .or(() -> text(bytes).map(Text::new)).orElseGet(Unknown::new);
    }

    private static Optional<String> mediaType(byte[] bytes) {
        if (has(bytes, 0, "89504e470d0a1a0a")) {
            return Optional.of("image/png");
        }
        if (has(bytes, 0, "ffd8ff")) {
            return Optional.of("image/jpeg");
        }
        if (has(bytes, 0, "474946383761") || has(bytes, 0, "474946383961")) {
            return Optional.of("image/gif");
        }
        return has(bytes, 0, "52494646") && has(bytes, 8, "57454250") ? Optional.of("image/webp") : Optional.empty();
    }

    private static boolean has(byte[] bytes, int offset, String hex) {
        byte[] signature = HexFormat.of().parseHex(hex);
        return bytes.length >= offset + signature.length
                && ByteBuffer.wrap(bytes, offset, signature.length).equals(ByteBuffer.wrap(signature));
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text)
                    .filter(decoded -> decoded.chars().noneMatch(FileContent::binary));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean binary(int character) {
        return Character.isISOControl(character) && "\t\n\r\f".indexOf(character) < 0;
    }
}
