/**
 * Configuration: reading it, checking it and explaining it. Each capability owns a record with a static
 * {@code read(ConfigReader)}; this package owns the reader, the sources behind it ({@code app.yaml} under the
 * environment), the type of a {@link dev.codexgateway.config.Secret} and the file of first-run credentials. Nothing else
 * reads Helidon's {@code Config} or the environment.
 */
package dev.codexgateway.config;
