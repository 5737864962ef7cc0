package dev.codexgateway.cli;

/** Text that others chose, as a terminal may be given it: without the characters that steer one. */
final class Printable {
    private Printable() {}

    static String of(String text) {
        return text.replaceAll("\\p{C}", "?");
    }
}
