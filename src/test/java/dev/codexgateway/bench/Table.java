package dev.codexgateway.bench;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A table in Markdown. */
final class Table {
    private final StringBuilder text = new StringBuilder();

    Table(String... heads) {
        row((Object[]) heads);
        row(Stream.of(heads).map(_ -> "---").toArray());
    }

    Table row(Object... cells) {
        text.append(Stream.of(cells).map(Object::toString).collect(Collectors.joining(" | ", "| ", " |"))).append('\n');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
