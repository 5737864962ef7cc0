package dev.codexgateway.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
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
    private final byte[] script;
    private final String scriptPath;
    private final String instructions;

    public Pages() {
        for (Language language : Language.values()) {
            phrases.put(language, Phrases.read(language));
        }
        styleSheet = read("style.css");
        styleSheetPath = "/assets/style-" + hash(styleSheet) + ".css";
        script = read("connect.js");
        scriptPath = "/assets/connect-" + hash(script) + ".js";
        instructions = new String(read("gpt-instructions.txt"), UTF_8).strip();
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

    /** The one page with a script, which it fetches from {@link #scriptPath}; it works without, too. */
    public String connect(Language language, ConnectPage page) {
        return render("connect", language, Map.of("page", page, "script", scriptPath, "instructions", instructions));
    }

    /** The connect page's checklist alone, letter for letter as it stands in the page. */
    public String checklist(Language language, List<ConnectPage.Check> checks) {
        return render("checklist", language, Map.of("checks", List.copyOf(checks)));
    }

    public String privacy(Language language, PrivacyPage page) {
        return render("privacy", language, page);
    }

    public String home(Language language, HomePage page) {
        return render("home", language, page);
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

    /** The connect page's script, UTF-8. */
    public byte[] script() {
        return script.clone();
    }

    /** Where the connect page looks for its script. It names the content, as the style sheet's does. */
    public String scriptPath() {
        return scriptPath;
    }

    private String render(String template, Language language, Record page) {
        return render(template, language, Map.of("page", page));
    }

    private String render(String template, Language language, Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("phrases", Objects.requireNonNull(phrases.get(language)));
        all.put("styleSheet", styleSheetPath);
        StringOutput html = new StringOutput();
        TEMPLATES.render(template + ".jte", all, html);
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
