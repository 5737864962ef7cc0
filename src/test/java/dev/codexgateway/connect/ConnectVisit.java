package dev.codexgateway.connect;

import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.codexgateway.pages.ConnectPage.Check;
import dev.codexgateway.pages.ConnectPage.Kind;
import dev.codexgateway.pages.ConnectPage.State;
import dev.codexgateway.pages.Language;
import dev.codexgateway.pages.Pages;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Person;
import dev.codexgateway.testing.Person.Seen;

/** What a signed-in owner reads on the connect page. */
final class ConnectVisit {
    private static final Pages PAGES = new Pages();

    private ConnectVisit() {}

    /** The owner, by way of the login page. */
    static Seen signIn(Person owner) {
        return owner.signIn(owner.open("/connect"), "owner", OWNER_PASSWORD);
    }

    static Person owner(GatewayFixture gateway) {
        Person owner = gateway.person();
        signIn(owner);
        return owner;
    }

    /** A value to paste, as the page has it. */
    static String value(Seen page, String id) {
        return optionalValue(page, id).orElseThrow(() -> new AssertionError("no " + id + ": " + page.html()));
    }

    static Optional<String> optionalValue(Seen page, String id) {
        Matcher input = Pattern.compile("<input id=\"" + id + "\"[^>]*value=\"([^\"]*)\"").matcher(page.html());
        return input.find() ? Optional.of(input.group(1)) : Optional.empty();
    }

    /** A line of the checklist, as the page shows it. */
    static String line(Kind kind, State state, String reason, String detail) {
        String list = PAGES.checklist(Language.ENGLISH, List.of(new Check(kind, state, reason, detail)));
        return list.substring(list.indexOf("<li>"), list.indexOf("</li>"));
    }

    static String line(Kind kind, State state, String reason) {
        return line(kind, state, reason, "");
    }
}
