package dev.codexgateway.config;

import java.util.Optional;

/**
 * One key as its reader declared it: the source of {@code app.yaml} and of {@code docs/configuration.md}.
 *
 * @param name         the dotted key
 * @param environment  the variable that overrides it, if there is one
 * @param kind         what values it takes, in words
 * @param defaultValue the default as it would be written in YAML; empty when there is none or it is derived
 * @param defaultWords what happens without a value, when {@code defaultValue} is empty
 * @param sentence     what the key means
 * @param secret       whether the value is a secret, and so may also come from a file
 */
public record ConfigKey(String name, Optional<String> environment, String kind, Optional<String> defaultValue,
        String defaultWords, String sentence, boolean secret) {}
