package dev.codexgateway.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads every key once, at start. Nothing is thrown while reading: faults are gathered and {@link #finish()} reports all
 * of them. What is read here is also what {@code app.yaml} and {@code docs/configuration.md} list. Not thread-safe.
 */
public final class ConfigReader {
    private final Sources sources;
    private final Map<String, ConfigKey> keys = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    public ConfigReader(Map<String, String> environment, Path workingDirectory) {
        this.sources = new Sources(environment, workingDirectory);
    }

    public String text(String key, String defaultValue, String sentence) {
        return value(key, "text", defaultValue, sentence, Function.identity());
    }

    public Optional<String> optionalText(String key, String without, String sentence) {
        return optional(key, "text", without, sentence, Function.identity());
    }

    public int integer(String key, int defaultValue, int min, int max, String sentence) {
        return value(key, range(min, max), defaultValue, sentence, text -> parseInteger(text, min, max));
    }

    public Optional<Integer> optionalInteger(String key, int min, int max, String without, String sentence) {
        return optional(key, range(min, max), without, sentence, text -> parseInteger(text, min, max));
    }

    public boolean flag(String key, boolean defaultValue, String sentence) {
        return value(key, "true or false", defaultValue, sentence, text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException();
        });
    }

    public Duration duration(String key, Duration defaultValue, String sentence) {
        return value(key, "a positive ISO 8601 duration such as PT30S", defaultValue, sentence, text -> {
            Duration duration = Duration.parse(text);
            if (!duration.isPositive() || duration.compareTo(Duration.ofDays(3650)) > 0) {
                throw new IllegalArgumentException();
            }
            return duration;
        });
    }

    public <E extends Enum<E>> E choice(String key, Class<E> type, E defaultValue, String sentence) {
        String names = Arrays.stream(type.getEnumConstants()).map(ConfigReader::lower)
                .collect(Collectors.joining(", "));
        E chosen = value(key, "one of " + names, defaultValue, sentence,
                text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')), ConfigReader::lower);
        return chosen;
    }

    public URI url(String key, String defaultValue, String sentence) {
        return value(key, "an http or https URL", URI.create(defaultValue), sentence, ConfigReader::parseUrl);
    }

    public Optional<URI> optionalUrl(String key, String without, String sentence) {
        return optional(key, "an http or https URL", without, sentence, ConfigReader::parseUrl);
    }

    public List<String> list(String key, String without, String sentence) {
        return optional(key, "a list, or text with commas", without, sentence, ConfigReader::split).orElse(List.of());
    }

    /** One that has a default: in the file {@code []} says that it is to be empty. */
    public List<String> list(String key, List<String> defaultValue, String sentence) {
        return value(key, "a list, or text with commas", defaultValue, sentence, ConfigReader::split,
                list -> String.join(",", list));
    }

    public Optional<Secret> secret(String key, String without, String sentence) {
        declare(key, "text", Optional.empty(), without, sentence, true);
        return sources.find(key, true).filter(this::noPlaceholder).map(found -> Secret.of(found.text()));
    }

    public List<Secret> secrets(String key, String without, String sentence) {
        declare(key, "a list, or text with commas", Optional.empty(), without, sentence, true);
        return sources.find(key, true).filter(this::noPlaceholder).map(Sources.Found::text).map(ConfigReader::split)
                .orElse(List.of()).stream().distinct().map(Secret::of).toList();
    }

    /** The name by which an operator knows a key best: its variable, if it has one. */
    public static String nameOf(String key) {
        return Environment.of(key).map(variable -> variable + " (" + key + ")").orElse(key);
    }

    /** Records a fault unless the condition holds. The message must not contain a secret. */
    public void check(boolean condition, String fault) {
        if (!condition) {
            faults.add(fault);
        }
    }

    /** Something that weakens security or will surprise; said at each start. */
    public void warn(String warning) {
        warnings.add(warning);
    }

    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    public List<ConfigKey> keys() {
        return List.copyOf(keys.values());
    }

    /**
     * Ends the reading.
     *
     * @throws ConfigException if anything was wrong, a key that nobody read included
     */
    public void finish() {
        List<String> all = new ArrayList<>(sources.faults());
        sources.fileValues().forEach((key, value) -> {
            if (!keys.containsKey(key) && !(value.isBlank() && section(key))) {
                all.add(unknown(key));
            }
        });
        all.addAll(faults);
        if (!all.isEmpty()) {
            throw new ConfigException(all);
        }
    }

    /** A section with nothing in it sets nothing. */
    private boolean section(String name) {
        return keys.keySet().stream().anyMatch(key -> key.startsWith(name + "."));
    }

    private String unknown(String key) {
        String nearest = Nearest.to(key, keys.keySet()).orElseThrow();
        return key + " is not a key of this service; the nearest is " + nearest;
    }

    private <T> T value(String key, String kind, T defaultValue, String sentence, Function<String, T> parse) {
        return value(key, kind, defaultValue, sentence, parse, Object::toString);
    }

    private <T> T value(String key, String kind, T defaultValue, String sentence, Function<String, T> parse,
            Function<T, String> print) {
        declare(key, kind, Optional.of(print.apply(defaultValue)), "", sentence, false);
        return parsed(key, kind, parse).orElse(defaultValue);
    }

    private <T> Optional<T> optional(String key, String kind, String without, String sentence,
            Function<String, T> parse) {
        declare(key, kind, Optional.empty(), without, sentence, false);
        return parsed(key, kind, parse);
    }

    private <T> Optional<T> parsed(String key, String kind, Function<String, T> parse) {
        return sources.find(key, false).filter(this::noPlaceholder).flatMap(found -> {
            try {
                return Optional.of(parse.apply(found.text()));
            } catch (IllegalArgumentException | DateTimeParseException | ArithmeticException e) {
                String same = found.source().equals(key) ? "" : " (" + key + ")";
                faults.add(found.source() + "=" + found.text() + same + " is not " + kind);
                return Optional.empty();
            }
        });
    }

    private boolean noPlaceholder(Sources.Found found) {
        check(!found.text().contains("${"), found.source() + " holds a placeholder ${…}, which is not resolved here; "
                + "set the environment variable instead");
        return !found.text().contains("${");
    }

    private void declare(String key, String kind, Optional<String> defaultValue, String without, String sentence,
            boolean secret) {
        ConfigKey declared = new ConfigKey(key, Environment.of(key), kind, defaultValue, without, sentence, secret);
        if (keys.put(key, declared) != null) {
            throw new IllegalStateException(key + " is read twice");
        }
    }

    private static String range(int min, int max) {
        return "a whole number from " + min + " to " + max;
    }

    private static int parseInteger(String text, int min, int max) {
        int number = Integer.parseInt(text);
        if (number < min || number > max) {
            throw new IllegalArgumentException();
        }
        return number;
    }

    private static URI parseUrl(String text) {
        URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw new IllegalArgumentException();
        }
        return uri;
    }

    private static List<String> split(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(part -> !part.isEmpty()).toList();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
