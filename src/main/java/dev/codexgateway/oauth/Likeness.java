package dev.codexgateway.oauth;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a name looks like to a person, who reads shapes and not code points (UTS 39). */
final class Likeness {
    private static final Pattern SPACE = Pattern.compile(" ");
    /** Alphabets with many letters of the Latin shape: within a word, each may stand alone only. */
    private static final Set<UnicodeScript> ALIKE = EnumSet.of(UnicodeScript.LATIN, UnicodeScript.GREEK,
            UnicodeScript.CYRILLIC, UnicodeScript.ARMENIAN);
    /** Beside those: what apps are named in today (UAX 31, table 5). Among all others are whole alphabets of Latin shapes. */
    private static final Set<UnicodeScript> USUAL = EnumSet.of(UnicodeScript.COMMON, UnicodeScript.INHERITED,
            UnicodeScript.ARABIC, UnicodeScript.BENGALI, UnicodeScript.BOPOMOFO, UnicodeScript.DEVANAGARI,
            UnicodeScript.ETHIOPIC, UnicodeScript.GEORGIAN, UnicodeScript.GUJARATI, UnicodeScript.GURMUKHI,
            UnicodeScript.HAN, UnicodeScript.HANGUL, UnicodeScript.HEBREW, UnicodeScript.HIRAGANA,
            UnicodeScript.KANNADA, UnicodeScript.KATAKANA, UnicodeScript.KHMER, UnicodeScript.LAO,
            UnicodeScript.MALAYALAM, UnicodeScript.MYANMAR, UnicodeScript.ORIYA, UnicodeScript.SINHALA,
            UnicodeScript.TAMIL, UnicodeScript.TELUGU, UnicodeScript.THAANA, UnicodeScript.THAI,
            UnicodeScript.TIBETAN);

    private Likeness() {}

    /** Letters that look alike are one; whatever stands between them is left out. */
    static String of(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKD).codePoints()
                .map(Likeness::capital).map(Character::toLowerCase).map(Likeness::small)
                .filter(Character::isLetterOrDigit)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    /** Whether a name is put together of alphabets that no word has together, or of one that nobody uses for this. */
    static boolean patched(String name) {
        return SPACE.splitAsStream(Normalizer.normalize(name, Normalizer.Form.NFKD)).anyMatch(word -> {
            List<UnicodeScript> scripts = word.codePoints().mapToObj(UnicodeScript::of)
                    .filter(script -> !USUAL.contains(script)).distinct().collect(Collectors.toList());
            return scripts.size() > 1 || !ALIKE.containsAll(scripts);
        });
    }

    /** Those whose small letter has another shape. */
    private static int capital(int letter) {
        return switch (letter) {
            case 'Η', 'Н' -> 'h';
            case 'Ν' -> 'n';
            default -> letter;
        };
    }

    /** The letters and digits that can be taken for those of well-known names. */
    private static int small(int letter) {
        return switch (letter) {
            case 'а', 'α', 'ɑ', 'ᴀ', '@', '4' -> 'a';
            case 'с', 'σ', 'ς', 'ƈ', 'ᴄ', 'ȼ' -> 'c';
            case 'ԁ', 'ɗ', 'đ', 'ᴅ' -> 'd';
            case 'е', 'ε', 'ҽ', 'ɛ', 'є', 'ᴇ', '3' -> 'e';
            case 'ɡ', 'ɢ', 'ԍ', 'ց', '9' -> 'g';
            case 'һ', 'հ', 'ħ', 'ʜ' -> 'h';
            case 'i', 'l', 'і', 'ι', 'ı', 'ɪ', 'ł', 'ʟ', 'լ', '1', '!', 'ӏ', '|' -> 'l';
            case 'п', 'ո', 'η', 'ɴ' -> 'n';
            case 'о', 'ο', 'օ', 'ø', 'ᴏ', '0' -> 'o';
            case 'р', 'ρ', 'ᴘ' -> 'p';
            case 'ʀ' -> 'r';
            case 'т', 'τ', 'ŧ', 'ᴛ' -> 't';
            case 'υ', 'μ', 'ս', 'ᴜ' -> 'u';
            case 'х', 'χ' -> 'x';
            default -> letter;
        };
    }
}
