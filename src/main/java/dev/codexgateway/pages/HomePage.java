package dev.codexgateway.pages;

/**
 * What this is, with the ways on: {@code /connect}, {@code /account}, {@code /privacy}, {@code /openapi.json}.
 *
 * @param publicUrl where it is reached
 * @param version   of the gateway
 */
public record HomePage(String publicUrl, String version) {}
