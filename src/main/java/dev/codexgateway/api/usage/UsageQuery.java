package dev.codexgateway.api.usage;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.codexgateway.api.ListPage;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.jsonrpc.Params;
import dev.codexgateway.usage.Ledger.Group;
import dev.codexgateway.usage.Ledger.Position;

/**
 * What is asked of usage.
 *
 * @param named a caller's id or name
 */
record UsageQuery(LocalDate from, LocalDate to, Optional<String> named, Set<Group> by, int limit,
        Optional<Position> after) {
    private static final int MAX_DAYS = 400;
    private static final int USUAL_DAYS = 30;
    private static final int MAX_NAME = 512;
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern CURSOR = Pattern.compile("(\\d{1,9})\n([^\n]{0,512})\n([^\n]{0,512})");

    static UsageQuery of(Params params, LocalDate today) {
        LocalDate to = date(params, "to").orElse(today);
        LocalDate from = date(params, "from").orElseGet(() -> to.minusDays(USUAL_DAYS - 1L));
        if (from.isAfter(to) || ChronoUnit.DAYS.between(from, to) >= MAX_DAYS) {
            throw GatewayException
                    .invalid("`from` must not be after `to`, and at most " + MAX_DAYS + " days are shown.");
        }
        return new UsageQuery(from, to, named(params), params.text("group").map(UsageQuery::groups)
                .orElseGet(() -> EnumSet.allOf(Group.class)), ListPage.limit(params),
                params.text("cursor").map(UsageQuery::position));
    }

    static String cursor(Position last) {
        String text = last.day() + "\n" + last.caller() + "\n" + last.model();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Position position(String cursor) {
        try {
            Matcher position = CURSOR
                    .matcher(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
            if (position.matches()) {
                return new Position(Long.parseLong(position.group(1)), position.group(2), position.group(3));
            }
        } catch (IllegalArgumentException e) {
            // As any other text that is no cursor.
        }
        throw GatewayException.invalid("`cursor` is not one that this list gave.");
    }

    private static Optional<LocalDate> date(Params params, String name) {
        return params.text(name).map(text -> {
            try {
                if (DATE.matcher(text).matches()) {
                    return LocalDate.parse(text);
                }
            } catch (DateTimeException e) {
                // As any other text that is no day.
            }
            throw GatewayException.invalid("`" + name + "` must be a day such as 2026-11-23.");
        });
    }

    private static Optional<String> named(Params params) {
        Optional<String> named = params.text("caller");
        if (named.filter(text -> text.isBlank() || text.length() > MAX_NAME).isPresent()) {
            throw GatewayException.invalid("`caller` must be a caller's id or name.");
        }
        return named;
    }

    private static Set<Group> groups(String words) {
        EnumSet<Group> groups = EnumSet.noneOf(Group.class);
        for (String word : words.split(",", -1)) {
            groups.add(Arrays.stream(Group.values())
                    .filter(group -> group.name().toLowerCase(Locale.ROOT).equals(word)).findFirst()
                    .orElseThrow(() -> GatewayException
                            .invalid("`group` must be one or more of day, caller and model, separated by commas.")));
        }
        return groups;
    }
}
