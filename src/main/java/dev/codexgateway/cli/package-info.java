/**
 * The command line: {@code serve}, {@code doctor}, {@code key}. Each command reads the same configuration as the service and
 * says what went wrong in a sentence.
 */
package dev.codexgateway.cli;
