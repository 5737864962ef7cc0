package dev.codexgateway.cli;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

import dev.codexgateway.config.Secret;
import dev.codexgateway.oauth.Passwords;

/**
 * Where a new password comes from: a terminal, twice and without echo, or one line of standard input where that is none.
 * Never from arguments, which every process of the machine can see.
 */
final class PasswordPrompt {
    private static final int LONGEST_LINE = 8192;

    private final Optional<Console> terminal;
    private final InputStream input;

    private PasswordPrompt(Optional<Console> terminal, InputStream input) {
        this.terminal = terminal;
        this.input = input;
    }

    static PasswordPrompt system() {
        return new PasswordPrompt(Optional.ofNullable(System.console()).filter(Console::isTerminal), System.in);
    }

    static PasswordPrompt of(InputStream input) {
        return new PasswordPrompt(Optional.empty(), input);
    }

    /** @throws CommandFailed if there is none, or it cannot be one */
    Secret ask() {
        Secret password = terminal.map(PasswordPrompt::typed).orElseGet(this::line);
        Passwords.fault(password).ifPresent(fault -> {
            throw new CommandFailed("user: " + fault.sentence());
        });
        return password;
    }

    private static Secret typed(Console console) {
        Secret password = typed(console, "New password: ");
        if (!password.equals(typed(console, "The same again: "))) {
            throw new CommandFailed("user: these were two different passwords; nothing is changed");
        }
        return password;
    }

    private static Secret typed(Console console, String prompt) {
        char[] letters = console.readPassword("%s", prompt);
        if (letters == null) {
            throw new CommandFailed("user: no password was given; nothing is changed");
        }
        Secret typed = Secret.of(new String(letters));
        Arrays.fill(letters, ' ');
        return typed;
    }

    private Secret line() {
        StringBuilder line = new StringBuilder();
        try {
            // The decoder refuses what is not UTF-8, where a reader by charset would put question marks.
            Reader reader = new InputStreamReader(input, StandardCharsets.UTF_8.newDecoder());
            for (int letter = reader.read(); letter >= 0 && letter != '\n'
                    && line.length() < LONGEST_LINE; letter = reader.read()) {
                line.append((char) letter);
            }
        } catch (IOException e) {
            throw new CommandFailed("user: standard input cannot be read as UTF-8; nothing is changed", e);
        }
        if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        if (line.isEmpty()) {
            throw new CommandFailed("user: give the password as one line of standard input, or use a terminal");
        }
        return Secret.of(line.toString());
    }
}
