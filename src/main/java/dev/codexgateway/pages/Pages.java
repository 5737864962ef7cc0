package dev.codexgateway.pages;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;

/** Turns a page's record into HTML. Immutable; safe for concurrent use. */
public final class Pages {
    private static final TemplateEngine TEMPLATES = TemplateEngine.createPrecompiled(null, ContentType.Html, null,
            Pages.class.getPackageName());

    private final Map<Language, Phrases> phrases = new EnumMap<>(Language.class);
    private final byte[] styleSheet;
    private final String styleSheetPath;

    public Pages() {
        for (Language language : Language.values()) {
            phrases.put(language, Phrases.read(language));
        }
        styleSheet = read("style.css");
        styleSheetPath = "/assets/style-" + hash(styleSheet) + ".css";
    }

    public String login(Language language, LoginPage page) {
        return render("login", language, page);
    }

    public String consent(Language language, ConsentPage page) {
        return render("consent", language, page);
    }

    public String claim(Language language, ClaimPage page) {
        return render("claim", language, page);
    }

    public String account(Language language, AccountPage page) {
        return render("account", language, page);
    }

    public String error(Language language, ErrorPage page) {
        return render("error", language, page);
    }

    /** The one style sheet, UTF-8. */
    public byte[] styleSheet() {
        return styleSheet.clone();
    }

    /** Where the pages look for the style sheet. It names the content, which may therefore be cached for ever. */
    public String styleSheetPath() {
        return styleSheetPath;
    }

    private String render(String template, Language language, Record page) {
        StringOutput html = new StringOutput();
        TEMPLATES.render(template + ".jte", Map.of(
                "phrases", Objects.requireNonNull(phrases.get(language)),
                "styleSheet", styleSheetPath,
                "page", page), html);
        return html.toString();
    }

    private static byte[] read(String name) {
        try (InputStream in = Objects.requireNonNull(Pages.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 8);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
