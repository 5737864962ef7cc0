package dev.codexgateway.oauth;

import java.time.Duration;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;

/** The headers that guard a page: what it may load, run and lead to, that nobody frames it, and who may keep it. Immutable. */
public final class PageHeaders {
    /** For a page that is one person's, without scripts. */
    public static final PageHeaders USUAL = new PageHeaders("", "", "no-store", false);
    /** As {@link #USUAL}, with scripts of our own, which may ask nobody but us. */
    public static final PageHeaders SCRIPTED = new PageHeaders("script-src 'self'; connect-src 'self'; ", "",
            "no-store", false);

    private final String scripts;
    private final String formAction;
    private final String keeping;
    private final boolean byLanguage;

    private PageHeaders(String scripts, String formAction, String keeping, boolean byLanguage) {
        this.scripts = scripts;
        this.formAction = formAction;
        this.keeping = keeping;
        this.byLanguage = byLanguage;
    }

    /** For a page that is the same for everybody who reads its language, and may be kept for so long. */
    public static PageHeaders forEverybody(Duration kept) {
        return new PageHeaders("", "", "public, max-age=" + kept.toSeconds(), true);
    }

    /** @param origin a further origin that the page's form may lead to, by a redirect of ours */
    static PageHeaders leadingTo(String origin) {
        return new PageHeaders("", " " + origin, "no-store", false);
    }

    public void on(ServerResponse response) {
        response.header(HeaderNames.create("Content-Security-Policy"),
                "default-src 'none'; " + scripts + "style-src 'self'; img-src 'self' data:; base-uri 'none'; "
                        + "frame-ancestors 'none'; form-action 'self'" + formAction);
        response.header(HeaderNames.create("X-Frame-Options"), "DENY");
        response.header(HeaderNames.create("Referrer-Policy"), "no-referrer");
        response.header(HeaderNames.CACHE_CONTROL, keeping);
        if (byLanguage) {
            response.header(HeaderNames.VARY, "Accept-Language");
        }
    }
}
